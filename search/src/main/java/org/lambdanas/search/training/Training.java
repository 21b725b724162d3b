package org.lambdanas.search.training;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.lambdanas.graph.data.Batch;
import org.lambdanas.graph.data.ImageSet;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.export.ClassMatch;
import org.lambdanas.graph.interchange.LocalPaths;
import org.lambdanas.graph.network.ArchitectureDefinition;
import org.lambdanas.graph.network.Evaluation;
import org.lambdanas.graph.network.NetworkCost;
import org.lambdanas.graph.space.NetworkSize;
import org.lambdanas.graph.space.NetworkSpace;
import org.lambdanas.graph.space.SearchSpaces;
import org.lambdanas.graph.train.CosineDecay;
import org.lambdanas.graph.train.LinearDecay;
import org.lambdanas.graph.train.LinearRamp;
import org.lambdanas.graph.train.WarmUpSchedule;
import org.lambdanas.graph.training.TrainingGraph;
import org.lambdanas.proto.v1.InputNormalisation;
import org.lambdanas.proto.v1.KeptEpoch;
import org.lambdanas.proto.v1.LearningRateDecay;
import org.lambdanas.proto.v1.NamedTensor;
import org.lambdanas.proto.v1.RunProvenance;
import org.lambdanas.proto.v1.TrainedNetwork;
import org.lambdanas.proto.v1.TrainingCheckpoint;
import org.lambdanas.proto.v1.TrainingConfig;
import org.lambdanas.proto.v1.TrainingEpochRecord;
import org.lambdanas.proto.v1.TrainingHistory;
import org.lambdanas.proto.v1.TrainingResult;
import org.lambdanas.proto.v1.WeightOptimizerConfig;
import org.lambdanas.search.judge.ConfusionMatrix;
import org.lambdanas.search.run.EpochListener;
import org.lambdanas.search.run.EpochLoop;
import org.lambdanas.search.run.EpochLoop.AfterEpoch;
import org.lambdanas.search.run.Pace;
import org.lambdanas.search.run.RunKind;

/**
 * The training of a discrete network from an architecture to weights. It is a pure function of its
 * configuration and images (on the CPU, with the same threads, to the bit), also when it is stopped
 * and resumed.
 */
public final class Training implements AutoCloseable {

  private final TrainingConfig config;
  private final TrainingData data;
  private final EpochLoop<Batch, TrainingEpochRecord> loop;
  private final NetworkSpace space;
  private final NetworkSize size;
  private final TrainingGraph graph;
  private final TrainingMeter meter;

  /** Network of the best epoch so far; empty before that, and if the last one's is kept. */
  private List<NamedTensor> best = List.of();

  /**
   * Builds the graph and draws the initial weights.
   *
   * @throws ConfigException if the settings cannot be used, or name no architecture
   * @throws DataException if the architecture is not of its space
   */
  public Training(TrainingConfig config, TrainingData data) {
    if (!config.hasArchitecture()) {
      throw new ConfigException("the configuration of the training has no architecture: name one");
    }
    this.config = config;
    this.data = data;
    this.loop =
        new EpochLoop<>(
            RunKind.TRAINING,
            config,
            config.getEpochs(),
            data.training().batchesPerEpoch(),
            "try a smaller --learning-rate");
    this.space = SearchSpaces.networkSpaceById(config.getArchitecture().getSpace());
    space.validate(config.getArchitecture());
    ImageSet images = data.training().images();
    this.size =
        NetworkSize.of(
            space,
            config.getNetwork(),
            images.channels(),
            images.classes(config.getData().getClasses()));
    if (config.getEpochs() > 0) {
      schedule();
    }
    this.graph =
        new TrainingGraph(
            config,
            space,
            size,
            images.height(),
            ClassBalance.weights(config, images, size.classes()));
    this.meter = new TrainingMeter(loop.sums(), config.getWeightOptimizer().getClipNorm());
  }

  private WarmUpSchedule schedule() {
    WeightOptimizerConfig optimizer = config.getWeightOptimizer();
    return WarmUpSchedule.of(
        config.getDecay() == LearningRateDecay.LEARNING_RATE_DECAY_LINEAR
            ? LinearDecay::new
            : CosineDecay::new,
        optimizer.getLearningRate(),
        optimizer.getFinalLearningRate(),
        config.getEpochs(),
        config.getWarmUpEpochs());
  }

  private double rate(int epoch) {
    return schedule().at(epoch);
  }

  /** The code of DARTS ramps towards the epoch after the last. */
  private double dropPath(int epoch) {
    return new LinearRamp(config.getDropPath(), config.getEpochs() + 1).at(epoch);
  }

  /**
   * Starts from the weights of a trained network instead of drawn ones.
   *
   * @throws DataException if it does not fit
   */
  public void start(TrainedNetwork network) {
    if (!network.getArchitecture().equals(config.getArchitecture())) {
      throw new DataException("the initial weights are those of another architecture");
    }
    ClassMatch match =
        ClassMatch.of(network.getLabelsList(), data.training().images().classNames());
    match.requireSame();
    graph.start(ArchitectureDefinition.tensorsOf(match.reordered(network)));
  }

