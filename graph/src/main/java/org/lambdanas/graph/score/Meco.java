package org.lambdanas.graph.score;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.lambdanas.graph.layer.Activation;
import org.lambdanas.graph.layer.LayerKind;
import org.lambdanas.graph.layer.Towers;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.linalg.MatMul;
import org.tensorflow.types.family.TFloating;

/** How independent the channels of the first image's feature maps are. */
record Meco(String id, Input input, List<LayerKind> kinds) implements Measure {

  private static final int SIDE_OF_NOISE = 64;

  private static final List<LayerKind> LEAVES =
      List.of(LayerKind.CONVOLUTION, LayerKind.BATCH_NORM, LayerKind.RELU, LayerKind.POOL);

  /** Of the layers whose outputs are maps. */
  static Meco ofLayers(String id, Input input) {
    return new Meco(id, input, LEAVES);
  }

  /** Of what consists of them too. */
  static Meco ofModules(String id, Input input) {
    List<LayerKind> modules = new ArrayList<>(LEAVES);
    modules.addAll(List.of(LayerKind.SKIP, LayerKind.BLOCK));
    return new Meco(id, input, List.copyOf(modules));
  }

  @Override
  public String summary() {
    return "Sum over convolutions, batch norms, rectifiers and pools of the least eigenvalue of the"
        + " channels' correlations in one image (Jiang et al. 2023).";
  }

  @Override
  public Reading prepare(Subject subject) {
    Subject seen = input == Input.NOISE_IMAGE ? subject.ofSide(SIDE_OF_NOISE) : subject;
    Map<String, Operand<TFloating>> products = new LinkedHashMap<>();
    Set<String> convolutions = new HashSet<>();
    for (Activation<Towers> leaf : seen.network().activations(kinds.toArray(LayerKind[]::new))) {
      if (seen.counts(leaf.name())) {
        products.put(leaf.name(), products(seen, leaf));
        if (leaf.kind() == LayerKind.CONVOLUTION) {
          convolutions.add(leaf.name());
        }
      }
    }
    return new Reading(
        List.of(new Request(seen, Weighting.STORED, input, List.copyOf(products.values()))),
        answers -> {
          Map<String, Double> parts = new LinkedHashMap<>();
          products.forEach(
              (name, product) ->
                  parts.put(name, least(answers.of(Weighting.STORED, input, product))));
          return Score.sumOf(parts)
              .with(
                  "value_conv",
                  parts.entrySet().stream()
                      .filter(part -> convolutions.contains(part.getKey()))
                      .mapToDouble(Map.Entry::getValue)
                      .sum());
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
