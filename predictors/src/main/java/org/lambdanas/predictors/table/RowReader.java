package org.lambdanas.predictors.table;

import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.lambdanas.graph.interchange.RecordReader;
import org.lambdanas.proto.v1.Architecture;

/**
 * Reads the rows of foreign files one by one, as if they were one file. Errors do not name the
 * place: see {@link #where}.
 *
 * @param <T> how a row is written
 */
abstract class RowReader<T> implements AutoCloseable {

  private final Iterator<Path> files;
  private @Nullable RecordReader<T> open;
  private Optional<T> row = Optional.empty();

  RowReader(List<Path> files) {
    this.files = files.iterator();
  }

  /** Opens a file. */
  abstract RecordReader<T> open(Path file);

  /** Reads what stands before the first row of a file. */
  void start(Path file, RecordReader<T> opened) {}

  /** Goes to the next row; false after the last. */
  final boolean next() {
    while (true) {
      Optional<T> next = open == null ? Optional.empty() : open.next();
      if (next.isPresent() || !files.hasNext()) {
        row = next.isPresent() ? next : row;
        return next.isPresent();
      }
      close();
      Path file = files.next();
      open = open(file);
      start(file, open);
    }
  }

  /** The row that was read last, if any was. */
  final Optional<T> lastRow() {
    return row;
  }

  final T row() {
    return row.orElseThrow();
  }

  /** File and line of the row, as the start of an error message. */
  final String where() {
    return open == null ? "" : open.where();
  }

  /** The row's architecture. */
  abstract Architecture architecture();

  /** One of the fields the reader was opened with, as text; empty if it is not there. */
  abstract String text(int field);

  /** One of the fields the reader was opened with, as a number; NaN if it is not there. */
  abstract double number(int field);

  /** One of the format's curves, NaN where a value is missing; empty if there is none. */
  abstract float[] curve(int curve, Architecture architecture);

  /**
   * After the last row: throws if something that was asked for was in no row, or, where all rows
   * were taken, curves were of none of them.
   */
  abstract void finish(boolean allTaken);

  @Override
  public final void close() {
    if (open != null) {
      open.close();
      open = null;
    }
  }
}
