package org.lambdanas.predictors.zerocost;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.Predicate;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.space.SearchSpaces;
import org.lambdanas.predictors.predictor.Model;
import org.lambdanas.predictors.predictor.Predictor;
import org.lambdanas.predictors.predictor.PredictorDescription;
import org.lambdanas.predictors.predictor.Specs;
import org.lambdanas.proto.v1.Architecture;
import org.lambdanas.proto.v1.Feature;
import org.lambdanas.proto.v1.FittedPredictor;
import org.lambdanas.proto.v1.Observation;
import org.lambdanas.proto.v1.Origin;
import org.lambdanas.proto.v1.Prediction;
import org.lambdanas.proto.v1.PredictorSpec;

/**
 * A predictor whose prediction is a number known of each architecture, the feature of its name, and
 * which needs no fit. Where the feature does not come with a query, it may know how to compute it.
 * Observations that it is fitted on are counted and not read.
 */
public final class FeaturePredictor implements Predictor {

  private final PredictorDescription description;
  private final Function<PredictorSpec, Optional<Computation>> computations;
  private final Predicate<PredictorSpec> negated;

  /** Computes the feature. Not safe for use by several threads. */
  @FunctionalInterface
  public interface Computation extends AutoCloseable {

    /**
     * Computes the feature of a valid member of the space.
     *
     * @return a finite number
     */
    double of(Architecture architecture);

    /** Frees what it holds: nothing, in some. */
    @Override
    default void close() {}
  }

  /**
   * A predictor that can compute its feature.
   *
   * @param description whose only feature has its id
   * @param computations how, if the specification allows it; may throw {@link ConfigException}
   * @param negated whether less is better under a specification
   */
  public FeaturePredictor(
      PredictorDescription description,
      Function<PredictorSpec, Optional<Computation>> computations,
      Predicate<PredictorSpec> negated) {
    this.description = description;
    this.computations = computations;
    this.negated = negated;
  }

  /**
   * A predictor that can only read its feature, of which more is better.
   *
   * @param description whose only feature has its id
   */
  public FeaturePredictor(PredictorDescription description) {
    this(description, spec -> Optional.empty(), spec -> false);
  }

  @Override
  public PredictorDescription description() {
    return description;
  }

  @Override
  public List<String> features(PredictorSpec spec) {
    return computations.apply(spec).isPresent() ? List.of() : description.features();
  }

  @Override
  public Model fit(PredictorSpec spec, List<Observation> observations) {
    return model(spec, observations.size());
  }

  @Override
  public Model load(FittedPredictor fitted) {
    return Specs.loaded(() -> model(fitted.getSpec(), fitted.getObservations()));
  }

  private Model model(PredictorSpec spec, int observations) {
    Specs.settings(description, spec);
    Optional<Computation> computation = computations.apply(spec);
    boolean less = negated.test(spec);
    return new Model() {
      @Override
      public List<Prediction> query(List<Observation> queries) {
        return Specs.each("query", spec, queries, query -> predict(query, computation, less));
      }

      @Override
      public FittedPredictor save() {
        return FittedPredictor.newBuilder().setSpec(spec).setObservations(observations).build();
      }

      @Override
      public void close() {
        computation.ifPresent(Computation::close);
      }
    };
  }

  private Prediction predict(Observation query, Optional<Computation> computation, boolean less) {
    Architecture architecture = query.getArchitecture();
    Prediction.Builder prediction = Prediction.newBuilder().setArchitecture(architecture);
    OptionalDouble known =
        query.getFeaturesList().stream()
            .filter(feature -> feature.getName().equals(description.id()))
            .mapToDouble(Feature::getValue)
            .findFirst();
    double value;
    if (known.isPresent()) {
      value = known.getAsDouble();
      prediction.setOrigin(Origin.ORIGIN_KNOWN);
    } else {
      Computation how =
          computation.orElseThrow(
              () ->
                  new DataException(
                      "has no feature '"
                          + description.id()
                          + "', and the specification does not say how to compute it (scoring)"));
      SearchSpaces.of(architecture).validate(architecture);
      long start = System.nanoTime();
      value = how.of(architecture);
      prediction
          .setOrigin(Origin.ORIGIN_COMPUTED)
          .setQuerySeconds((System.nanoTime() - start) * 1e-9);
    }
    if (!Double.isFinite(value)) {
      throw new DataException("its feature '" + description.id() + "' is " + value);
    }
    return prediction.setMean(less ? -value : value).build();
  }
}
