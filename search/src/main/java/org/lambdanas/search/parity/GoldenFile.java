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
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.error.Excerpt;
import org.lambdanas.graph.interchange.BoundedFile;
import org.lambdanas.graph.space.CellSpace;
import org.lambdanas.graph.space.NetworkSize;
import org.lambdanas.graph.space.SearchSpaces;
import org.lambdanas.proto.v1.Architecture;

/**
 * What a golden file holds, by path ({@code expect/grad_weights/NAME}): JSON, plain or gzipped,
 * read in one pass and without holding more than the numbers themselves.
 */
final class GoldenFile {

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

  private static final Set<String> NUMBERS = Set.of("NaN", "Infinity", "-Infinity");

  private GoldenFile() {}

  /**
   * Reads a golden file.
   *
   * @param file JSON, plain or gzipped
   * @throws DataException if it is not of this form
   */
  static GoldenFile read(Path file) {
    byte[] bytes = BoundedFile.read(file, LARGEST);
    try {
      return parse(bytes);
    } catch (DataException e) {
      throw new DataException(file + ": " + e.getMessage(), e);
    }
  }

  /** Reads JSON. */
  static GoldenFile parse(byte[] json) {
    GoldenFile reader = new GoldenFile();
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
    return reader;
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
      case STRING -> text(path, in.nextString());
      default -> in.skipValue();
    }
  }

  /** Numbers that JSON lacks are written as strings. */
  private void text(String path, String text) {
    if (NUMBERS.contains(text)) {
      numbers.put(path, Double.valueOf(text));
    } else {
      texts.put(path, text);
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
    } else if (in.peek() == JsonToken.STRING) {
      List<String> entries = new ArrayList<>();
      while (in.hasNext()) {
        entries.add(in.nextString());
      }
      texts.put(path, String.join("\n", entries));
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

  Map<String, GoldenTensor> byType(String name) {
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

  Map<String, List<GoldenTensor>> listsByType(String name) {
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
  Map<String, GoldenTensor> group(String... names) {
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

  /** The list under the first of some names that has one. */
  List<GoldenTensor> list(String... names) {
    for (String name : names) {
      List<GoldenTensor> list = lists.get(name);
      if (list != null) {
        return list;
      }
    }
    throw missing(names[0]);
  }

  Optional<String> ifPresent(String name) {
    return Optional.ofNullable(texts.get(name));
  }

  Optional<Double> optional(String number) {
    return Optional.ofNullable(numbers.get(number));
  }

  /** The numbers whose path begins so, by the rest of the path. */
  Map<String, Double> numbers(String prefix) {
    Map<String, Double> found = new TreeMap<>();
    numbers.forEach(
        (path, value) -> {
          if (path.startsWith(prefix)) {
            found.put(path.substring(prefix.length()), value);
          }
        });
    return found;
  }

  /** The search space that the file names. */
  CellSpace space() {
    return checked(() -> SearchSpaces.cellSpaceById(spaceId()));
  }

  String spaceId() {
    String id = text("space");
    return SPACE_NAMES.getOrDefault(id, id);
  }

  /** The cells that the file tells of, if it has both. */
  Optional<Architecture> genotype(CellSpace space) {
    String normal = texts.get(GENOTYPE + "normal");
    String reduce = texts.get(GENOTYPE + "reduce");
    return normal == null || reduce == null
        ? Optional.empty()
        : Optional.of(space.parse(normal + ", " + reduce));
  }

  /** Class indices of images. */
  int[] labels(String name, int classes) {
    double[] labels = required(name).data();
    for (double label : labels) {
      if (label != Math.rint(label) || label < 0 || label >= classes) {
        throw new DataException("label " + label + " names none of the " + classes + " classes");
      }
    }
    return Arrays.stream(labels).mapToInt(label -> (int) label).toArray();
  }

  /** Channels, depth and classes of the network. */
  NetworkSize size() {
    int depth = whole(numbers.containsKey("cells") ? "cells" : "cells_per_stage");
    long[] images = required("images").shape();
    return checked(
        () ->
            new NetworkSize(
                whole("channels"), depth, (int) images[images.length - 1], whole("classes")));
  }

  /** What a file names and nobody knows is the file's fault. */
  static <T> T checked(Supplier<T> made) {
    try {
      return made.get();
    } catch (ConfigException e) {
      throw new DataException(String.valueOf(e.getMessage()), e);
    }
  }

  static <T> Map<String, T> required(String name, Map<String, T> found) {
    if (found.isEmpty()) {
      throw missing(name);
    }
    return found;
  }

  GoldenTensor required(String name) {
    return present(name, tensors.get(name));
  }

  String text(String name) {
    return present(name, texts.get(name));
  }

  double number(String name) {
    return present(name, numbers.get(name));
  }

  int whole(String name) {
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

  static DataException missing(String name) {
    return new DataException("'" + name + "' is missing or of another kind");
  }
}
