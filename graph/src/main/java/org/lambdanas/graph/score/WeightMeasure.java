package org.lambdanas.graph.score;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.Operand;

/** Sums over the weighted layers of something that one layer's weights and gradients give. */
record WeightMeasure(String id, String summary, Wants wants, OfLayer layer) implements Measure {

  /** What is read besides the weights. */
  enum Wants {
    /** Nothing: the weights alone. */
    WEIGHTS,
    /** The loss's gradient. */
    GRADIENTS,
    /** And the product of its second derivatives with the weights. */
    HESSIAN_WEIGHTS,
    /** And the product of its second derivatives with itself. */
    HESSIAN_GRADIENTS
  }

  /** One layer's part of the sum. */
  @FunctionalInterface
  interface OfLayer {

    /**
     * Computes it.
     *
     * @param weights values
     * @param gradient of the loss, or empty
     * @param product of the second derivatives with the weights or the gradient, or empty
     */
    double of(double[] weights, double[] gradient, double[] product);
  }

  static final Measure GRAD_NORM =
      new WeightMeasure(
          "grad_norm",
          "Sum over layers of the norm of the loss's gradient (Abdelfattah et al. 2021).",
          Wants.GRADIENTS,
          (w, g, h) -> Sums.norm(g));

  static final Measure SNIP =
      new WeightMeasure(
          "snip",
          "Sum of |weight * gradient| (Lee et al. 2019).",
          Wants.GRADIENTS,
          (w, g, h) -> Sums.absoluteProduct(w, g));

  static final Measure PLAIN =
      new WeightMeasure(
          "plain",
          "Sum of weight * gradient, signed (Mozer and Smolensky 1989).",
          Wants.GRADIENTS,
          (w, g, h) -> Sums.product(w, g));

  static final Measure GRASP =
      new WeightMeasure(
          "grasp",
          "Minus the sum of weight * (Hessian times gradient), exact (Wang et al. 2020).",
          // As second derivatives are symmetric, so is the sum.
          Wants.HESSIAN_WEIGHTS,
          (w, g, h) -> -Sums.product(g, h));

  /** The same with its layers' own parts, for which more is to be computed. */
  static final Measure GRASP_BY_LAYER =
      new WeightMeasure(
          "grasp_by_layer",
          "As grasp, layer by layer.",
          Wants.HESSIAN_GRADIENTS,
          (w, g, h) -> -Sums.product(w, h));

  static final Measure L2_NORM =
      new WeightMeasure(
          "l2_norm",
          "Sum over layers of the norm of the weights.",
          Wants.WEIGHTS,
          (w, g, h) -> Sums.norm(w));

  @Override
  public Reading prepare(Subject subject) {
    List<Subject.WeightedLayer> layers =
        subject.layers().stream()
            .filter(layer -> wants != Wants.WEIGHTS || layer.counts())
            .toList();
    List<Operand<?>> tensors = new ArrayList<>();
    layers.forEach(layer -> tensors.add(layer.weights().value()));
    List<? extends Operand<?>> gradients =
        wants == Wants.WEIGHTS ? List.of() : subject.weightGradients();
    List<? extends Operand<?>> products =
        switch (wants) {
          case HESSIAN_WEIGHTS -> subject.hessianWeights();
          case HESSIAN_GRADIENTS -> subject.hessianGradients();
          default -> List.of();
        };
    tensors.addAll(gradients);
    tensors.addAll(products);
    return new Reading(
        List.of(new Request(subject, Weighting.STORED, Input.BATCH, tensors)),
        answers -> {
          Map<String, Double> parts = new LinkedHashMap<>();
          Map<String, double[]> norms = new LinkedHashMap<>();
          double scale = 0;
          double squares = 0;
          double productSquares = 0;
          for (int i = 0; i < layers.size(); i++) {
            double[] none = {};
            double[] w = read(answers, layers.get(i).weights().value());
            double[] g = gradients.isEmpty() ? none : read(answers, gradients.get(i));
            double[] h = products.isEmpty() ? none : read(answers, products.get(i));
            parts.put(layers.get(i).name(), layer.of(w, g, h));
            if (wants == Wants.HESSIAN_GRADIENTS) {
              norms.put(layers.get(i).name(), new double[] {Sums.norm(h)});
              scale += Sums.absoluteProduct(w, h);
              squares += Sums.product(g, g);
              productSquares += Sums.product(h, h);
            }
          }
          Score score = Score.sumOf(parts);
          return norms.isEmpty()
              ? score
              : score
                  .with("scale", scale)
                  .with("gradient_norm", Math.sqrt(squares))
                  .with("hessian_gradient_norm", Math.sqrt(productSquares))
                  .with("hessian_gradient_norm_by_layer", norms);
        });
  }

  private static double[] read(Answers answers, Operand<?> tensor) {
    return answers.of(Weighting.STORED, Input.BATCH, tensor);
  }
}
