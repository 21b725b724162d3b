package org.lambdanas.predictors.stream;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.error.LambdaNasException;

/**
 * Some consecutive messages of a stream, as they were written; parsed on demand, by any thread.
 *
 * @param pieces at least one
 * @param <T> what they are
 */
public record MessageBatch<T>(List<Piece<T>> pieces) {

  /**
   * One message as it was written.
   *
   * @param where the start of an error about it, such as {@code "cells.txt:17: "}
   * @param parser parses and checks it, or throws {@link DataException} without its position
   */
  record Piece<T>(String where, Supplier<T> parser) {}

  /** Number of messages. */
  public int size() {
    return pieces.size();
  }

  /**
   * Parses and checks all, or throws DataException for the first that is none, with its position.
   */
  public List<T> messages() {
    List<T> messages = new ArrayList<>(pieces.size());
    for (int i = 0; i < pieces.size(); i++) {
      try {
        messages.add(pieces.get(i).parser().get());
      } catch (DataException e) {
        throw at(i, e);
      }
    }
    return messages;
  }

  /**
   * An error about the message at an index, with its position in front, such as {@code
   * "cells.txt:17: ..."}.
   */
  public DataException at(int index, LambdaNasException problem) {
    return new DataException(pieces.get(index).where() + problem.getMessage(), problem);
  }
}
