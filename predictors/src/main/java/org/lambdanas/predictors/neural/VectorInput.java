package org.lambdanas.predictors.neural;

import java.util.List;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.proto.v1.Encoding;
import org.lambdanas.proto.v1.FeatureVector;
import org.tensorflow.ndarray.Shape;

/**
 * Feature vectors: one part, {@code [length]}.
 *
 * @param length number of features
 */
record VectorInput(int length) implements InputForm {

  static final InputKind KIND =
      new InputKind(1, VectorInput::of, sizes -> new VectorInput(sizes[0]));

  /** The form of an encoding. */
  static VectorInput of(Encoding encoding) {
    return new VectorInput(vector(encoding).getLength());
  }

  private static FeatureVector vector(Encoding encoding) {
    if (!encoding.hasVector()) {
      throw InputForm.other(encoding, "vector of features");
    }
    return encoding.getVector();
  }

  @Override
  public long[] sizes() {
    return new long[] {length};
  }

  @Override
  public List<Shape> parts() {
    return List.of(Shape.of(length));
  }

  @Override
  public float[][] read(Encoding encoding) {
    FeatureVector vector = vector(encoding);
    if (vector.getLength() != length) {
      throw new DataException(
          "an encoding has " + vector.getLength() + " features: the predictor reads " + length);
    }
    float[] row = new float[length];
    for (int i = 0; i < vector.getValuesCount(); i++) {
      row[vector.getIndicesCount() == 0 ? i : vector.getIndices(i)] = vector.getValues(i);
    }
    return new float[][] {row};
  }
}
