package org.lambdanas.predictors.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.interchange.MessageFormat;
import org.lambdanas.graph.interchange.Messages;
import org.lambdanas.proto.v1.Encoding;
import org.lambdanas.proto.v1.EncodingList;

/**
 * Writes encodings one after the other, as JSON lines or as one {@code EncodingList} message, in
 * memory that does not grow with their number.
 */
public final class EncodingWriter {

  private static final List<String> LINE_ENDINGS = List.of(".jsonl", ".ndjson");

  private final Optional<MessageFormat> format;
  private final OutputStream out;
  private boolean any;

  private EncodingWriter(Optional<MessageFormat> format, OutputStream out) {
    this.format = format;
    this.out = out;
  }

  /** Writes encodings. */
  @FunctionalInterface
  public interface Content {
    /**
     * Writes all.
     *
     * @param writer takes them
     * @throws IOException if the stream fails
     */
    void writeTo(EncodingWriter writer) throws IOException;
  }

  /**
   * Makes sure that a file's ending says how to write.
   *
   * @param file any path
   * @throws ConfigException if it does not
   */
  public static void checkEnding(Path file) {
    if (!isLines(file) && MessageFormat.of(file).isEmpty()) {
      throw new ConfigException(
          "cannot tell the form of "
              + file
              + " by its ending: use .jsonl for JSON lines, or "
              + String.join(
                  ", ", Arrays.stream(MessageFormat.values()).map(MessageFormat::ending).toList())
              + ", each also with .gz");
    }
  }

  private static boolean isLines(Path file) {
    String name = MessageFormat.withoutGzip(file);
    return LINE_ENDINGS.stream().anyMatch(name::endsWith);
  }

  /**
   * Writes in the form of a file's ending.
   *
   * @param file says the form; see {@link #checkEnding}
   * @param out takes the bytes; not closed here
   * @param content writes the encodings
   * @throws IOException if the stream fails
   */
  public static void write(Path file, OutputStream out, Content content) throws IOException {
    checkEnding(file);
    EncodingWriter writer = new EncodingWriter(MessageFormat.of(file), out);
    boolean json = writer.format.filter(format -> format == MessageFormat.JSON).isPresent();
    if (json) {
      writer.print("{\"encodings\":[");
    }
    content.writeTo(writer);
    if (json) {
      writer.print("]}\n");
    }
  }

  /**
   * Writes one.
   *
   * @param encoding any
   * @throws IOException if the stream fails
   */
  public void write(Encoding encoding) throws IOException {
    if (format.isEmpty()) {
      print(Messages.printJsonLine(encoding) + "\n");
    } else {
      switch (format.get()) {
        case JSON -> print((any ? ",\n" : "") + Messages.printJsonLine(encoding));
        // Lists one after the other are one list, in binary and as text.
        case BINARY -> list(encoding).writeTo(out);
        case TEXT -> print(Messages.print(list(encoding), MessageFormat.TEXT));
      }
    }
    any = true;
  }

  private static EncodingList list(Encoding encoding) {
    return EncodingList.newBuilder().addEncodings(encoding).build();
  }

  private void print(String text) throws IOException {
    out.write(text.getBytes(UTF_8));
  }
}
