package org.lambdanas.graph.score;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import org.lambdanas.graph.layer.NetworkInputs;
import org.tensorflow.Operand;
import org.tensorflow.op.core.Identity;

/** What the correlations between the images' gradients of the summed logits say. */
record JacobianMeasure(String id, String summary, BiFunction<double[], int[], Score> judge)
    implements Measure {

  private static final double LEAST = 1e-5;

  /** From here on classes are compared pairwise instead of added (Lopes et al. 2021). */
  private static final int MANY_CLASSES = 100;

  static final Measure JACOV =
      new JacobianMeasure(
          "jacov",
          "How uncorrelated the images' gradients are, by the eigenvalues of their correlation"
              + " matrix (Mellor et al. 2020).",
          (correlation, labels) -> jacov(correlation));

  static final Measure EPE_NAS =
      new JacobianMeasure(
          "epe_nas",
          "How correlated the gradients of images of one class are (Lopes et al. 2021).",
          JacobianMeasure::epeNas);

  @Override
  public Reading prepare(Subject subject) {
    Operand<?> gradient = subject.imageGradient();
    Dependence dependence = Dependence.of(subject);
    NetworkInputs inputs = subject.network().inputs();
    Operand<?> labels = Identity.create(subject.tf().scope(), inputs.labels());
    List<Operand<?>> read = new ArrayList<>(List.of(gradient, labels));
    read.addAll(dependence.tensors());
    return new Reading(
        List.of(new Request(subject, Weighting.STORED, Input.BATCH, read)),
        answers -> {
          double[] jacobian = answers.of(Weighting.STORED, Input.BATCH, gradient);
          if (!dependence.shown(answers, Weighting.STORED, Input.BATCH)
              || !(Sums.norm(jacobian) > 0)) {
            return Score.undetermined();
          }
          double[] classes = answers.of(Weighting.STORED, Input.BATCH, labels);
          int[] ofImages = new int[classes.length];
          for (int i = 0; i < ofImages.length; i++) {
            ofImages[i] = (int) classes[i];
          }
          return judge
              .apply(correlations(jacobian, ofImages.length), ofImages)
              .with("jacobian_norm", Sums.norm(jacobian));
        });
  }

  private static Score jacov(double[] correlation) {
    if (Arrays.stream(correlation).anyMatch(Double::isNaN)) {
      return Score.undetermined();
    }
    double[] eigenvalues = Eigenvalues.of(correlation);
    double sum = 0;
    for (double eigenvalue : eigenvalues) {
      double v = Math.max(0, eigenvalue) + LEAST;
      sum -= Math.log(v) + 1 / v;
    }
    return new Score(sum).with("eigenvalues", eigenvalues).with("correlation", correlation);
  }

  private static Score epeNas(double[] correlation, int[] labels) {
    Map<String, Double> sums = new LinkedHashMap<>();
    Map<String, Double> means = new LinkedHashMap<>();
    for (int label : Arrays.stream(labels).sorted().distinct().toArray()) {
      int[] images = IntStream.range(0, labels.length).filter(i -> labels[i] == label).toArray();
      double sum = 0;
      for (int i : images) {
        for (int j : images) {
          double r = i == j ? 1 : correlation[i * labels.length + j];
          sum += Math.log(Math.abs(r) + LEAST);
        }
      }
      sums.put(String.valueOf(label), sum);
      if (images.length > 1) {
        means.put(String.valueOf(label), sum / images.length);
      }
    }
    double differences = 0;
    for (double a : means.values()) {
      for (double b : means.values()) {
        differences += Math.abs(a - b);
      }
    }
    differences /= means.size();
    Score score =
        sums.size() > MANY_CLASSES
            ? new Score(differences, means)
            : new Score(sums.values().stream().mapToDouble(Math::abs).sum(), sums);
    return score.with("value_if_above_100_classes", differences);
  }

  private static double[] correlations(double[] jacobian, int rows) {
    int length = jacobian.length / rows;
    double[][] centred = new double[rows][length];
    for (int r = 0; r < rows; r++) {
      double mean = 0;
      for (int i = 0; i < length; i++) {
        mean += jacobian[r * length + i] / length;
      }
      double squares = 0;
      for (int i = 0; i < length; i++) {
        centred[r][i] = jacobian[r * length + i] - mean;
        squares += centred[r][i] * centred[r][i];
      }
      for (int i = 0; i < length; i++) {
        centred[r][i] /= Math.sqrt(squares);
      }
    }
    double[] correlations = new double[rows * rows];
    for (int r = 0; r < rows; r++) {
      for (int s = 0; s <= r; s++) {
        double sum = 0;
        for (int i = 0; i < length; i++) {
          sum += centred[r][i] * centred[s][i];
        }
        correlations[r * rows + s] = sum;
        correlations[s * rows + r] = sum;
      }
    }
    return correlations;
  }
}
