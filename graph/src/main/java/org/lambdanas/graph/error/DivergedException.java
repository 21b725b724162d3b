package org.lambdanas.graph.error;

/** Numbers went wrong: a loss that is no longer finite. */
public final class DivergedException extends LambdaNasException {

  /**
   * Makes the error.
   *
   * @param message one line: what, where, which value, what to do
   */
  public DivergedException(String message) {
    super(message, null);
  }

  /**
   * Makes the error with what caused it.
   *
   * @param message one line: what, where, which value, what to do
   * @param cause the error underneath
   */
  public DivergedException(String message, Throwable cause) {
    super(message, cause);
  }
}
