package org.lambdanas.graph.interchange;

import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.util.List;
import java.util.Map;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.error.DataException;

/**
 * Checks messages field by field, parts before the whole: what the {@code .proto} files declare,
 * what the modules' {@link MessageChecks} add to it, and that enumerations have known values and
 * 32-bit counts fit a Java {@code int}.
 */
public final class Validation {

  private static final MessageChecks CHECKS = MessageChecks.ofAllModules();

  private Validation() {}

  /**
   * Checks a message and all messages inside it.
   *
   * @param message of any type; types without rules of their own are walked through
   * @throws FieldException for the first thing wrong, naming its field
   * @throws org.lambdanas.graph.error.DataException for an architecture that its space refuses
   */
  public static void check(Message message) {
    check(message, FieldPath.root(message));
  }

  /**
   * Checks a complete configuration; ConfigException, naming the field, if one is out of its range.
   */
  public static void checkConfig(Message config) {
    try {
      check(config);
    } catch (DataException e) {
      throw new ConfigException("setting out of range: " + e.getMessage(), e);
    }
  }

  /** Whether messages of a type have rules, apart from those of their parts. */
  public static boolean hasRules(Message message) {
    return !FieldRule.of(message.getDescriptorForType()).isEmpty() || CHECKS.has(message);
  }

  private static void check(Message message, FieldPath path) {
    for (Map.Entry<FieldDescriptor, Object> entry : message.getAllFields().entrySet()) {
      FieldDescriptor field = entry.getKey();
      Object value = entry.getValue();
      switch (field.getJavaType()) {
        case MESSAGE -> {
          if (field.isRepeated()) {
            List<?> elements = (List<?>) value;
            for (int i = 0; i < elements.size(); i++) {
              check((Message) elements.get(i), path.element(field.getName(), i));
            }
          } else {
            check((Message) value, path.field(field.getName()));
          }
        }
        case ENUM -> {
          int number = ((EnumValueDescriptor) value).getNumber();
          if (field.getEnumType().findValueByNumber(number) == null) {
            throw path.field(field.getName()).refuse("has the unknown value " + number);
          }
        }
        case INT -> {
          if (!field.isRepeated() && (Integer) value < 0) {
            throw path.field(field.getName())
                .refuse("is " + Integer.toUnsignedString((Integer) value) + ", out of range");
          }
        }
        default -> {
          // Strings, bytes and other numbers have no common rule.
        }
      }
    }
    for (FieldRule rule : FieldRule.of(message.getDescriptorForType())) {
      rule.check(message, path);
    }
    CHECKS.run(message, path);
  }
}
