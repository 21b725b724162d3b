package org.lambdanas.graph.data;

import java.util.Locale;

/** Which published part of a data set. */
public enum Split {
  /** The images to learn from. */
  TRAIN,
  /** The images to report accuracy on; a search never sees them. */
  TEST;

  /** The name as it stands in file names and messages. */
  String lowerCase() {
    return name().toLowerCase(Locale.ROOT);
  }
}
