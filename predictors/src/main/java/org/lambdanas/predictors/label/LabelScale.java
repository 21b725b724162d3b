package org.lambdanas.predictors.label;

import java.util.List;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.predictors.stored.StoredModel;
import org.lambdanas.proto.v1.LabelTransform;
import org.lambdanas.proto.v1.NamedTensor;

/**
 * A scale on which labels are learnt, with the way back to the labels' own units. The way back
 * never falls, so it does not change which of two architectures is predicted to be better.
 * Immutable.
 */
public sealed interface LabelScale permits LinearScale, QuantileScale {

  /** What the names of a stored scale's tensors begin with. */
  String PREFIX = "label/";

  /**
   * The label of a value on this scale, in the units of the labels; finite where the value is, up
   * to overflow.
   */
  double label(double value);

  /** The value of a label on this scale, the other way round. */
  double value(double label);

  /**
   * The standard deviation of a label.
   *
   * @param value on this scale
   * @param deviation of the value, on this scale, 0 or more
   * @return in the units of the labels, 0 or more: half the distance between the labels one
   *     deviation above and one below the value
   */
  double deviation(double value, double deviation);

  /** The scale as numbers: all that {@link #load} needs; every name begins with {@link #PREFIX}. */
  List<NamedTensor> store();

  /**
   * Takes up a stored scale.
   *
   * @param transform what kind of scale it is
   * @param stored has the tensors of {@link #store}
   * @throws DataException if one is missing or damaged
   */
  static LabelScale load(LabelTransform transform, StoredModel stored) {
    return switch (transform) {
      case LABEL_TRANSFORM_Z_SCORE -> LinearScale.load(stored);
      case LABEL_TRANSFORM_NONE -> LinearScale.IDENTITY;
      case LABEL_TRANSFORM_UNSPECIFIED, LABEL_TRANSFORM_RANK_GAUSS -> QuantileScale.load(stored);
      case UNRECOGNIZED -> throw new DataException("the label transform is unknown");
    };
  }
}
