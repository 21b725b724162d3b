package org.lambdanas.graph.error;

/** An option or setting that cannot be used: out of range, unknown, or contradicting another. */
public final class ConfigException extends LambdaNasException {

  /**
   * Makes the error.
   *
   * @param message one line: what, where, which value, what to do
   */
  public ConfigException(String message) {
    super(message, null);
  }

  /**
   * Makes the error with what caused it.
   *
   * @param message one line: what, where, which value, what to do
   * @param cause the error underneath
   */
  public ConfigException(String message, Throwable cause) {
    super(message, cause);
  }
}
