package org.lambdanas.search.fit;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.lambdanas.graph.data.ImageSet;
import org.lambdanas.graph.error.DivergedException;
import org.lambdanas.proto.v1.FitCandidates;
import org.lambdanas.proto.v1.FitConfig;
import org.lambdanas.proto.v1.FitFinalist;
import org.lambdanas.proto.v1.FitPlan;
import org.lambdanas.proto.v1.TrainingConfig;
import org.lambdanas.proto.v1.TrainingResult;
import org.lambdanas.search.run.Run;
import org.lambdanas.search.run.RunFolder;
import org.lambdanas.search.run.RunKind;
import org.lambdanas.search.run.RunPart;
import org.lambdanas.search.run.RunProcess;
import org.lambdanas.search.training.TrainingData;
import org.lambdanas.search.training.TrainingRun;

/**
 * Trains what is compared, all alike, and the best of it once more for the time that is left. Each
 * training is a run of its own, in a folder within that of the fit. Used by one thread.
 */
final class FitTrainings {

  private final FitConfig config;
  private final FitPlan plan;
  private final FitImages images;
  private final RunProcess process;
  private final FitRun.Listener listener;

  /**
   * What was trained.
   *
   * @param all in their order
   * @param best of those trained alike
   */
  record Done(List<TrainedFinalist> all, TrainedFinalist best) {

    /** What the model is made of. */
    TrainedFinalist chosen() {
      return TrainedFinalist.chosen(all, Optional.empty());
    }

    /** Those that were trained alike, the best first and the others compared with it. */
    List<FitFinalist> alike() {
      return best.beside(all.stream().filter(best::alike).toList());
    }

    /** Seconds of those that were trained alike, or of the others. */
    double seconds(boolean alike) {
      return all.stream()
          .filter(one -> one.alike(best) == alike)
          .mapToDouble(one -> one.finalist().getSeconds())
          .sum();
    }
  }

  FitTrainings(FitConfig config, FitImages images, RunProcess process, FitRun.Listener listener) {
    this.config = config;
    this.plan = config.getPlan();
    this.images = images;
    this.process = process;
    this.listener = listener;
  }

  /**
   * Trains, and goes on with trainings that were begun.
   *
   * @param run folder of the fit
   * @param test pictures to judge by
   * @return empty if it was stopped
   * @throws DivergedException if all of them did
   * @throws org.lambdanas.graph.error.ConfigException if none keeps the limits
   */
  Optional<Done> all(
      Path run, FitCandidates candidates, ImageSet test, BooleanSupplier stopRequested) {
    TrainingConfig compared = compared(candidates);
    List<TrainedFinalist> trained = new ArrayList<>();
    Optional<DivergedException> diverged = Optional.empty();
    for (FitFinalist candidate : candidates.getCandidatesList()) {
      Path folder = folder(run, candidate);
      try {
        Optional<TrainingResult> result = train(folder, candidate, compared, stopRequested);
        if (result.isEmpty()) {
          return Optional.empty();
        }
        trained.add(TrainedFinalist.of(candidate, result.get(), folder, test));
      } catch (DivergedException e) {
        listener.says(candidate.getName() + " is left out: " + e.getMessage());
        diverged = Optional.of(e);
      }
    }
    TrainedFinalist best = TrainedFinalist.chosen(trained, diverged);
    FitFinalist again = again(best.finalist());
    Path folder = folder(run, again);
    int epochs = longerEpochs(folder, candidates, best, trained);
    if (epochs == 0) {
      return Optional.of(new Done(trained, best));
    }
    try {
      Optional<TrainingResult> longer =
          train(folder, again, ofEpochs(compared, epochs), stopRequested);
      if (longer.isEmpty()) {
        return Optional.empty();
      }
      trained.add(TrainedFinalist.of(again, longer.get(), folder, test));
    } catch (DivergedException e) {
      listener.says(again.getName() + " is left out: " + e.getMessage());
    }
    return Optional.of(new Done(trained, best));
  }

  private static Path folder(Path run, FitFinalist candidate) {
    return run.resolve("train-" + candidate.getName());
  }

  private static FitFinalist again(FitFinalist best) {
    return best.toBuilder().setName(best.getName() + "-longer").build();
  }

  /**
   * Epochs of the longer training, by the time that is left when it begins.
   *
   * @return 0: none is done
   */
  private int longerEpochs(
      Path folder, FitCandidates candidates, TrainedFinalist best, List<TrainedFinalist> trained) {
    if (RunFolder.kindOf(folder).isPresent()) {
      return RunFolder.open(folder, RunKind.TRAINING).config().getEpochs();
    }
    if (plan.getLongerShare() == 0) {
      return 0;
    }
    double left =
        config.getSeconds()
            - plan.getPhases(0).getSeconds()
            - candidates.getSearchSeconds()
            - candidates.getSeconds()
            - trained.stream().mapToDouble(one -> one.finalist().getSeconds()).sum();
    int before = best.finalist().getEpochs();
    int epochs = FitSchedule.longerEpochs(plan.getPace(), best.epochSeconds(), before, left);
    listener.says(
        epochs == 0
            ? "%s is the best so far, and there is no time to train it for much longer"
                .formatted(best.finalist().getName())
            : "%s is the best so far: it is trained once more, for at most %d epochs instead of %d"
                .formatted(best.finalist().getName(), epochs, before));
    return epochs;
  }

  /** The training by which candidates are compared. */
  private TrainingConfig compared(FitCandidates candidates) {
    int epochs = candidates.getTrainingEpochs();
    return epochs == 0 || epochs == plan.getTraining().getEpochs()
        ? plan.getTraining()
        : ofEpochs(plan.getTraining(), epochs);
  }

  private TrainingConfig ofEpochs(TrainingConfig training, int epochs) {
    TrainingConfig.Builder longer =
        training.toBuilder().setEpochs(epochs).setPatience(FitSchedule.patience(epochs));
    longer
        .getDataBuilder()
        .setAugment(
            FitSchedule.augment(
                config.getData().getAugment(), training.getData().getImageSize(), epochs));
    return longer.build();
  }

  private Optional<TrainingResult> train(
      Path folder, FitFinalist candidate, TrainingConfig all, BooleanSupplier stopRequested) {
    TrainingConfig own =
        all.toBuilder()
            .setArchitecture(candidate.getArchitecture())
            .setNetwork(candidate.getNetwork())
            .build();
    RunPart<TrainingConfig, TrainingResult> part =
        new RunPart<>(new RunFolder<>(folder, RunKind.TRAINING), own);
    Optional<TrainingResult> done = part.done();
    if (done.isPresent() || stopRequested.getAsBoolean()) {
      return done;
    }
    listener.says(
        "train %s: %s, %,d parameters%s"
            .formatted(
                candidate.getName(),
                candidate.getOrigin(),
                candidate.getParams(),
                candidate.hasLatency()
                    ? String.format(
                        Locale.ROOT, ", %.2f ms", candidate.getLatency().getMilliseconds())
                    : ""));
    try (TrainingRun work =
            new TrainingRun(
                own, TrainingData.load(own, images.of(own.getData())), listener.training(own));
        Run<TrainingConfig, TrainingResult> training = part.open(process, work.input())) {
      if (RunFolder.kindOf(part.folder().path()).isEmpty()) {
        work.start();
      }
      return work.run(training, stopRequested);
    }
  }
}
