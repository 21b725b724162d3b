package org.lambdanas.predictors.learningcurve;

import java.util.Arrays;
import java.util.List;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.predictors.predictor.Model;
import org.lambdanas.predictors.predictor.Specs;
import org.lambdanas.predictors.stored.StoredModel;
import org.lambdanas.proto.v1.FittedPredictor;
import org.lambdanas.proto.v1.Observation;
import org.lambdanas.proto.v1.Prediction;
import org.lambdanas.proto.v1.PredictorSpec;

/** A fitted {@code lcsvr}. */
record SupportVectorModel(
    PredictorSpec spec,
    int observations,
    CurveShape shape,
    Standardisation inputScale,
    double labelMean,
    double labelScale,
    NuSvr machine)
    implements Model {

  private static final String CURVE = "curve";
  private static final String FEATURE_MEAN = "feature_mean";
  private static final String FEATURE_SCALE = "feature_scale";
  private static final String LABEL = "label";
  private static final String KERNEL = "kernel";
  private static final String COEFFICIENTS = "coefficients";
  private static final String VECTORS = "support_vectors";
  private static final int MOST_EPOCHS = 1_000_000;

  @Override
  public List<Prediction> query(List<Observation> queries) {
    return Specs.each("query", spec, queries, this::predict);
  }

  private Prediction predict(Observation query) {
    double scaled = machine.predict(inputScale.apply(shape.features(query)));
    double mean = labelMean + labelScale * scaled;
    if (!Double.isFinite(mean)) {
      throw new DataException("the support vector machine gives " + mean + ": it is damaged");
    }
    return Prediction.newBuilder().setArchitecture(query.getArchitecture()).setMean(mean).build();
  }

  @Override
  public FittedPredictor save() {
    int size = shape.size();
    return FittedPredictor.newBuilder()
        .setSpec(spec)
        .setObservations(observations)
        .addAllTensors(
            new StoredModel.Writer()
                .wholes(
                    CURVE, SupportVectorPredictor.METRICS.indexOf(shape.metric()), shape.epochs())
                .vector(FEATURE_MEAN, inputScale.mean())
                .vector(FEATURE_SCALE, inputScale.scale())
                .vector(LABEL, labelMean, labelScale)
                .vector(KERNEL, machine.gamma(), machine.offset())
                .vector(COEFFICIENTS, machine.coefficients())
                .rows(VECTORS, machine.vectors(), size)
                .tensors())
        .build();
  }

  static SupportVectorModel load(FittedPredictor fitted, boolean whole) {
    StoredModel stored = StoredModel.of(fitted.getTensorsList());
    int[] curve = stored.wholes(CURVE, 0, MOST_EPOCHS);
    if (curve.length != 2
        || curve[0] >= SupportVectorPredictor.METRICS.size()
        || curve[1] < CurveFeatures.LEAST_EPOCHS) {
      throw new DataException(
          "the fitted predictor is damaged: tensor " + CURVE + " has " + Arrays.toString(curve));
    }
    CurveShape shape =
        new CurveShape(SupportVectorPredictor.METRICS.get(curve[0]), curve[1], whole);
    int size = shape.size();
    double[] label = stored.numbers(LABEL, 2);
    double[] kernel = stored.numbers(KERNEL, 2);
    requirePositive(LABEL, label[1]);
    requirePositive(KERNEL, kernel[0]);
    double[] coefficients = stored.vector(COEFFICIENTS);
    return new SupportVectorModel(
        fitted.getSpec(),
        fitted.getObservations(),
        shape,
        new Standardisation(
            stored.numbers(FEATURE_MEAN, size), stored.positives(FEATURE_SCALE, size)),
        label[0],
        label[1],
        new NuSvr(
            kernel[0], stored.rows(VECTORS, coefficients.length, size), coefficients, kernel[1]));
  }

  private static void requirePositive(String name, double value) {
    if (!(value > 0)) {
      throw new DataException("the fitted predictor is damaged: tensor " + name + " has " + value);
    }
  }
}
