package org.lambdanas.predictors.table;

import org.lambdanas.proto.v1.Architecture;

/** Reads the rows of foreign files one by one. Errors do not name the place: see {@link #where}. */
interface RowReader extends AutoCloseable {

  /** Goes to the next row; false after the last. */
  boolean next();

  /** File and line of the row, as the start of an error message. */
  String where();

  /** The row's architecture. */
  Architecture architecture();

  /** One of the fields the reader was opened with, as text; empty if it is not there. */
  String text(int field);

  /** One of the fields the reader was opened with, as a number; NaN if it is not there. */
  double number(int field);

  /** One of the format's curves, NaN where a value is missing; empty if there is none. */
  float[] curve(int curve, Architecture architecture);

  /**
   * After the last row: throws if something that was asked for was in no row, or, where all rows
   * were taken, curves were of none of them.
   */
  void finish(boolean allTaken);

  @Override
  void close();
}
