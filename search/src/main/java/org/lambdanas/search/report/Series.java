package org.lambdanas.search.report;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.util.List;

/**
 * A line of a plot.
 *
 * @param name as the legend has it
 * @param colour number of its colour, from 0
 * @param thin whether it stands back and is not in the legend, like one of many seeds
 * @param values one for each epoch, from the first; one that is not finite leaves a gap
 */
record Series(String name, int colour, boolean thin, List<Double> values) {

  /** Copies the values. */
  Series {
    values = List.copyOf(values);
  }

  /** A line that stands out. */
  static Series of(String name, int colour, List<Double> values) {
    return new Series(name, colour, false, values);
  }

  /** A line of one field of the epochs' records; where it is absent there is a gap. */
  static Series of(String name, int colour, List<? extends Message> records, String field) {
    return of(name, colour, records.stream().map(record -> value(record, field)).toList());
  }

  /** The value of a field of numbers; NaN where it is absent. */
  static double value(Message record, String name) {
    FieldDescriptor field = record.getDescriptorForType().findFieldByName(name);
    return field.hasPresence() && !record.hasField(field)
        ? Double.NaN
        : ((Number) record.getField(field)).doubleValue();
  }
}
