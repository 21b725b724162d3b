package org.lambdanas.graph.error;

/** A network that cannot be built or run as a TensorFlow graph on this machine or device. */
public final class GraphBuildException extends LambdaNasException {

  /** Makes the error, on one line: what, where, which value, what to do. */
  public GraphBuildException(String message) {
    super(message, null);
  }

  /** The same with what caused it. */
  public GraphBuildException(String message, Throwable cause) {
    super(message, cause);
  }
}
