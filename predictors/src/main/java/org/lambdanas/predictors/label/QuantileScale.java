package org.lambdanas.predictors.label;

import java.util.Arrays;
import java.util.List;
import org.lambdanas.predictors.stored.StoredModel;
import org.lambdanas.proto.v1.NamedTensor;

/**
 * Labels as normal quantiles of their ranks (rank Gauss), and back by a {@link RisingLine} through
 * the training labels: no prediction is far beyond what was seen, and no two different predictions
 * become one. Where all labels are the same, so is every prediction.
 *
 * @param line from values to labels
 */
record QuantileScale(RisingLine line) implements LabelScale {

  private static final String LABELS = PREFIX + "labels";
  private static final String QUANTILES = PREFIX + "quantiles";

  static ScaledLabels fit(double[] labels) {
    RisingLine quantiles = RisingLine.quantiles(labels);
    return new ScaledLabels(
        Arrays.stream(labels).map(quantiles::at).toArray(), new QuantileScale(quantiles.inverse()));
  }

  static QuantileScale load(StoredModel stored) {
    return new QuantileScale(RisingLine.read(stored, LABELS, QUANTILES).inverse());
  }

  @Override
  public double label(double value) {
    return line.at(value);
  }

  @Override
  public double value(double label) {
    return line.inverse().at(label);
  }

  @Override
  public double deviation(double value, double deviation) {
    return (label(value + deviation) - label(value - deviation)) / 2;
  }

  @Override
  public List<NamedTensor> store() {
    return new StoredModel.Writer().vector(LABELS, line.y()).vector(QUANTILES, line.x()).tensors();
  }
}
