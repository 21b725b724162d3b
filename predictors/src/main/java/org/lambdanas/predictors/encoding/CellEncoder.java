package org.lambdanas.predictors.encoding;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.error.Excerpt;
import org.lambdanas.graph.interchange.Validation;
import org.lambdanas.proto.v1.Architecture;
import org.lambdanas.proto.v1.Encoding;

/**
 * What encoders have in common: the way from the message to the space's short form, and the checks
 * of what is to be decoded.
 *
 * @param <C> the space's short form
 */
abstract sealed class CellEncoder<C> implements Encoder
    permits VectorEncoder, GraphEncoder, SequenceEncoder {

  private final CellForm<C> form;
  private final String id;

  CellEncoder(CellForm<C> form, String id) {
    this.form = form;
    this.id = id;
  }

  final CellForm<C> form() {
    return form;
  }

  @Override
  public final String id() {
    return id;
  }

  @Override
  public final String space() {
    return form.space();
  }

  @Override
  public final Encoding encode(Architecture architecture) {
    return encodeCell(form.read(architecture));
  }

  private Encoding encodeCell(C cell) {
    Encoding.Builder encoding = named();
    write(cell, encoding);
    return encoding.build();
  }

  /** An encoding without its form. */
  final Encoding.Builder named() {
    return Encoding.newBuilder().setSpace(space()).setEncoding(id);
  }

  /** Fills in the form. */
  abstract void write(C cell, Encoding.Builder encoding);

  /**
   * The encoding as {@link #write} would have written it.
   *
   * @throws DataException if its form or its sizes are not those of this encoder
   */
  abstract Encoding normal(Encoding encoding);

  /**
   * Reads an encoding in normal form. It need not check what {@link #write} would show.
   *
   * @throws DataException if it makes no sense
   */
  abstract C read(Encoding normal);

  @Override
  public final Optional<Architecture> decode(Encoding encoding) {
    Validation.check(encoding);
    if (!encoding.getSpace().equals(space()) || !encoding.getEncoding().equals(id)) {
      throw new DataException(
          "an encoding '%s' of space %s was given where '%s' of %s is expected"
              .formatted(
                  Excerpt.of(encoding.getEncoding()),
                  Excerpt.of(encoding.getSpace()),
                  id,
                  space()));
    }
    Encoding normal = normal(encoding);
    if (!isInvertible()) {
      return Optional.empty();
    }
    try {
      C cell = read(normal);
      if (encodeCell(cell).equals(normal)) {
        return Optional.of(form.write(cell));
      }
    } catch (DataException e) {
      throw noArchitecture(String.valueOf(e.getMessage()), e);
    }
    throw noArchitecture("its parts contradict one another");
  }

  @Override
  public final String toString() {
    return space() + " " + id + ": " + shape().text();
  }

  /** The error of an encoding that stands for nothing. */
  final DataException noArchitecture(String why) {
    return noArchitecture(why, null);
  }

  private DataException noArchitecture(String why, @Nullable Throwable cause) {
    String message = "this encoding '" + id + "' is of no architecture of " + space() + ": " + why;
    return cause == null ? new DataException(message) : new DataException(message, cause);
  }

  /** The error of an encoding of another form or size. */
  final DataException wrongShape(String found) {
    return new DataException(
        "an encoding '" + id + "' of " + space() + " is a " + shape().text() + ", not " + found);
  }
}
