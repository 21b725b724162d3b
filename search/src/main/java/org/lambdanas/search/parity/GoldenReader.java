package org.lambdanas.search.parity;

import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.lambdanas.graph.alignment.Alignment;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.error.Excerpt;
import org.lambdanas.graph.interchange.BoundedFile;
import org.lambdanas.graph.space.CellSpace;
import org.lambdanas.graph.space.SearchSpaces;
import org.lambdanas.proto.v1.Architecture;

/**
 * Reads golden files: JSON, plain or gzipped, in one pass and without holding more than the numbers
 * themselves.
 */
final class GoldenReader {

  private static final long LARGEST = 1L << 30;

  /** Golden files need four levels. */
  private static final int DEEPEST = 16;

  /** What the reference calls the 7-operation space. */
  private static final Map<String, String> SPACE_NAMES = Map.of("s5", "darts");

  private final Map<String, Double> numbers = new TreeMap<>();
  private final Map<String, String> texts = new TreeMap<>();
  private final Map<String, GoldenTensor> tensors = new LinkedHashMap<>();
  private final Map<String, List<GoldenTensor>> lists = new LinkedHashMap<>();

  private static final String GENOTYPE = "genotype/";

  private GoldenReader() {}

  /**
   * Reads a golden file.
   *
   * @param file JSON, plain or gzipped
   * @throws DataException if it is not of this form
   */
  static GoldenCase read(Path file) {
    byte[] bytes = BoundedFile.read(file, LARGEST);
    try {
      return parse(bytes);
    } catch (DataException e) {
      throw new DataException(file + ": " + e.getMessage(), e);
    }
  }

  /** Reads a golden case from JSON. */
  static GoldenCase parse(byte[] json) {
    GoldenReader reader = new GoldenReader();
    try (JsonReader in =
        new JsonReader(
            new InputStreamReader(new ByteArrayInputStream(json), StandardCharsets.UTF_8))) {
      reader.object(in, "", 0);
      if (in.peek() != JsonToken.END_DOCUMENT) {
        throw new DataException("text after the end of the JSON object");
      }
    } catch (IOException | IllegalStateException | NumberFormatException e) {
      throw new DataException(
          "not a golden file: " + Excerpt.of(String.valueOf(e.getMessage())), e);
    }
    return reader.golden();
  }

  /** Collects an object's members under their paths: {@code expect/grad_weights/NAME}. */
  private void object(JsonReader in, String path, int depth) throws IOException {
    if (depth == DEEPEST) {
      throw new DataException("objects are nested deeper than " + DEEPEST);
    }
    in.beginObject();
    while (in.hasNext()) {
      String name = in.nextName();
      String member = path.isEmpty() ? name : path + "/" + name;
      value(in, member, depth);
    }
    in.endObject();
    GoldenTensor shape = tensors.remove(path + "/shape");
    GoldenTensor data = tensors.remove(path + "/data");
    if (shape != null && data != null) {
      tensors.put(path, tensor(path, shape, data));
    }
  }

  private void value(JsonReader in, String path, int depth) throws IOException {
    switch (in.peek()) {
      case BEGIN_OBJECT -> object(in, path, depth + 1);
      case BEGIN_ARRAY -> array(in, path, depth);
      case NUMBER -> numbers.put(path, in.nextDouble());
      case STRING -> texts.put(path, in.nextString());
      default -> in.skipValue();
    }
  }

  private void array(JsonReader in, String path, int depth) throws IOException {
    in.beginArray();
    if (in.peek() == JsonToken.NUMBER) {
      double[] values = new double[16];
      int count = 0;
      while (in.hasNext()) {
        if (count == values.length) {
          values = Arrays.copyOf(values, 2 * count);
        }
        values[count++] = in.nextDouble();
      }
      tensors.put(path, new GoldenTensor(new long[] {count}, Arrays.copyOf(values, count)));
    } else if (in.peek() == JsonToken.BEGIN_OBJECT) {
      List<GoldenTensor> list = new ArrayList<>();
      while (in.hasNext()) {
        object(in, path + "/item", depth + 1);
        GoldenTensor item = tensors.remove(path + "/item");
        if (item == null) {
          throw new DataException(path + " is not a list of tensors");
        }
        list.add(item);
      }
      lists.put(path, list);
    } else if (path.startsWith(GENOTYPE) && in.peek() == JsonToken.BEGIN_ARRAY) {
      texts.put(path, choices(in));
    } else {
      while (in.hasNext()) {
        in.skipValue();
      }
    }
    in.endArray();
  }

  /** Reads {@code [["sep_conv_3x3", 0], ...]} as {@code "sep_conv_3x3:0 ..."}. */
  private static String choices(JsonReader in) throws IOException {
    List<String> choices = new ArrayList<>();
    while (in.hasNext()) {
      in.beginArray();
      choices.add(in.nextString() + ":" + in.nextInt());
      in.endArray();
    }
    return String.join(" ", choices);
  }

