package org.lambdanas.graph.error;

/**
 * Data that cannot be used: a file, message, table, image, checkpoint or architecture that is cut
 * short, mislabelled, out of range or otherwise not what it should be.
 */
public non-sealed class DataException extends LambdaNasException {

  /**
   * Makes the error.
   *
   * @param message one line: what, where, which value, what to do
   */
  public DataException(String message) {
    super(message, null);
  }

  /**
   * Makes the error with what caused it.
   *
   * @param message one line: what, where, which value, what to do
   * @param cause the error underneath
   */
  public DataException(String message, Throwable cause) {
    super(message, cause);
  }
}
