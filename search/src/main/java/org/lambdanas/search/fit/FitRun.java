package org.lambdanas.search.fit;

import com.google.protobuf.ByteString;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.apache.commons.io.FileUtils;
import org.lambdanas.graph.data.ImageSet;
import org.lambdanas.graph.data.Split;
import org.lambdanas.graph.error.DivergedException;
import org.lambdanas.graph.export.SavedModels;
import org.lambdanas.graph.interchange.Messages;
import org.lambdanas.graph.space.SearchSpaces;
import org.lambdanas.proto.v1.EpochRecord;
import org.lambdanas.proto.v1.FitCandidates;
import org.lambdanas.proto.v1.FitConfig;
import org.lambdanas.proto.v1.FitFinalist;
import org.lambdanas.proto.v1.FitPhase;
import org.lambdanas.proto.v1.FitPlan;
import org.lambdanas.proto.v1.FitResult;
import org.lambdanas.proto.v1.GuidedConfig;
import org.lambdanas.proto.v1.SearchConfig;
import org.lambdanas.proto.v1.TrainingConfig;
import org.lambdanas.proto.v1.TrainingEpochRecord;
import org.lambdanas.proto.v1.TrainingResult;
import org.lambdanas.search.budget.ModelLimits;
import org.lambdanas.search.guidedrun.GuidedRun;
import org.lambdanas.search.measure.PeakMemory;
import org.lambdanas.search.run.EpochListener;
import org.lambdanas.search.run.Run;
import org.lambdanas.search.run.RunFolder;
import org.lambdanas.search.run.RunKind;
import org.lambdanas.search.run.RunPart;
import org.lambdanas.search.run.RunProcess;
import org.lambdanas.search.run.RunWork;
import org.lambdanas.search.training.TrainingData;
import org.lambdanas.search.training.TrainingRun;

/**
 * From pictures to a served model as a run: searches, trainings of what they found and of what it
 * is compared with, and the export of the best that keeps the limits. Every search and every
 * training is a run of its own in a folder within; what is done is not done again.
 */
public final class FitRun implements RunWork<FitConfig, FitResult> {

  /** What is trained, in the folder of a fit whose searches are done. */
  static final RunKind.Stored<FitCandidates> CANDIDATES =
      new RunKind.Stored<>("candidates.binpb", FitCandidates.getDefaultInstance());

  private final FitConfig config;
  private final FitPlan plan;
  private final FitImages images;
  private final RunProcess process;
  private final Listener listener;
  private final int side;

  /** Watches a fit. Called by the thread that runs it. */
  public interface Listener {

    /** What happens now, in a sentence. */
    default void says(String line) {}

    /** Watches a search by gradients. */
    default EpochListener<EpochRecord> search(SearchConfig config) {
      return EpochListener.none();
    }

    /** Watches a search by short trainings. */
    default GuidedRun.Listener guided(GuidedConfig config) {
      return new GuidedRun.Listener() {};
    }

    /** Watches a training. */
    default EpochListener<TrainingEpochRecord> training(TrainingConfig config) {
      return EpochListener.none();
    }
  }

  /**
   * A fit.
   *
   * @param config as {@link #planned} completes it
   * @param images its pictures, from where they are now
   */
  public FitRun(FitConfig config, FitImages images, RunProcess process, Listener listener) {
    this.config = config;
    this.plan = config.getPlan();
    this.images = images;
    this.process = process;
    this.listener = listener;
    this.side = plan.getSearch().getData().getImageSize();
  }

  /**
   * Decides what a fit does: measures, and chooses sizes and epochs so that all keeps the limits
   * and fits time and memory.
   *
   * @param asked without a plan
   * @param images its pictures; those that were read serve the fit itself
   * @param progress told what is measured
   * @throws org.lambdanas.graph.error.ConfigException if the limits cannot be kept, or time or
   *     memory do not suffice
   * @throws org.lambdanas.graph.error.DataException if the pictures cannot be used, or are too few
   */
  public static FitConfig planned(FitConfig asked, FitImages images, Consumer<String> progress) {
    return planned(asked, images, FitMemory.ofProcess(), progress);
  }

  static FitConfig planned(
      FitConfig asked, FitImages images, FitMemory memory, Consumer<String> progress) {
    ModelLimits limits = ModelLimits.parse(asked.getLimitsList());
    SearchSpaces.cellSpaceById(asked.getSpace());
    FitMethod.of(asked);
    FitConfig named = asked.toBuilder().clearLimits().addAllLimits(limits.texts()).build();
    FitPlan plan = new FitPlanner(named, images, memory, progress).plan();
    return named.toBuilder().setPlan(plan).build();
  }

  @Override
  public RunProcess.Input input() {
    ImageSet training = images.at(Split.TRAIN, side);
    return new RunProcess.Input(
        config.getSeed(), ByteString.copyFrom(training.sha256()), training.size());
  }

