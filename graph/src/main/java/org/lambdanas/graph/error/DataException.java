package org.lambdanas.graph.error;

/**
 * Data that cannot be used: a file, message, table, image, checkpoint or architecture that is cut
 * short, mislabelled, out of range or otherwise not what it should be.
 */
public non-sealed class DataException extends LambdaNasException {

  /** Makes the error, on one line: what, where, which value, what to do. */
  public DataException(String message) {
    super(message, null);
  }

  /** The same with what caused it. */
  public DataException(String message, Throwable cause) {
    super(message, cause);
  }
}
