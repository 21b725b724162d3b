package org.lambdanas.predictors.learningcurve;

import java.util.Arrays;
import libsvm.svm;
import libsvm.svm_model;
import libsvm.svm_node;
import libsvm.svm_parameter;
import libsvm.svm_problem;
import org.lambdanas.graph.work.Cancellation;

/**
 * Support vector regression with a Gaussian kernel, by LIBSVM (Schölkopf et al., New support vector
 * algorithms, 2000).
 *
 * @param gamma of the kernel {@code exp(-gamma |x - s|²)}
 * @param vectors the support vectors, {@code [vectors][features]}
 * @param coefficients one for each
 * @param offset what is added to the sum
 */
record NuSvr(double gamma, double[][] vectors, double[] coefficients, double offset) {

  private static final double CACHE_MEBIBYTES = 64;
  private static final double TOLERANCE = 1e-3;

  static {
    // The library prints to the terminal, a dot for every thousand steps.
    svm.svm_set_print_string_function(text -> Cancellation.check());
  }

  /**
   * How to train.
   *
   * @param cost the bound C of a coefficient, above 0
   * @param nu share of the vectors that may lie outside the tube, above 0, at most 1
   * @param gamma of the kernel, above 0
   */
  record Options(double cost, double nu, double gamma) {}

  static NuSvr train(double[][] inputs, double[] labels, Options options) {
    svm_problem problem = new svm_problem();
    problem.l = inputs.length;
    problem.y = labels;
    problem.x = new svm_node[inputs.length][];
    for (int i = 0; i < inputs.length; i++) {
      problem.x[i] = nodes(inputs[i]);
    }
    svm_parameter parameter = new svm_parameter();
    parameter.svm_type = svm_parameter.NU_SVR;
    parameter.kernel_type = svm_parameter.RBF;
    parameter.C = options.cost();
    parameter.nu = options.nu();
    parameter.gamma = options.gamma();
    parameter.cache_size = CACHE_MEBIBYTES;
    parameter.eps = TOLERANCE;
    parameter.shrinking = 1;
    svm_model model = svm.svm_train(problem, parameter);
    double[][] vectors = new double[model.l][];
    Arrays.setAll(vectors, i -> inputs[model.sv_indices[i] - 1]);
    return new NuSvr(options.gamma(), vectors, model.sv_coef[0], -model.rho[0]);
  }

  private static svm_node[] nodes(double[] input) {
    svm_node[] nodes = new svm_node[input.length];
    for (int i = 0; i < input.length; i++) {
      nodes[i] = new svm_node();
      nodes[i].index = i + 1;
      nodes[i].value = input[i];
    }
    return nodes;
  }

  double predict(double[] input) {
    double sum = offset;
    for (int v = 0; v < vectors.length; v++) {
      double distance = 0;
      for (int i = 0; i < input.length; i++) {
        double difference = input[i] - vectors[v][i];
        distance += difference * difference;
      }
      sum += coefficients[v] * Math.exp(-gamma * distance);
    }
    return sum;
  }
}
