package org.lambdanas.graph.space;

import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.error.Excerpt;
import org.lambdanas.proto.v1.Arc;
import org.lambdanas.proto.v1.MatrixCell;

/**
 * Cells of NAS-Bench-101 as text. The short form names each vertex in order, with the numbers of
 * the vertices that it reads: {@code input conv3x3-bn-relu(0) maxpool3x3(0) output(1,2)}. The long
 * form is the JSON of the benchmark's files, an object with {@code matrix} and {@code ops}; other
 * names in it are passed over. The two as a pair, as Python and NumPy print them or programs hold
 * them, are read too, whatever is around them, and so are NASLib's numbers: the entries of the
 * matrix row by row, then the operations.
 */
final class MatrixText {

  private static final int LONGEST = 10_000;

  private static final Pattern VERTEX =
      Pattern.compile(
          "([a-z0-9-]{1,40})\\(\\s{0,9}((?:\\d{1,3}(?:\\s{0,9},\\s{0,9}\\d{1,3}){0,40})?)\\s{0,9}\\)");

  private static final Pattern MATRIX = Pattern.compile("\\[\\s{0,99}\\[\\s{0,99}\\d");

  private static final Pattern ROWS = Pattern.compile("[\\[\\]\\d,\\s]*");

  private static final String NAME =
      "(?:'[a-z0-9-]{1,40}'|\"[a-z0-9-]{1,40}\"|INPUT|OUTPUT|CONV1X1|CONV3X3|MAXPOOL3X3)";

  private static final Pattern OPERATIONS =
      Pattern.compile(NAME + "(?:\\s{0,99},\\s{0,99}" + NAME + "){0,40}\\s{0,99},?");

  /** What the benchmark's own example calls the operations. */
  private static final Map<String, String> CONSTANTS =
      Map.of(
          "INPUT", "input",
          "OUTPUT", "output",
          "CONV1X1", "conv1x1-bn-relu",
          "CONV3X3", "conv3x3-bn-relu",
          "MAXPOOL3X3", "maxpool3x3");

  private static final Pattern NUMBERS =
      Pattern.compile("[\\[(]\\s*(\\d{1,3}(?:\\s*,\\s*\\d{1,3})*)\\s*,?\\s*[\\])]");

  /** By NASLib's number. */
  private static final List<String> NUMBERED =
      List.of("input", "output", "maxpool3x3", "conv1x1-bn-relu", "conv3x3-bn-relu");

  private static final Map<String, String> SHORT_NAMES =
      Map.of("conv3x3", "conv3x3-bn-relu", "conv1x1", "conv1x1-bn-relu");

  private MatrixText() {}

  static String format(MatrixGraph graph) {
    StringBuilder text = new StringBuilder(graph.operations().get(0));
    for (int v = 1; v < graph.vertices(); v++) {
      List<String> sources = new ArrayList<>();
      for (int u = 0; u < v; u++) {
        if (graph.has(u, v)) {
          sources.add(String.valueOf(u));
        }
      }
      text.append(' ').append(graph.operations().get(v));
      text.append('(').append(String.join(",", sources)).append(')');
    }
    return text.toString();
  }

  static String json(MatrixGraph graph) {
    List<String> rows = new ArrayList<>();
    for (int source = 0; source < graph.vertices(); source++) {
      List<String> row = new ArrayList<>();
      for (int target = 0; target < graph.vertices(); target++) {
        row.add(graph.has(source, target) ? "1" : "0");
      }
      rows.add("[" + String.join(", ", row) + "]");
    }
    return "{\"matrix\": [%s], \"ops\": [\"%s\"]}"
        .formatted(String.join(", ", rows), String.join("\", \"", graph.operations()));
  }

  /** Reads either form; the cell has yet to be validated. */
  static MatrixCell parse(String text) {
    String trimmed = text.strip();
    if (trimmed.length() > LONGEST) {
      throw malformed(text);
    }
    Matcher numbers = NUMBERS.matcher(trimmed);
    if (numbers.matches()) {
      return parseNumbers(
          Stream.of(numbers.group(1).split("\\s*,\\s*", -1)).map(Integer::valueOf).toList(), text);
    }
    if (trimmed.startsWith("{") && trimmed.indexOf('\'') < 0) {
      return parseJson(trimmed);
    }
    return python(trimmed)
        .orElseGet(() -> trimmed.startsWith("{") ? parseJson(trimmed) : parseShort(trimmed));
  }

  /** A matrix and a list of operations that follows it, whatever is around them. */
  private static Optional<MatrixCell> python(String text) {
    String plain = PublishedText.withoutComments(text);
    Matcher matrix = MATRIX.matcher(plain);
    if (!matrix.find()) {
      return Optional.empty();
    }
    int start = matrix.start();
    int end = PublishedText.balanced(plain, start);
    int list = end < 0 ? -1 : plain.indexOf('[', end);
    int listEnd = list < 0 ? -1 : PublishedText.balanced(plain, list);
    if (listEnd < 0) {
      return Optional.empty();
    }
    if (matrix.find(end)) {
      throw new DataException("the text has two matrices or more: keep the cell that is meant");
    }
    String rows = plain.substring(start, end);
    String operations = plain.substring(list + 1, listEnd - 1).strip();
    if (!ROWS.matcher(rows).matches() || !OPERATIONS.matcher(operations).matches()) {
      return Optional.empty();
    }
    List<String> names = new ArrayList<>();
    for (String name : operations.split("\\s*,\\s*")) {
      names.add('"' + CONSTANTS.getOrDefault(name, name.substring(1, name.length() - 1)) + '"');
    }
    // As NumPy prints it, a matrix has blanks and new lines where Python's lists have commas.
    String separated =
        rows.strip().replaceAll("(?<=[\\d\\]])\\s+(?=[\\d\\[])", ",").replaceAll(",\\s*\\]", "]");
    return Optional.of(parseJson("{\"matrix\": %s, \"ops\": %s}".formatted(separated, names)));
  }

