package org.lambdanas.graph.interchange;

import com.google.protobuf.Descriptors.FieldDescriptor;

/** Numbers of messages as text for people. */
public final class Numbers {

  /** Below this, a double without a fraction is printed as a whole number. */
  private static final double WHOLE = 1e15;

  private Numbers() {}

  /** A number as short as it can be: {@code "1"}, not {@code "1.0"}. */
  public static String text(double value) {
    return value == Math.rint(value) && Math.abs(value) < WHOLE
        ? String.valueOf((long) value)
        : String.valueOf(value);
  }

  /** The value of a numeric field, as the field's type reads it. */
  static String text(FieldDescriptor field, Number value) {
    return switch (field.getType()) {
      case UINT32, FIXED32 -> Integer.toUnsignedString(value.intValue());
      case UINT64, FIXED64 -> Long.toUnsignedString(value.longValue());
      case FLOAT -> value.toString();
      default -> text(value.doubleValue());
    };
  }
}
