package org.lambdanas.predictors.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.Message;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.lambdanas.graph.interchange.MessageFormat;
import org.lambdanas.graph.interchange.Messages;
import org.lambdanas.graph.space.SearchSpaces;
import org.lambdanas.proto.v1.Prediction;
import org.lambdanas.proto.v1.Predictions;

/**
 * Writes predictions piece by piece. The head, the pieces with what stands between them, and the
 * foot one after the other are the whole. Numbers are written so that they read back to the bit.
 * Safe for use by several threads.
 *
 * @param format how to write
 */
public record PredictionWriter(PredictionFormat format) {

  private static final List<String> COLUMNS = List.of("architecture", "mean", "deviation");

  private static final byte[] NOTHING = {};

  /**
   * What stands before the first prediction.
   *
   * @return may be empty
   */
  public byte[] head() {
    return switch (format) {
      case TSV -> bytes(String.join("\t", COLUMNS) + "\n");
      case CSV -> bytes(String.join(",", COLUMNS) + "\n");
      case JSON -> bytes("{\"predictions\":[");
      case JSON_LINES, DELIMITED, BINARY, TEXT -> NOTHING;
    };
  }

  /**
   * What stands between two pieces.
   *
   * @return may be empty
   */
  public byte[] between() {
    return format == PredictionFormat.JSON ? bytes(",\n") : NOTHING;
  }

  /**
   * What stands after the last prediction.
   *
   * @return may be empty
   */
  public byte[] foot() {
    return format == PredictionFormat.JSON ? bytes("]}\n") : NOTHING;
  }

  /**
   * Writes some consecutive predictions.
   *
   * @param predictions at least one, of registered spaces
   * @return their bytes
   */
  public byte[] piece(List<Prediction> predictions) {
    return switch (format) {
      case TSV -> table(predictions, '\t');
      case CSV -> table(predictions, ',');
      case JSON_LINES -> {
        StringBuilder lines = new StringBuilder();
        predictions.forEach(p -> lines.append(Messages.printJsonLine(p)).append('\n'));
        yield bytes(lines.toString());
      }
      case JSON ->
          bytes(String.join(",\n", predictions.stream().map(Messages::printJsonLine).toList()));
      case DELIMITED -> delimited(predictions);
      // Messages one after the other are the message of both.
      case BINARY -> list(predictions).toByteArray();
      case TEXT -> bytes(Messages.print(list(predictions), MessageFormat.TEXT));
    };
  }

  private static Predictions list(List<Prediction> predictions) {
    return Predictions.newBuilder().addAllPredictions(predictions).build();
  }

  private static byte[] delimited(List<? extends Message> messages) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      for (Message message : messages) {
        message.writeDelimitedTo(out);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("memory does not fail to be written", e);
    }
    return out.toByteArray();
  }

  private static byte[] table(List<Prediction> predictions, char separator) {
    StringBuilder lines = new StringBuilder();
    for (Prediction prediction : predictions) {
      String text =
          SearchSpaces.of(prediction.getArchitecture()).format(prediction.getArchitecture());
      lines
          .append(separator == ',' ? quoted(text) : text)
          .append(separator)
          .append(prediction.getMean())
          .append(separator);
      if (prediction.hasDeviation()) {
        lines.append(prediction.getDeviation());
      }
      lines.append('\n');
    }
    return bytes(lines.toString());
  }

  private static String quoted(String text) {
    return text.indexOf(',') < 0 && text.indexOf('"') < 0
        ? text
        : '"' + text.replace("\"", "\"\"") + '"';
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}