  private static MatrixCell parseNumbers(List<Integer> numbers, String text) {
    int vertices = (int) Math.sqrt(numbers.size());
    if (vertices * (vertices + 1) != numbers.size()) {
      throw malformed(text);
    }
    MatrixCell.Builder cell = MatrixCell.newBuilder();
    for (int operation : numbers.subList(vertices * vertices, numbers.size())) {
      if (operation >= NUMBERED.size()) {
        throw new DataException("the cell has the operation " + operation + ": there are 0 to 4");
      }
      cell.addOperations(NUMBERED.get(operation));
    }
    for (int source = 0; source < vertices; source++) {
      for (int target = 0; target < vertices; target++) {
        addEntry(cell, source, target, numbers.get(source * vertices + target));
      }
    }
    return cell.build();
  }

  private static void addEntry(MatrixCell.Builder cell, int source, int target, int entry) {
    if (entry != 0 && entry != 1) {
      throw new DataException("the matrix has the entry " + entry + ": entries are 0 and 1");
    }
    if (entry == 1) {
      if (target <= source) {
        throw new DataException(
            "the matrix has an arc from vertex %d to vertex %d: arcs go to later vertices"
                .formatted(source, target));
      }
      cell.addArcs(Arc.newBuilder().setSource(source).setTarget(target));
    }
  }

  private static MatrixCell parseShort(String text) {
    MatrixCell.Builder cell = MatrixCell.newBuilder();
    List<List<Integer>> targets = new ArrayList<>();
    if (!text.startsWith("input")) {
      throw malformed(text);
    }
    cell.addOperations("input");
    targets.add(new ArrayList<>());
    Matcher vertex = VERTEX.matcher(text);
    int end = "input".length();
    while (end < text.length()) {
      int start = end;
      while (start < text.length() && Character.isWhitespace(text.charAt(start))) {
        start++;
      }
      if (start == end || !vertex.region(start, text.length()).lookingAt()) {
        throw malformed(text);
      }
      int target = cell.getOperationsCount();
      for (String source : vertex.group(2).split("\\s*,\\s*", -1)) {
        if (!source.isEmpty()) {
          int number = Integer.parseInt(source);
          if (number >= target) {
            throw new DataException(
                "vertex " + target + " reads vertex " + number + ": only earlier ones can be read");
          }
          targets.get(number).add(target);
        }
      }
      targets.add(new ArrayList<>());
      cell.addOperations(SHORT_NAMES.getOrDefault(vertex.group(1), vertex.group(1)));
      end = vertex.end();
    }
    for (int source = 0; source < targets.size(); source++) {
      for (int target : targets.get(source)) {
        cell.addArcs(Arc.newBuilder().setSource(source).setTarget(target));
      }
    }
    return cell.build();
  }

  private static MatrixCell parseJson(String text) {
    MatrixCell.Builder cell = MatrixCell.newBuilder();
    boolean matrix = false;
    boolean operations = false;
    try (JsonReader json = new JsonReader(new StringReader(text))) {
      json.beginObject();
      while (json.hasNext()) {
        switch (json.nextName()) {
          case "matrix" -> {
            requireFirst("matrix", matrix);
            matrix = true;
            readMatrix(json, cell);
          }
          case "ops" -> {
            requireFirst("ops", operations);
            operations = true;
            json.beginArray();
            while (json.hasNext()) {
              cell.addOperations(json.nextString());
            }
            json.endArray();
          }
          default -> json.skipValue();
        }
      }
      json.endObject();
      if (json.peek() != JsonToken.END_DOCUMENT) {
        throw malformed(text);
      }
    } catch (IOException | IllegalStateException | NumberFormatException e) {
      throw new DataException(malformedMessage(text), e);
    }
    if (!matrix || !operations) {
      throw malformed(text);
    }
    int size = cell.getOperationsCount();
    for (Arc arc : cell.getArcsList()) {
      if (arc.getSource() >= size || arc.getTarget() >= size) {
        throw new DataException("the matrix is larger than the " + size + " operations");
      }
    }
    return cell.build();
  }

  private static void requireFirst(String name, boolean seen) {
    if (seen) {
      throw new DataException("the name '" + name + "' is there twice");
    }
  }

  private static void readMatrix(JsonReader json, MatrixCell.Builder cell) throws IOException {
    json.beginArray();
    int columns = -1;
    int source = 0;
    for (; json.hasNext(); source++) {
      json.beginArray();
      int target = 0;
      for (; json.hasNext(); target++) {
        addEntry(cell, source, target, json.nextInt());
      }
      json.endArray();
      if (columns >= 0 && columns != target) {
        throw new DataException("the matrix has rows of " + columns + " and " + target);
      }
      columns = target;
    }
    json.endArray();
    if (columns != source) {
      throw new DataException(
          "the matrix has " + source + " rows of " + columns + ": it must be square");
    }
  }

  private static DataException malformed(String text) {
    return new DataException(malformedMessage(text));
  }

  private static String malformedMessage(String text) {
    return "not a NAS-Bench-101 cell: '"
        + Excerpt.of(text)
        + "'; expected input conv3x3-bn-relu(0) ... output(1,2), or JSON with \"matrix\" and"
        + " \"ops\"";
  }
}
