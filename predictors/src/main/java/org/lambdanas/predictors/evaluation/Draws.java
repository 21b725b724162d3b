package org.lambdanas.predictors.evaluation;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.predictors.predictor.PredictorDescription.CurveNeed;
import org.lambdanas.proto.v1.Architecture;
import org.lambdanas.proto.v1.DrawRule;
import org.lambdanas.proto.v1.EvaluationConfig;
import org.lambdanas.proto.v1.LearningCurve;
import org.lambdanas.proto.v1.TestSet;

/**
 * What each trial tests and trains on: rows of a table, no two of them the same architecture by
 * canonical form (unless the configuration asks for draws by row), so that nothing tested was
 * trained on. A smaller training set is the beginning of a larger one. All predictors of a trial
 * get the same. Safe for use by several threads.
 */
final class Draws {

  private final EvaluatedTable table;
  private final EvaluationConfig config;
  private final List<CurveNeed> needs;
  private final Set<String> features;

  /** Made when it is wanted first. */
  private @Nullable MutatedDraws mutated;

  Draws(
      EvaluatedTable table, EvaluationConfig config, List<CurveNeed> needs, Set<String> features) {
    this.table = table;
    this.config = config;
    this.needs = needs;
    this.features = features;
  }

  /** One trial's rows. */
  record Draw(int[] test, int[] pool) {}

  /** The seed of everything in a trial, of which the configuration's first is number 0 here. */
  static Seed seed(EvaluationConfig config, int trial) {
    return new Seed(config.getSeed()).child("trial").child((long) config.getFirstTrial() + trial);
  }

  /**
   * The rows of a trial.
   *
   * @throws ConfigException if the table has too few
   */
  Draw of(int trial) {
    return config.getTestSet() == TestSet.TEST_SET_MUTATED
        ? mutated().of(seed(config, trial).child("mutated").random())
        : uniform(trial);
  }

  private synchronized MutatedDraws mutated() {
    if (mutated == null) {
      mutated =
          new MutatedDraws(
              table,
              config,
              Arrays.stream(table.measured(features)).filter(this::hasCurves).toArray());
    }
    return mutated;
  }

  private Draw uniform(int trial) {
    int[] rows = table.measured(features);
    RandomGenerator random = seed(config, trial).child("draw").random();
    int testSize = config.getTestSize();
    int[] drawn = new int[testSize + mostTrained(config)];
    Set<Architecture> seen = new HashSet<>();
    int count = 0;
    for (int i = 0; i < rows.length && count < drawn.length; i++) {
      int j = i + random.nextInt(rows.length - i);
      int row = rows[j];
      rows[j] = rows[i];
      Architecture identity = identity(table, config, table.architecture(row));
      if (!seen.contains(identity) && hasCurves(row)) {
        seen.add(identity);
        drawn[count++] = row;
      }
    }
    if (count < drawn.length) {
      throw tooFew(config, count);
    }
    return new Draw(
        Arrays.copyOf(drawn, testSize), Arrays.copyOfRange(drawn, testSize, drawn.length));
  }

  /** The table has only so many different ones. */
  static ConfigException tooFew(EvaluationConfig config, int count) {
    return new ConfigException(
        ("table %s has %s different architectures with what is needed: too few for a test "
                + "set of %s and a training set of %s")
            .formatted(config.getTable(), count, config.getTestSize(), mostTrained(config)));
  }

  /** What is equal for architectures that count as the same. */
  static Architecture identity(
      EvaluatedTable table, EvaluationConfig config, Architecture architecture) {
    return config.getDrawRule() == DrawRule.DRAW_RULE_ROW
        ? architecture
        : table.space().canonical(architecture);
  }

  /** The largest training set. */
  static int mostTrained(EvaluationConfig config) {
    int sizes = config.getTrainSizesCount();
    return sizes == 0 ? 0 : config.getTrainSizes(sizes - 1);
  }

  private boolean hasCurves(int row) {
    if (needs.isEmpty() || config.getFidelitiesCount() == 0) {
      return true;
    }
    int epochs = config.getFidelities(config.getFidelitiesCount() - 1);
    List<LearningCurve> curves = table.curves(row, epochs);
    return needs.stream().allMatch(need -> isMet(need, curves, epochs));
  }

  /** A predictor reads the first of its curves that is there. */
  private static boolean isMet(CurveNeed need, List<LearningCurve> curves, int epochs) {
    for (String metric : need.metrics()) {
      for (LearningCurve curve : curves) {
        if (curve.getMetric().equals(metric)) {
          return curve.getValuesCount() == epochs
              && curve.getValuesList().stream().allMatch(Float::isFinite);
        }
      }
    }
    return false;
  }
}
