package org.lambdanas.predictors.stream;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.lambdanas.graph.error.Choice;
import org.lambdanas.graph.interchange.MessageFormat;

/** How observations are written one after the other. Each may be gzipped. */
public enum ObservationFormat {
  /** One architecture a line, in a text form of its space. */
  LINES("lines", List.of(".txt", ".lines")),
  /** One {@code Observation} a line, as proto3 JSON. */
  JSON_LINES("jsonl", List.of(".jsonl", ".ndjson")),
  /** {@code Observation} messages in binary, each after its length as a varint. */
  DELIMITED("delimited", List.of(".delimited")),
  /** One {@code Observations} message in binary; read piece by piece. */
  BINARY("binpb", List.of(".binpb")),
  /** One {@code Observations} message as text. */
  TEXT("txtpb", List.of(".txtpb")),
  /** One {@code Observations} message as proto3 JSON. */
  JSON("json", List.of(".json"));

  private final String id;

  /** A copy that cannot be changed. */
  @SuppressWarnings("ImmutableEnumChecker")
  private final List<String> endings;

  ObservationFormat(String id, List<String> endings) {
    this.id = id;
    this.endings = List.copyOf(endings);
  }

  /**
   * Its name in options.
   *
   * @return such as {@code "jsonl"}
   */
  public String id() {
    return id;
  }

  /**
   * The format of a file by its ending; a further {@code .gz} is looked through.
   *
   * @param file any path
   * @return the format, or empty for other endings
   */
  public static Optional<ObservationFormat> of(Path file) {
    String name = MessageFormat.withoutGzip(file);
    return Arrays.stream(values())
        .filter(format -> format.endings.stream().anyMatch(name::endsWith))
        .findFirst();
  }

  /**
   * Looks a format up by name.
   *
   * @param id such as {@code "jsonl"}
   * @return the format
   * @throws org.lambdanas.graph.error.ConfigException if there is none of that name
   */
  public static ObservationFormat byId(String id) {
    return Choice.of("form of observations", id, List.of(values()), ObservationFormat::id);
  }

  /** Its name in options. */
  @Override
  public String toString() {
    return id;
  }
}
