package org.lambdanas.graph.error;

/** An option or setting that cannot be used: out of range, unknown, or contradicting another. */
public final class ConfigException extends LambdaNasException {

  /** Makes the error, on one line: what, where, which value, what to do. */
  public ConfigException(String message) {
    super(message, null);
  }

  /** The same with what caused it. */
  public ConfigException(String message, Throwable cause) {
    super(message, cause);
  }
}
