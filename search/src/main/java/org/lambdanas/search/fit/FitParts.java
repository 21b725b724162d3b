package org.lambdanas.search.fit;

import java.util.Optional;
import org.lambdanas.graph.data.Split;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.graph.space.NetworkSpace;
import org.lambdanas.graph.space.SearchSpaces;
import org.lambdanas.proto.v1.Architecture;
import org.lambdanas.proto.v1.BackendKind;
import org.lambdanas.proto.v1.BudgetConfig;
import org.lambdanas.proto.v1.Derivation;
import org.lambdanas.proto.v1.FitConfig;
import org.lambdanas.proto.v1.GuidedConfig;
import org.lambdanas.proto.v1.KeptEpoch;
import org.lambdanas.proto.v1.NetworkConfig;
import org.lambdanas.proto.v1.RegulariserKind;
import org.lambdanas.proto.v1.SearchConfig;
import org.lambdanas.proto.v1.SearchMethod;
import org.lambdanas.proto.v1.TrainingConfig;
import org.lambdanas.proto.v1.ValidationImages;
import org.lambdanas.search.baseline.BaselineNetworks;
import org.lambdanas.search.budget.ModelLimits;
import org.lambdanas.search.differentiable.SearchPresets;
import org.lambdanas.search.guidedrun.GuidedConfigs;
import org.lambdanas.search.training.TrainingPresets;

/**
 * Configurations of the parts of a fit at the sizes that are thought of.
 *
 * @param config of the fit
 * @param images its pictures
 */
record FitParts(FitConfig config, FitImages images) {

  /** Share of the pictures to learn from by which the model is chosen. */
  static final double HELD_OUT = 0.1;

  /** Cells are compared by more, as short trainings differ by little. */
  private static final double TRIAL_HELD_OUT = 0.2;

  private static final int LEAST_BATCH = 4;

  /** A search by evaluations begins with a third of them at random, but no more than usual. */
  private static final int RANDOM_PART = 3;

  private static final int MOST_RANDOM = 10;

  /** The space that is searched. */
  NetworkSpace space() {
    return SearchSpaces.networkSpaceById(config.getSpace());
  }

  /** Pictures to learn from. */
  int pictures(int side) {
    return images.at(Split.TRAIN, side).size();
  }

  /** Those of them that are held out to choose by. */
  int heldOut(int side) {
    return pictures(side) - (int) ((1 - HELD_OUT) * pictures(side));
  }

  /** Pictures of a step; of few, so many that an epoch has some steps. */
  int batch(int side) {
    int pictures = pictures(side);
    return pictures >= 8000
        ? 64
        : Math.max(LEAST_BATCH, Math.min(32, Integer.highestOneBit(Math.max(1, pictures / 10))));
  }

  /** Networks of a size. */
  BaselineNetworks networks(FitSize size) {
    return size.networks(space(), images.dataSet());
  }

  /** Networks in which cells of a size are searched. */
  BaselineNetworks searched(FitSize size) {
    return new FitSize(size.side(), size.trial(space()), size.macs())
        .networks(space(), images.dataSet());
  }

  /** An architecture like those that searches find, within the limits. */
  Architecture likeFound(FitSize size) {
    return networks(size)
        .likeFound(ModelLimits.parse(config.getLimitsList())::allow, new Seed(config.getSeed()));
  }

  /**
   * A search by gradients.
   *
   * @param pictures that it reads; 0: all
   */
  SearchConfig.Builder search(FitSize size, SearchMethod method, int epochs, int pictures) {
    SearchConfig.Builder search =
        SearchPresets.config(
            SearchPresets.Preset.LAPTOP,
            config.getSpace(),
            images.dataSet(),
            method,
            RegulariserKind.REGULARISER_KIND_CORRELATION);
    search
        .setNetwork(size.trial(space()))
        .setEpochs(epochs)
        .setBatchSize(batch(size.side()))
        .setSeed(config.getSeed())
        // With none on its edges a cell may have no way from its input to its output.
        .setDerivation(Derivation.DERIVATION_WITHOUT_NONE)
        // Trainings judge the cells, and small ones may need skip connections.
        .clearSkipLimit()
        .setExecution(config.getExecution());
    // Few epochs: alpha has to get somewhere in them.
    search.getAlphaOptimizerBuilder().setLearningRate(3e-3);
    images.settle(search.getDataBuilder());
    search
        .getDataBuilder()
        .setImageSize(size.side())
        .setTrainImages(pictures)
        .setCropPadding(images.dataSet().augmentation(size.side()).cropPadding());
    return search;
  }

