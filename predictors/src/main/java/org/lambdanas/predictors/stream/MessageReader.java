package org.lambdanas.predictors.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.interchange.BoundedFile;
import org.lambdanas.graph.interchange.MessageFormat;
import org.lambdanas.graph.interchange.Messages;
import org.lambdanas.graph.space.SearchSpace;
import org.lambdanas.predictors.stream.MessageBatch.Piece;
import org.lambdanas.predictors.table.CsvTable;
import org.lambdanas.proto.v1.Encoding;
import org.lambdanas.proto.v1.EncodingList;
import org.lambdanas.proto.v1.Observation;
import org.lambdanas.proto.v1.Observations;

/**
 * Reads observations or encodings from a file or stream of any length, a batch at a time, in memory
 * that does not grow with the length (but for {@link StreamFormat#TEXT}, {@link StreamFormat#JSON}
 * and messages of encodings, which are read whole). What has been read is parsed only where its
 * batch is asked for it.
 *
 * @param <T> what is read
 */
public final class MessageReader<T> implements AutoCloseable {

  /** Longest architecture and longest message accepted, in bytes. */
  static final int LONGEST_LINE = 1 << 20;

  static final int LONGEST_MESSAGE = 1 << 24;

  /** So much of the first line decides what the lines are. */
  private static final int FIRST = 1 << 16;

  private static final int TAG =
      (Observations.OBSERVATIONS_FIELD_NUMBER << 3) | WireFormat.WIRETYPE_LENGTH_DELIMITED;

  /** The messages of one stream, one after the other. */
  private interface Source<T> {
    /** The next, or null at the end. */
    @Nullable Piece<T> next() throws IOException;
  }

  private final Source<T> source;
  private final String name;
  private final InputStream in;
  private Optional<DataException> failure = Optional.empty();

  private MessageReader(Source<T> source, String name, InputStream in) {
    this.source = source;
    this.name = name;
    this.in = in;
  }

  /**
   * Opens a file of observations, plain or gzipped by its content. Without a format it is told by
   * the file's ending, or else by its first line: JSON lines or lines of architectures, which need
   * a space. Of a CSV file, which is read whole, the features are taken too.
   */
  public static MessageReader<Observation> observations(
      Path file, Optional<StreamFormat> format, Optional<SearchSpace> space) {
    if (format.isEmpty() && CsvTable.isOne(file)) {
      return new MessageReader<>(
          each(CsvTable.observations(file), file + ", row "),
          file.toString(),
          InputStream.nullInputStream());
    }
    return observations(
        BoundedFile.stored(file),
        file.toString(),
        format.or(() -> StreamFormat.of(file, StreamFormat.OBSERVATIONS)),
        space);
  }

  /** The same for a stream, which is closed with the reader. */
  public static MessageReader<Observation> observations(
      InputStream stream, String name, Optional<StreamFormat> format, Optional<SearchSpace> space) {
    BufferedInputStream in = unpacked(stream, name);
    return reader(
        name,
        in,
        () -> observations(in, name, format.isPresent() ? format.get() : guess(in), space));
  }

  /**
   * Opens a file of encodings: an {@code Encoding} or {@code EncodingList} message, as its ending
   * says; JSON lines under any other ending.
   */
  public static MessageReader<Encoding> encodings(Path file) {
    Optional<MessageFormat> format = MessageFormat.of(file);
    if (format.isEmpty()) {
      return encodings(BoundedFile.stored(file), file.toString());
    }
    List<Encoding> all =
        encodings(BoundedFile.read(file, Messages.MOST_BYTES), format.get(), file.toString());
    return new MessageReader<>(
        each(all, file + ", encoding "), file.toString(), InputStream.nullInputStream());
  }

  /**
   * Reads encodings from a stream of JSON lines, plain or gzipped, which is closed with the reader.
   */
  public static MessageReader<Encoding> encodings(InputStream stream, String name) {
    BufferedInputStream in = unpacked(stream, name);
    return reader(
        name,
        in,
        () ->
            lines(
                in,
                name,
                LONGEST_MESSAGE,
                line ->
                    Messages.parse(
                        line, MessageFormat.JSON, Encoding.getDefaultInstance(), "encoding")));
  }

  private static List<Encoding> encodings(byte[] content, MessageFormat format, String name) {
    try {
      return Messages.parse(content, format, EncodingList.getDefaultInstance(), name)
          .getEncodingsList();
    } catch (DataException notAList) {
      try {
        return List.of(Messages.parse(content, format, Encoding.getDefaultInstance(), name));
      } catch (DataException e) {
        throw new DataException(notAList.getMessage() + ", and no single Encoding either", e);
      }
    }
  }

  /** Nothing is kept, so no length is too long. */
  private static BufferedInputStream unpacked(InputStream stream, String name) {
    return new BufferedInputStream(BoundedFile.open(stream, name, Long.MAX_VALUE), 1 << 16);
  }

  private interface Opener<T> {
    Source<T> open() throws IOException;
  }

  private static <T> MessageReader<T> reader(String name, InputStream in, Opener<T> opener) {
    try {
      return new MessageReader<>(opener.open(), name, in);
    } catch (IOException e) {
      throw new DataException("cannot read " + name + ": " + e, e);
    } catch (DataException e) {
      try {
        in.close();
      } catch (IOException closing) {
        e.addSuppressed(closing);
      }
      throw e;
    }
  }

