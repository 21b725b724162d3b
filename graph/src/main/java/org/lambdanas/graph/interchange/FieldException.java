package org.lambdanas.graph.interchange;

import org.lambdanas.graph.error.DataException;

/** A field of a message is wrong. */
public final class FieldException extends DataException {

  private static final long serialVersionUID = 1L;

  private final String field;
  private final String problem;

  FieldException(FieldPath path, String problem) {
    super(path + " " + problem);
    this.field = path.inRoot();
    this.problem = problem;
  }

  /** Which field, from the root message, such as {@code "data.train_portion"}. */
  public String field() {
    return field;
  }

  /** What is wrong, in words that follow the field: {@code "is 0: must be at least 1"}. */
  public String problem() {
    return problem;
  }
}
