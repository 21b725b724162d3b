package org.lambdanas.graph.interchange;

import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Checks messages field by field, parts before the whole: what the comments of the {@code .proto}
 * files demand, and that enumerations have known values and 32-bit counts fit a Java {@code int}.
 */
public final class Validation {

  private static final MessageChecks CHECKS = new MessageChecks();

  static {
    ArchitectureChecks.addTo(CHECKS);
    EncodingChecks.addTo(CHECKS);
    PredictionChecks.addTo(CHECKS);
    RunChecks.addTo(CHECKS);
    ConfigChecks.addTo(CHECKS);
    SearchChecks.addTo(CHECKS);
    TableChecks.addTo(CHECKS);
    TensorChecks.addTo(CHECKS);
    ModelChecks.addTo(CHECKS);
    TrainingChecks.addTo(CHECKS);
    ComparisonChecks.addTo(CHECKS);
    EvaluationChecks.addTo(CHECKS);
    ServiceChecks.addTo(CHECKS);
  }

  private Validation() {}

  /**
   * Checks a message and all messages inside it.
   *
   * @param message of any type; types without rules of their own are walked through
   * @throws org.lambdanas.graph.error.DataException for the first thing wrong, naming its field
   */
  public static void check(Message message) {
    check(message, FieldPath.root(message));
  }

  /** The types that have rules of their own. */
  static Set<Class<?>> types() {
    return CHECKS.types();
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
    CHECKS.run(message, path);
  }
}
