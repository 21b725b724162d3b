package org.lambdanas.predictors.predictor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.lambdanas.graph.error.DivergedException;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.graph.work.Cancellation;
import org.lambdanas.predictors.label.ScaledLabels;
import org.lambdanas.predictors.predictor.SettingDescription.SearchRange;
import org.lambdanas.proto.v1.LabelTransform;

/**
 * Hyper-parameter optimisation: random search over the ranges that a learner declares. The first
 * candidate is the settings as given. A candidate is judged by cross-validation: fitted on two
 * thirds of the observations, it predicts the third that it has not seen; its score is the mean of
 * the learner's {@link TuningCriterion} over the three folds. Of equal candidates the earliest
 * wins.
 */
final class Tuning {

  /** Fewer observations are not worth cutting into folds. */
  static final int LEAST_OBSERVATIONS = 10;

  /** Most candidates where only time is limited (White et al., their code). */
  static final int MOST_CANDIDATES = 5000;

  private static final int FOLDS = 3;

  private final Learner learner;
  private final LearningTask task;
  private final LabelTransform transform;
  private final int[] foldOf;

  /**
   * Prepares the folds of a task whose labels are as given: they are transformed anew in each fold.
   */
  Tuning(Learner learner, LearningTask task, LabelTransform transform) {
    this.learner = learner;
    this.task = task;
    this.transform = transform;
    this.foldOf = HeldOut.parts(task.inputs().size(), FOLDS, task.seed().child("folds").random());
  }

  /**
   * What tuning found.
   *
   * @param settings the best
   * @param scores one for each candidate that was tried, in order
   */
  record Outcome(Settings settings, List<Double> scores) {}

  /** Whether a learner has anything to tune. */
  static boolean applies(PredictorDescription description) {
    return description.settings().stream().anyMatch(setting -> setting.search().isPresent());
  }

  /** Tries at least 1 candidate; no further one is begun after so many seconds. */
  Outcome search(double seconds, int candidates) {
    long start = System.nanoTime();
    Settings best = task.settings();
    List<Double> scores = new ArrayList<>();
    double bestScore = Double.NEGATIVE_INFINITY;
    while (scores.size() < candidates
        && (scores.isEmpty() || (System.nanoTime() - start) * 1e-9 < seconds)) {
      Cancellation.check();
      Settings candidate =
          scores.isEmpty()
              ? task.settings()
              : draw(task.seed().child("candidate").child(scores.size()));
      double score = score(candidate);
      scores.add(score);
      if (score > bestScore) {
        best = candidate;
        bestScore = score;
      }
    }
    return new Outcome(best, scores);
  }

  private Settings draw(Seed seed) {
    RandomGenerator random = seed.random();
    Map<String, Double> values = new LinkedHashMap<>(task.settings().values());
    for (SettingDescription setting : learner.description().settings()) {
      setting.search().ifPresent(range -> values.put(setting.name(), draw(setting, range, random)));
    }
    return new Settings(values);
  }

  private static double draw(
      SettingDescription setting, SearchRange range, RandomGenerator random) {
    double share = random.nextDouble();
    double value;
    if (range.logarithmic()) {
      value = range.least() * Math.pow(range.most() / range.least(), share);
      value = setting.integer() ? Math.rint(value) : value;
    } else if (setting.integer()) {
      // Both ends as likely as the others.
      value = Math.floor(range.least() + share * (range.most() - range.least() + 1));
    } else {
      value = range.least() + share * (range.most() - range.least());
    }
    return Math.min(setting.most(), Math.max(setting.least(), value));
  }

  /** The mean over the folds of how well it does on what was held out. */
  double score(Settings candidate) {
    double sum = 0;
    for (int fold = 0; fold < FOLDS; fold++) {
      sum += score(candidate, fold);
    }
    return sum / FOLDS;
  }

  private double score(Settings candidate, int fold) {
    int[] held = HeldOut.indices(foldOf, fold, true);
    LearningTask part =
        task.with(candidate)
            .take(HeldOut.indices(foldOf, fold, false), task.seed().child("fold").child(fold));
    ScaledLabels scaled = ScaledLabels.of(transform, part.labels());
    try (Learned learned = learner.fit(part.labelled(scaled.values()))) {
      return learner
          .judgedBy()
          .score(
              Arrays.stream(held).mapToDouble(i -> task.labels()[i]).toArray(),
              scaled.scale(),
              learned.predict(Arrays.stream(held).mapToObj(task.inputs()::get).toList()));
    } catch (DivergedException e) {
      // A bad candidate, not a bad run.
      return learner.judgedBy().worst();
    }
  }
}
