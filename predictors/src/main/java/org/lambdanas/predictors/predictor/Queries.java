package org.lambdanas.predictors.predictor;

import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.error.Excerpt;
import org.lambdanas.predictors.encoding.Encoder;
import org.lambdanas.predictors.features.Features;
import org.lambdanas.proto.v1.Architecture;

/** Encodes what a predictor is given, and says which one was wrong. */
final class Queries {

  private Queries() {}

  /**
   * Encodes one architecture.
   *
   * @param encoder of the predictor
   * @param architecture any message
   * @param what it stands in, for errors
   * @param index its position, for errors
   * @return its features
   * @throws DataException if it is of another space or no member
   */
  static Features encode(Encoder encoder, Architecture architecture, String what, long index) {
    if (!architecture.getSpace().equals(encoder.space())) {
      throw new DataException(
          what
              + " "
              + index
              + " is of the space '"
              + Excerpt.of(architecture.getSpace())
              + "', the predictor is for "
              + encoder.space());
    }
    try {
      return encoder.features(architecture);
    } catch (DataException e) {
      throw new DataException(what + " " + index + ": " + e.getMessage(), e);
    }
  }
}
