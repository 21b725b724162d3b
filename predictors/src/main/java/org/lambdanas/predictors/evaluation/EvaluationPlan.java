package org.lambdanas.predictors.evaluation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.space.Benchmark;
import org.lambdanas.graph.space.SearchSpaces;
import org.lambdanas.predictors.predictor.Predictor;
import org.lambdanas.predictors.predictor.PredictorDescription;
import org.lambdanas.predictors.predictor.PredictorDescription.CurveNeed;
import org.lambdanas.predictors.predictor.Settings;
import org.lambdanas.predictors.table.BenchmarkTableFile;
import org.lambdanas.proto.v1.DrawRule;
import org.lambdanas.proto.v1.EvaluationConfig;
import org.lambdanas.proto.v1.LearningCurve;
import org.lambdanas.proto.v1.MetricDescription;
import org.lambdanas.proto.v1.PredictorLimit;
import org.lambdanas.proto.v1.PredictorSpec;
import org.lambdanas.proto.v1.TestSet;
import org.lambdanas.proto.v1.Unit;

/**
 * What an evaluation has to do. Which budgets a predictor gets follows from what it is: what is
 * fitted gets every train size, what reads curves gets every fidelity, what does both gets every
 * pair; budgets below what a predictor declares to need are left out.
 */
public final class EvaluationPlan {

  /** Rows that are looked at to see how long a table's curves are. */
  private static final int SAMPLED_ROWS = 100;

  /** Of a small table's architectures, so that most are left to train on. */
  private static final double MOST_TESTED = 0.3;

  private EvaluationPlan() {}

  /**
   * Fills in what a configuration leaves out: the table's checksum and name, the budgets and the
   * size of the test set that are usual on its space, the length of a full training, how the metric
   * becomes the target, and the metric of the training time if the table has just one in seconds.
   *
   * @return a configuration that {@link #check} accepts
   * @throws ConfigException if it cannot be completed
   */
  public static EvaluationConfig complete(
      EvaluationConfig config, BenchmarkTableFile table, Function<String, Predictor> predictors) {
    MetricDescription metric = table.metric(config.getMetric());
    EvaluationConfig.Builder complete =
        config.toBuilder()
            .setTableSha256(table.header().getSha256())
            .setTable(table.name())
            .setTargetForm(EvaluatedTable.form(metric));
    if (complete.getDrawRule() == DrawRule.DRAW_RULE_UNSPECIFIED) {
      complete.setDrawRule(DrawRule.DRAW_RULE_CANONICAL);
    }
    if (complete.getTestSet() == TestSet.TEST_SET_UNSPECIFIED) {
      complete.setTestSet(TestSet.TEST_SET_UNIFORM);
    }
    EvaluatedTable evaluated = new EvaluatedTable(table, complete.build());
    Benchmark usual = evaluated.space().benchmark();
    int[] rows = evaluated.measured(features(config, evaluated, predictors));
    int longest = longestCurve(evaluated, rows);
    if (complete.getTestSize() == 0) {
      complete.setTestSize(
          Math.min(usual.testSize(), Math.max(2, (int) (MOST_TESTED * rows.length))));
    }
    if (complete.getTrainSizesCount() == 0 && anyIs(config, predictors, EvaluationPlan::isFitted)) {
      int room = rows.length - complete.getTestSize();
      Budgets.trainSizes(usual.mostTrained()).stream()
          .filter(size -> size <= room)
          .forEach(complete::addTrainSizes);
    }
    if (complete.getFidelitiesCount() == 0
        && anyIs(config, predictors, EvaluationPlan::readsCurves)) {
      int full = usual.gridEpochs() > 0 ? usual.gridEpochs() : longest;
      if (longest == 0 && anyIs(config, predictors, EvaluationPlan::needsCurves)) {
        throw new ConfigException(
            "table %s has no learning curves, which are what some of the predictors read"
                .formatted(table.name()));
      }
      Budgets.fidelities(Math.max(1, full - 1)).stream()
          .filter(fidelity -> fidelity <= longest)
          .forEach(complete::addFidelities);
    }
    if (complete.getCostMetric().isEmpty()) {
      costMetric(table).ifPresent(complete::setCostMetric);
    }
    if (complete.getFullEpochs() == 0) {
      complete.setFullEpochs(metric.getEpochs() > 0 ? metric.getEpochs() : longest);
    }
    return complete.build();
  }

