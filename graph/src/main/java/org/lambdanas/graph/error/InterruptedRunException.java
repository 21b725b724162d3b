package org.lambdanas.graph.error;

/** A long run that was asked to stop and kept what it had done. */
public final class InterruptedRunException extends LambdaNasException {

  /** Makes the error, on one line: what, where, which value, what to do. */
  public InterruptedRunException(String message) {
    super(message, null);
  }

  /** The same with what caused it. */
  public InterruptedRunException(String message, Throwable cause) {
    super(message, cause);
  }
}
