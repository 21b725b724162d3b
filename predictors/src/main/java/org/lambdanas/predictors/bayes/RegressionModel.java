package org.lambdanas.predictors.bayes;

import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.lambdanas.predictors.bayes.LinearRegression.Moments;
import org.lambdanas.predictors.bayes.LinearRegression.Precisions;
import org.lambdanas.predictors.features.Features;
import org.lambdanas.predictors.features.SparseRows;
import org.lambdanas.predictors.predictor.Estimates;
import org.lambdanas.predictors.predictor.Learned;
import org.lambdanas.predictors.stored.StoredModel;

/**
 * A fitted Bayesian linear regression on features of the encodings. Its deviations are those of
 * labels: they include the noise.
 *
 * @param regression for standardised labels
 * @param models precisions of which the prediction is the mean
 * @param inputs number of features of an encoding
 * @param basis turns rows of encodings into rows of the regression's features
 * @param mean of the labels
 * @param scale of the labels
 * @param stored makes the stored form
 */
record RegressionModel(
    LinearRegression regression,
    Precisions[] models,
    int inputs,
    UnaryOperator<SparseRows> basis,
    double mean,
    double scale,
    Supplier<StoredModel> stored)
    implements Learned {

  @Override
  public Estimates predict(List<Features> encodings) {
    SparseRows rows = basis.apply(SparseRows.of(encodings, inputs));
    double[] means = new double[rows.size()];
    double[] deviations = new double[rows.size()];
    for (int i = 0; i < means.length; i++) {
      Moments moments = regression.predict(rows, i, models);
      means[i] = mean + scale * moments.mean();
      deviations[i] = scale * Math.sqrt(moments.variance());
    }
    return Estimates.of(means, deviations);
  }

  @Override
  public StoredModel store() {
    return stored.get();
  }
}