  @Override
  public Optional<FitResult> run(Run<FitConfig, FitResult> run, BooleanSupplier stopRequested) {
    if (run.folder().isDone()) {
      // Its model is not written twice.
      return Optional.of(run.folder().result());
    }
    ImageSet test = images.at(Split.TEST, side);
    Optional<FitCandidates> candidates = candidates(run, stopRequested);
    if (candidates.isEmpty()) {
      return Optional.empty();
    }
    TrainingConfig compared = compared(candidates.get());
    List<TrainedFinalist> trained = new ArrayList<>();
    Optional<DivergedException> diverged = Optional.empty();
    for (FitFinalist candidate : candidates.get().getCandidatesList()) {
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
    int epochs = longerEpochs(folder, candidates.get(), best, trained);
    if (epochs == 0) {
      return Optional.of(finish(run, candidates.get(), trained, best, test));
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
    return Optional.of(finish(run, candidates.get(), trained, best, test));
  }

  private static Path folder(Run<FitConfig, FitResult> run, FitFinalist candidate) {
    return run.path().resolve("train-" + candidate.getName());
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

  private Optional<FitCandidates> candidates(
      Run<FitConfig, FitResult> run, BooleanSupplier stopRequested) {
    Path file = run.path().resolve(CANDIDATES.file());
    if (Files.exists(file)) {
      return Optional.of(Messages.read(file, CANDIDATES.form()));
    }
    Optional<FitCandidates> found =
        new CandidateSearch(config, images, process, listener).find(run.path(), stopRequested);
    found.ifPresent(all -> run.write(CANDIDATES.file(), all));
    return found;
  }

  /** The training by which candidates are compared. */
  private TrainingConfig compared(FitCandidates candidates) {
    int epochs = candidates.getTrainingEpochs();
    return epochs == 0 || epochs == plan.getTraining().getEpochs()
        ? plan.getTraining()
        : ofEpochs(plan.getTraining(), epochs);
  }

  private static TrainingConfig ofEpochs(TrainingConfig training, int epochs) {
    return training.toBuilder().setEpochs(epochs).setPatience(FitSchedule.patience(epochs)).build();
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

  private FitResult finish(
      Run<FitConfig, FitResult> run,
      FitCandidates candidates,
      List<TrainedFinalist> trained,
      TrainedFinalist best,
      ImageSet test) {
    long start = System.nanoTime();
    TrainedFinalist chosen = TrainedFinalist.chosen(trained, Optional.empty());
    List<FitFinalist> finalists = chosen.beside(trained);
    listener.says("exporting %s to %s".formatted(finalists.get(0).getName(), config.getOutput()));
    SavedModels.Exported exported =
        SavedModels.export(chosen.network(), Path.of(config.getOutput()), OptionalLong.empty());
    FitResult.Builder result =
        FitResult.newBuilder()
            .setConfig(config)
            .setProvenance(run.provenance())
            .setPictures(FitImages.facts(images.at(Split.TRAIN, side), test))
            .addAllFinalists(finalists)
            .addAllVerdict(FitVerdict.of(finalists, best.besideThoseTrainedAlike(trained)))
            .setJudgement(chosen.judged().message(chosen.network(), test))
            .setModel(exported.folder().toString())
            .setSizeOnDisk(FileUtils.sizeOfDirectory(exported.folder().toFile()))
            .setLargestDifference(exported.difference())
            .setTrainingEpochs(compared(candidates).getEpochs())
            // Who searched may have been another process.
            .setMebibytes(Math.max(candidates.getMebibytes(), PeakMemory.mebibytes().orElse(0)));
    Map<String, Double> taken =
        Map.of(
            FitPhases.SEARCHES,
            candidates.getSearchSeconds() + candidates.getSeconds(),
            FitPhases.TRAININGS,
            seconds(trained, best, true),
            FitPhases.LONGER,
            seconds(trained, best, false),
            FitPhases.EXPORT,
            (System.nanoTime() - start) / 1e9);
    for (FitPhase phase : plan.getPhasesList()) {
      result.addPhases(
          phase.toBuilder().setSeconds(taken.getOrDefault(phase.getName(), phase.getSeconds())));
    }
    result.setSeconds(result.getPhasesList().stream().mapToDouble(FitPhase::getSeconds).sum());
    FitResult done = result.build();
    run.finish(done);
    return done;
  }

  /** Of the trainings that are as long as that of the best of them, or of the others. */
  private static double seconds(
      List<TrainedFinalist> trained, TrainedFinalist best, boolean alike) {
    return trained.stream()
        .filter(one -> one.alike(best) == alike)
        .mapToDouble(one -> one.finalist().getSeconds())
        .sum();
  }
}
