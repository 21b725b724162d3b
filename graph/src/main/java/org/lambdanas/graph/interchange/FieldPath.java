package org.lambdanas.graph.interchange;

import com.google.protobuf.Message;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.error.Excerpt;

/**
 * Where in a message a value stands, with the checks that most fields need. The text of the path is
 * put together only when something is wrong.
 *
 * @param parent the message around; null at the root
 * @param name of the field, or of the root's type
 * @param index in a repeated field; -1 in others
 */
record FieldPath(@Nullable FieldPath parent, String name, int index) {

  /** Slack for shares and means that were summed in floating point. */
  private static final double ROUNDING = 1e-6;

  private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

  static FieldPath root(Message message) {
    return new FieldPath(null, message.getDescriptorForType().getName(), -1);
  }

  FieldPath field(String field) {
    return new FieldPath(this, field, -1);
  }

  FieldPath element(String field, int position) {
    return new FieldPath(this, field, position);
  }

  /** The error that this place is wrong. */
  DataException refuse(String problem) {
    return new DataException(this + " " + problem);
  }

  @Override
  public String toString() {
    String here = index < 0 ? name : name + "[" + index + "]";
    return parent == null ? here : parent + "." + here;
  }

  void present(String field, boolean present) {
    if (!present) {
      throw field(field).refuse("is missing");
    }
  }

  /** For names and ids, which are printed: no line breaks or other control characters either. */
  void name(String field, String value) {
    if (value.isEmpty()) {
      throw field(field).refuse("is missing or empty");
    }
    if (CONTROL.matcher(value).find()) {
      throw field(field).refuse("has control characters: '" + Excerpt.of(value) + "'");
    }
  }

  void atLeast(String field, long value, long least) {
    if (value < least) {
      throw field(field).refuse("is " + value + ", must be at least " + least);
    }
  }

  void finite(String field, double value) {
    if (!Double.isFinite(value)) {
      throw field(field).refuse("is " + value + ", must be finite");
    }
  }

  void notNegative(String field, double value) {
    if (!(value >= 0) || Double.isInfinite(value)) {
      throw field(field).refuse("is " + value + ", must be finite and at least 0");
    }
  }

  void positive(String field, double value) {
    if (!(value > 0) || Double.isInfinite(value)) {
      throw field(field).refuse("is " + value + ", must be finite and greater than 0");
    }
  }

  /** For means and shares: rounding may pass the ends by a little. */
  void within(String field, double value, double least, double most) {
    if (!(value >= least - ROUNDING && value <= most + ROUNDING)) {
      throw field(field).refuse("is " + value + ", must be " + least + " to " + most);
    }
  }

  /** For rates of decay: 0 is allowed, 1 is not. */
  void belowOne(String field, double value) {
    if (!(value >= 0 && value < 1)) {
      throw field(field).refuse("is " + value + ", must be at least 0 and below 1");
    }
  }

  void count(String field, long count, long expected, String what) {
    if (count != expected) {
      throw field(field).refuse("has " + count + " entries, must have " + expected + ": " + what);
    }
  }

  /** SHA-256 is 32 bytes; absent counts as 0. */
  void digest(String field, int bytes) {
    if (bytes != 0 && bytes != 32) {
      throw field(field).refuse("has " + bytes + " bytes, a SHA-256 has 32");
    }
  }

  void unique(String field, List<String> values) {
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < values.size(); i++) {
      if (!seen.add(values.get(i))) {
        throw element(field, i).refuse("repeats the name '" + Excerpt.of(values.get(i)) + "'");
      }
    }
  }
}