  /**
   * Goes on from a checkpoint.
   *
   * @throws DataException if it is of another configuration or does not fit the network
   */
  public void restore(TrainingCheckpoint checkpoint) {
    loop.restore(checkpoint);
    if (keepsBest(config) && checkpoint.getEpoch() > 0 && checkpoint.getBestCount() == 0) {
      throw new DataException("the checkpoint lacks the network of the best epoch");
    }
    best = checkpoint.getBestList();
    graph.restore(checkpoint.getTensorsList());
  }

  private static boolean keepsBest(TrainingConfig config) {
    return config.getKeep() == KeptEpoch.KEPT_EPOCH_BEST;
  }

  /** What makes an epoch better than another: the larger, the better. */
  private static double objective(TrainingConfig config, TrainingEpochRecord epoch) {
    return switch (config.getObjective()) {
      case TRAINING_OBJECTIVE_MACRO_F1 -> epoch.getValidationMacroF1();
      case TRAINING_OBJECTIVE_BALANCED_ACCURACY -> epoch.getValidationBalancedAccuracy();
      default -> epoch.getValidationAccuracy();
    };
  }

  /** The same of the network that is kept, by the objective that its configuration names. */
  public static double objective(TrainingResult result) {
    return switch (result.getConfig().getObjective()) {
      case TRAINING_OBJECTIVE_MACRO_F1 -> result.getMacroF1();
      case TRAINING_OBJECTIVE_BALANCED_ACCURACY -> result.getBalancedAccuracy();
      default -> result.getValidationAccuracy();
    };
  }

  /** The epoch that is best by the objective, the first of equals; empty without epochs. */
  private static Optional<TrainingEpochRecord> best(
      TrainingConfig config, List<TrainingEpochRecord> epochs) {
    return epochs.stream().max(Comparator.comparingDouble(epoch -> objective(config, epoch)));
  }

  /** The epoch whose network is kept; empty without epochs. */
  public static Optional<TrainingEpochRecord> kept(
      TrainingConfig config, List<TrainingEpochRecord> epochs) {
    return keepsBest(config) || epochs.isEmpty()
        ? best(config, epochs)
        : Optional.of(epochs.get(epochs.size() - 1));
  }

  /**
   * Trains to the end.
   *
   * @param stopRequested asked after every step; true stops early
   * @return true if the training came to its end, false if it was stopped
   * @throws org.lambdanas.graph.error.DivergedException if the loss is not finite for 50 steps in a
   *     row, or in the whole last epoch
   */
  public boolean run(
      EpochListener<TrainingEpochRecord> listener,
      BooleanSupplier stopRequested,
      Consumer<TrainingCheckpoint> keep) {
    return loop.run(new Steps(), listener, stopRequested, () -> keep.accept(checkpoint()));
  }

  /**
   * Measures steps and judgements, and puts everything back as it was, to the bit.
   *
   * @param stopRequested asked again and again; true ends it
   * @return empty if it was ended
   */
  Optional<Pace> pace(BooleanSupplier stopRequested) {
    return loop.pace(new Steps(), stopRequested);
  }

  /** How fast a training would go, of which nothing is kept. */
  public static Pace pace(TrainingConfig config, TrainingData data) {
    try (Training training = new Training(config, data)) {
      return training.pace(() -> false).orElseThrow();
    }
  }

  private final class Steps implements EpochLoop.Steps<Batch, TrainingEpochRecord> {

    @Override
    public Batch prepare(long globalStep) {
      return data.training().batchAt(globalStep);
    }

    @Override
    public double take(Batch batch, int epoch) {
      TrainingGraph.Outcome outcome =
          graph.step(batch, rate(epoch), dropPath(epoch), loop.globalStep());
      meter.add(outcome);
      return outcome.loss();
    }

    @Override
    public Optional<Double> loss() {
      return meter.loss();
    }

    @Override
    public List<NamedTensor> state() {
      return graph.save();
    }

    @Override
    public void restore(List<NamedTensor> state) {
      graph.restore(state);
    }

    @Override
    public List<AfterEpoch> afterEpoch() {
      return List.of(
          new AfterEpoch(
              Pace.JUDGING,
              data.validation().batchesPerEpoch(),
              i -> graph.evaluate(data.validation().batch(0, i))));
    }

    @Override
    public boolean isOver() {
      return best(config, loop.history())
          .filter(epoch -> config.getPatience() > 0)
          .filter(epoch -> loop.epoch() > epoch.getEpoch() + config.getPatience())
          .isPresent();
    }

    @Override
    public TrainingEpochRecord record(double seconds) {
      Judged judged = evaluate();
      TrainingEpochRecord.Builder record =
          meter
              .record(loop.epoch(), rate(loop.epoch()), judged.evaluation(), seconds)
              .setDropPath(dropPath(loop.epoch()));
      judged.macroF1().ifPresent(record::setValidationMacroF1);
      judged.balancedAccuracy().ifPresent(record::setValidationBalancedAccuracy);
      keepIfBest(record.build());
      return record.build();
    }
  }

