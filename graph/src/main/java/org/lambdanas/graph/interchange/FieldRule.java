package org.lambdanas.graph.interchange;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.lambdanas.graph.error.Excerpt;
import org.lambdanas.graph.error.Suggestion;
import org.lambdanas.proto.v1.Rule;
import org.lambdanas.proto.v1.SettingsProto;

/** What the {@code .proto} declares about a field's values: see {@code settings.proto}. */
public record FieldRule(FieldDescriptor field, Rule rule, Optional<Interval> interval) {

  private static final Map<Descriptor, List<FieldRule>> BY_TYPE = new ConcurrentHashMap<>();

  /** The rules of a type, in the order of its fields. */
  static List<FieldRule> of(Descriptor type) {
    return BY_TYPE.computeIfAbsent(
        type, t -> t.getFields().stream().flatMap(field -> FieldRule.of(field).stream()).toList());
  }

  /** The rule of a field, if it has one. */
  static Optional<FieldRule> of(FieldDescriptor field) {
    if (!field.getOptions().hasExtension(SettingsProto.rule)) {
      return Optional.empty();
    }
    Rule rule = field.getOptions().getExtension(SettingsProto.rule);
    return Optional.of(
        new FieldRule(
            field,
            rule,
            rule.hasRange() ? Optional.of(Interval.parse(rule.getRange())) : Optional.empty()));
  }

  /** Checks the field in a message. */
  void check(Message message, FieldPath path) {
    if (field.isRepeated()) {
      list((List<?>) message.getField(field), path);
    } else if (field.hasPresence() && !message.hasField(field)) {
      path.present(field.getName(), !rule.getRequired());
    } else {
      problem(message.getField(field))
          .ifPresent(
              problem -> {
                throw path.field(field.getName()).refuse(problem);
              });
    }
  }

  private void list(List<?> values, FieldPath path) {
    path.present(field.getName(), !(rule.getRequired() && values.isEmpty()));
    Set<Object> seen = new HashSet<>();
    double previous = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < values.size(); i++) {
      Object value = values.get(i);
      Optional<String> problem = problem(value);
      if (problem.isPresent()) {
        throw path.element(field.getName(), i).refuse(problem.get());
      }
      if (rule.getUnique() && !seen.add(key(value))) {
        throw path.element(field.getName(), i)
            .refuse("repeats '" + Excerpt.of(String.valueOf(key(value))) + "'");
      }
      if (rule.getAscending()) {
        double number = ((Number) value).doubleValue();
        if (number <= previous) {
          throw path.element(field.getName(), i)
              .refuse("is " + Numbers.text(number) + ": must be above " + Numbers.text(previous));
        }
        previous = number;
      }
    }
  }

  private static Object key(Object value) {
    return value instanceof Message message
        ? message.getField(message.getDescriptorForType().getFields().get(0))
        : value;
  }

  /** What is wrong with a value of the field (of an element, in a list), as "is 0: must be ...". */
  Optional<String> problem(Object value) {
    if (value instanceof Number number) {
      return allows(number) ? Optional.empty() : outside(number, Numbers.text(field, number));
    }
    if (rule.getRequired() && isEmpty(value)) {
      return Optional.of("is missing");
    }
    if (value instanceof String text) {
      if (rule.getOneOfCount() > 0 && !rule.getOneOfList().contains(text)) {
        return Optional.of(
            "is "
                + Suggestion.quoted(text, rule.getOneOfList())
                + ": use "
                + or(rule.getOneOfList()));
      }
      return rule.getName() && !Excerpt.isPrintable(text)
          ? Optional.of("has control characters: '" + Excerpt.of(text) + "'")
          : Optional.empty();
    }
    return value instanceof ByteString bytes
            && rule.hasBytes()
            && bytes.size() != 0
            && bytes.size() != rule.getBytes()
        ? Optional.of("has " + bytes.size() + " bytes: must have " + rule.getBytes())
        : Optional.empty();
  }

  /** The same for a value that was typed: there, 0 is not how to leave something out. */
  Optional<String> typedProblem(Object value) {
    if (value instanceof Number number) {
      return interval.isEmpty() || interval.get().contains(number.doubleValue())
          ? Optional.empty()
          : outside(number, Numbers.text(number.doubleValue()));
    }
    return problem(value);
  }

  private boolean allows(Number value) {
    double number = value.doubleValue();
    return interval.isEmpty()
        || interval.get().contains(number)
        || (rule.getOrZero() && number == 0)
        || (rule.getRounded() && interval.get().containsAbout(number));
  }

  private Optional<String> outside(Number value, String text) {
    return Optional.of(
        "is "
            + text
            + ": must be "
            + (Double.isInfinite(value.doubleValue()) ? "finite and " : "")
            + interval.orElseThrow().words());
  }

  private static boolean isEmpty(Object value) {
    return value instanceof String text
        ? text.isEmpty()
        : value instanceof ByteString bytes
            ? bytes.isEmpty()
            : value instanceof EnumValueDescriptor constant && constant.getNumber() == 0;
  }

  /** Names as people list them: {@code "a, b or c"}. */
  static String or(List<String> names) {
    int last = names.size() - 1;
    return Stream.of(String.join(", ", names.subList(0, last)), names.get(last))
        .filter(part -> !part.isEmpty())
        .reduce((first, second) -> first + " or " + second)
        .orElseThrow();
  }
}
