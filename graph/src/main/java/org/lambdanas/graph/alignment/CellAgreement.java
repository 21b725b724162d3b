package org.lambdanas.graph.alignment;

/**
 * Who decides the architecture: each cell's share of the gradient, and how far it points along the
 * sum of all.
 *
 * @param norms L2 norm of each cell's gradient
 * @param shares each norm's share of the sum of norms, 0 to 1; zeros if all are zero
 * @param cosines cosine of each cell's gradient with the sum of all, -1 to 1; 0 where undefined
 */
public record CellAgreement(double[] norms, double[] shares, double[] cosines) {

  /**
   * Measures some cells.
   *
   * @param gradients for each cell the gradient in its mixing weights, flattened
   * @return norms, shares and cosines
   */
  public static CellAgreement of(double[][] gradients) {
    int n = gradients.length;
    double[] norms = new double[n];
    double[] total = new double[n == 0 ? 0 : gradients[0].length];
    double sumOfNorms = 0;
    for (int l = 0; l < n; l++) {
      norms[l] = Alignment.norm(gradients[l]);
      sumOfNorms += norms[l];
      for (int k = 0; k < total.length; k++) {
        total[k] += gradients[l][k];
      }
    }
    double totalNorm = Alignment.norm(total);
    double[] shares = new double[n];
    double[] cosines = new double[n];
    for (int l = 0; l < n; l++) {
      shares[l] = sumOfNorms > 0 ? norms[l] / sumOfNorms : 0;
      for (int k = 0; k < total.length && norms[l] > 0 && totalNorm > 0; k++) {
        cosines[l] += gradients[l][k] / norms[l] * (total[k] / totalNorm);
      }
    }
    return new CellAgreement(norms, shares, cosines);
  }
}
