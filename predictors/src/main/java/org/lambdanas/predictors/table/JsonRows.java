package org.lambdanas.predictors.table;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.error.Excerpt;
import org.lambdanas.graph.interchange.JsonLines;
import org.lambdanas.graph.interchange.RecordReader;
import org.lambdanas.graph.space.SearchSpace;
import org.lambdanas.proto.v1.Architecture;

/**
 * JSON lines, one JSON array of objects, or the members of one JSON object: one object a line,
 * whose fields are named by paths such as {@code results.val_losses[-1]}; an object with the names
 * 0, 1, 2 and so on is a list too.
 *
 * @param architectureFields the field with the architecture in a text form of its space; several:
 *     the architecture is the JSON object of these fields
 * @param curves fields with learning curves
 * @param members path of the object whose members are the rows, whose names are the architectures;
 *     empty: each line is a row
 */
public record JsonRows(
    List<String> architectureFields, List<CurveSource> curves, Optional<String> members)
    implements RowFormat {

  /** JSON lines. */
  public JsonRows(List<String> architectureFields, List<CurveSource> curves) {
    this(architectureFields, curves, Optional.empty());
  }

  /** The members of the object at a path, named by their architectures. */
  public static JsonRows ofMembers(String path, List<CurveSource> curves) {
    return new JsonRows(List.of(JsonMembers.NAME), curves, Optional.of(path));
  }

  /** Copies and checks. */
  public JsonRows {
    architectureFields = List.copyOf(architectureFields);
    curves = List.copyOf(curves);
    if (architectureFields.isEmpty()) {
      throw new ConfigException("no field with the architecture is named");
    }
    architectureFields.forEach(JsonPath::parse);
    curves.forEach(curve -> JsonPath.parse(curve.source()));
  }

  @Override
  public JsonRows with(List<CurveSource> more) {
    return new JsonRows(
        architectureFields, Stream.concat(curves.stream(), more.stream()).toList(), members);
  }

  @Override
  public RowReader<?> open(List<Path> files, SearchSpace space, List<String> fields) {
    return new Reader(files, space, fields);
  }

  private final class Reader extends RowReader<JsonObject> {

    private final SearchSpace space;
    private final List<JsonPath> architecture;

    /** Fields, then curves. */
    private final List<JsonPath> paths = new ArrayList<>();

    private final boolean[] seen;

    Reader(List<Path> files, SearchSpace space, List<String> fields) {
      super(files);
      this.space = space;
      this.architecture = architectureFields.stream().map(JsonPath::parse).toList();
      fields.forEach(field -> paths.add(JsonPath.parse(field)));
      curves.forEach(curve -> paths.add(JsonPath.parse(curve.source())));
      this.seen = new boolean[paths.size()];
    }

    @Override
    RecordReader<JsonObject> open(Path file) {
      if (members.isPresent()) {
        return JsonMembers.open(file, JsonPath.parse(members.get()));
      }
      return JsonArrayRows.isOne(file)
          ? JsonArrayRows.open(file)
          : JsonLines.open(file, TableImport.MOST_BYTES);
    }

    @Override
    Architecture architecture() {
      if (architecture.size() == 1) {
        JsonElement found = required(architecture.get(0));
        return space.parse(found.isJsonPrimitive() ? found.getAsString() : found.toString());
      }
      JsonObject object = new JsonObject();
      for (JsonPath path : architecture) {
        object.add(path.name(), required(path));
      }
      return space.parse(object.toString());
    }

    private JsonElement required(JsonPath path) {
      return path.in(row())
          .orElseThrow(
              () ->
                  new DataException(
                      "no field '"
                          + Excerpt.of(path.toString())
                          + "' with the architecture: there are "
                          + Excerpt.of(String.join(", ", row().keySet()))));
    }

    @Override
    String text(int field) {
      Optional<JsonElement> found = look(field);
      if (found.isEmpty() || !found.get().isJsonPrimitive()) {
        return "";
      }
      return found.get().getAsString();
    }

    @Override
    double number(int field) {
      look(field);
      return paths.get(field).number(row());
    }

    @Override
    float[] curve(int curve, Architecture ofRow) {
      int path = paths.size() - curves.size() + curve;
      look(path);
      double[] numbers = paths.get(path).numbers(row());
      float[] values = new float[numbers.length];
      for (int i = 0; i < values.length; i++) {
        values[i] = Numbers.narrow(numbers[i] * curves.get(curve).scale());
      }
      return values;
    }

    private Optional<JsonElement> look(int path) {
      Optional<JsonElement> found = paths.get(path).in(row());
      seen[path] |= found.isPresent();
      return found;
    }

    @Override
    void finish(boolean allTaken) {
      for (int p = 0; lastRow().isPresent() && p < seen.length; p++) {
        if (!seen[p]) {
          throw new ConfigException(
              "no row has a field '"
                  + Excerpt.of(paths.get(p).toString())
                  + "': the last has "
                  + Excerpt.of(String.join(", ", row().keySet())));
        }
      }
    }
  }
}
