package org.lambdanas.search.cli.predictors;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.interchange.AtomicFile;
import org.lambdanas.predictors.stream.StreamFormat;
import org.lambdanas.search.cli.verb.StandardOutput;
import picocli.CommandLine.ParameterException;

/** Where predictions go: a file, which is written as a whole or not at all, or standard output. */
final class PredictionOutput {

  private PredictionOutput() {}

  /** Writes everything, and counts it. */
  @FunctionalInterface
  interface Content {
    long writeTo(OutputStream out) throws IOException;
  }

  /** Writes a file. */
  static long toFile(Path target, Content content) {
    AtomicLong count = new AtomicLong();
    AtomicFile.writePacked(target, out -> count.set(content.writeTo(out)));
    return count.get();
  }

  /** Writes to standard output. */
  static long toStandardOutput(PrintWriter text, StreamFormat format, Content content) {
    boolean binary = format == StreamFormat.DELIMITED || format == StreamFormat.BINARY;
    try {
      text.flush();
      OutputStream out = binary ? new FileOutputStream(FileDescriptor.out) : new TextStream(text);
      long count = content.writeTo(out);
      out.flush();
      return count;
    } catch (IOException e) {
      throw new DataException("cannot write to standard output: " + e.getMessage(), e);
    }
  }

  /** Refuses intervals that are none. */
  static void checkInterval(@Nullable Double percent, Function<String, ParameterException> usage) {
    if (percent != null && !(percent > 0 && percent < 100)) {
      throw usage.apply("--interval is %s: must be above 0 and below 100".formatted(percent));
    }
  }

  /** The format that an option names, or the ending of a file. */
  static Optional<StreamFormat> format(Optional<String> name, Optional<Path> file) {
    return name.map(id -> StreamFormat.byId("predictions", id, StreamFormat.PREDICTIONS))
        .or(() -> file.flatMap(path -> StreamFormat.of(path, StreamFormat.PREDICTIONS)));
  }

  /** Takes whole pieces of UTF-8, and notices when nobody reads any more. */
  private static final class TextStream extends OutputStream {

    private final PrintWriter out;

    TextStream(PrintWriter out) {
      this.out = out;
    }

    @Override
    public void write(int b) {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      out.write(new String(bytes, offset, length, UTF_8));
      StandardOutput.requireWritten(out);
    }
  }
}
