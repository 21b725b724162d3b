package org.lambdanas.graph.interchange;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import org.lambdanas.graph.error.ConfigException;

/** How a message is written to a file. The file's ending says which. */
public enum MessageFormat {
  /** Protobuf text format. */
  TEXT(".txtpb"),
  /** Protobuf binary format. */
  BINARY(".binpb"),
  /** Proto3 JSON. */
  JSON(".json");

  private final String ending;

  MessageFormat(String ending) {
    this.ending = ending;
  }

  /** The ending of file names with its dot: {@code ".txtpb"}. */
  public String ending() {
    return ending;
  }

  /** The format of a file by its ending; a further {@code .gz} is looked through. */
  public static Optional<MessageFormat> of(Path file) {
    String plain = withoutGzip(file);
    return Arrays.stream(values()).filter(format -> plain.endsWith(format.ending)).findFirst();
  }

  /** The format of a file; ConfigException, saying which there are, for other endings. */
  public static MessageFormat require(Path file) {
    return of(file)
        .orElseThrow(
            () ->
                new ConfigException(
                    "cannot tell the format of "
                        + file
                        + " by its ending: use "
                        + Arrays.stream(values())
                            .map(MessageFormat::ending)
                            .collect(Collectors.joining(", "))));
  }

  /** The path of a file as text, without an ending {@code .gz}. */
  public static String withoutGzip(Path file) {
    String name = file.toString();
    return isGzip(file) ? name.substring(0, name.length() - ".gz".length()) : name;
  }

  /** Whether a file is to be written gzipped. What is read tells by its content. */
  public static boolean isGzip(Path file) {
    return file.toString().endsWith(".gz");
  }
}
