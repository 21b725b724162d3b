package org.lambdanas.predictors.predictor;

import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.error.Excerpt;
import org.lambdanas.predictors.encoding.Encoder;
import org.lambdanas.proto.v1.Architecture;
import org.lambdanas.proto.v1.Encoding;

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
   * @return the encoding
   * @throws DataException if it is of another space or no member
   */
  static Encoding encode(Encoder encoder, Architecture architecture, String what, long index) {
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
      return encoder.encode(architecture);
    } catch (DataException e) {
      throw new DataException(what + " " + index + ": " + e.getMessage(), e);
    }
  }
}