  private static int longestCurve(EvaluatedTable table, int[] rows) {
    return Arrays.stream(rows)
        .limit(SAMPLED_ROWS)
        .flatMap(
            row ->
                table.curves(row, Integer.MAX_VALUE).stream()
                    .mapToInt(LearningCurve::getValuesCount))
        .max()
        .orElse(0);
  }

  private static Optional<String> costMetric(BenchmarkTableFile table) {
    List<String> timed =
        table.metrics().stream()
            .filter(metric -> metric.getUnit() == Unit.UNIT_SECONDS)
            .map(MetricDescription::getName)
            .toList();
    return timed.size() == 1 ? Optional.of(timed.get(0)) : Optional.empty();
  }

  /**
   * Refuses what cannot be evaluated.
   *
   * @throws ConfigException if it does not fit the table, a predictor or a setting is unknown, a
   *     predictor has no budget that it can work with, or a budget is of no use to any
   */
  public static void check(
      EvaluationConfig config, BenchmarkTableFile table, Function<String, Predictor> predictors) {
    if (!table.header().getSha256().equals(config.getTableSha256())) {
      throw new ConfigException(
          "the evaluation is of another table %s than %s: name the one it was begun with"
              .formatted(config.getTable(), table.name()));
    }
    table.metric(config.getMetric());
    if (!config.getCostMetric().isEmpty()) {
      table.metric(config.getCostMetric());
    }
    SearchSpaces.byId(table.header().getSpace());
    if (config.getTrainSizesCount() > 0 && !anyIs(config, predictors, EvaluationPlan::isFitted)) {
      throw new ConfigException("train sizes are of no use: none of the predictors is fitted");
    }
    if (config.getFidelitiesCount() > 0
        && !anyIs(config, predictors, EvaluationPlan::readsCurves)) {
      throw new ConfigException(
          "fidelities are of no use: none of the predictors reads learning curves");
    }
    Set<String> names = new HashSet<>();
    for (int p = 0; p < config.getPredictorsCount(); p++) {
      PredictorSpec spec = config.getPredictors(p);
      if (!names.add(PredictorNames.of(spec))) {
        throw new ConfigException("predictor " + PredictorNames.of(spec) + " is named twice");
      }
      PredictorDescription description = predictors.apply(spec.getPredictor()).description(spec);
      Settings.of(description.settings(), spec);
      if (budgets(config, p, 0, description).isEmpty()) {
        throw new ConfigException(
            description.id()
                + " needs "
                + description.leastObservations()
                + " observations or more"
                + description
                    .curves()
                    .map(need -> " and " + need.leastEpochs() + " epochs or more")
                    .orElse("")
                + ": none of the budgets is enough");
      }
    }
    int most = config.getTrainSizesList().stream().mapToInt(size -> size).max().orElse(0);
    EvaluatedTable evaluated = new EvaluatedTable(table, config);
    requireFeatures(config, evaluated, predictors);
    int measured = evaluated.measured(features(config, evaluated, predictors)).length;
    if (measured < config.getTestSize() + most) {
      throw new ConfigException(
          ("table %s has %s of %s architectures: too few for a test set of %s and a "
                  + "training set of %s")
              .formatted(table.name(), config.getMetric(), measured, config.getTestSize(), most));
    }
  }

  private static void requireFeatures(
      EvaluationConfig config, EvaluatedTable table, Function<String, Predictor> predictors) {
    for (PredictorSpec spec : config.getPredictorsList()) {
      for (String feature : features(spec, table, predictors)) {
        if (!table.features().names().contains(feature)) {
          throw new ConfigException(
              "table %s has no %s, which %s reads: it has %s"
                  .formatted(
                      config.getTable(),
                      feature,
                      PredictorNames.of(spec),
                      table.features().names().isEmpty()
                          ? "no scores"
                          : String.join(", ", table.features().names())));
        }
      }
    }
  }

