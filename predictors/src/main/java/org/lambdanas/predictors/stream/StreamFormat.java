package org.lambdanas.predictors.stream;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.lambdanas.graph.error.Choice;
import org.lambdanas.graph.interchange.MessageFormat;

/** How observations, predictions or encodings are written one after the other. */
public enum StreamFormat {
  /** One architecture a line, in a text form of its space. */
  LINES("lines", ".txt", ".lines"),
  /** A line a message with tabs between its columns, below a heading line. */
  TSV("tsv", ".tsv", ".txt"),
  /** The same with commas, quoted where needed (RFC 4180). */
  CSV("csv", ".csv"),
  /** One message a line, as proto3 JSON. */
  JSON_LINES("jsonl", ".jsonl", ".ndjson"),
  /** Messages in binary, each after its length as a varint. */
  DELIMITED("delimited", ".delimited"),
  /** One message of them all, in binary. */
  BINARY("binpb", MessageFormat.BINARY.ending()),
  /** One message of them all, as text. */
  TEXT("txtpb", MessageFormat.TEXT.ending()),
  /** One message of them all, as proto3 JSON. */
  JSON("json", MessageFormat.JSON.ending());

  /** How observations are read; each may be gzipped. */
  public static final Set<StreamFormat> OBSERVATIONS =
      Set.copyOf(EnumSet.complementOf(EnumSet.of(TSV, CSV)));

  /** How predictions are written. */
  public static final Set<StreamFormat> PREDICTIONS =
      Set.copyOf(EnumSet.complementOf(EnumSet.of(LINES)));

  /** How encodings are written. */
  public static final Set<StreamFormat> ENCODINGS =
      Set.copyOf(EnumSet.of(JSON_LINES, BINARY, TEXT, JSON));

  private final String id;

  /** An immutable list. */
  @SuppressWarnings("ImmutableEnumChecker")
  private final List<String> endings;

  StreamFormat(String id, String... endings) {
    this.id = id;
    this.endings = List.of(endings);
  }

  /** The format among some of a file by its ending; a further {@code .gz} is looked through. */
  public static Optional<StreamFormat> of(Path file, Set<StreamFormat> among) {
    String plain = MessageFormat.withoutGzip(file);
    return List.of(values()).stream()
        .filter(among::contains)
        .filter(format -> format.endings.stream().anyMatch(plain::endsWith))
        .findFirst();
  }

  /** Looks a format up by name among some. For errors it is said what is written in it. */
  public static StreamFormat byId(String what, String id, Set<StreamFormat> among) {
    return Choice.of(
        "form of " + what,
        id,
        List.of(values()).stream().filter(among::contains).toList(),
        StreamFormat::toString);
  }

  /** Its name in options. */
  @Override
  public String toString() {
    return id;
  }
}
