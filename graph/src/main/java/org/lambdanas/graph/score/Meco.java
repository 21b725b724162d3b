package org.lambdanas.graph.score;

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

/** How independent the channels of the first image's feature maps are. */
record Meco(String id, Input input) implements Measure {

  private static final int SIDE_OF_NOISE = 64;

  @Override
  public String summary() {
    return "Sum over convolutions, batch norms, rectifiers and pools of the least eigenvalue of the"
        + " channels' correlations in one image (Jiang et al. 2023).";
  }

  @Override
  public Reading prepare(Subject subject) {
    Subject seen = input == Input.NOISE_IMAGE ? subject.ofSide(SIDE_OF_NOISE) : subject;
    Map<String, Operand<TFloating>> products = new LinkedHashMap<>();
    for (Activation<Towers> leaf :
        seen.network()
            .activations(
                LayerKind.CONVOLUTION, LayerKind.BATCH_NORM, LayerKind.RELU, LayerKind.POOL)) {
      if (seen.counts(leaf.name())) {
        products.put(leaf.name(), products(seen, leaf));
      }
    }
    return new Reading(
        List.of(new Request(seen, Weighting.STORED, input, List.copyOf(products.values()))),
        answers -> {
          Map<String, Double> parts = new LinkedHashMap<>();
          products.forEach(
              (name, product) ->
                  parts.put(name, least(answers.of(Weighting.STORED, input, product))));
          return Score.sumOf(parts);
        });
  }

  /** Of the centred channels of the first image, {@code [channels, channels]}. */
  private static Operand<TFloating> products(Subject subject, Activation<Towers> leaf) {
    Ops tf = subject.tf();
    Operand<TFloating> map = subject.network().value(leaf.output());
    int channels = Math.toIntExact(map.shape().get(3));
    Operand<TFloating> first =
        tf.reshape(
            tf.slice(
                map, tf.constant(new int[] {0, 0, 0, 0}), tf.constant(new int[] {1, -1, -1, -1})),
            tf.constant(new int[] {-1, channels}));
    Operand<TFloating> centred = tf.math.sub(first, tf.math.mean(first, tf.constant(0)));
    return tf.linalg.matMul(centred, centred, MatMul.transposeA(true));
  }

  private static double least(double[] products) {
    int n = (int) Math.round(Math.sqrt(products.length));
    double[] correlations = new double[n * n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        double scale = Math.sqrt(products[i * n + i] * products[j * n + j]);
        // A channel without variance is correlated with nothing, itself included.
        correlations[i * n + j] = scale > 0 ? products[i * n + j] / scale : 0;
      }
    }
    return Eigenvalues.of(correlations)[n - 1];
  }
}
