package org.lambdanas.predictors.encoding;

import java.util.Optional;
import java.util.function.Function;
import org.lambdanas.proto.v1.Encoding;
import org.lambdanas.proto.v1.TokenSequence;

/**
 * An encoding as a sequence of tokens (NAO: Luo et al., NeurIPS 2018; SemiNAS: Luo et al., NeurIPS
 * 2020). Token 0 is padding, or free for the start of a sequence where there is no padding.
 *
 * @param <C> the space's short form
 */
final class SequenceEncoder<C> extends CellEncoder<C> {

  private final int length;
  private final int vocabulary;
  private final Function<C, int[]> writer;
  private final Optional<Function<int[], C>> reader;

  /**
   * An encoder.
   *
   * @param length number of tokens
   * @param reader empty: the encoding cannot be inverted
   */
  SequenceEncoder(
      CellForm<C> form,
      String id,
      int length,
      int vocabulary,
      Function<C, int[]> writer,
      Optional<Function<int[], C>> reader) {
    super(form, id);
    this.length = length;
    this.vocabulary = vocabulary;
    this.writer = writer;
    this.reader = reader;
  }

  @Override
  public EncodingShape shape() {
    return new EncodingShape.Sequence(length, vocabulary);
  }

  @Override
  public boolean isInvertible() {
    return reader.isPresent();
  }

  @Override
  void write(C cell, Encoding.Builder encoding) {
    TokenSequence.Builder sequence = TokenSequence.newBuilder().setVocabulary(vocabulary);
    for (int token : writer.apply(cell)) {
      sequence.addTokens(token);
    }
    encoding.setSequence(sequence);
  }

  @Override
  Encoding normal(Encoding encoding) {
    TokenSequence sequence = encoding.getSequence();
    if (!encoding.hasSequence()
        || sequence.getTokensCount() != length
        || sequence.getVocabulary() != vocabulary) {
      throw wrongShape(
          encoding.hasSequence()
              ? sequence.getTokensCount() + " tokens out of " + sequence.getVocabulary()
              : "a " + encoding.getFormCase());
    }
    return named()
        .setSequence(
            TokenSequence.newBuilder()
                .setVocabulary(vocabulary)
                .addAllTokens(sequence.getTokensList()))
        .build();
  }

  @Override
  C read(Encoding normal) {
    return reader
        .orElseThrow()
        .apply(normal.getSequence().getTokensList().stream().mapToInt(Integer::intValue).toArray());
  }
}
