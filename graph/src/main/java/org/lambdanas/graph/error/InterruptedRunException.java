package org.lambdanas.graph.error;

/** A long run that was asked to stop and kept what it had done. */
public final class InterruptedRunException extends LambdaNasException {

  /**
   * Makes the error.
   *
   * @param message one line: what, where, which value, what to do
   */
  public InterruptedRunException(String message) {
    super(message, null);
  }

  /**
   * Makes the error with what caused it.
   *
   * @param message one line: what, where, which value, what to do
   * @param cause the error underneath
   */
  public InterruptedRunException(String message, Throwable cause) {
    super(message, cause);
  }
}
