package org.lambdanas.predictors.learningcurve;

import java.util.Arrays;
import org.lambdanas.predictors.numeric.Rows;

/**
 * Shifts and scales features to mean 0 and deviation 1 over the training set.
 *
 * @param mean of each feature
 * @param scale of each feature, above 0; 1 where it was constant
 */
record Standardisation(double[] mean, double[] scale) {

  static Standardisation of(double[][] rows) {
    double[] mean = new double[rows[0].length];
    double[] scale = new double[mean.length];
    double[] column = new double[rows.length];
    for (int d = 0; d < mean.length; d++) {
      for (int i = 0; i < rows.length; i++) {
        column[i] = rows[i][d];
      }
      mean[d] = Rows.mean(column);
      double deviation = Rows.deviation(column);
      scale[d] = deviation > 0 ? deviation : 1;
    }
    return new Standardisation(mean, scale);
  }

  double[] apply(double[] row) {
    double[] scaled = new double[row.length];
    Arrays.setAll(scaled, d -> (row[d] - mean[d]) / scale[d]);
    return scaled;
  }
}
