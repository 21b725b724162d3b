package org.lambdanas.search.guidedrun;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.interchange.FieldSetting;
import org.lambdanas.graph.space.SearchSpace;
import org.lambdanas.graph.space.SearchSpaces;
import org.lambdanas.predictors.table.BenchmarkTableFile;
import org.lambdanas.predictors.table.PublishedTables;
import org.lambdanas.predictors.table.TrainingCost;
import org.lambdanas.proto.v1.BackendKind;
import org.lambdanas.proto.v1.BudgetConfig;
import org.lambdanas.proto.v1.GuidedConfig;
import org.lambdanas.proto.v1.MetricDescription;
import org.lambdanas.proto.v1.Objective;
import org.lambdanas.proto.v1.StrategyConfig;
import org.lambdanas.proto.v1.StrategyKind;
import org.lambdanas.proto.v1.TableObjective;
import org.lambdanas.proto.v1.Unit;
import org.lambdanas.search.budget.Costs;
import org.lambdanas.search.budget.CountedSizes;
import org.lambdanas.search.guided.Strategies;

/** Configurations of guided searches in their resolved form. */
public final class GuidedConfigs {

  private GuidedConfigs() {}

  /** The declared defaults, with the backend left to the objective. */
  public static GuidedConfig.Builder defaults() {
    GuidedConfig.Builder config = FieldSetting.withDefaults(GuidedConfig.newBuilder());
    config.getBackendBuilder().clearKind();
    return config;
  }

  /**
   * Fills in what depends on the rest.
   *
   * @param config with an objective
   * @throws org.lambdanas.graph.error.ConfigException if something that the method needs is missing
   */
  public static GuidedConfig complete(GuidedConfig config) {
    return of(shared(config), config.getStrategy().getMethod(), config.getSeed());
  }

  /** Fills in what is the same for all methods. */
  public static GuidedConfig shared(GuidedConfig config) {
    GuidedConfig.Builder shared = config.toBuilder();
    if (config.getBackend().getKind() == BackendKind.BACKEND_KIND_UNSPECIFIED) {
      shared
          .getBackendBuilder()
          .setKind(
              config.getObjective().hasTable()
                  ? BackendKind.BACKEND_KIND_TABLE
                  : BackendKind.BACKEND_KIND_IN_PROCESS);
    }
    if (config.getAhead() == 0) {
      shared.setAhead(config.getBackend().getWorkers());
    }
    return shared.setBudget(budget(config)).build();
  }

  /**
   * The search by one method with one seed.
   *
   * @param shared as {@link #shared} gives it
   * @throws org.lambdanas.graph.error.ConfigException if something that the method needs is missing
   */
  public static GuidedConfig of(GuidedConfig shared, StrategyKind method, long seed) {
    GuidedConfig.Builder own = shared.toBuilder().setSeed(seed);
    StrategyConfig.Builder strategy = own.getStrategyBuilder().setMethod(method);
    if (method == StrategyKind.STRATEGY_KIND_SUCCESSIVE_HALVING) {
      halve(own.getObjectiveBuilder(), strategy);
    }
    return own.setStrategy(Strategies.resolve(strategy.build(), own.getQueries())).build();
  }

  /**
   * Trainings of different lengths: how many epochs a whole one has, and what shorter ones come to.
   */
  private static void halve(Objective.Builder objective, StrategyConfig.Builder strategy) {
    if (!objective.hasTable()) {
      if (strategy.getMostEpochs() == 0) {
        strategy.setMostEpochs(objective.getTraining().getEpochs());
      }
      return;
    }
    TableObjective.Builder looked = objective.getTableBuilder();
    BenchmarkTableFile table = PublishedTables.open(looked.getTable());
    MetricDescription metric = table.metric(looked.getMetric());
    if (!table.curveNames().contains(metric.getName())) {
      List<String> others =
          table.curveNames().stream()
              .filter(
                  curve ->
                      table.metrics().stream().anyMatch(other -> other.getName().equals(curve)))
              .toList();
      throw new ConfigException(
          "--method successive-halving trains for fewer epochs first, and the table has no learning"
              + " curves of %s: %s"
                  .formatted(
                      metric.getName(),
                      others.isEmpty()
                          ? "none of its metrics has any; use another method"
                          : "use one of " + String.join(", ", others)));
    }
    if (strategy.getMostEpochs() == 0) {
      strategy.setMostEpochs(metric.getEpochs());
    }
    looked.setFullEpochs(strategy.getMostEpochs());
  }

  private static BudgetConfig budget(GuidedConfig config) {
    SearchSpace space = SearchSpaces.byId(config.getSpace());
    Objective objective = config.getObjective();
    Optional<Costs.Table> table =
        objective.hasTable()
            ? Optional.of(Costs.Table.open(objective.getTable().getTable()))
            : Optional.empty();
    String dataSet =
        table.map(t -> t.file().metric(objective.getTable().getMetric()).getDataSet()).orElse("");
    return config.getBudget().equals(BudgetConfig.getDefaultInstance())
        ? config.getBudget()
        : new Costs(space, CountedSizes.of(space, objective, dataSet), table)
            .resolve(config.getBudget());
  }

  /**
   * A metric of a table as an objective.
   *
   * @param name a file, or a table that comes with the program
   * @param costMetric what says the seconds of a training; empty: the curve of epochs' seconds, or
   *     the only metric in seconds, or nothing
   * @throws org.lambdanas.graph.error.ConfigException if the table has no such metric
   * @throws org.lambdanas.graph.error.DataException if the table cannot be read
   */
  public static TableObjective lookedUp(String name, String metric, String costMetric) {
    BenchmarkTableFile table = PublishedTables.open(name);
    Path file = Path.of(name);
    return TableObjective.newBuilder()
        .setTable(Files.exists(file) ? file.toAbsolutePath().normalize().toString() : name)
        .setTableSha256(table.header().getSha256())
        .setMetric(table.metric(metric).getName())
        .setCostMetric(costMetric.isEmpty() ? usualCost(table).orElse("") : cost(table, costMetric))
        .build();
  }

  private static String cost(BenchmarkTableFile table, String name) {
    return name.equals(TrainingCost.EPOCH_SECONDS) && table.curveNames().contains(name)
        ? name
        : table.metric(name).getName();
  }

  private static Optional<String> usualCost(BenchmarkTableFile table) {
    if (table.curveNames().contains(TrainingCost.EPOCH_SECONDS)) {
      return Optional.of(TrainingCost.EPOCH_SECONDS);
    }
    List<String> seconds =
        table.metrics().stream()
            .filter(metric -> metric.getUnit() == Unit.UNIT_SECONDS)
            .map(MetricDescription::getName)
            .toList();
    return seconds.size() == 1 ? Optional.of(seconds.get(0)) : Optional.empty();
  }
}