  private void keepIfBest(TrainingEpochRecord epoch) {
    if (keepsBest(config)
        && best(config, loop.history())
            .filter(earlier -> objective(config, earlier) >= objective(config, epoch))
            .isEmpty()) {
      best = network();
    }
  }

  /** Weights and statistics as they stand. */
  private List<NamedTensor> network() {
    return Stream.of(graph.weights(), graph.statistics()).flatMap(List::stream).toList();
  }

  /** What the network does on all images that it is judged by. */
  private record Judged(Evaluation evaluation, ConfusionMatrix matrix) {

    OptionalDouble macroF1() {
      return matrix.macroF1();
    }

    /** Percent. */
    OptionalDouble balancedAccuracy() {
      OptionalDouble share = matrix.balancedAccuracy();
      return share.isEmpty() ? share : OptionalDouble.of(100 * share.getAsDouble());
    }
  }

  private Judged evaluate() {
    Evaluation evaluation = Evaluation.NONE;
    ConfusionMatrix.Counter counter = new ConfusionMatrix.Counter(size.classes());
    for (int i = 0; i < data.validation().batchesPerEpoch(); i++) {
      Batch batch = data.validation().batch(0, i);
      TrainingGraph.Judged judged = graph.evaluate(batch);
      evaluation = evaluation.plus(judged.evaluation());
      for (int image = 0; image < batch.size(); image++) {
        counter.add(batch.labels()[image], judged.answers()[image]);
      }
    }
    return new Judged(evaluation, counter.matrix());
  }

  /** The state as it stands. */
  public TrainingCheckpoint checkpoint() {
    return loop.note(TrainingCheckpoint.newBuilder())
        .addAllTensors(graph.save())
        .addAllBest(best)
        .build();
  }

  /** What the training came to. Without epochs the network is evaluated as it is. */
  public TrainingResult result(RunProvenance provenance) {
    List<TrainingEpochRecord> history = loop.history();
    NetworkCost cost =
        NetworkCost.ofArchitecture(
            space, config.getArchitecture(), size, data.training().images().height());
    TrainingResult.Builder result =
        TrainingResult.newBuilder()
            .setConfig(config)
            .setProvenance(provenance)
            .setArchitectureText(space.format(config.getArchitecture()))
            .setHistory(TrainingHistory.newBuilder().addAllEpochs(history))
            .setWeights(cost.weights())
            .setMultiplyAccumulates(cost.multiplyAccumulates())
            .setValidationImages(data.validation().images().size());
    if (history.isEmpty()) {
      Judged judged = evaluate();
      result
          .setValidationLoss(judged.evaluation().meanLoss())
          .setValidationAccuracy(judged.evaluation().accuracy());
      judged.macroF1().ifPresent(result::setMacroF1);
      judged.balancedAccuracy().ifPresent(result::setBalancedAccuracy);
    } else {
      TrainingEpochRecord found = best(config, history).orElseThrow();
      TrainingEpochRecord kept = kept(config, history).orElseThrow();
      result
          .setValidationLoss(kept.getValidationLoss())
          .setValidationAccuracy(kept.getValidationAccuracy())
          .setKeptEpoch(kept.getEpoch())
          .setBestAccuracy(found.getValidationAccuracy())
          .setBestEpoch(found.getEpoch())
          .setStoppedEarly(history.size() < config.getEpochs());
      if (kept.hasValidationMacroF1()) {
        result.setMacroF1(kept.getValidationMacroF1());
      }
      if (kept.hasValidationBalancedAccuracy()) {
        result.setBalancedAccuracy(kept.getValidationBalancedAccuracy());
      }
    }
    return result.setSeconds(loop.seconds()).build();
  }

  /** The network of the epoch that is kept; with averaged weights, where weights are averaged. */
  public TrainedNetwork network(TrainingResult result) {
    Map<Boolean, List<NamedTensor>> tensors =
        (best.isEmpty() ? network() : best)
            .stream()
                .collect(
                    Collectors.partitioningBy(tensor -> tensor.getName().startsWith("weights/")));
    ImageSet images = data.training().images();
    return TrainedNetwork.newBuilder()
        .setArchitecture(config.getArchitecture())
        .setSize(size.message(images.height(), config.getNetwork().getStem()))
        .setNormalisation(
            InputNormalisation.newBuilder()
                .addAllMean(data.normalisation().mean())
                .addAllDeviation(data.normalisation().deviation()))
        .addAllLabels(images.classNames())
        .addAllWeights(tensors.get(true))
        .addAllStatistics(tensors.get(false))
        .setProvenance(LocalPaths.removed(result.getProvenance()))
        .setAccuracy(result.getValidationAccuracy())
        .setHeldOut(config.getData().getHeldOut())
        .setHeldOutSeed(config.getData().getHeldOutSeed())
        .setPictureSide(data.pictureSide())
        .build();
  }

  /** Session runs so far. */
  public long sessionRuns() {
    return graph.runs();
  }

  @Override
  public void close() {
    graph.close();
  }
}
