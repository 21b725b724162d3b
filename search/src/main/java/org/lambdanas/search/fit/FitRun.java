package org.lambdanas.search.fit;

import com.google.protobuf.ByteString;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;
import org.lambdanas.graph.data.ConfiguredImages;
import org.lambdanas.graph.data.ImageSet;
import org.lambdanas.graph.data.Split;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.error.DivergedException;
import org.lambdanas.graph.export.SavedModels;
import org.lambdanas.graph.interchange.Messages;
import org.lambdanas.graph.network.NetworkCost;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.graph.space.CellSpace;
import org.lambdanas.graph.space.SearchSpaces;
import org.lambdanas.proto.v1.Architecture;
import org.lambdanas.proto.v1.BudgetConfig;
import org.lambdanas.proto.v1.DerivedCell;
import org.lambdanas.proto.v1.EpochRecord;
import org.lambdanas.proto.v1.FitCandidates;
import org.lambdanas.proto.v1.FitConfig;
import org.lambdanas.proto.v1.FitFinalist;
import org.lambdanas.proto.v1.FitPhase;
import org.lambdanas.proto.v1.FitPlan;
import org.lambdanas.proto.v1.FitResult;
import org.lambdanas.proto.v1.LatencyMeasurement;
import org.lambdanas.proto.v1.ModelSize;
import org.lambdanas.proto.v1.SearchConfig;
import org.lambdanas.proto.v1.SearchResult;
import org.lambdanas.proto.v1.TrainedNetwork;
import org.lambdanas.proto.v1.TrainingConfig;
import org.lambdanas.proto.v1.TrainingEpochRecord;
import org.lambdanas.proto.v1.TrainingResult;
import org.lambdanas.search.budget.Budget;
import org.lambdanas.search.budget.ModelLimits;
import org.lambdanas.search.differentiable.DerivedCells;
import org.lambdanas.search.differentiable.SearchData;
import org.lambdanas.search.differentiable.SearchLimits;
import org.lambdanas.search.differentiable.SearchPresets;
import org.lambdanas.search.differentiable.SearchRun;
import org.lambdanas.search.fit.FitNetworks.Named;
import org.lambdanas.search.measure.PeakMemory;
import org.lambdanas.search.run.EpochListener;
import org.lambdanas.search.run.Run;
import org.lambdanas.search.run.RunFolder;
import org.lambdanas.search.run.RunKind;
import org.lambdanas.search.run.RunPart;
import org.lambdanas.search.run.RunProcess;
import org.lambdanas.search.run.RunWork;
import org.lambdanas.search.training.Training;
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

  /** Below this, a difference is no accident. */
  private static final double SIGNIFICANT = 0.05;

  /** How often a cell that is too slow is derived again from the same mixture. */
  private static final int TRIES = 4;

  private final FitConfig config;
  private final FitPlan plan;
  private final ModelLimits limits;
  private final FitImages images;
  private final CellSpace space;
  private final RunProcess process;
  private final Listener listener;
  private final int side;

  /** Watches a fit. Called by the thread that runs it. */
  public interface Listener {

    /** What happens now, in a sentence. */
    default void says(String line) {}

    /** Watches a search. */
    default EpochListener<EpochRecord> search(SearchConfig config) {
      return EpochListener.none();
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
   * @param configured where its pictures are now
   */
  public FitRun(
      FitConfig config, ConfiguredImages configured, RunProcess process, Listener listener) {
    this.config = config;
    this.plan = config.getPlan();
    this.limits = ModelLimits.parse(config.getLimitsList());
    this.images = new FitImages(configured);
    this.space = SearchSpaces.cellSpaceById(config.getSpace());
    this.process = process;
    this.listener = listener;
    this.side = plan.getSearch().getData().getImageSize();
  }

  /**
   * Decides what a fit does: measures, and chooses sizes and epochs so that all keeps the limits
   * and fits the time.
   *
   * @param asked without a plan
   * @param progress told what is measured
   * @throws ConfigException if the limits cannot be kept, or the time is too short
   * @throws org.lambdanas.graph.error.DataException if the pictures cannot be used
   */
  public static FitConfig planned(
      FitConfig asked, ConfiguredImages configured, Consumer<String> progress) {
    ModelLimits limits = ModelLimits.parse(asked.getLimitsList());
    SearchSpaces.cellSpaceById(asked.getSpace());
    asked.getMethodsList().forEach(SearchPresets::method);
    FitConfig named = asked.toBuilder().clearLimits().addAllLimits(limits.texts()).build();
    FitPlan plan = new FitPlanner(named, new FitImages(configured), progress).plan();
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
    List<Trained> trained = new ArrayList<>();
    Optional<DivergedException> diverged = Optional.empty();
    for (FitFinalist candidate : candidates.get().getCandidatesList()) {
      try {
        Optional<TrainingResult> result = train(run.path(), candidate, stopRequested);
        if (result.isEmpty()) {
          return Optional.empty();
        }
        trained.add(Trained.of(candidate, result.get(), folder(run.path(), candidate), test));
      } catch (DivergedException e) {
        listener.says(candidate.getName() + " is left out: " + e.getMessage());
        diverged = Optional.of(e);
      }
    }
    Trained chosen = chosen(trained, diverged);
    return Optional.of(finish(run, candidates.get(), beside(chosen, trained), test, chosen));
  }

  /** A finalist after its training, and what it comes to on pictures held out. */
  private record Trained(
      FitFinalist finalist, double objective, Judged judged, TrainedNetwork network) {

    static Trained of(FitFinalist candidate, TrainingResult result, Path folder, ImageSet test) {
      TrainedNetwork network =
          Messages.read(folder.resolve(TrainingRun.MODEL.file()), TrainingRun.MODEL.form());
      Judged judged = Judged.of(network, test);
      FitFinalist finalist =
          candidate.toBuilder()
              .setHeldOutAccuracy(result.getValidationAccuracy())
              .setHeldOutLoss(result.getValidationLoss())
              .setTestAccuracy(judged.accuracy())
              .setTestLower(100 * judged.interval().low())
              .setTestUpper(100 * judged.interval().high())
              .setSeconds(result.getSeconds())
              .setFolder(folder.getFileName().toString())
              .build();
      return new Trained(finalist, Training.objective(result), judged, network);
    }

    FitFinalist beside(Trained chosen) {
      int chosenOnly = chosen.judged.better(judged);
      int ownOnly = judged.better(chosen.judged);
      return finalist.toBuilder()
          .setOnlyChosenRight(chosenOnly)
          .setOnlyThisRight(ownOnly)
          .setPValue(Judged.probability(chosenOnly, ownOnly))
          .build();
    }
  }

  /** The best on pictures held out, of those that keep the limits. */
  private static Trained chosen(List<Trained> trained, Optional<DivergedException> diverged) {
    return trained.stream()
        .filter(one -> one.finalist().getWithinLimits())
        .max(
            Comparator.comparingDouble(Trained::objective)
                .thenComparing(
                    Comparator.<Trained>comparingDouble(one -> one.finalist().getHeldOutLoss())
                        .reversed()))
        .orElseThrow(
            () ->
                diverged.isPresent() && trained.isEmpty()
                    ? diverged.get()
                    : new ConfigException(
                        "--limit: no network that was found keeps the limits as measured; give"
                            + " looser ones, or another --space"));
  }

  /** How the others compare with the chosen one, which comes first. */
  private static List<FitFinalist> beside(Trained chosen, List<Trained> trained) {
    return Stream.concat(Stream.of(chosen), trained.stream().filter(other -> !other.equals(chosen)))
        .map(one -> one.beside(chosen))
        .toList();
  }

  private FitResult finish(
      Run<FitConfig, FitResult> run,
      FitCandidates candidates,
      List<FitFinalist> finalists,
      ImageSet test,
      Trained chosen) {
    long start = System.nanoTime();
    listener.says("exporting %s to %s".formatted(finalists.get(0).getName(), config.getOutput()));
    SavedModels.Exported exported =
        SavedModels.export(chosen.network(), Path.of(config.getOutput()), OptionalLong.empty());
    FitResult.Builder result =
        FitResult.newBuilder()
            .setConfig(config)
            .setProvenance(run.provenance())
            .setPictures(FitImages.facts(images.at(Split.TRAIN, side), test))
            .addAllFinalists(finalists)
            .addAllVerdict(verdict(finalists))
            .setJudgement(chosen.judged().message(chosen.network(), test))
            .setModel(exported.folder().toString())
            .setSizeOnDisk(FileUtils.sizeOfDirectory(exported.folder().toFile()))
            .setLargestDifference(exported.difference());
    PeakMemory.mebibytes().ifPresent(result::setMebibytes);
    Map<String, Double> taken =
        Map.of(
            "searches",
            candidates.getSearchSeconds() + candidates.getSeconds(),
            "trainings",
            finalists.stream().mapToDouble(FitFinalist::getSeconds).sum(),
            "export and judgement",
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

  /** How good the chosen one is beside the others, in words. */
  private static List<String> verdict(List<FitFinalist> finalists) {
    FitFinalist chosen = finalists.get(0);
    List<String> words = new ArrayList<>();
    words.add(
        String.format(
            Locale.ROOT,
            "%s (%s) is right on %.1f %% of pictures it never saw; 95 %% interval %.1f to %.1f %%.",
            chosen.getName(),
            chosen.getOrigin(),
            chosen.getTestAccuracy(),
            chosen.getTestLower(),
            chosen.getTestUpper()));
    for (FitFinalist other : finalists.subList(1, finalists.size())) {
      double difference = chosen.getTestAccuracy() - other.getTestAccuracy();
      words.add(
          other.getPValue() > SIGNIFICANT
              ? String.format(
                  Locale.ROOT,
                  "Not distinguishable from %s (%+.1f points, p = %.2f).",
                  other.getName(),
                  difference,
                  other.getPValue())
              : String.format(
                  Locale.ROOT,
                  "%s than %s (%+.1f points, p = %.2g)%s.",
                  difference > 0 ? "Better" : "Worse",
                  other.getName(),
                  difference,
                  other.getPValue(),
                  other.getWithinLimits() ? "" : ", which passes a limit"));
    }
    return words;
  }

  // Searches.

  private Optional<FitCandidates> candidates(
      Run<FitConfig, FitResult> run, BooleanSupplier stopRequested) {
    Path file = run.path().resolve(CANDIDATES.file());
    if (Files.exists(file)) {
      return Optional.of(Messages.read(file, CANDIDATES.form()));
    }
    List<FitFinalist> found = new ArrayList<>();
    double seconds = 0;
    double measuring = 0;
    for (String method : config.getMethodsList()) {
      for (int i = 0; i < config.getSearches(); i++) {
        long seed = config.getSeed() + i;
        String name = method + "-s" + Long.toUnsignedString(seed);
        SearchConfig own =
            plan.getSearch().toBuilder()
                .setMethod(SearchPresets.method(method))
                .setSeed(seed)
                .build();
        Optional<SearchResult> result =
            search(run.path().resolve("search-" + name), own, stopRequested);
        if (result.isEmpty()) {
          return Optional.empty();
        }
        seconds += result.get().getSeconds();
        long start = System.nanoTime();
        add(found, within(name, "found by " + method + ", seed " + seed, own, result.get()));
        measuring += (System.nanoTime() - start) / 1e9;
      }
    }
    long start = System.nanoTime();
    Budget budget = Budget.of(plan.getSearch().getBudget());
    FitNetworks networks = networks();
    Seed seed = new Seed(config.getSeed());
    networks.random(budget::isFeasible, seed).ifPresent(one -> add(found, finalist(one)));
    networks.largest(budget::isFeasible, seed).ifPresent(one -> add(found, finalist(one)));
    networks
        .fixed(one -> finalist(one).getWithinLimits())
        .ifPresent(one -> add(found, finalist(one)));
    FitCandidates all =
        FitCandidates.newBuilder()
            .addAllCandidates(found)
            .setSearchSeconds(seconds)
            .setSeconds(measuring + (System.nanoTime() - start) / 1e9)
            .build();
    run.write(CANDIDATES.file(), all);
    return Optional.of(all);
  }

  /** What computes the same is trained once. */
  private static void add(List<FitFinalist> found, FitFinalist one) {
    for (int i = 0; i < found.size(); i++) {
      FitFinalist other = found.get(i);
      var same = SearchSpaces.of(one.getArchitecture());
      if (other.getNetwork().equals(one.getNetwork())
          && other.getArchitecture().getSpace().equals(one.getArchitecture().getSpace())
          && same.canonical(other.getArchitecture())
              .equals(same.canonical(one.getArchitecture()))) {
        found.set(
            i,
            other.toBuilder().setOrigin(other.getOrigin() + "; also " + one.getOrigin()).build());
        return;
      }
    }
    found.add(one);
  }

  private Optional<SearchResult> search(
      Path folder, SearchConfig own, BooleanSupplier stopRequested) {
    RunPart<SearchConfig, SearchResult> part =
        new RunPart<>(new RunFolder<>(folder, RunKind.SEARCH), own);
    Optional<SearchResult> done = part.done();
    if (done.isPresent() || stopRequested.getAsBoolean()) {
      return done;
    }
    listener.says("search " + folder.getFileName());
    try (SearchRun work =
            new SearchRun(
                own, SearchData.load(own, images.of(own.getData())), listener.search(own));
        Run<SearchConfig, SearchResult> search = part.open(process, work.input())) {
      return work.run(search, stopRequested);
    }
  }

  private FitNetworks networks() {
    return new FitNetworks(
        space,
        plan.getSearch().getNetwork(),
        images.dataSet().channels(),
        images.dataSet().classes(),
        side);
  }

  /**
   * What a search found; where that is too slow as measured, the best faster one of its mixture.
   */
  private FitFinalist within(String name, String origin, SearchConfig own, SearchResult result) {
    Architecture cell = result.getArchitecture();
    double share = FitPlanner.LATENCY_SHARE;
    FitFinalist one = finalist(new Named(name, origin, cell, own.getNetwork()));
    for (int i = 0; i < TRIES && !one.getWithinLimits() && one.hasLatency(); i++) {
      share *= limits.latency().orElseThrow() / one.getLatency().getMilliseconds();
      ModelSize size = plan.getLatency().getSize();
      BudgetConfig tighter = limits.budget(space, size, Optional.of(plan.getLatency()), share);
      SearchLimits stricter;
      try {
        stricter = SearchLimits.of(own.toBuilder().setBudget(tighter).build());
      } catch (ConfigException e) {
        // Nothing is that fast.
        break;
      }
      List<DerivedCell> cells = DerivedCells.of(space, stricter, SearchRun.derivedAfter(result));
      cell =
          cells.stream()
              .filter(derived -> derived.getDerivation() == own.getDerivation())
              .findFirst()
              .orElse(cells.get(0))
              .getArchitecture();
      one =
          finalist(
              new Named(name, origin + ", derived again to be faster", cell, own.getNetwork()));
    }
    return one;
  }

  /** Counts, and times where there is a limit on that. */
  private FitFinalist finalist(Named named) {
    NetworkCost cost = networks().cost(named);
    FitFinalist.Builder finalist =
        FitFinalist.newBuilder()
            .setName(named.name())
            .setOrigin(named.origin())
            .setArchitecture(named.architecture())
            .setArchitectureText(named.space().format(named.architecture()))
            .setNetwork(named.network())
            .setParams(cost.weights())
            .setMacs(cost.multiplyAccumulates());
    boolean within = limits.allow(cost);
    if (within && limits.latency().isPresent()) {
      LatencyMeasurement took =
          FitPlanner.measure(
              named.space(), named.network(), side, named.architecture(), images, config);
      finalist.setLatency(took);
      within = limits.allow(took.getMilliseconds());
    }
    return finalist.setWithinLimits(within).build();
  }

  // Trainings.

  private static Path folder(Path run, FitFinalist candidate) {
    return run.resolve("train-" + candidate.getName());
  }

  private Optional<TrainingResult> train(
      Path run, FitFinalist candidate, BooleanSupplier stopRequested) {
    TrainingConfig own =
        plan.getTraining().toBuilder()
            .setArchitecture(candidate.getArchitecture())
            .setNetwork(candidate.getNetwork())
            .build();
    RunPart<TrainingConfig, TrainingResult> part =
        new RunPart<>(new RunFolder<>(folder(run, candidate), RunKind.TRAINING), own);
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
