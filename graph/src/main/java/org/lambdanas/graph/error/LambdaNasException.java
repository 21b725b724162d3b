package org.lambdanas.graph.error;

import org.jspecify.annotations.Nullable;

/**
 * Root of the errors that Lambda-NAS reports on purpose. The message is one line that says what is
 * wrong, where, with which value, and what to do.
 */
public abstract sealed class LambdaNasException extends RuntimeException
    permits ConfigException,
        DataException,
        DivergedException,
        GraphBuildException,
        InterruptedRunException {

  LambdaNasException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
