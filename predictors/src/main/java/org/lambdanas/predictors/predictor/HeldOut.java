package org.lambdanas.predictors.predictor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.lambdanas.graph.error.DivergedException;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.predictors.features.Features;
import org.lambdanas.predictors.label.LabelScale;
import org.lambdanas.predictors.metric.Correlation;
import org.lambdanas.predictors.metric.MetricValue;
import org.lambdanas.predictors.numeric.RandomIndices;
import org.lambdanas.proto.v1.CrossValidation;
import org.lambdanas.proto.v1.Deviations;
import org.lambdanas.proto.v1.Observation;
import org.lambdanas.proto.v1.Prediction;
import org.lambdanas.proto.v1.PredictorSpec;

/**
 * What fits say of observations that they have not seen. A training set is cut into parts, and each
 * part is predicted by a fit on the others.
 *
 * @param folds number of parts
 * @param estimates one for each observation, in the order of the training set
 */
public record HeldOut(int folds, Estimates estimates) {

  /** Parts where nothing else is said. */
  public static final int USUAL_FOLDS = 5;

  /** Which part each observation is in: parts are drawn at random and differ by one at most. */
  public static int[] parts(int observations, int folds, RandomGenerator random) {
    int[] order = RandomIndices.shuffled(observations, random);
    int[] parts = new int[observations];
    for (int i = 0; i < observations; i++) {
      parts[order[i]] = i % folds;
    }
    return parts;
  }

  /** The parts that a task's seed gives. */
  public static int[] parts(LearningTask task, int folds) {
    return parts(task.labels().length, folds, task.seed().child("parts").random());
  }

  /** The indices of what is in a part, or of what is not, ascending. */
  static int[] indices(int[] partOf, int part, boolean inside) {
    return IntStream.range(0, partOf.length).filter(i -> partOf[i] == part == inside).toArray();
  }

  /**
   * Cross-validates a learner.
   *
   * @param learner any
   * @param task the whole training set, with labels on one scale
   * @param folds parts, at least 2 and at most as many as there are observations
   */
  public static HeldOut of(Learner learner, LearningTask task, int folds) {
    int n = task.labels().length;
    int[] partOf = parts(task, folds);
    double[] means = new double[n];
    double[] deviations = new double[n];
    boolean known = true;
    for (int part = 0; part < folds; part++) {
      int[] held = indices(partOf, part, true);
      Seed seed = task.seed().child("part").child(part);
      List<Features> queries = Arrays.stream(held).mapToObj(task.inputs()::get).toList();
      try (Learned learned = learner.fit(task.take(indices(partOf, part, false), seed))) {
        Estimates said = learned.predict(queries);
        known &= said.deviations().isPresent();
        for (int i = 0; i < held.length; i++) {
          if (!Double.isFinite(said.means()[i])) {
            throw new DivergedException(
                "%s predicts %s for what it was not fitted on: fit it with other settings"
                    .formatted(learner.description().id(), said.means()[i]));
          }
          means[held[i]] = said.means()[i];
          deviations[held[i]] = known ? said.deviations().orElseThrow()[i] : 0;
        }
      }
    }
    return new HeldOut(folds, known ? Estimates.of(means, deviations) : Estimates.of(means));
  }

  /** What it comes to, given the labels that the estimates are for, which are on a scale. */
  CrossValidation result(double[] labels, LabelScale scale) {
    MetricValue tau = Correlation.KENDALL.compute(labels, estimates.means());
    Calibration calibration =
        estimates
            .deviations()
            .map(deviations -> Calibration.of(labels, estimates.means(), deviations, scale))
            .orElse(new Calibration(0, 0));
    return result(folds, tau)
        .setDeviationScale(calibration.scale())
        .setDeviationOffset(calibration.offset())
        .build();
  }

  private static CrossValidation.Builder result(int folds, MetricValue tau) {
    return CrossValidation.newBuilder()
        .setFolds(folds)
        .setKendallTau(tau.reported())
        .setConstant(tau.constant());
  }

  /**
   * How many parts a specification asks for, given so many observations; empty: no
   * cross-validation, which takes two parts or more.
   */
  static Optional<Integer> folds(PredictorSpec spec, int observations) {
    int asked = spec.getFolds() == 0 ? USUAL_FOLDS : spec.getFolds();
    int folds = Math.min(asked, observations);
    return folds < 2 ? Optional.empty() : Optional.of(folds);
  }

  /**
   * Cross-validates a predictor of any kind, as many parts as the specification says.
   *
   * @param predictor one that is fitted
   * @param spec complete
   * @param observations with targets
   * @return Kendall's tau; empty where the specification asks for none, or the parts are too small
   */
  public static Optional<CrossValidation> of(
      Predictor predictor, PredictorSpec spec, List<Observation> observations) {
    int n = observations.size();
    int least = predictor.description().leastObservations();
    return folds(spec, n)
        .filter(folds -> n - (n + folds - 1) / folds >= least)
        .map(folds -> result(folds, tau(predictor, spec, observations, folds)).build());
  }

  private static MetricValue tau(
      Predictor predictor, PredictorSpec spec, List<Observation> observations, int folds) {
    int n = observations.size();
    Seed seed = new Seed(spec.getSeed()).child("cross-validation");
    int[] partOf = parts(n, folds, seed.child("parts").random());
    double[] predicted = new double[n];
    for (int part = 0; part < folds; part++) {
      int[] held = indices(partOf, part, true);
      PredictorSpec own =
          spec.toBuilder()
              .setSeed(seed.child(part).value())
              .setDeviations(Deviations.DEVIATIONS_RAW)
              .build();
      List<Observation> queries = take(observations, held);
      try (Model model =
          predictor.fit(
              own,
              take(observations, indices(partOf, part, false)),
              queries.stream().map(Observation::getArchitecture).toList())) {
        List<Prediction> said = model.query(queries);
        for (int i = 0; i < held.length; i++) {
          predicted[held[i]] = said.get(i).getMean();
        }
      }
    }
    return Correlation.KENDALL.compute(
        observations.stream().mapToDouble(Observation::getTarget).toArray(), predicted);
  }

  private static List<Observation> take(List<Observation> observations, int[] indices) {
    List<Observation> taken = new ArrayList<>(indices.length);
    for (int i : indices) {
      taken.add(observations.get(i));
    }
    return taken;
  }
}