  /** A training at the end, of a network like those that are found until it has its own. */
  TrainingConfig.Builder training(FitSize size, int epochs) {
    return training(size.side(), size.network(), likeFound(size), epochs, HELD_OUT);
  }

  /**
   * A short training by which cells are compared.
   *
   * @param pictures that it reads; 0: all
   */
  TrainingConfig.Builder trial(FitSize size, int epochs, int pictures) {
    TrainingConfig.Builder trial =
        training(size.side(), size.trial(space()), likeFound(size), epochs, TRIAL_HELD_OUT);
    trial.getDataBuilder().setTrainImages(pictures);
    return trial;
  }

  private TrainingConfig.Builder training(
      int side, NetworkConfig network, Architecture architecture, int epochs, double heldOut) {
    TrainingConfig.Builder training =
        TrainingPresets.config(TrainingPresets.laptop(), architecture, images.dataSet())
            .setNetwork(network)
            .setEpochs(epochs)
            .setBatchSize(batch(side))
            .setSeed(config.getSeed())
            .setValidation(ValidationImages.VALIDATION_IMAGES_HELD_OUT)
            .setKeep(KeptEpoch.KEPT_EPOCH_BEST)
            .setMixup(config.getMixup())
            .setClassWeights(config.getClassWeights())
            .setObjective(config.getObjective())
            .setExecution(config.getExecution());
    images.settle(training.getDataBuilder());
    training
        .getDataBuilder()
        .setColourJitter(config.getData().getColourJitter())
        .setAugment(FitSchedule.augment(config.getData().getAugment(), side, epochs))
        .setAugmentOperations(config.getData().getAugmentOperations())
        .setAugmentMagnitude(config.getData().getAugmentMagnitude())
        .setImageSize(side)
        .setTrainPortion(1 - heldOut)
        .setCropPadding(images.dataSet().augmentation(side).cropPadding());
    return training;
  }

  /**
   * What all searches by short trainings have in common.
   *
   * @param trial what is trained, without an architecture
   * @param trials evaluations of each
   * @param budget limits of the model that comes of it
   */
  Optional<GuidedConfig> guided(TrainingConfig.Builder trial, int trials, BudgetConfig budget) {
    if (FitMethod.trainers(config) == 0) {
      return Optional.empty();
    }
    GuidedConfig.Builder guided =
        GuidedConfigs.defaults()
            .setSpace(config.getSpace())
            .setQueries(trials)
            .setSeed(config.getSeed())
            .setBudget(budget);
    guided.getObjectiveBuilder().setTraining(trial.clone().clearArchitecture().clearSeed());
    guided
        .getStrategyBuilder()
        .setInitial(Math.max(2, Math.min(MOST_RANDOM, trials / RANDOM_PART)))
        .setPopulation(Math.max(2, Math.min(guided.getStrategy().getPopulation(), trials / 2)))
        .setTournament(Math.max(2, Math.min(guided.getStrategy().getTournament(), trials / 4)));
    int threads = config.getExecution().getIntraOpThreads();
    guided
        .setAhead(1)
        .getBackendBuilder()
        .setKind(BackendKind.BACKEND_KIND_IN_PROCESS)
        .setWorkers(1)
        .setTrialThreads(threads > 0 ? threads : Runtime.getRuntime().availableProcessors());
    return Optional.of(guided.build());
  }
}
