package org.lambdanas.predictors.neural;

import java.util.List;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.proto.v1.Encoding;
import org.lambdanas.proto.v1.TokenSequence;
import org.tensorflow.ndarray.Shape;

/**
 * Token sequences: one part, {@code [length, vocabulary]}, each token as a one-hot row.
 *
 * @param length number of tokens
 * @param vocabulary number of different tokens
 */
record SequenceInput(int length, int vocabulary) implements InputForm {

  static final InputKind KIND =
      new InputKind(2, SequenceInput::of, sizes -> new SequenceInput(sizes[0], sizes[1]));

  /** The form of an encoding. */
  static SequenceInput of(Encoding encoding) {
    TokenSequence sequence = sequence(encoding);
    return new SequenceInput(sequence.getTokensCount(), sequence.getVocabulary());
  }

  private static TokenSequence sequence(Encoding encoding) {
    if (!encoding.hasSequence() || encoding.getSequence().getTokensCount() == 0) {
      throw InputForm.other(encoding, "sequence of tokens");
    }
    return encoding.getSequence();
  }

  @Override
  public long[] sizes() {
    return new long[] {length, vocabulary};
  }

  @Override
  public List<Shape> parts() {
    return List.of(Shape.of(length, vocabulary));
  }

  @Override
  public float[][] read(Encoding encoding) {
    TokenSequence sequence = sequence(encoding);
    if (sequence.getTokensCount() != length || sequence.getVocabulary() != vocabulary) {
      throw new DataException(
          "an encoding has "
              + sequence.getTokensCount()
              + " tokens out of "
              + sequence.getVocabulary()
              + ": the predictor reads "
              + length
              + " out of "
              + vocabulary);
    }
    float[] oneHot = new float[length * vocabulary];
    for (int i = 0; i < length; i++) {
      oneHot[i * vocabulary + sequence.getTokens(i)] = 1;
    }
    return new float[][] {oneHot};
  }
}
