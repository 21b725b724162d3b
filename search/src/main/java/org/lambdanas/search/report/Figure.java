package org.lambdanas.search.report;

import java.util.List;

/**
 * A drawing on a page, with the numbers that it shows. Its marks say their values where a pointer
 * rests on them. Byte for byte the same for the same data.
 */
interface Figure {

  /** What it shows. */
  String title();

  /** Whether there is nothing to show. */
  boolean isEmpty();

  /** Pixels below which the drawing cannot be read: in less room it is scrolled, not shrunk. */
  default int leastWidth() {
    return 0;
  }

  /** The drawing, to be put into a page that has {@link PageStyle}. */
  String svg();

  /**
   * What is drawn, as a table: the names of its columns, then its rows. Numbers have all their
   * digits, and what is not known is an empty text, so that the figure can be drawn again from it.
   */
  List<List<?>> data();

  /** A number of {@link #data}. */
  static Object number(double value) {
    return Double.isFinite(value) ? (Object) value : "";
  }
}
