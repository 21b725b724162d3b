package org.lambdanas.predictors.stream;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.lambdanas.graph.error.Choice;

/** How observations are written one after the other. Each may be gzipped. */
public enum ObservationFormat {
  /** One architecture a line, in a text form of its space. */
  LINES(new FormName("lines", List.of(".txt", ".lines"))),
  /** One {@code Observation} a line, as proto3 JSON. */
  JSON_LINES(FormName.JSON_LINES),
  /** {@code Observation} messages in binary, each after its length as a varint. */
  DELIMITED(FormName.DELIMITED),
  /** One {@code Observations} message in binary; read piece by piece. */
  BINARY(FormName.BINARY),
  /** One {@code Observations} message as text. */
  TEXT(FormName.TEXT),
  /** One {@code Observations} message as proto3 JSON. */
  JSON(FormName.JSON);

  /** A record that cannot be changed. */
  @SuppressWarnings("ImmutableEnumChecker")
  private final FormName name;

  ObservationFormat(FormName name) {
    this.name = name;
  }

  /**
   * Its name in options.
   *
   * @return such as {@code "jsonl"}
   */
  public String id() {
    return name.id();
  }

  /**
   * The format of a file by its ending; a further {@code .gz} is looked through.
   *
   * @param file any path
   * @return the format, or empty for other endings
   */
  public static Optional<ObservationFormat> of(Path file) {
    return FormName.ofFile(file, values(), format -> format.name);
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
    return name.id();
  }
}
