package org.lambdanas.predictors.table;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.DoubleBinaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.error.Excerpt;

/**
 * Where in a JSON object a value stands: names joined by dots, each with {@code [n]} for elements
 * of lists, counted from 0 or, negative, from the end ({@code curves.val_losses[-1]}). An object
 * with the names 0, 1, 2 and so on is a list too; and so is {@code curve@*}, of all the values
 * whose names are {@code curve@} and these numbers. Around a path, {@code sum(...)}, {@code
 * min(...)} and {@code max(...)} make one number of a list.
 */
record JsonPath(String text, Optional<String> summary, List<Step> steps) {

  private static final Pattern WHOLE = Pattern.compile("(?:(sum|min|max)\\((.+)\\)|(.+))");
  private static final Pattern STEP =
      Pattern.compile("([^.\\[\\]()*]+)(\\*?)((?:\\[-?\\d{1,6}\\])*)");
  private static final Pattern INDEX = Pattern.compile("\\[(-?\\d{1,6})\\]");
  private static final int LONGEST = 500;
  private static final int MOST_ELEMENTS = 100_000;

  record Step(String name, boolean numbered, List<Integer> indices) {}

  /** Reads a path; one of another form can only be the name of a field of the row itself. */
  static JsonPath parse(String text) {
    if (text.isEmpty() || text.length() > LONGEST) {
      throw malformed(text);
    }
    JsonPath name = new JsonPath(text, Optional.empty(), List.of());
    Matcher whole = WHOLE.matcher(text);
    if (!whole.matches()) {
      return name;
    }
    String path = whole.group(2) == null ? whole.group(3) : whole.group(2);
    List<Step> steps = new ArrayList<>();
    for (String part : path.split("\\.", -1)) {
      Matcher step = STEP.matcher(part);
      if (!step.matches()) {
        return name;
      }
      List<Integer> indices =
          INDEX.matcher(step.group(3)).results().map(i -> Integer.valueOf(i.group(1))).toList();
      steps.add(new Step(step.group(1), !step.group(2).isEmpty(), indices));
    }
    return new JsonPath(text, Optional.ofNullable(whole.group(1)), steps);
  }

  private static ConfigException malformed(String text) {
    return new ConfigException(
        ("'%s' is no path of a JSON field: use name, name.name, name[0], name[-1], name@*, "
                + "or sum(), min(), max() around one")
            .formatted(Excerpt.of(text)));
  }

  /** The value; empty if the row has none there, or null. */
  Optional<JsonElement> in(JsonObject row) {
    JsonElement found = row.has(text) ? row.get(text) : walked(row);
    return found.isJsonNull() ? Optional.empty() : Optional.of(found);
  }

  private JsonElement walked(JsonObject row) {
    if (steps.isEmpty()) {
      throw malformed(text);
    }
    JsonElement here = row;
    for (Step step : steps) {
      if (!here.isJsonObject()) {
        return JsonNull.INSTANCE;
      }
      JsonObject object = here.getAsJsonObject();
      here = step.numbered() ? numbered(object, step.name()) : member(object, step.name());
      for (int index : step.indices()) {
        List<JsonElement> elements = elements(here);
        int at = index < 0 ? elements.size() + index : index;
        here = at >= 0 && at < elements.size() ? elements.get(at) : JsonNull.INSTANCE;
      }
    }
    return here;
  }

  private static JsonElement member(JsonObject object, String name) {
    return object.has(name) ? object.get(name) : JsonNull.INSTANCE;
  }

  /** The members whose names are a prefix and 0, 1, 2 and so on, as a list. */
  private static JsonElement numbered(JsonObject object, String prefix) {
    SortedMap<Integer, JsonElement> values = new TreeMap<>();
    for (Map.Entry<String, JsonElement> member : object.entrySet()) {
      String name = member.getKey();
      if (name.startsWith(prefix) && name.substring(prefix.length()).matches("\\d{1,6}")) {
        values.put(Integer.valueOf(name.substring(prefix.length())), member.getValue());
      }
    }
    if (values.isEmpty()) {
      return JsonNull.INSTANCE;
    }
    if (values.lastKey() != values.size() - 1) {
      throw new DataException(
          "the names %s0 to %s%s are not all there"
              .formatted(Excerpt.of(prefix), Excerpt.of(prefix), values.lastKey()));
    }
    JsonArray list = new JsonArray();
    values.values().forEach(list::add);
    return list;
  }

  /** The elements of a list, or of an object with the names 0, 1, 2 and so on; else none. */
  private static List<JsonElement> elements(JsonElement list) {
    JsonElement elements = list.isJsonObject() ? numbered(list.getAsJsonObject(), "") : list;
    List<JsonElement> found = new ArrayList<>();
    if (elements.isJsonArray()) {
      elements.getAsJsonArray().forEach(found::add);
    }
    return found;
  }

  /** One number; NaN if there is none. */
  double number(JsonObject row) {
    if (summary.isEmpty() || row.has(text)) {
      return in(row).map(this::number).orElse(Double.NaN);
    }
    double[] values = numbers(row);
    if (values.length == 0) {
      return Double.NaN;
    }
    DoubleBinaryOperator operator =
        switch (summary.get()) {
          case "sum" -> Double::sum;
          case "min" -> Math::min;
          default -> Math::max;
        };
    double result = values[0];
    for (int i = 1; i < values.length; i++) {
      result = operator.applyAsDouble(result, values[i]);
    }
    return result;
  }

  /** All numbers of a list, NaN for null; none if there is no list. */
  double[] numbers(JsonObject row) {
    Optional<JsonElement> found = in(row);
    if (found.isEmpty()) {
      return new double[0];
    }
    if (found.get().isJsonPrimitive()) {
      throw new DataException("field '" + Excerpt.of(text) + "' is no list of numbers");
    }
    List<JsonElement> elements = elements(found.get());
    if (elements.size() > MOST_ELEMENTS) {
      throw new DataException(
          "field '" + Excerpt.of(text) + "' has more than " + MOST_ELEMENTS + " values");
    }
    return elements.stream().mapToDouble(this::number).toArray();
  }

  private double number(JsonElement element) {
    if (element.isJsonNull()) {
      return Double.NaN;
    }
    if (!(element instanceof JsonPrimitive primitive) || primitive.isBoolean()) {
      throw new DataException("field '" + Excerpt.of(text) + "' is no number");
    }
    try {
      return Numbers.read(primitive.getAsString());
    } catch (DataException e) {
      throw new DataException("field '" + Excerpt.of(text) + "': " + e.getMessage(), e);
    }
  }

  /** The last name of the path. */
  String name() {
    return steps.isEmpty() ? text : steps.get(steps.size() - 1).name();
  }

  @Override
  public String toString() {
    return text;
  }
}
