package org.lambdanas.predictors.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;

import com.google.protobuf.Message;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.hipparchus.distribution.continuous.NormalDistribution;
import org.lambdanas.graph.interchange.CsvText;
import org.lambdanas.graph.interchange.MessageFormat;
import org.lambdanas.graph.interchange.Messages;
import org.lambdanas.graph.space.SearchSpaces;
import org.lambdanas.proto.v1.Encoding;
import org.lambdanas.proto.v1.EncodingList;
import org.lambdanas.proto.v1.Prediction;
import org.lambdanas.proto.v1.Predictions;

/**
 * Writes predictions or encodings piece by piece. The head, the pieces with what stands between
 * them, and the foot one after the other are the whole. Numbers are written so that they read back
 * to the bit. Safe for use by several threads.
 *
 * @param <T> what is written
 */
public final class MessageWriter<T extends Message> {

  private static final byte[] NOTHING = {};

  private final StreamFormat format;
  private final String field;
  private final Function<List<T>, Message> list;
  private final List<String> columns;
  private final Function<T, List<String>> row;

  private MessageWriter(
      StreamFormat format,
      String field,
      Function<List<T>, Message> list,
      List<String> columns,
      Function<T, List<String>> row) {
    this.format = format;
    this.field = field;
    this.list = list;
    this.columns = columns;
    this.row = row;
  }

  /** Writes predictions in one of {@link StreamFormat#PREDICTIONS}. */
  public static MessageWriter<Prediction> predictions(StreamFormat format) {
    return predictions(format, List.of(), MessageWriter::columns);
  }

  /**
   * The same; in tables also the ends of an interval around the mean, as deviations are normal.
   *
   * @param percent of the truth that lies in it, above 0 and below 100
   */
  public static MessageWriter<Prediction> predictions(StreamFormat format, double percent) {
    double deviations = new NormalDistribution().inverseCumulativeProbability(.5 + percent / 200);
    return predictions(
        format,
        List.of("low", "high"),
        prediction -> {
          List<String> row = new ArrayList<>(columns(prediction));
          for (int side = -1; side <= 1; side += 2) {
            row.add(
                prediction.hasDeviation()
                    ? Double.toString(
                        prediction.getMean() + side * deviations * prediction.getDeviation())
                    : "");
          }
          return row;
        });
  }

  private static MessageWriter<Prediction> predictions(
      StreamFormat format, List<String> more, Function<Prediction, List<String>> row) {
    return new MessageWriter<>(
        format,
        "predictions",
        all -> Predictions.newBuilder().addAllPredictions(all).build(),
        Stream.concat(Stream.of("architecture", "mean", "deviation"), more.stream()).toList(),
        row);
  }

  private static List<String> columns(Prediction prediction) {
    return List.of(
        SearchSpaces.of(prediction.getArchitecture()).format(prediction.getArchitecture()),
        Double.toString(prediction.getMean()),
        prediction.hasDeviation() ? Double.toString(prediction.getDeviation()) : "");
  }

  /** Writes encodings in one of {@link StreamFormat#ENCODINGS}. */
  public static MessageWriter<Encoding> encodings(StreamFormat format) {
    return new MessageWriter<>(
        format,
        "encodings",
        all -> EncodingList.newBuilder().addAllEncodings(all).build(),
        List.of(),
        encoding -> {
          throw new IllegalArgumentException("encodings are no rows of a table");
        });
  }

  /** What stands before the first message; may be empty. */
  public byte[] head() {
    return switch (format) {
      case TSV -> bytes(CsvText.tabs(List.of(columns)));
      case CSV -> bytes(CsvText.commas(List.of(columns)));
      case JSON -> bytes("{\"" + field + "\":[");
      case LINES, JSON_LINES, DELIMITED, BINARY, TEXT -> NOTHING;
    };
  }

  /** What stands between two pieces; may be empty. */
  public byte[] between() {
    return format == StreamFormat.JSON ? bytes(",\n") : NOTHING;
  }

  /** What stands after the last message; may be empty. */
  public byte[] foot() {
    return format == StreamFormat.JSON ? bytes("]}\n") : NOTHING;
  }

  /** Writes some consecutive messages, at least one. */
  public byte[] piece(List<T> messages) {
    return switch (format) {
      case TSV -> bytes(CsvText.tabs(messages.stream().map(row).toList()));
      case CSV -> bytes(CsvText.commas(messages.stream().map(row).toList()));
      case JSON_LINES ->
          bytes(messages.stream().map(m -> Messages.printJsonLine(m) + "\n").collect(joining()));
      case JSON -> bytes(messages.stream().map(Messages::printJsonLine).collect(joining(",\n")));
      case DELIMITED -> delimited(messages);
      // Lists one after the other are one list, in binary and as text.
      case BINARY -> list.apply(messages).toByteArray();
      case TEXT -> bytes(Messages.print(list.apply(messages), MessageFormat.TEXT));
      case LINES -> throw new IllegalArgumentException(field + " as " + format);
    };
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

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}
