package org.lambdanas.predictors.learningcurve;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.error.Excerpt;
import org.lambdanas.graph.interchange.TensorMessages;
import org.lambdanas.predictors.predictor.Model;
import org.lambdanas.proto.v1.FittedPredictor;
import org.lambdanas.proto.v1.NamedTensor;
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
    return Prediction.newBuilder()
        .setArchitecture(query.getArchitecture())
        .setMean(labelMean + labelScale * scaled)
        .build();
  }

  @Override
  public FittedPredictor save() {
    long size = shape.size();
    double[][] rows = machine.vectors();
    double[] vectors = new double[Math.toIntExact(rows.length * size)];
    for (int v = 0; v < rows.length; v++) {
      System.arraycopy(rows[v], 0, vectors, (int) (v * size), (int) size);
    }
    long metric = SupportVectorPredictor.METRICS.indexOf(shape.metric());
    long[] vector = {size};
    return FittedPredictor.newBuilder()
        .setSpec(spec)
        .setObservations(observations)
        .addTensors(TensorMessages.of(CURVE, new long[] {2}, new long[] {metric, shape.epochs()}))
        .addTensors(TensorMessages.of(FEATURE_MEAN, vector, inputScale.mean()))
        .addTensors(TensorMessages.of(FEATURE_SCALE, vector, inputScale.scale()))
        .addTensors(TensorMessages.of(LABEL, new long[] {2}, new double[] {labelMean, labelScale}))
        .addTensors(
            TensorMessages.of(
                KERNEL, new long[] {2}, new double[] {machine.gamma(), machine.offset()}))
        .addTensors(
            TensorMessages.of(COEFFICIENTS, new long[] {rows.length}, machine.coefficients()))
        .addTensors(TensorMessages.of(VECTORS, new long[] {rows.length, size}, vectors))
        .build();
  }

  static SupportVectorModel load(FittedPredictor fitted, boolean whole) {
    Map<String, NamedTensor> tensors = TensorMessages.byName(fitted.getTensorsList());
    long[] curve = TensorMessages.longs(tensor(tensors, CURVE), 2);
    if (curve[0] < 0
        || curve[0] >= SupportVectorPredictor.METRICS.size()
        || curve[1] < CurveFeatures.LEAST_EPOCHS
        || curve[1] > MOST_EPOCHS) {
      throw damaged(CURVE, curve[0] + ", " + curve[1]);
    }
    CurveShape shape =
        new CurveShape(SupportVectorPredictor.METRICS.get((int) curve[0]), (int) curve[1], whole);
    int size = shape.size();
    double[] mean = finite(tensors, FEATURE_MEAN, size);
    double[] scale = finite(tensors, FEATURE_SCALE, size);
    double[] label = finite(tensors, LABEL, 2);
    double[] kernel = finite(tensors, KERNEL, 2);
    for (double factor : scale) {
      requirePositive(FEATURE_SCALE, factor);
    }
    requirePositive(LABEL, label[1]);
    requirePositive(KERNEL, kernel[0]);
    int count = tensor(tensors, COEFFICIENTS).getDoubles().getValuesCount();
    double[] coefficients = finite(tensors, COEFFICIENTS, count);
    double[] flat = finite(tensors, VECTORS, count, size);
    List<double[]> vectors = new ArrayList<>(count);
    for (int v = 0; v < count; v++) {
      vectors.add(java.util.Arrays.copyOfRange(flat, v * size, (v + 1) * size));
    }
    return new SupportVectorModel(
        fitted.getSpec(),
        fitted.getObservations(),
        shape,
        new Standardisation(mean, scale),
        label[0],
        label[1],
        new NuSvr(kernel[0], vectors.toArray(double[][]::new), coefficients, kernel[1]));
  }

  private static NamedTensor tensor(Map<String, NamedTensor> tensors, String name) {
    NamedTensor tensor = tensors.get(name);
    if (tensor == null) {
      throw new DataException("the fitted predictor has no tensor '" + name + "'");
    }
    return tensor;
  }

  private static double[] finite(Map<String, NamedTensor> tensors, String name, long... shape) {
    double[] values = TensorMessages.doubles(tensor(tensors, name), shape);
    for (double value : values) {
      if (!Double.isFinite(value)) {
        throw damaged(name, String.valueOf(value));
      }
    }
    return values;
  }

  private static void requirePositive(String name, double value) {
    if (!(value > 0)) {
      throw damaged(name, String.valueOf(value));
    }
  }

  private static DataException damaged(String name, String value) {
    return new DataException(
        "the fitted predictor is damaged: tensor " + name + " has " + Excerpt.of(value));
  }

  @Override
  public void close() {
    // It holds nothing of its own.
  }
}
