package org.lambdanas.predictors.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.interchange.BoundedFile;
import org.lambdanas.graph.interchange.MessageFormat;
import org.lambdanas.graph.interchange.Messages;
import org.lambdanas.graph.space.SearchSpace;
import org.lambdanas.proto.v1.Observation;
import org.lambdanas.proto.v1.Observations;

/**
 * Reads observations from a file or stream of any length, a batch at a time, in memory that does
 * not grow with the length (but for {@link ObservationFormat#TEXT} and {@link
 * ObservationFormat#JSON}, which are read whole). What has been read is parsed only where its batch
 * is asked for it.
 */
public final class ObservationReader implements AutoCloseable {

  /** Longest architecture and longest observation accepted, in bytes. */
  static final int LONGEST_LINE = 1 << 20;

  static final int LONGEST_OBSERVATION = 1 << 24;

  /** So much of the first line decides what the lines are. */
  private static final int FIRST = 1 << 16;

  private final Pieces pieces;
  private final String name;
  private final InputStream in;
  private Optional<DataException> failure = Optional.empty();

  private ObservationReader(Pieces pieces, String name, InputStream in) {
    this.pieces = pieces;
    this.name = name;
    this.in = in;
  }

  /** The observations of one stream, one after the other. */
  interface Pieces {
    /** The next, or null at the end. */
    ObservationBatch.@Nullable Piece next() throws IOException;
  }

  /**
   * Opens a file.
   *
   * @param file plain or gzipped, by its content
   * @param format how it is written; empty: by its ending, or for an unknown ending by its first
   *     line: JSON lines or lines of architectures
   * @param space of architectures in a text form; empty: {@link ObservationFormat#LINES} is refused
   * @return a reader before the first observation
   * @throws DataException if the file is missing or unreadable
   */
  public static ObservationReader open(
      Path file, Optional<ObservationFormat> format, Optional<SearchSpace> space) {
    if (Files.isDirectory(file)) {
      throw new DataException("cannot read " + file + ": it is a folder");
    }
    try {
      return of(
          Files.newInputStream(file),
          file.toString(),
          format.or(() -> ObservationFormat.of(file)),
          space);
    } catch (NoSuchFileException e) {
      throw new DataException("no such file: " + file, e);
    } catch (IOException e) {
      throw new DataException("cannot read " + file + ": " + e, e);
    }
  }

  /**
   * Reads from a stream.
   *
   * @param source plain or gzipped; closed with the reader
   * @param name names the stream in errors
   * @param format how it is written; empty: by its first line, JSON lines or lines of architectures
   * @param space of architectures in a text form; empty: {@link ObservationFormat#LINES} is refused
   * @return a reader before the first observation
   * @throws DataException if the stream is unreadable
   */
  public static ObservationReader of(
      InputStream source,
      String name,
      Optional<ObservationFormat> format,
      Optional<SearchSpace> space) {
    // Nothing is kept, so no length is too long.
    BufferedInputStream in =
        new BufferedInputStream(BoundedFile.open(source, name, Long.MAX_VALUE), 1 << 16);
    try {
      return new ObservationReader(
          pieces(in, name, format.isPresent() ? format.get() : guess(in), space), name, in);
    } catch (IOException e) {
      throw new DataException("cannot read " + name + ": " + e, e);
    } catch (DataException e) {
      close(in, e);
      throw e;
    }
  }

  private static ObservationFormat guess(BufferedInputStream in) throws IOException {
    in.mark(FIRST);
    String first = new String(in.readNBytes(FIRST), UTF_8).stripLeading();
    in.reset();
    int end = first.indexOf('\n');
    // Some spaces write architectures as JSON too.
    return first.startsWith("{")
            && first.substring(0, end < 0 ? first.length() : end).contains("\"architecture\"")
        ? ObservationFormat.JSON_LINES
        : ObservationFormat.LINES;
  }

  private static Pieces pieces(
      BufferedInputStream in, String name, ObservationFormat format, Optional<SearchSpace> space)
      throws IOException {
    return switch (format) {
      case LINES -> {
        SearchSpace known =
            space.orElseThrow(
                () ->
                    new DataException(
                        name
                            + " has lines of architectures: observations are expected, as JSON"
                            + " lines or as a message (.binpb, .txtpb, .json)"));
        yield new LinePieces(
            in,
            name,
            LONGEST_LINE,
            bytes ->
                Observation.newBuilder().setArchitecture(known.parse(text(bytes).strip())).build());
      }
      case JSON_LINES ->
          new LinePieces(in, name, LONGEST_OBSERVATION, bytes -> parse(bytes, MessageFormat.JSON));
      case DELIMITED -> new MessagePieces(in, name, false);
      case BINARY -> new MessagePieces(in, name, true);
      case TEXT -> whole(in, name, MessageFormat.TEXT);
      case JSON -> whole(in, name, MessageFormat.JSON);
    };
  }

  private static String text(byte[] bytes) {
    try {
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new DataException("the text is not UTF-8", e);
    }
  }

  static Observation parse(byte[] bytes, MessageFormat format) {
    return Messages.parse(bytes, format, Observation.getDefaultInstance(), "observation");
  }

  private static Pieces whole(InputStream in, String name, MessageFormat format)
      throws IOException {
    byte[] content;
    try (InputStream bounded = BoundedFile.open(in, name, Messages.MOST_BYTES)) {
      content = bounded.readAllBytes();
    }
    Observations all = Messages.parse(content, format, Observations.getDefaultInstance(), name);
    return new Pieces() {
      private int next;

      @Override
      public ObservationBatch.@Nullable Piece next() {
        if (next == all.getObservationsCount()) {
          return null;
        }
        int index = next++;
        return new ObservationBatch.Piece() {
          @Override
          public String where() {
            return name + ", observation " + (index + 1) + ": ";
          }

          @Override
          public Observation parse() {
            return all.getObservations(index);
          }
        };
      }
    };
  }

  /**
   * Reads on.
   *
   * @param most the most observations to read, at least 1
   * @return the next observations, unparsed; empty at the end
   * @throws DataException if the stream is damaged or cut short, once all that stands before that
   *     has been given out
   */
  public Optional<ObservationBatch> next(int most) {
    List<ObservationBatch.Piece> batch = new ArrayList<>();
    while (batch.size() < most && failure.isEmpty()) {
      try {
        ObservationBatch.Piece piece = pieces.next();
        if (piece == null) {
          break;
        }
        batch.add(piece);
      } catch (DataException e) {
        // What was read before it comes first.
        failure = Optional.of(e);
      } catch (IOException e) {
        failure = Optional.of(new DataException("cannot read " + name + ": " + e, e));
      }
    }
    if (batch.isEmpty() && failure.isPresent()) {
      throw failure.get();
    }
    return batch.isEmpty() ? Optional.empty() : Optional.of(new ObservationBatch(batch));
  }

  /**
   * Reads and parses all that is left.
   *
   * @return the observations, in order; may be empty
   * @throws DataException for the first that is damaged
   */
  public List<Observation> rest() {
    List<Observation> all = new ArrayList<>();
    for (Optional<ObservationBatch> batch = next(1024); batch.isPresent(); batch = next(1024)) {
      all.addAll(batch.get().observations());
    }
    return all;
  }

  @Override
  public void close() {
    try {
      in.close();
    } catch (IOException e) {
      throw new DataException("cannot close " + name + ": " + e, e);
    }
  }

  private static void close(InputStream in, DataException failure) {
    try {
      in.close();
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }
}