  private static StreamFormat guess(BufferedInputStream in) throws IOException {
    in.mark(FIRST);
    String first = new String(in.readNBytes(FIRST), UTF_8).stripLeading();
    in.reset();
    int end = first.indexOf('\n');
    // Some spaces write architectures as JSON too.
    return first.startsWith("{")
            && first.substring(0, end < 0 ? first.length() : end).contains("\"architecture\"")
        ? StreamFormat.JSON_LINES
        : StreamFormat.LINES;
  }

  private static Source<Observation> observations(
      InputStream in, String name, StreamFormat format, Optional<SearchSpace> space)
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
        yield lines(
            in,
            name,
            LONGEST_LINE,
            bytes ->
                Observation.newBuilder().setArchitecture(known.parse(text(bytes).strip())).build());
      }
      case JSON_LINES ->
          lines(in, name, LONGEST_MESSAGE, bytes -> observation(bytes, MessageFormat.JSON));
      case DELIMITED -> binary(in, name, false);
      case BINARY -> binary(in, name, true);
      case TEXT -> each(whole(in, name, MessageFormat.TEXT), name + ", observation ");
      case JSON -> each(whole(in, name, MessageFormat.JSON), name + ", observation ");
      case TSV, CSV -> throw new IllegalArgumentException("observations as " + format);
    };
  }

  private static String text(byte[] bytes) {
    try {
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new DataException("the text is not UTF-8", e);
    }
  }

  private static Observation observation(byte[] bytes, MessageFormat format) {
    return Messages.parse(bytes, format, Observation.getDefaultInstance(), "observation");
  }

  private static List<Observation> whole(InputStream in, String name, MessageFormat format)
      throws IOException {
    try (InputStream bounded = BoundedFile.open(in, name, Messages.MOST_BYTES)) {
      return Messages.parse(bounded.readAllBytes(), format, Observations.getDefaultInstance(), name)
          .getObservationsList();
    }
  }

  private static <T> Source<T> each(List<T> all, String where) {
    Iterator<Integer> next = IntStream.range(0, all.size()).iterator();
    return () -> {
      if (!next.hasNext()) {
        return null;
      }
      int index = next.next();
      return new Piece<>(where + (index + 1) + ": ", () -> all.get(index));
    };
  }

  private static <T> Source<T> lines(
      InputStream in, String name, int longest, Function<byte[], T> parser) {
    Lines lines = new Lines(in, name, longest);
    return () -> {
      byte[] bytes = lines.next();
      return bytes == null
          ? null
          : new Piece<>(name + ":" + lines.number() + ": ", () -> parser.apply(bytes));
    };
  }

  /**
   * Observations in binary, each after its length; in an {@code Observations} message also after
   * the tag of their field.
   */
  private static Source<Observation> binary(InputStream stream, String name, boolean tagged) {
    CodedInputStream in = CodedInputStream.newInstance(stream);
    Iterator<Integer> numbers = IntStream.rangeClosed(1, Integer.MAX_VALUE).iterator();
    return () -> {
      String where = name + ", observation " + numbers.next() + ": ";
      try {
        in.resetSizeCounter();
        if (in.isAtEnd() || (tagged && !toObservation(in))) {
          return null;
        }
        int length = in.readRawVarint32();
        if (length < 0 || length > LONGEST_MESSAGE) {
          throw new DataException(
              where
                  + Integer.toUnsignedString(length)
                  + " bytes long, at most "
                  + LONGEST_MESSAGE
                  + " are accepted: is this "
                  + (tagged ? "an Observations message?" : "a stream of messages with lengths?"));
        }
        byte[] bytes = in.readRawBytes(length);
        return new Piece<>(where, () -> observation(bytes, MessageFormat.BINARY));
      } catch (InvalidProtocolBufferException e) {
        throw new DataException(where + "damaged or cut short: " + e.getMessage(), e);
      } catch (IOException e) {
        throw new DataException(where + "cannot be read: " + e, e);
      }
    };
  }

  /** Passes over fields of later versions, as every reader of protobuf does. */
  private static boolean toObservation(CodedInputStream in) throws IOException {
    for (int tag = in.readTag(); tag != TAG; tag = in.readTag()) {
      if (tag == 0) {
        return false;
      }
      if (WireFormat.getTagFieldNumber(tag) == Observations.OBSERVATIONS_FIELD_NUMBER
          || !in.skipField(tag)) {
        throw new InvalidProtocolBufferException("not an Observations message");
      }
    }
    return true;
  }

  /**
   * Reads at most so many messages, unparsed; empty at the end. DataException if the stream is
   * damaged or cut short, once all that stands before that has been given out.
   */
  public Optional<MessageBatch<T>> next(int most) {
    List<Piece<T>> batch = new ArrayList<>();
    while (batch.size() < most && failure.isEmpty()) {
      try {
        Piece<T> piece = source.next();
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
    return batch.isEmpty() ? Optional.empty() : Optional.of(new MessageBatch<>(batch));
  }

  /** Reads and parses all that is left, or throws DataException for the first that is damaged. */
  public List<T> rest() {
    List<T> all = new ArrayList<>();
    for (var batch = next(1024); batch.isPresent(); batch = next(1024)) {
      all.addAll(batch.get().messages());
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
}
