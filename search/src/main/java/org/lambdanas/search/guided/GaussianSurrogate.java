package org.lambdanas.search.guided;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.predictors.gaussian.GrowingGaussianProcess;
import org.lambdanas.predictors.gaussian.GrowingGaussianProcess.Place;
import org.lambdanas.predictors.label.ScaledLabels;
import org.lambdanas.predictors.predictor.Estimates;
import org.lambdanas.proto.v1.LabelTransform;

/**
 * A Gaussian process on features, with labels that are normal quantiles of ranks unless told
 * otherwise. It keeps what it knows of candidates that it is asked about again.
 */
final class GaussianSurrogate implements Surrogate {

  private final Function<Candidate, double[]> features;
  private final LabelTransform transform;
  private final GrowingGaussianProcess process;
  private final Map<Candidate, Place> places = new HashMap<>();
  private int learnt;
  private double best;

  GaussianSurrogate(Function<Candidate, double[]> features, Seed seed) {
    this(features, LabelTransform.LABEL_TRANSFORM_RANK_GAUSS, seed);
  }

  /** A process that sees its labels in another way. */
  GaussianSurrogate(Function<Candidate, double[]> features, LabelTransform transform, Seed seed) {
    this.transform = transform;
    this.features = features;
    this.process = new GrowingGaussianProcess(seed);
  }

  @Override
  public int least() {
    return 2;
  }

  @Override
  public void learn(List<Known> known) {
    for (; learnt < known.size(); learnt++) {
      process.add(features.apply(known.get(learnt).candidate()));
    }
    double[] labels = scale(known.stream().mapToDouble(Known::utility).toArray());
    process.learn(labels);
    best = Arrays.stream(labels).max().orElseThrow();
  }

  @Override
  public Estimates predict(List<Candidate> candidates) {
    if (places.size() > 2 * candidates.size()) {
      places.keySet().retainAll(new HashSet<>(candidates));
    }
    double[] means = new double[candidates.size()];
    double[] deviations = new double[means.length];
    for (int i = 0; i < means.length; i++) {
      Place place =
          places.computeIfAbsent(
              candidates.get(i), candidate -> new Place(features.apply(candidate)));
      means[i] = process.mean(place);
      deviations[i] = process.deviation(place);
    }
    return Estimates.of(means, deviations);
  }

  @Override
  public double[] scale(double[] utilities) {
    return ScaledLabels.of(transform, utilities).values();
  }

  @Override
  public double best() {
    return best;
  }
}
