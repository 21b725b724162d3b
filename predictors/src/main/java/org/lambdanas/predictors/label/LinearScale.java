package org.lambdanas.predictors.label;

import java.util.Arrays;
import java.util.List;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.predictors.numeric.Rows;
import org.lambdanas.predictors.stored.StoredModel;
import org.lambdanas.proto.v1.NamedTensor;

/**
 * Labels that were shifted and scaled: {@code label = shift + unit · value}.
 *
 * @param shift label of the value 0, finite
 * @param unit labels to one value, greater than 0
 */
record LinearScale(double shift, double unit) implements LabelScale {

  static final LinearScale IDENTITY = new LinearScale(0, 1);

  private static final String NAME = PREFIX + "shift_and_unit";

  /** Spread below this share of the labels' magnitude is rounding. */
  private static final double ROUNDING = 1e-13;

  static ScaledLabels fit(double[] labels) {
    double magnitude = Arrays.stream(labels).map(Math::abs).max().orElse(0);
    double mean = Rows.mean(labels);
    double deviation = Rows.deviation(labels);
    double unit = deviation > ROUNDING * magnitude ? deviation : 1;
    double[] values = new double[labels.length];
    Arrays.setAll(values, i -> (labels[i] - mean) / unit);
    return new ScaledLabels(values, new LinearScale(mean, unit));
  }

  static LinearScale load(StoredModel stored) {
    double[] numbers = stored.numbers(NAME, 2);
    if (!(numbers[1] > 0)) {
      throw new DataException(
          "the label scale is " + numbers[0] + " and " + numbers[1] + ": no shift and unit");
    }
    return new LinearScale(numbers[0], numbers[1]);
  }

  @Override
  public double label(double value) {
    return shift + unit * value;
  }

  @Override
  public double value(double label) {
    return (label - shift) / unit;
  }

  @Override
  public double deviation(double value, double deviation) {
    return unit * deviation;
  }

  @Override
  public List<NamedTensor> store() {
    return equals(IDENTITY)
        ? List.of()
        : new StoredModel.Writer().vector(NAME, shift, unit).tensors();
  }
}
