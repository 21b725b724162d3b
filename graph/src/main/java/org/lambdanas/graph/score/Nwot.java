package org.lambdanas.graph.score;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hipparchus.linear.LUDecomposition;
import org.hipparchus.linear.MatrixUtils;
import org.lambdanas.graph.layer.Activation;
import org.lambdanas.graph.layer.LayerKind;
import org.lambdanas.graph.layer.Towers;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.linalg.MatMul;
import org.tensorflow.types.family.TFloating;

/** How differently the images switch the rectifiers. */
record Nwot() implements Measure {

  @Override
  public String id() {
    return "nwot";
  }

  @Override
  public String summary() {
    return "ln of the determinant of the matrix of how many rectifiers two images switch alike"
        + " (Mellor et al. 2021).";
  }

  @Override
  public Reading prepare(Subject subject) {
    Ops tf = subject.tf();
    // Rectifiers that are computed once count as often as the network has them.
    Map<Output<?>, Integer> counts = new LinkedHashMap<>();
    Map<Output<?>, Operand<TFloating>> agreements = new LinkedHashMap<>();
    List<Integer> units = new ArrayList<>();
    Map<String, double[]> byRelu = new LinkedHashMap<>();
    for (Activation<Towers> relu : subject.network().activations(LayerKind.RELU)) {
      if (!subject.counts(relu.name())) {
        continue;
      }
      Operand<TFloating> input = subject.network().value(relu.input());
      Output<?> key = relu.input().parts().get(0).asOutput();
      byRelu.put(relu.name(), new double[] {units(input.shape())});
      if (counts.merge(key, 1, Integer::sum) == 1) {
        // +1 and -1: a product of two images' codes is units that agree minus those that do not.
        Operand<TFloating> flat = Codes.flat(tf, input);
        Operand<TFloating> code = Codes.signs(tf, flat);
        agreements.put(key, tf.linalg.matMul(code, code, MatMul.transposeB(true)));
        units.add(units(input.shape()));
      }
    }
    List<Operand<TFloating>> read = List.copyOf(agreements.values());
    List<Integer> times = List.copyOf(counts.values());
    return new Reading(
        List.of(new Request(subject, Weighting.STORED, Input.BATCH, read)),
        answers -> {
          double[] kernel = {};
          for (int r = 0; r < read.size(); r++) {
            double[] products = answers.of(Weighting.STORED, Input.BATCH, read.get(r));
            kernel = kernel.length == 0 ? new double[products.length] : kernel;
            for (int i = 0; i < products.length; i++) {
              kernel[i] += times.get(r) * (products[i] + units.get(r)) / 2;
            }
          }
          return new Score(logDeterminant(kernel))
              .with("kernel", kernel)
              .with("units", byRelu.values().stream().mapToDouble(count -> count[0]).sum())
              .with("units_by_relu", byRelu);
        });
  }

  private static int units(Shape shape) {
    return Math.toIntExact(shape.subShape(1, shape.numDimensions()).size());
  }

  private static double logDeterminant(double[] kernel) {
    int n = (int) Math.round(Math.sqrt(kernel.length));
    if (n == 0) {
      return Double.NEGATIVE_INFINITY;
    }
    double[][] rows = new double[n][n];
    for (int i = 0; i < n; i++) {
      System.arraycopy(kernel, i * n, rows[i], 0, n);
    }
    LUDecomposition lu = new LUDecomposition(MatrixUtils.createRealMatrix(rows), Double.MIN_VALUE);
    if (!lu.getSolver().isNonSingular()) {
      return Double.NEGATIVE_INFINITY;
    }
    double sum = 0;
    for (int i = 0; i < n; i++) {
      sum += Math.log(Math.abs(lu.getU().getEntry(i, i)));
    }
    return sum;
  }
}
