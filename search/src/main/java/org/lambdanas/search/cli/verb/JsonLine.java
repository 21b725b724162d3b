package org.lambdanas.search.cli.verb;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import com.google.protobuf.Any;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import java.math.BigInteger;
import org.lambdanas.graph.error.Excerpt;
import org.lambdanas.graph.interchange.MessageTypes;

/**
 * Writes messages as {@code result.proto} says: in protobuf's JSON form, but with numbers where
 * that has strings. JSON has no NaN, and its readers no whole numbers beyond 2^53.
 */
final class JsonLine {

  private static final int EXACT_BITS = 53;

  private static final JsonFormat.Printer PRINTER =
      JsonFormat.printer()
          .usingTypeRegistry(MessageTypes.registry())
          .preservingProtoFieldNames()
          .includingDefaultValueFields()
          .omittingInsignificantWhitespace();

  private JsonLine() {}

  static String of(Message message) {
    try {
      JsonObject json = JsonParser.parseString(PRINTER.print(message)).getAsJsonObject();
      String line = fields(json, message.getDescriptorForType()).toString();
      // JSON lets them be in strings, but terminals obey some of them.
      return Excerpt.isPrintable(line) ? line : escaped(line);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("a result holds a message of an unknown type", e);
    }
  }

  private static String escaped(String line) {
    StringBuilder escaped = new StringBuilder();
    line.codePoints()
        .mapToObj(Character::toString)
        .map(c -> Excerpt.isPrintable(c) ? c : "\\u%04x".formatted(c.codePointAt(0)))
        .forEach(escaped::append);
    return escaped.toString();
  }

  private static JsonObject fields(JsonObject json, Descriptor type) {
    if (type.equals(Any.getDescriptor())) {
      String url = json.get("@type").getAsString();
      Descriptor held = MessageTypes.registry().find(url.substring(url.lastIndexOf('/') + 1));
      return held == null ? json : fields(json, held);
    }
    JsonObject fields = new JsonObject();
    json.entrySet()
        .forEach(
            entry -> {
              FieldDescriptor field = type.findFieldByName(entry.getKey());
              fields.add(
                  entry.getKey(),
                  field == null ? entry.getValue() : value(entry.getValue(), field));
            });
    return fields;
  }

  private static JsonElement value(JsonElement json, FieldDescriptor field) {
    if (json.isJsonArray()) {
      JsonArray array = new JsonArray();
      json.getAsJsonArray().forEach(element -> array.add(value(element, field)));
      return array;
    }
    if (field.isMapField()) {
      FieldDescriptor values = field.getMessageType().findFieldByName("value");
      JsonObject map = new JsonObject();
      json.getAsJsonObject()
          .entrySet()
          .forEach(entry -> map.add(entry.getKey(), value(entry.getValue(), values)));
      return map;
    }
    return switch (field.getJavaType()) {
      case MESSAGE -> fields(json.getAsJsonObject(), field.getMessageType());
      case FLOAT, DOUBLE -> json.getAsJsonPrimitive().isString() ? JsonNull.INSTANCE : json;
      case LONG -> whole(json);
      default -> json;
    };
  }

  private static JsonElement whole(JsonElement text) {
    BigInteger value = new BigInteger(text.getAsString());
    return value.bitLength() <= EXACT_BITS ? new JsonPrimitive(value) : text;
  }
}
