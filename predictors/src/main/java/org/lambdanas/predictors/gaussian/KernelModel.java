package org.lambdanas.predictors.gaussian;

import java.util.List;
import java.util.function.Supplier;
import org.lambdanas.predictors.features.Features;
import org.lambdanas.predictors.features.SparseRows;
import org.lambdanas.predictors.predictor.Estimates;
import org.lambdanas.predictors.predictor.Learned;
import org.lambdanas.predictors.stored.StoredModel;

/** A fitted Gaussian process. Its deviations are those of labels: they include the noise. */
record KernelModel(
    KernelPosterior posterior, double mean, double scale, Supplier<StoredModel> stored)
    implements Learned {

  @Override
  public Estimates predict(List<Features> inputs) {
    return posterior.predict(SparseRows.of(inputs, posterior.base().features()), mean, scale);
  }

  @Override
  public StoredModel store() {
    return stored.get();
  }
}
