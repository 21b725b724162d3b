package org.lambdanas.graph.interchange;

import com.google.protobuf.Message;
import org.jspecify.annotations.Nullable;
import org.lambdanas.graph.error.DataException;

/**
 * Where in a message a value stands. The text of the path is put together only when something is
 * wrong.
 *
 * @param parent the message around; null at the root
 * @param name of the field, or of the root's type
 * @param index in a repeated field; -1 in others
 */
public record FieldPath(@Nullable FieldPath parent, String name, int index) {

  static FieldPath root(Message message) {
    return new FieldPath(null, message.getDescriptorForType().getName(), -1);
  }

  /** The place of a field by its name, or names joined by dots. */
  public FieldPath field(String field) {
    return new FieldPath(this, field, -1);
  }

  /** The place of an element of a list, from 0. */
  public FieldPath element(String field, int position) {
    return new FieldPath(this, field, position);
  }

  /**
   * The error that this place is wrong, in words that follow it: {@code "is 0: must be at least
   * 1"}.
   */
  public DataException refuse(String problem) {
    return new FieldException(this, problem);
  }

  @Override
  public String toString() {
    return parent == null ? name : parent + "." + here();
  }

  /** Without the name of the root's type. */
  String inRoot() {
    if (parent == null) {
      return "";
    }
    String before = parent.inRoot();
    return before.isEmpty() ? here() : before + "." + here();
  }

  private String here() {
    return index < 0 ? name : name + "[" + index + "]";
  }

  /** Refuses a field that is missing. */
  public void present(String field, boolean present) {
    if (!present) {
      throw field(field).refuse("is missing");
    }
  }

  /** Refuses a list of the wrong length, saying why another is right. */
  public void count(String field, long count, long expected, String what) {
    if (count != expected) {
      throw field(field).refuse("has " + count + " entries: must have " + expected + ", " + what);
    }
  }

  /** Refuses a number that is not below another. */
  public void below(String field, long value, long limit) {
    if (value >= limit) {
      throw field(field).refuse("is " + value + ": must be below " + limit);
    }
  }
}
