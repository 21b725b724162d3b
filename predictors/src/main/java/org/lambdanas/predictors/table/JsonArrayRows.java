package org.lambdanas.predictors.table;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.error.Excerpt;
import org.lambdanas.graph.interchange.BoundedFile;
import org.lambdanas.graph.interchange.JsonLines;
import org.lambdanas.graph.interchange.RecordReader;

/** Reads one JSON array of objects, on as many lines as it likes; each object is a row. */
final class JsonArrayRows implements RecordReader<JsonObject> {

  private static final String ROWS = "rows";

  private final String file;
  private final Iterator<JsonElement> rows;
  private int number;

  private JsonArrayRows(String file, JsonArray rows) {
    this.file = file;
    this.rows = rows.iterator();
  }

  /** Whether a file, plain or gzipped, starts as an array does, and not as JSON lines do. */
  static boolean isOne(Path file) {
    try (InputStream in = BoundedFile.open(file, TableImport.MOST_BYTES)) {
      int c = in.read();
      while (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
        c = in.read();
      }
      return c == '[';
    } catch (IOException e) {
      throw new DataException("cannot read " + file + ": " + e, e);
    }
  }

  /**
   * Reads a file, plain or gzipped.
   *
   * @throws DataException if it is no JSON, or larger than can be held
   */
  static JsonArrayRows open(Path file) {
    byte[] text = JsonMembers.onOneLine(BoundedFile.read(file, JsonMembers.MOST_BYTES));
    InputStream object =
        new SequenceInputStream(
            Collections.enumeration(
                List.of(
                    stream(("{\"" + ROWS + "\":").getBytes(UTF_8)),
                    stream(text),
                    stream("}".getBytes(UTF_8)))));
    try (JsonLines whole = JsonLines.of(object, file.toString(), Integer.MAX_VALUE)) {
      JsonElement rows = whole.next().map(one -> one.get(ROWS)).orElseGet(JsonArray::new);
      if (!rows.isJsonArray()) {
        throw new DataException(file + " is no JSON array");
      }
      return new JsonArrayRows(file.toString(), rows.getAsJsonArray());
    }
  }

  private static InputStream stream(byte[] bytes) {
    return new ByteArrayInputStream(bytes);
  }

  @Override
  public Optional<JsonObject> next() {
    if (!rows.hasNext()) {
      return Optional.empty();
    }
    number++;
    JsonElement row = rows.next();
    if (!row.isJsonObject()) {
      throw new DataException(where() + "not a JSON object: '" + Excerpt.of(row.toString()) + "'");
    }
    return Optional.of(row.getAsJsonObject());
  }

  @Override
  public String where() {
    return file + ": element " + number + ": ";
  }

  @Override
  public void close() {
    // Everything has been read.
  }
}
