package org.lambdanas.search.fit;

import com.google.protobuf.ByteString;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.graph.space.CellSpace;
import org.lambdanas.graph.space.SearchSpaces;
import org.lambdanas.proto.v1.Architecture;
import org.lambdanas.proto.v1.BudgetConfig;
import org.lambdanas.proto.v1.DerivedCell;
import org.lambdanas.proto.v1.FitCandidates;
import org.lambdanas.proto.v1.FitConfig;
import org.lambdanas.proto.v1.FitFinalist;
import org.lambdanas.proto.v1.FitPlan;
import org.lambdanas.proto.v1.GuidedConfig;
import org.lambdanas.proto.v1.GuidedQuery;
import org.lambdanas.proto.v1.GuidedResult;
import org.lambdanas.proto.v1.ModelSize;
import org.lambdanas.proto.v1.SearchConfig;
import org.lambdanas.proto.v1.SearchResult;
import org.lambdanas.proto.v1.TrainingConfig;
import org.lambdanas.search.backend.Backends;
import org.lambdanas.search.baseline.BaselineNetworks;
import org.lambdanas.search.baseline.BaselineNetworks.Named;
import org.lambdanas.search.budget.Budget;
import org.lambdanas.search.differentiable.DerivedCells;
import org.lambdanas.search.differentiable.SearchData;
import org.lambdanas.search.differentiable.SearchLimits;
import org.lambdanas.search.differentiable.SearchRun;
import org.lambdanas.search.guidedrun.GuidedConfigs;
import org.lambdanas.search.guidedrun.GuidedParts;
import org.lambdanas.search.guidedrun.GuidedRun;
import org.lambdanas.search.measure.PeakMemory;
import org.lambdanas.search.run.Run;
import org.lambdanas.search.run.RunFolder;
import org.lambdanas.search.run.RunKind;
import org.lambdanas.search.run.RunPart;
import org.lambdanas.search.run.RunProcess;
import org.lambdanas.search.training.TrainingData;

/**
 * Finds what is to be trained: the cells of searches, and what they are compared with. Each search
 * is a run of its own, in a folder within that of the fit. Used by one thread.
 */
final class CandidateSearch {

  /** How often a cell that is too slow is replaced by the next best. */
  private static final int TRIES = 4;

  private final FitConfig config;
  private final FitPlan plan;
  private final FitImages images;
  private final CandidateCosts costs;
  private final CellSpace space;
  private final RunProcess process;
  private final FitRun.Listener listener;
  private final List<FitFinalist> found = new ArrayList<>();
  private double searching;
  private double measuring;

  CandidateSearch(
      FitConfig config, FitImages images, RunProcess process, FitRun.Listener listener) {
    this.config = config;
    this.plan = config.getPlan();
    this.images = images;
    this.costs = new CandidateCosts(config, images.dataSet());
    this.space = SearchSpaces.cellSpaceById(config.getSpace());
    this.process = process;
    this.listener = listener;
  }

  /**
   * Searches, and goes on with searches that were begun.
   *
   * @param run folder of the fit
   * @return empty if it was stopped
   */
  Optional<FitCandidates> find(Path run, BooleanSupplier stopRequested) {
    for (FitMethod method : FitMethod.of(config)) {
      for (int i = 0; i < config.getSearches(); i++) {
        long seed = config.getSeed() + i;
        String name = method.id() + "-s" + Long.toUnsignedString(seed);
        Path folder = run.resolve("search-" + name);
        String origin = "found by " + method.id() + ", seed " + Long.toUnsignedString(seed);
        boolean done =
            method instanceof FitMethod.ByGradient gradient
                ? byGradient(folder, gradient, seed, name, origin, stopRequested)
                : method instanceof FitMethod.ByTrainings trainings
                    && byTrainings(folder, trainings, seed, name, origin, stopRequested);
        if (!done) {
          return Optional.empty();
        }
      }
    }
    long start = System.nanoTime();
    addBaselines();
    measuring += secondsSince(start);
    FitCandidates.Builder all =
        FitCandidates.newBuilder()
            .addAllCandidates(found)
            .setSearchSeconds(searching)
            .setSeconds(measuring)
            .setTrainingEpochs(trainingEpochs());
    PeakMemory.mebibytes().ifPresent(all::setMebibytes);
    return Optional.of(all.build());
  }

  private static double secondsSince(long start) {
    return (System.nanoTime() - start) / 1e9;
  }

  private void addBaselines() {
    Budget budget = Budget.of(plan.getSearch().getBudget());
    BaselineNetworks networks = costs.networks();
    Seed seed = new Seed(config.getSeed());
    networks.random(budget::isFeasible, seed).ifPresent(this::add);
    networks.largest(budget::isFeasible, seed).ifPresent(this::add);
    long most = found.stream().mapToLong(FitFinalist::getParams).max().orElse(Long.MAX_VALUE);
    networks
        .fixed(one -> networks.cost(one).weights() <= most && costs.finalist(one).getWithinLimits())
        .ifPresent(this::add);
  }

  private void add(Named named) {
    CandidateCosts.add(found, costs.finalist(named));
  }