  /** All points, in the order of results: by predictor, trial, train size and fidelity. */
  public static List<Budget> points(
      EvaluationConfig config, Function<String, Predictor> predictors) {
    List<Budget> points = new ArrayList<>();
    for (int p = 0; p < config.getPredictorsCount(); p++) {
      PredictorDescription description = description(config, p, predictors);
      int limit = limit(config, p).getTrials();
      int trials = limit == 0 ? config.getTrials() : Math.min(limit, config.getTrials());
      for (int trial = 0; trial < trials; trial++) {
        points.addAll(budgets(config, p, trial, description));
      }
    }
    return points;
  }

  private static List<Budget> budgets(
      EvaluationConfig config, int predictor, int trial, PredictorDescription description) {
    int most = limit(config, predictor).getTrainSize();
    List<Integer> sizes =
        isFitted(description)
            ? config.getTrainSizesList().stream()
                .filter(size -> size >= description.leastObservations())
                .filter(size -> most == 0 || size <= most)
                .toList()
            : List.of(0);
    List<Integer> fidelities =
        description
            .curves()
            .filter(need -> need.leastEpochs() > 0 || config.getFidelitiesCount() > 0)
            .map(
                need ->
                    config.getFidelitiesList().stream()
                        .filter(fidelity -> fidelity >= need.leastEpochs())
                        .toList())
            .orElse(List.of(0));
    return sizes.stream()
        .flatMap(
            size ->
                fidelities.stream().map(fidelity -> new Budget(predictor, trial, size, fidelity)))
        .toList();
  }

  private static PredictorLimit limit(EvaluationConfig config, int predictor) {
    return config.getLimitsList().stream()
        .filter(limit -> limit.getPredictor() == predictor)
        .findFirst()
        .orElse(PredictorLimit.getDefaultInstance());
  }

  private static PredictorDescription description(
      EvaluationConfig config, int predictor, Function<String, Predictor> predictors) {
    PredictorSpec spec = config.getPredictors(predictor);
    return predictors.apply(spec.getPredictor()).description(spec);
  }

  /** The curves that some predictor reads of a table, or needs. */
  static List<CurveNeed> needs(
      EvaluationConfig config, List<String> curves, Function<String, Predictor> predictors) {
    return IntStream.range(0, config.getPredictorsCount())
        .mapToObj(p -> description(config, p, predictors))
        .flatMap(description -> description.curves().stream())
        .filter(
            need -> need.leastEpochs() > 0 || need.metrics().stream().anyMatch(curves::contains))
        .distinct()
        .toList();
  }

  /** The features that some predictor needs. */
  static Set<String> features(
      EvaluationConfig config, EvaluatedTable table, Function<String, Predictor> predictors) {
    Set<String> features = new TreeSet<>();
    for (PredictorSpec spec : config.getPredictorsList()) {
      features.addAll(features(spec, table, predictors));
    }
    return features;
  }

  private static List<String> features(
      PredictorSpec spec, EvaluatedTable table, Function<String, Predictor> predictors) {
    return predictors
        .apply(spec.getPredictor())
        .features(spec.toBuilder().setSpace(table.space().id()).build());
  }

  private static boolean isFitted(PredictorDescription description) {
    return description.leastObservations() > 0;
  }

  private static boolean readsCurves(PredictorDescription description) {
    return description.curves().isPresent();
  }

  private static boolean needsCurves(PredictorDescription description) {
    return description.curves().filter(need -> need.leastEpochs() > 0).isPresent();
  }

  private static boolean anyIs(
      EvaluationConfig config,
      Function<String, Predictor> predictors,
      Predicate<PredictorDescription> kind) {
    return config.getPredictorsList().stream()
        .map(spec -> predictors.apply(spec.getPredictor()).description(spec))
        .anyMatch(kind);
  }
}
