package org.lambdanas.search.cli.predictors;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.interchange.MessageFormat;
import org.lambdanas.graph.interchange.Messages;
import org.lambdanas.predictors.encoding.Encoder;
import org.lambdanas.predictors.encoding.Encodings;
import org.lambdanas.predictors.stream.MessageWriter;
import org.lambdanas.predictors.stream.StreamFormat;
import org.lambdanas.proto.v1.Encoding;
import org.lambdanas.proto.v1.EncodingCatalogue;
import org.lambdanas.proto.v1.EncodingsWritten;
import org.lambdanas.search.cli.verb.Lines;
import org.lambdanas.search.cli.verb.Result;
import org.lambdanas.search.cli.verb.StandardOutput;
import org.lambdanas.search.cli.verb.Verb;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Turns architectures into what predictors read, and back. */
@Command(
    name = "encode",
    header = "Encode architectures as predictors read them.",
    description =
        "Prints Encoding messages, by default as JSON lines. Memory does not grow with "
            + "their number.",
    footer = {
      "lnas predictors encode --list",
      "lnas predictors encode --space nasbench201 --encoding path cells.txt"
    })
final class EncodeVerb extends Verb {

  /** How often it is looked whether standard output still takes anything. */
  private static final int LINES_BETWEEN_CHECKS = 1024;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      arity = "0..1",
      paramLabel = "FILE",
      defaultValue = EncodeSource.STANDARD_INPUT,
      description = {
        "Architectures: one a line in a text form of the space, observations as JSON lines"
            + " (.jsonl), or a message (Architecture or Observations: .binpb, .txtpb, .json).",
        "With --decode encodings: JSON lines, or a message (Encoding or EncodingList).",
        "Each may be gzipped. Default: lines on standard input."
      })
  private String file = EncodeSource.STANDARD_INPUT;

  @Option(
      names = "--space",
      paramLabel = "SPACE",
      description = "Search space; needed for architectures in a text form.")
  private @Nullable String space;

  @Option(
      names = "--encoding",
      paramLabel = "NAME",
      description = {
        "Encoding, such as path, or vectors joined by +: adjacency_one_hot+path.",
        "With --decode: the only one that is accepted."
      })
  private @Nullable String encoding;

  @Option(names = "--list", description = "Show the encodings of --space, or of all spaces.")
  private boolean list;

  @Option(
      names = "--decode",
      description = "Read encodings and write the architectures they are of, one a line.")
  private boolean decode;

  @Option(
      names = "--output",
      paramLabel = "OUT",
      description = {
        "Write this file, as a whole or not at all, instead of standard output.",
        "Encodings: JSON lines (.jsonl) or an EncodingList (.binpb, .txtpb, .json).",
        "Architectures: one a line. A further ending .gz packs the file."
      })
  private @Nullable Path output;

  @Override
  protected Result execute() {
    if (list) {
      return list();
    }
    if (isJson() && output == null) {
      throw usage("--json prints one object: give --output too");
    }
    if (!decode && encoding == null) {
      throw usage("which encoding? Give --encoding (--list shows all)");
    }
    EncodeSource source =
        new EncodeSource(
            file, new EncoderChoice(Optional.ofNullable(space), Optional.ofNullable(encoding)));
    String what = decode ? "architectures decoded" : "architectures encoded";
    if (output == null) {
      progress().println(toStandardOutput(source) + " " + what);
      return Result.ok(List.of(), EncodingsWritten.getDefaultInstance());
    }
    long count = toFile(source, output);
    return Result.ok(
        List.of(count + " " + what + ", written to " + output),
        EncodingsWritten.newBuilder().setArchitectures(count).setOutput(output.toString()).build());
  }

  private Result list() {
    List<Encoder> encoders = space == null ? Encodings.all() : Encodings.of(space);
    Lines lines = new Lines();
    EncodingCatalogue.Builder result = EncodingCatalogue.newBuilder();
    for (Encoder encoder : encoders) {
      result
          .addEncodingsBuilder()
          .setSpace(encoder.space())
          .setEncoding(encoder.id())
          .setShape(encoder.shape().text())
          .setDecodable(encoder.isInvertible());
      lines.add(
          "%-12s %-18s %s%s",
          encoder.space(),
          encoder.id(),
          encoder.shape().text(),
          encoder.isInvertible() ? "" : ", cannot be decoded");
    }
    lines.add("Vectors of one space can be joined, such as adjacency_one_hot+path.");
    return Result.ok(lines, result.build());
  }

  private long toStandardOutput(EncodeSource source) {
    PrintWriter out = spec.commandLine().getOut();
    AtomicLong lines = new AtomicLong();
    EncodeSource.Sink<String> sink =
        line -> {
          // Not println, which would flush every line.
          out.write(line);
          out.write('\n');
          if (lines.incrementAndGet() % LINES_BETWEEN_CHECKS == 0) {
            StandardOutput.requireWritten(out);
          }
        };
    try {
      return decode
          ? source.decode(sink)
          : source.encode(encoded -> sink.take(Messages.printJsonLine(encoded)));
    } catch (IOException e) {
      throw new DataException("cannot write to standard output: " + e.getMessage(), e);
    }
  }

  private long toFile(EncodeSource source, Path target) {
    if (!decode) {
      format(target);
    } else if (MessageFormat.of(target).isPresent()) {
      throw new ConfigException(
          "decoded architectures are written one a line, not as " + target + ": use .txt");
    }
    return PredictionOutput.toFile(target, out -> write(source, target, out));
  }

  private long write(EncodeSource source, Path target, OutputStream out) throws IOException {
    if (decode) {
      return source.decode(line -> out.write((line + "\n").getBytes(UTF_8)));
    }
    MessageWriter<Encoding> writer = MessageWriter.encodings(format(target));
    AtomicBoolean first = new AtomicBoolean(true);
    out.write(writer.head());
    long count =
        source.encode(
            encoding -> {
              if (!first.getAndSet(false)) {
                out.write(writer.between());
              }
              out.write(writer.piece(List.of(encoding)));
            });
    out.write(writer.foot());
    return count;
  }

  private static StreamFormat format(Path target) {
    return StreamFormat.of(target, StreamFormat.ENCODINGS)
        .orElseThrow(
            () ->
                new ConfigException(
                    "cannot tell the form of "
                        + target
                        + " by its ending: use .jsonl for JSON lines, or "
                        + Arrays.stream(MessageFormat.values())
                            .map(MessageFormat::ending)
                            .collect(Collectors.joining(", "))
                        + ", each also with .gz"));
  }
}
