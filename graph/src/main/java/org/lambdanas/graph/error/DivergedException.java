package org.lambdanas.graph.error;

/** Numbers went wrong: a loss that is no longer finite. */
public final class DivergedException extends LambdaNasException {

  /** Makes the error, on one line: what, where, which value, what to do. */
  public DivergedException(String message) {
    super(message, null);
  }

  /** The same with what caused it. */
  public DivergedException(String message, Throwable cause) {
    super(message, cause);
  }
}
