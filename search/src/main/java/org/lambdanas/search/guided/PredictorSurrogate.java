package org.lambdanas.search.guided;

import java.util.ArrayList;
import java.util.List;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.predictors.api.PerformancePredictor;
import org.lambdanas.predictors.predictor.Estimates;
import org.lambdanas.predictors.predictor.PredictorDescription;
import org.lambdanas.predictors.registry.Predictors;
import org.lambdanas.proto.v1.Deviations;
import org.lambdanas.proto.v1.Observation;
import org.lambdanas.proto.v1.Prediction;
import org.lambdanas.proto.v1.PredictorSpec;

/**
 * Several fits of a registered predictor that differ in their seed only: their mean, and how far
 * they are apart together with what each says of its own error. Its scale is that of utilities.
 */
final class PredictorSurrogate implements Surrogate {

  private final PredictorSpec asked;
  private final int fits;
  private final Seed seed;
  private List<Observation> observations = List.of();
  private double best;

  /**
   * Fits of a predictor.
   *
   * @param asked names it and the space, and says how to fit; each fit has a seed of its own
   * @param fits at least 1
   */
  PredictorSurrogate(PredictorSpec asked, int fits, Seed seed) {
    this.asked = asked;
    this.fits = fits;
    this.seed = seed;
  }

  @Override
  public int least() {
    return Math.max(2, description().leastObservations());
  }

  @Override
  public void learn(List<Known> known) {
    observations =
        known.stream()
            .map(
                one ->
                    PerformancePredictor.observation(one.candidate().architecture(), one.utility()))
            .toList();
    best = known.stream().mapToDouble(Known::utility).max().orElseThrow();
  }

  @Override
  public Estimates predict(List<Candidate> candidates) {
    List<Observation> queries =
        candidates.stream()
            .map(
                candidate ->
                    Observation.newBuilder().setArchitecture(candidate.architecture()).build())
            .toList();
    List<List<Prediction>> all = new ArrayList<>();
    for (int fit = 0; fit < fits; fit++) {
      try (PerformancePredictor fitted = PerformancePredictor.fit(spec(fit), observations)) {
        all.add(fitted.query(queries));
      }
    }
    double[] means = new double[queries.size()];
    double[] deviations = new double[means.length];
    for (int i = 0; i < means.length; i++) {
      int query = i;
      List<Prediction> here = all.stream().map(predictions -> predictions.get(query)).toList();
      double mean = here.stream().mapToDouble(Prediction::getMean).average().orElseThrow();
      means[i] = mean;
      deviations[i] =
          Math.sqrt(
              here.stream()
                  .mapToDouble(
                      one -> Math.pow(one.getMean() - mean, 2) + Math.pow(one.getDeviation(), 2))
                  .average()
                  .orElseThrow());
    }
    return Estimates.of(means, deviations);
  }

  private PredictorDescription description() {
    return Predictors.byId(asked.getPredictor()).description();
  }

  private PredictorSpec spec(int fit) {
    PredictorSpec.Builder spec =
        asked.toBuilder().setSeed(seed.child(observations.size()).child(fit).value());
    if (description().givesDeviation() && fits > 1) {
      // Their spread says what a cross-validation of each would.
      spec.setDeviations(Deviations.DEVIATIONS_RAW);
    }
    return spec.build();
  }

  @Override
  public double[] scale(double[] utilities) {
    return utilities.clone();
  }

  @Override
  public double best() {
    return best;
  }
}
