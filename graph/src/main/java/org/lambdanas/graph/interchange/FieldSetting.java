package org.lambdanas.graph.interchange;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.util.List;
import java.util.Optional;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.error.Excerpt;
import org.lambdanas.graph.error.Suggestion;
import org.lambdanas.proto.v1.Setting;
import org.lambdanas.proto.v1.SettingsProto;

/**
 * A field that a person sets, with what its {@code .proto} declares about it.
 *
 * @param field the field
 * @param setting option, help, unit and default
 * @param rule what its values have to be
 */
public record FieldSetting(FieldDescriptor field, Setting setting, Optional<FieldRule> rule) {

  /** The setting that a field is, if it is one. */
  public static Optional<FieldSetting> of(FieldDescriptor field) {
    return field.getOptions().hasExtension(SettingsProto.setting)
        ? Optional.of(
            new FieldSetting(
                field, field.getOptions().getExtension(SettingsProto.setting), FieldRule.of(field)))
        : Optional.empty();
  }

  /** Fills in the declared default of every setting that has one, in the messages inside too. */
  public static <B extends Message.Builder> B withDefaults(B config) {
    for (FieldDescriptor field : config.getDescriptorForType().getFields()) {
      Optional<FieldSetting> setting = of(field);
      if (setting.isPresent()) {
        String value = setting.get().setting().getDefault();
        if (!value.isEmpty()) {
          config.setField(
              field,
              field.isRepeated()
                  ? List.of(value.split(",")).stream().map(setting.get()::read).toList()
                  : setting.get().read(value));
        }
      } else if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE && !field.isRepeated()) {
        withDefaults(config.getFieldBuilder(field));
      }
    }
    return config;
  }

  /** Fills in the declared default of optional settings that a message of early versions lacks. */
  public static <B extends Message.Builder> B withMissing(B config) {
    for (FieldDescriptor field : config.getDescriptorForType().getFields()) {
      if (field.hasPresence() && !config.hasField(field)) {
        of(field)
            .filter(s -> !s.setting().getDefault().isEmpty())
            .ifPresent(s -> config.setField(field, s.read(s.setting().getDefault())));
      }
    }
    return config;
  }

  /**
   * What is wrong with a value that somebody typed, in words that follow the option: {@code "is -1:
   * must be at least 0"}.
   */
  public Optional<String> problem(Object value) {
    return rule.flatMap(r -> r.typedProblem(value));
  }

  /** The numbers allowed, such as {@code "at least 1"}; empty if all are, or for other values. */
  public Optional<String> range() {
    return rule.flatMap(FieldRule::interval)
        .map(Interval::words)
        .filter(words -> !words.equals(Interval.ANY));
  }

  /**
   * The field's value (an element of its list) for a text; ConfigException, without the option, if
   * it is none.
   */
  public Object read(String text) {
    try {
      return switch (field.getJavaType()) {
        case INT -> Integer.valueOf(text);
        case LONG -> Long.valueOf(text);
        case FLOAT -> Float.valueOf(text);
        case DOUBLE -> Double.valueOf(text);
        case BOOLEAN -> Boolean.valueOf(text);
        case ENUM ->
            EnumNames.byName(field.getEnumType(), text)
                .orElseThrow(
                    () ->
                        new ConfigException(
                            "is "
                                + Suggestion.quoted(text, EnumNames.of(field.getEnumType()))
                                + ": use "
                                + FieldRule.or(EnumNames.of(field.getEnumType()))));
        case STRING -> text;
        default -> throw new IllegalStateException(field + " cannot be typed");
      };
    } catch (NumberFormatException e) {
      throw new ConfigException("is '" + Excerpt.of(text) + "': must be a number", e);
    }
  }
}
