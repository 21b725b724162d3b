package org.lambdanas.graph.interchange;

import java.io.Closeable;
import java.util.Optional;

/**
 * Reads a foreign file record by record.
 *
 * @param <T> a record
 */
public interface RecordReader<T> extends Closeable {

  /**
   * Reads the next record.
   *
   * @return the record; empty at the end
   * @throws org.lambdanas.graph.error.DataException if the text is not of its form, naming the file
   *     and the line
   */
  Optional<T> next();

  /** The start of an error about the record read last, such as {@code "results.csv:17: "}. */
  String where();

  @Override
  void close();
}
