package org.lambdanas.predictors.table;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.error.Excerpt;
import org.lambdanas.graph.interchange.JsonLines;
import org.lambdanas.graph.space.SearchSpace;
import org.lambdanas.proto.v1.Architecture;

/**
 * JSON lines: one object a line, whose fields are named by paths such as {@code
 * results.val_losses[-1]}; an object with the names 0, 1, 2 and so on is a list too.
 *
 * @param architectureFields the field with the architecture in a text form of its space; several:
 *     the architecture is the JSON object of these fields
 * @param curves fields with learning curves
 */
public record JsonRows(List<String> architectureFields, List<CurveField> curves)
    implements RowFormat {

  /** Copies and checks. */
  public JsonRows {
    architectureFields = List.copyOf(architectureFields);
    curves = List.copyOf(curves);
    if (architectureFields.isEmpty()) {
      throw new ConfigException("no field with the architecture is named");
    }
    architectureFields.forEach(JsonPath::parse);
  }

  /**
   * A field with a learning curve.
   *
   * @param name of the curve, such as {@code "validation_loss"}
   * @param field its path
   * @param scale what the file's numbers are multiplied with: 100 for fractions, else 1
   */
  public record CurveField(String name, String field, double scale) {

    private static final String FRACTION = ":fraction";

    /** Checks. */
    public CurveField {
      JsonPath.parse(field);
    }

    /**
     * Reads {@code NAME=FIELD}, or {@code NAME=FIELD:fraction} for accuracies of 0 to 1, which
     * become percent.
     *
     * @param text such as {@code "validation_loss=val_losses"}
     * @return the curve and its field
     * @throws ConfigException if the text is not of this form
     */
    public static CurveField parse(String text) {
      int equals = text.indexOf('=');
      boolean fraction = text.endsWith(FRACTION);
      int end = text.length() - (fraction ? FRACTION.length() : 0);
      if (equals < 1 || equals + 1 >= end) {
        throw new ConfigException(
            "curve '" + Excerpt.of(text) + "' is not of the form NAME=FIELD[:fraction]");
      }
      return new CurveField(
          text.substring(0, equals), text.substring(equals + 1, end), fraction ? 100 : 1);
    }
  }

  @Override
  public List<String> curveNames() {
    return curves.stream().map(CurveField::name).toList();
  }

  @Override
  public RowReader open(List<Path> files, SearchSpace space, List<String> fields) {
    return new Reader(files, space, fields);
  }

  private final class Reader implements RowReader {

    private final List<Path> files;
    private final SearchSpace space;
    private final List<JsonPath> architecture;

    /** Fields, then curves. */
    private final List<JsonPath> paths = new ArrayList<>();

    private final boolean[] seen;
    private int file = -1;
    private @Nullable JsonLines lines;
    private JsonObject row = new JsonObject();
    private boolean any;

    Reader(List<Path> files, SearchSpace space, List<String> fields) {
      this.files = files;
      this.space = space;
      this.architecture = architectureFields.stream().map(JsonPath::parse).toList();
      fields.forEach(field -> paths.add(JsonPath.parse(field)));
      curves.forEach(curve -> paths.add(JsonPath.parse(curve.field())));
      this.seen = new boolean[paths.size()];
    }

    @Override
    public boolean next() {
      while (true) {
        JsonLines open = lines;
        Optional<JsonObject> read = open == null ? Optional.empty() : open.next();
        if (read.isPresent()) {
          row = read.get();
          any = true;
          return true;
        }
        if (file + 1 == files.size()) {
          return false;
        }
        close();
        file++;
        lines = JsonLines.open(files.get(file), TableImport.MOST_BYTES);
      }
    }

    @Override
    public String where() {
      JsonLines open = lines;
      return open == null ? "" : open.where();
    }

    @Override
    public Architecture architecture() {
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
      return path.in(row)
          .orElseThrow(
              () ->
                  new DataException(
                      "no field '"
                          + Excerpt.of(path.toString())
                          + "' with the architecture: there are "
                          + Excerpt.of(String.join(", ", row.keySet()))));
    }

    @Override
    public String text(int field) {
      Optional<JsonElement> found = look(field);
      if (found.isEmpty() || !found.get().isJsonPrimitive()) {
        return "";
      }
      return found.get().getAsString();
    }

    @Override
    public double number(int field) {
      look(field);
      return paths.get(field).number(row);
    }

    @Override
    public float[] curve(int curve, Architecture ofRow) {
      int path = paths.size() - curves.size() + curve;
      look(path);
      double[] numbers = paths.get(path).numbers(row);
      float[] values = new float[numbers.length];
      for (int i = 0; i < values.length; i++) {
        values[i] = Numbers.narrow(numbers[i] * curves.get(curve).scale());
      }
      return values;
    }

    private Optional<JsonElement> look(int path) {
      Optional<JsonElement> found = paths.get(path).in(row);
      seen[path] |= found.isPresent();
      return found;
    }

    @Override
    public void finish(boolean allTaken) {
      for (int p = 0; any && p < seen.length; p++) {
        if (!seen[p]) {
          throw new ConfigException(
              "no row has a field '"
                  + Excerpt.of(paths.get(p).toString())
                  + "': the last has "
                  + Excerpt.of(String.join(", ", row.keySet())));
        }
      }
    }

    @Override
    public void close() {
      JsonLines open = lines;
      if (open != null) {
        open.close();
        lines = null;
      }
    }
  }
}
