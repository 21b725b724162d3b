package org.lambdanas.graph.score;

import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.lambdanas.graph.layer.Activation;
import org.lambdanas.graph.layer.LayerKind;
import org.lambdanas.graph.layer.Towers;
import org.lambdanas.proto.v1.Unit;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.op.Ops;
import org.tensorflow.op.linalg.MatMul;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TFloating;

/** How many different patterns of images switch a rectifier on. */
record Swap(String id, Weighting weights, Input input) implements Measure {

  /** Images whose switches fit into one number of either precision. */
  private static final int IMAGES_A_CODE = 24;

  @Override
  public String summary() {
    return "Number of different patterns over %s in which rectifiers are on (Peng et al. 2024)."
        .formatted(input == Input.FEW ? "16 images" : "four batches");
  }

  @Override
  public Unit unit() {
    return Unit.UNIT_COUNT;
  }

  @Override
  public Reading prepare(Subject subject) {
    Ops tf = subject.tf();
    Map<Output<?>, Operand<TFloating>> codes = new LinkedHashMap<>();
    long[] rectifiers = {0};
    for (Activation<Towers> relu : subject.network().activations(LayerKind.RELU)) {
      Operand<TFloating> output = subject.network().value(relu.output());
      if (subject.counts(relu.name()) && output.shape().numDimensions() == 4) {
        rectifiers[0] += output.shape().subShape(1, 4).size();
        codes.computeIfAbsent(
            relu.input().parts().get(0).asOutput(),
            key -> codes(tf, Codes.positive(tf, Codes.flat(tf, output))));
      }
    }
    List<Operand<TFloating>> read = List.copyOf(codes.values());
    return new Reading(
        List.of(new Request(subject, weights, input, read)),
        answers -> {
          Set<List<Double>> patterns = new HashSet<>();
          for (Operand<TFloating> code : read) {
            double[] values = answers.of(weights, input, code);
            int units = Math.toIntExact(code.shape().get(1));
            int rows = values.length / units;
            for (int u = 0; u < units; u++) {
              Double[] pattern = new Double[rows];
              for (int r = 0; r < rows; r++) {
                pattern[r] = values[r * units + u];
              }
              patterns.add(Arrays.asList(pattern));
            }
          }
          return new Score(patterns.size()).with("units", (double) rectifiers[0]);
        });
  }

  /** One number for every {@value #IMAGES_A_CODE} images: {@code [groups, units]}. */
  private static Operand<TFloating> codes(Ops tf, Operand<TFloating> on) {
    Operand<TInt32> images = Codes.rows(tf, on);
    Operand<TInt32> index = tf.range(tf.constant(0), images, tf.constant(1));
    Operand<TInt32> size = tf.constant(IMAGES_A_CODE);
    Operand<TInt32> groups = tf.math.add(tf.math.floorDiv(images, size), tf.constant(1));
    Operand<TFloating> place =
        tf.dtypes.cast(
            tf.math.sub(index, tf.math.mul(tf.math.floorDiv(index, size), size)), on.type());
    Operand<TFloating> power = tf.math.pow(tf.dtypes.cast(tf.constant(2), on.type()), place);
    Operand<TFloating> ofGroup =
        tf.oneHot(
            tf.math.floorDiv(index, size),
            groups,
            tf.dtypes.cast(tf.constant(1), on.type()),
            tf.dtypes.cast(tf.constant(0), on.type()));
    Operand<TFloating> weights = tf.math.mul(ofGroup, tf.expandDims(power, tf.constant(1)));
    return tf.linalg.matMul(weights, on, MatMul.transposeA(true));
  }
}
