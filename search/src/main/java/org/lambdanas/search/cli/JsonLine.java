package org.lambdanas.search.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;

/** Writes JSON on one line that every reader accepts: JSON has no NaN and no infinity. */
final class JsonLine {

  private JsonLine() {}

  static String of(JsonObject json) {
    return finite(json).toString();
  }

  private static JsonElement finite(JsonElement element) {
    if (element.isJsonObject()) {
      JsonObject copy = new JsonObject();
      element.getAsJsonObject().entrySet().forEach(e -> copy.add(e.getKey(), finite(e.getValue())));
      return copy;
    }
    if (element.isJsonArray()) {
      JsonArray copy = new JsonArray();
      element.getAsJsonArray().forEach(e -> copy.add(finite(e)));
      return copy;
    }
    boolean number = element.isJsonPrimitive() && element.getAsJsonPrimitive().isNumber();
    return number && !Double.isFinite(element.getAsDouble()) ? JsonNull.INSTANCE : element;
  }
}
