package org.lambdanas.search.cli.verb;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.util.Optional;
import org.lambdanas.graph.error.DataException;

/** Where results go. Unlike other print writers it knows why it could not be written to. */
public final class StandardOutput extends PrintWriter {

  private final Remembering stream;

  /** Writes text as UTF-8 whatever the locale. */
  public StandardOutput(OutputStream out) {
    this(new Remembering(out));
  }

  private StandardOutput(Remembering stream) {
    super(new OutputStreamWriter(stream, UTF_8), true);
    this.stream = stream;
  }

  /**
   * Makes sure that everything printed has been written.
   *
   * @throws DataException if it has not: the disk is full, or nobody reads any more
   */
  public static void requireWritten(PrintWriter out) {
    if (out.checkError()) {
      Optional<IOException> trouble =
          out instanceof StandardOutput own ? own.stream.trouble : Optional.empty();
      throw new DataException(
          "cannot write to standard output: "
              + trouble.map(IOException::getMessage).orElse("it is closed"));
    }
  }

  private static final class Remembering extends OutputStream {

    private final OutputStream out;
    private Optional<IOException> trouble = Optional.empty();

    Remembering(OutputStream out) {
      this.out = out;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      try {
        out.write(bytes, offset, length);
      } catch (IOException e) {
        trouble = Optional.of(e);
        throw e;
      }
    }
  }
}
