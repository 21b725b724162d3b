package org.lambdanas.predictors.stream;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.lambdanas.graph.error.Choice;
import org.lambdanas.graph.interchange.MessageFormat;

/** How predictions are written one after the other. */
public enum PredictionFormat {
  /** Architecture, mean and deviation, with tabs between, below a heading line. */
  TSV("tsv", List.of(".tsv", ".txt")),
  /** The same with commas, quoted where needed (RFC 4180). */
  CSV("csv", List.of(".csv")),
  /** One {@code Prediction} a line, as proto3 JSON. */
  JSON_LINES("jsonl", List.of(".jsonl", ".ndjson")),
  /** {@code Prediction} messages in binary, each after its length as a varint. */
  DELIMITED("delimited", List.of(".delimited")),
  /** One {@code Predictions} message in binary. */
  BINARY("binpb", List.of(".binpb")),
  /** One {@code Predictions} message as text. */
  TEXT("txtpb", List.of(".txtpb")),
  /** One {@code Predictions} message as proto3 JSON. */
  JSON("json", List.of(".json"));

  private final String id;

  /** A copy that cannot be changed. */
  @SuppressWarnings("ImmutableEnumChecker")
  private final List<String> endings;

  PredictionFormat(String id, List<String> endings) {
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
  public static Optional<PredictionFormat> of(Path file) {
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
  public static PredictionFormat byId(String id) {
    return Choice.of("form of predictions", id, List.of(values()), PredictionFormat::id);
  }

  /** Its name in options. */
  @Override
  public String toString() {
    return id;
  }
}