  private static GoldenTensor tensor(String path, GoldenTensor shape, GoldenTensor data) {
    long[] extents = new long[shape.data().length];
    double size = 1;
    for (int i = 0; i < extents.length; i++) {
      extents[i] = (long) shape.data()[i];
      size *= extents[i];
      if (extents[i] != shape.data()[i] || extents[i] < 1) {
        throw new DataException(path + " has an extent of " + shape.data()[i]);
      }
    }
    if (size != data.data().length) {
      throw new DataException(
          path
              + " has "
              + data.data().length
              + " values, its shape "
              + Arrays.toString(extents)
              + " says otherwise");
    }
    return new GoldenTensor(extents, data.data());
  }

  private GoldenCase golden() {
    String id = text("space");
    CellSpace space;
    Alignment regulariser;
    try {
      space = SearchSpaces.cellSpaceById(SPACE_NAMES.getOrDefault(id, id));
      regulariser = Alignment.byId(texts.getOrDefault("regulariser", Alignment.CORRELATION.id()));
    } catch (ConfigException e) {
      throw new DataException(String.valueOf(e.getMessage()), e);
    }
    int classes = whole("classes");
    return new GoldenCase(
        space,
        whole("channels"),
        numbers.containsKey("cells") ? whole("cells") : whole("cells_per_stage"),
        classes,
        regulariser,
        required("images"),
        labels(classes),
        byType("alpha"),
        required("weights", group("weights")),
        new GoldenCase.Expected(
            number("expect/loss"),
            required("expect/logits"),
            listsByType("expect/cell_gradients_wrt_p"),
            byType("expect/grad_alpha"),
            required("expect/grad_weights", group("expect/grad_weights")),
            alignments(),
            number("expect/epsilon0"),
            number("expect/epsilon"),
            directions(),
            required(
                "expect/grad_regulariser_wrt_weights",
                group("expect/grad_regulariser_wrt_weights", "expect/grad_lambda_wrt_weights")),
            group("expect/grad_regulariser_exact_wrt_weights"),
            genotype(space)));
  }

  private Optional<Architecture> genotype(CellSpace space) {
    String normal = texts.get(GENOTYPE + "normal");
    String reduce = texts.get(GENOTYPE + "reduce");
    return normal == null || reduce == null
        ? Optional.empty()
        : Optional.of(space.parse(normal + ", " + reduce));
  }

  private int[] labels(int classes) {
    double[] labels = required("labels").data();
    for (double label : labels) {
      if (label != Math.rint(label) || label < 0 || label >= classes) {
        throw new DataException("label " + label + " names none of the " + classes + " classes");
      }
    }
    return Arrays.stream(labels).mapToInt(label -> (int) label).toArray();
  }

  private Map<Alignment, Double> alignments() {
    Map<Alignment, Double> found = new TreeMap<>();
    numbers.forEach(
        (path, value) -> {
          for (Alignment alignment : Alignment.values()) {
            String name = "expect/lambda_" + alignment.id();
            if (path.equals(name) || path.startsWith(name + "_")) {
              found.put(alignment, value);
            }
          }
        });
    return found;
  }

  private List<GoldenTensor> directions() {
    for (String name : List.of("expect/directions_d_by_cell", "expect/directions_d")) {
      List<GoldenTensor> list = lists.get(name);
      if (list != null) {
        return list;
      }
    }
    throw missing("expect/directions_d");
  }

  private Map<String, GoldenTensor> byType(String name) {
    Map<String, GoldenTensor> found = new TreeMap<>();
    tensors.forEach(
        (path, tensor) -> {
          if (path.equals(name)) {
            found.put("normal", tensor);
          } else if (path.startsWith(name + "_")) {
            found.put(path.substring(name.length() + 1), tensor);
          }
        });
    return required(name, found);
  }

  private Map<String, List<GoldenTensor>> listsByType(String name) {
    Map<String, List<GoldenTensor>> found = new TreeMap<>();
    lists.forEach(
        (path, list) -> {
          if (path.equals(name)) {
            found.put("normal", list);
          } else if (path.startsWith(name + "/")) {
            found.put(path.substring(name.length() + 1), list);
          }
        });
    return required(name, found);
  }

  /** The tensors under the first of some names that has any. */
  private Map<String, GoldenTensor> group(String... names) {
    Map<String, GoldenTensor> found = new LinkedHashMap<>();
    for (String name : names) {
      tensors.forEach(
          (path, tensor) -> {
            if (path.startsWith(name + "/")) {
              found.put(path.substring(name.length() + 1), tensor);
            }
          });
      if (!found.isEmpty()) {
        break;
      }
    }
    return found;
  }

  private static <T> Map<String, T> required(String name, Map<String, T> found) {
    if (found.isEmpty()) {
      throw missing(name);
    }
    return found;
  }

  private GoldenTensor required(String name) {
    return present(name, tensors.get(name));
  }

  private String text(String name) {
    return present(name, texts.get(name));
  }

  private double number(String name) {
    return present(name, numbers.get(name));
  }

  private int whole(String name) {
    double value = number(name);
    if (value != Math.rint(value) || value < 1 || value > 1 << 16) {
      throw new DataException("'" + name + "' is " + value + ": must be a whole number from 1");
    }
    return (int) value;
  }

  private static <T> T present(String name, @Nullable T value) {
    if (value == null) {
      throw missing(name);
    }
    return value;
  }

  private static DataException missing(String name) {
    return new DataException("'" + name + "' is missing or of another kind");
  }
}
