package org.lambdanas.graph.score;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.lambdanas.graph.layer.Activation;
import org.lambdanas.graph.layer.LayerKind;
import org.lambdanas.graph.layer.Towers;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.linalg.MatMul;
import org.tensorflow.types.family.TFloating;

/**
 * Parts of AZ-NAS: what the outputs of the blocks (stem, cells) say of noise, with weights whose
 * variance is kept from layer to layer.
 */
record AzNas(String id, String summary, Part part) implements Measure {

  /** Which of its parts. */
  enum Part {
    EXPRESSIVITY,
    PROGRESSIVITY,
    TRAINABILITY
  }

  static final Measure EXPRESSIVITY =
      new AzNas(
          "az_expressivity",
          "Sum over blocks of the entropy of their channels' variances (Lee and Ham 2024).",
          Part.EXPRESSIVITY);

  static final Measure PROGRESSIVITY =
      new AzNas(
          "az_progressivity",
          "Least growth of that entropy from block to block (Lee and Ham 2024).",
          Part.PROGRESSIVITY);

  static final Measure TRAINABILITY =
      new AzNas(
          "az_trainability",
          "How near each block's Jacobian is to keeping lengths (Lee and Ham 2024).",
          Part.TRAINABILITY);

  @Override
  public Reading prepare(Subject subject) {
    Map<String, Operand<TFloating>> tensors =
        part == Part.TRAINABILITY ? subject.blockProducts() : subject.blockCovariances();
    return new Reading(
        List.of(
            new Request(subject, Weighting.KAIMING, Input.NOISE, List.copyOf(tensors.values()))),
        answers -> {
          Map<String, Double> parts = new LinkedHashMap<>();
          Map<String, double[]> norms = new LinkedHashMap<>();
          tensors.forEach(
              (name, tensor) -> {
                double[] values = answers.of(Weighting.KAIMING, Input.NOISE, tensor);
                if (part == Part.TRAINABILITY) {
                  double norm = Math.sqrt(Math.max(0, Eigenvalues.of(values)[0]));
                  norms.put(name, new double[] {norm});
                  parts.put(name, -norm - 1 / (norm + 1e-6) + 2);
                } else {
                  parts.put(name, entropy(values));
                }
              });
          return norms.isEmpty()
              ? score(parts)
              : score(parts).with("spectral_norm_by_feature", norms);
        });
  }

  private Score score(Map<String, Double> parts) {
    List<Double> values = List.copyOf(parts.values());
    return switch (part) {
      case EXPRESSIVITY -> Score.sumOf(parts);
      case PROGRESSIVITY -> {
        double least = Double.POSITIVE_INFINITY;
        for (int i = 1; i < values.size(); i++) {
          double growth = values.get(i) - values.get(i - 1);
          // Between two blocks of zeros there is none.
          least = Double.isNaN(growth) ? least : Math.min(least, growth);
        }
        yield new Score(least, parts);
      }
      case TRAINABILITY ->
          new Score(
              values.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN), parts);
    };
  }

  private static double entropy(double[] covariance) {
    double[] values = Eigenvalues.of(covariance);
    double total = 0;
    for (double value : values) {
      total += Math.max(0, value);
    }
    if (!(total > 0)) {
      return Double.NEGATIVE_INFINITY;
    }
    double entropy = 0;
    for (double value : values) {
      double p = Math.max(0, value) / total;
      entropy -= p * Math.log(p + 1e-8);
    }
    return entropy;
  }

  /** Covariances of the channels of every block over images and pixels, by block. */
  static Map<String, Operand<TFloating>> covariances(Subject subject) {
    Ops tf = subject.tf();
    Map<String, Operand<TFloating>> covariances = new LinkedHashMap<>();
    for (Activation<Towers> block : subject.network().activations(LayerKind.BLOCK)) {
      Operand<TFloating> rows = rows(tf, subject.network().value(block.output()));
      Operand<TFloating> centred = tf.math.sub(rows, tf.math.mean(rows, tf.constant(0)));
      Operand<TFloating> products = tf.linalg.matMul(centred, centred, MatMul.transposeA(true));
      covariances.put(
          block.name(), tf.math.div(products, tf.dtypes.cast(Codes.rows(tf, rows), rows.type())));
    }
    return covariances;
  }

  /**
   * For every block but the first: the products of what random signs at its output become at its
   * input with these signs, times their transpose.
   */
  static Map<String, Operand<TFloating>> products(Subject subject) {
    Ops tf = subject.tf();
    List<Activation<Towers>> blocks =
        new ArrayList<>(subject.network().activations(LayerKind.BLOCK));
    Map<String, Operand<TFloating>> products = new LinkedHashMap<>();
    for (int b = 1; b < blocks.size(); b++) {
      Activation<Towers> before = blocks.get(b - 1);
      Operand<TFloating> output = subject.network().value(blocks.get(b).output());
      Operand<TFloating> signs = subject.signs(blocks.get(b));
      Operand<TFloating> gradient =
          subject
              .network()
              .gradients(subject.sum(tf.math.mul(output, signs)))
              .in(List.of(before.output()))
              .of(before.output());
      long times = gradient.shape().get(1) / output.shape().get(1);
      Operand<TFloating> reached =
          rows(tf, times > 1 ? tf.nn.spaceToDepth(gradient, times) : gradient);
      Operand<TFloating> sent = rows(tf, signs);
      Operand<TFloating> pixels = tf.dtypes.cast(Codes.rows(tf, sent), sent.type());
      Operand<TFloating> product =
          tf.math.div(tf.linalg.matMul(reached, sent, MatMul.transposeA(true)), pixels);
      products.put(
          blocks.get(b).name(), tf.linalg.matMul(product, product, MatMul.transposeA(true)));
    }
    return products;
  }

  /** {@code [images * pixels, channels]}. */
  private static Operand<TFloating> rows(Ops tf, Operand<TFloating> map) {
    int channels = Math.toIntExact(map.shape().get(map.shape().numDimensions() - 1));
    return tf.reshape(map, tf.constant(new int[] {-1, channels}));
  }
}
