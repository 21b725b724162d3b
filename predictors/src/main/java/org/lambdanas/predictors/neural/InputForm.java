package org.lambdanas.predictors.neural;

import java.util.List;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.error.Excerpt;
import org.lambdanas.proto.v1.Encoding;
import org.tensorflow.ndarray.Shape;

/** How the encodings of one form and size become what a network reads. Immutable. */
interface InputForm {

  /** The numbers that settle the sizes; with the form they make an equal one. */
  long[] sizes();

  /** The shapes of the arrays that one example consists of. */
  List<Shape> parts();

  /**
   * Turns an encoding into arrays.
   *
   * @param encoding any encoding
   * @return one row-major array for each part
   * @throws org.lambdanas.graph.error.DataException if it is of another form or size
   */
  float[][] read(Encoding encoding);

  /** The error for an encoding of another form. */
  static DataException other(Encoding encoding, String wanted) {
    return new DataException(
        "encoding '" + Excerpt.of(encoding.getEncoding()) + "' is no " + wanted);
  }
}
