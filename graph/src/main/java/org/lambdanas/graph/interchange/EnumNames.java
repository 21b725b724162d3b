package org.lambdanas.graph.interchange;

import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.ProtocolMessageEnum;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.lambdanas.proto.v1.SettingsProto;

/**
 * How people name the values of enumerations: as the {@code .proto} declares it, or else in small
 * letters without the enumeration's own name, such as {@code with-none} for {@code
 * DERIVATION_WITH_NONE}.
 */
public final class EnumNames {

  private EnumNames() {}

  /** The name of a value, such as {@code "lambda-darts"}. */
  public static String of(ProtocolMessageEnum value) {
    return of(value.getValueDescriptor());
  }

  /** The name of a value, such as {@code "lambda-darts"}. */
  public static String of(EnumValueDescriptor value) {
    if (value.getOptions().hasExtension(SettingsProto.optionValue)) {
      return value.getOptions().getExtension(SettingsProto.optionValue);
    }
    String type = value.getType().getName().replaceAll("(?<=[a-z])(?=[A-Z])", "-") + "-";
    return value.getName().replace('_', '-').toLowerCase(Locale.ROOT).substring(type.length());
  }

  /** The names of all values but the unspecified one, in the order of declaration. */
  public static List<String> of(EnumDescriptor type) {
    return type.getValues().stream()
        .filter(value -> value.getNumber() != 0)
        .map(EnumNames::of)
        .toList();
  }

  /** The value of a name; empty if there is none of that name. */
  public static Optional<EnumValueDescriptor> byName(EnumDescriptor type, String name) {
    return type.getValues().stream()
        .filter(value -> value.getNumber() != 0 && of(value).equals(name))
        .findFirst();
  }
}
