package org.lambdanas.predictors.table;

import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.error.Excerpt;
import org.lambdanas.graph.interchange.BoundedFile;
import org.lambdanas.graph.interchange.JsonLines;
import org.lambdanas.graph.interchange.RecordReader;

/**
 * Reads one JSON object with the rows inside it: the members of an object somewhere in it, which
 * gain a field with their names.
 */
final class JsonMembers implements RecordReader<JsonObject> {

  /** The field with a member's name. */
  static final String NAME = "@name";

  static final int MOST_BYTES = 1 << 29;

  private final String file;
  private final Iterator<Map.Entry<String, JsonElement>> members;
  private String last = "";

  private JsonMembers(String file, Iterator<Map.Entry<String, JsonElement>> members) {
    this.file = file;
    this.members = members;
  }

  /** Reads a file, plain or gzipped, whose rows are the members of the object at a path. */
  static JsonMembers open(Path file, JsonPath path) {
    byte[] text = onOneLine(BoundedFile.read(file, MOST_BYTES));
    try (JsonLines whole =
        JsonLines.of(new ByteArrayInputStream(text), file.toString(), MOST_BYTES)) {
      JsonObject object = whole.next().orElseThrow(() -> new DataException(file + " is empty"));
      JsonElement rows = path.in(object).orElse(JsonNull.INSTANCE);
      if (!rows.isJsonObject()) {
        throw new DataException(
            "%s has no object '%s': it has %s"
                .formatted(
                    file,
                    Excerpt.of(path.toString()),
                    Excerpt.of(String.join(", ", object.keySet()))));
      }
      return new JsonMembers(file.toString(), rows.getAsJsonObject().entrySet().iterator());
    }
  }

  /** The same bytes with blanks for line ends, which mean nothing in JSON. */
  static byte[] onOneLine(byte[] text) {
    for (int i = 0; i < text.length; i++) {
      text[i] = text[i] == '\n' || text[i] == '\r' ? (byte) ' ' : text[i];
    }
    return text;
  }

  @Override
  public Optional<JsonObject> next() {
    if (!members.hasNext()) {
      return Optional.empty();
    }
    Map.Entry<String, JsonElement> member = members.next();
    last = member.getKey();
    if (!member.getValue().isJsonObject()) {
      throw new DataException(where() + "is no object");
    }
    JsonObject row = member.getValue().getAsJsonObject().deepCopy();
    row.addProperty(NAME, last);
    return Optional.of(row);
  }

  @Override
  public String where() {
    return file + ": '" + Excerpt.of(last) + "': ";
  }

  @Override
  public void close() {}
}
