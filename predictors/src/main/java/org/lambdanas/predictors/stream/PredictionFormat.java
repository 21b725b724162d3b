package org.lambdanas.predictors.stream;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.lambdanas.graph.error.Choice;

/** How predictions are written one after the other. */
public enum PredictionFormat {
  /** Architecture, mean and deviation, with tabs between, below a heading line. */
  TSV(new FormName("tsv", List.of(".tsv", ".txt"))),
  /** The same with commas, quoted where needed (RFC 4180). */
  CSV(new FormName("csv", List.of(".csv"))),
  /** One {@code Prediction} a line, as proto3 JSON. */
  JSON_LINES(FormName.JSON_LINES),
  /** {@code Prediction} messages in binary, each after its length as a varint. */
  DELIMITED(FormName.DELIMITED),
  /** One {@code Predictions} message in binary. */
  BINARY(FormName.BINARY),
  /** One {@code Predictions} message as text. */
  TEXT(FormName.TEXT),
  /** One {@code Predictions} message as proto3 JSON. */
  JSON(FormName.JSON);

  /** A record that cannot be changed. */
  @SuppressWarnings("ImmutableEnumChecker")
  private final FormName name;

  PredictionFormat(FormName name) {
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
  public static Optional<PredictionFormat> of(Path file) {
    return FormName.ofFile(file, values(), format -> format.name);
  }

  /**
   * Looks a format up by name.
   *
   * @param id such as {@code "jsonl"}
   * @return the format
   * @throws org.lambdanas.graph.error.ConfigException if there is none of that name
   */
  public static PredictionFormat byId(String id) {
    return Choice.of("form of predictions", id, List.of(values()), PredictionFormat::id);
  }

  /** Its name in options. */
  @Override
  public String toString() {
    return name.id();
  }
}