  /** What the searches took decides how long trainings may be. */
  private int trainingEpochs() {
    int planned = plan.getTraining().getEpochs();
    if (!plan.hasPace()) {
      return planned;
    }
    double left = config.getSeconds() - plan.getPhases(0).getSeconds() - searching - measuring;
    int epochs =
        FitSchedule.trainingEpochs(
            plan.getPace(),
            planned,
            (1 - plan.getLongerShare()) * left,
            found.stream().map(FitFinalist::getMacs).toList());
    if (epochs != planned) {
      listener.says(
          "%d networks are trained for at most %d epochs, planned were %d: by the time that is left"
              .formatted(found.size(), epochs, planned));
    }
    return epochs;
  }

  // Searches by gradients.

  private boolean byGradient(
      Path folder,
      FitMethod.ByGradient method,
      long seed,
      String name,
      String origin,
      BooleanSupplier stopRequested) {
    SearchConfig own =
        plan.getSearch().toBuilder().setMethod(method.method()).setSeed(seed).build();
    Optional<SearchResult> result = search(folder, own, stopRequested);
    result.ifPresent(
        came -> {
          searching += came.getSeconds();
          long start = System.nanoTime();
          CandidateCosts.add(found, within(name, origin, own, came));
          measuring += secondsSince(start);
        });
    return result.isPresent();
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

  /**
   * What a search found; where that is too slow as measured, the best faster one of its mixture.
   */
  private FitFinalist within(String name, String origin, SearchConfig own, SearchResult result) {
    Architecture cell = result.getArchitecture();
    double share = FitPlanner.LATENCY_SHARE;
    FitFinalist one = costs.finalist(new Named(name, origin, cell, costs.networks().network()));
    for (int i = 0; i < TRIES && !one.getWithinLimits() && one.hasLatency(); i++) {
      share *= costs.limits().latency().orElseThrow() / one.getLatency().getMilliseconds();
      ModelSize size = plan.getLatency().getSize();
      BudgetConfig tighter =
          costs.limits().budget(space, size, Optional.of(plan.getLatency()), share);
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
          costs.finalist(
              new Named(
                  name, origin + ", derived again to be faster", cell, costs.networks().network()));
    }
    return one;
  }

  // Searches by short trainings.

  private boolean byTrainings(
      Path folder,
      FitMethod.ByTrainings method,
      long seed,
      String name,
      String origin,
      BooleanSupplier stopRequested) {
    GuidedConfig own = GuidedConfigs.of(plan.getGuided(), method.strategy(), seed);
    Optional<GuidedResult> result = guided(folder, own, stopRequested);
    result.ifPresent(
        came -> {
          searching += came.getClockSeconds();
          long start = System.nanoTime();
          addBest(name, origin, came);
          measuring += secondsSince(start);
        });
    return result.isPresent();
  }

  private Optional<GuidedResult> guided(
      Path folder, GuidedConfig own, BooleanSupplier stopRequested) {
    RunPart<GuidedConfig, GuidedResult> part =
        new RunPart<>(new RunFolder<>(folder, RunKind.GUIDED), own);
    Optional<GuidedResult> done = part.done();
    if (done.isPresent() || stopRequested.getAsBoolean()) {
      return done;
    }
    listener.says("search " + folder.getFileName());
    TrainingConfig trial = own.getObjective().getTraining();
    TrainingData data = TrainingData.load(trial, images.of(trial.getData()));
    GuidedParts parts =
        GuidedParts.of(own, () -> Backends.inProcess(own.getBackend(), own.getObjective(), data));
    RunProcess.Input input =
        new RunProcess.Input(
            own.getSeed(), ByteString.copyFrom(data.sha256()), data.training().images().size());
    try (GuidedRun work = new GuidedRun(own, parts, listener.guided(own));
        Run<GuidedConfig, GuidedResult> search = part.open(process, input)) {
      return work.run(search, stopRequested);
    }
  }

  /** The best cells that keep the limits as measured; of the best, if none does. */
  private void addBest(String name, String origin, GuidedResult result) {
    Comparator<GuidedQuery> byValue = Comparator.comparingDouble(GuidedQuery::getValue);
    List<GuidedQuery> best =
        result.getQueriesList().stream()
            .filter(query -> query.hasValue() && !query.getInfeasible())
            .sorted(byValue.reversed().thenComparingInt(GuidedQuery::getNumber))
            .limit(FitTask.BEST_CELLS + TRIES)
            .toList();
    int added = 0;
    for (int i = 0; i < best.size() && added < FitTask.BEST_CELLS; i++) {
      GuidedQuery query = best.get(i);
      FitFinalist one =
          costs.finalist(
              new Named(
                  name + (added == 0 ? "" : "-" + (added + 1)),
                  String.format(
                      Locale.ROOT,
                      "%s: %.1f %% after a short training, rank %d of %d",
                      origin,
                      query.getValue(),
                      i + 1,
                      result.getQueriesCount()),
                  query.getArchitecture(),
                  costs.networks().network()));
      if (one.getWithinLimits()) {
        CandidateCosts.add(found, one);
        added++;
      }
    }
  }
}
