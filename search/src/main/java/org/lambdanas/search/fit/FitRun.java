package org.lambdanas.search.fit;

import com.google.protobuf.ByteString;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.apache.commons.io.FileUtils;
import org.lambdanas.graph.data.ImageSet;
import org.lambdanas.graph.data.Split;
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
import org.lambdanas.search.budget.ModelLimits;
import org.lambdanas.search.guidedrun.GuidedRun;
import org.lambdanas.search.measure.PeakMemory;
import org.lambdanas.search.run.EpochListener;
import org.lambdanas.search.run.Run;
import org.lambdanas.search.run.RunKind;
import org.lambdanas.search.run.RunProcess;
import org.lambdanas.search.run.RunWork;

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
    Optional<FitTrainings.Done> done =
        new FitTrainings(config, images, process, listener)
            .all(run.path(), candidates.get(), test, stopRequested);
    return done.map(trained -> finish(run, candidates.get(), trained, test));
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

  private FitResult finish(
      Run<FitConfig, FitResult> run,
      FitCandidates candidates,
      FitTrainings.Done trained,
      ImageSet test) {
    long start = System.nanoTime();
    TrainedFinalist chosen = trained.chosen();
    List<FitFinalist> finalists = chosen.beside(trained.all());
    listener.says("exporting %s to %s".formatted(finalists.get(0).getName(), config.getOutput()));
    SavedModels.Exported exported =
        SavedModels.export(chosen.network(), Path.of(config.getOutput()), OptionalLong.empty());
    FitResult.Builder result =
        FitResult.newBuilder()
            .setConfig(config)
            .setProvenance(run.provenance())
            .setPictures(FitImages.facts(images.at(Split.TRAIN, side), test))
            .addAllFinalists(finalists)
            .addAllVerdict(FitVerdict.of(finalists, trained.alike()))
            .setJudgement(chosen.judged().message(chosen.network(), test))
            .setModel(exported.folder().toString())
            .setSizeOnDisk(FileUtils.sizeOfDirectory(exported.folder().toFile()))
            .setLargestDifference(exported.difference())
            .setTrainingEpochs(trained.best().finalist().getEpochs())
            // Who searched may have been another process.
            .setMebibytes(Math.max(candidates.getMebibytes(), PeakMemory.mebibytes().orElse(0)));
    Map<String, Double> taken =
        Map.of(
            FitPhases.SEARCHES,
            candidates.getSearchSeconds() + candidates.getSeconds(),
            FitPhases.TRAININGS,
            trained.seconds(true),
            FitPhases.LONGER,
            trained.seconds(false),
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
}
