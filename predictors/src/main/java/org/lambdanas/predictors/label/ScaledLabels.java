package org.lambdanas.predictors.label;

import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.proto.v1.LabelTransform;

/**
 * The labels of a training set on the scale on which they are learnt.
 *
 * @param values one for each label, finite
 * @param scale the way back
 */
public record ScaledLabels(double[] values, LabelScale scale) {

  /** Beyond this the square of a label overflows. */
  private static final double MOST = 1e150;

  /**
   * Transforms labels.
   *
   * @param transform rank Gauss ({@code Φ⁻¹((rank − ½) / n)}, tied labels share their average
   *     rank), z-score (zero mean, unit population variance; only centred where all labels are the
   *     same) or none; unspecified is rank Gauss
   * @param labels at least 1
   * @throws DataException if a label is not finite, or its magnitude is beyond 1e150
   */
  public static ScaledLabels of(LabelTransform transform, double[] labels) {
    for (int i = 0; i < labels.length; i++) {
      if (!(Math.abs(labels[i]) <= MOST)) {
        throw new DataException(
            "the target of observation " + i + " is " + labels[i] + ": must be a finite number");
      }
    }
    return switch (transform) {
      case LABEL_TRANSFORM_UNSPECIFIED, LABEL_TRANSFORM_RANK_GAUSS -> QuantileScale.fit(labels);
      case LABEL_TRANSFORM_Z_SCORE -> LinearScale.fit(labels);
      case LABEL_TRANSFORM_NONE -> new ScaledLabels(labels.clone(), LinearScale.IDENTITY);
      case UNRECOGNIZED -> throw new ConfigException("the label transform is unknown");
    };
  }
}
