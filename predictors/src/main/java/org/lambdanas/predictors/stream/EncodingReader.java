package org.lambdanas.predictors.stream;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.interchange.BoundedFile;
import org.lambdanas.graph.interchange.MessageFormat;
import org.lambdanas.graph.interchange.Messages;
import org.lambdanas.proto.v1.Encoding;
import org.lambdanas.proto.v1.EncodingList;

/**
 * Reads encodings: JSON lines of any length, one {@code Encoding} a line, in memory that does not
 * grow with their number; or a whole {@code Encoding} or {@code EncodingList} message.
 */
public final class EncodingReader implements AutoCloseable {

  private final Source source;
  private final InputStream in;
  private final String name;
  private String where = "";

  private EncodingReader(Source source, InputStream in, String name) {
    this.source = source;
    this.in = in;
    this.name = name;
  }

  private interface Source {
    Optional<Encoding> next(EncodingReader reader) throws IOException;
  }

  /**
   * Opens a file.
   *
   * @param file a message in the form that its ending says; JSON lines under any other ending
   * @return a reader before the first encoding
   * @throws DataException if the file is missing or unreadable, or is no such message
   */
  public static EncodingReader open(Path file) {
    Optional<MessageFormat> format = MessageFormat.of(file);
    if (format.isPresent()) {
      Iterator<Encoding> whole = whole(file, format.get()).iterator();
      return new EncodingReader(
          reader -> whole.hasNext() ? Optional.of(whole.next()) : Optional.empty(),
          InputStream.nullInputStream(),
          file.toString());
    }
    return lines(BoundedFile.open(file, Long.MAX_VALUE), file.toString());
  }

  /**
   * Reads JSON lines.
   *
   * @param source plain or gzipped; closed with the reader
   * @param name names the stream in errors
   * @return a reader before the first encoding
   * @throws DataException if the stream is unreadable
   */
  public static EncodingReader of(InputStream source, String name) {
    return lines(BoundedFile.open(source, name, Long.MAX_VALUE), name);
  }

  private static EncodingReader lines(InputStream plain, String name) {
    InputStream in = new BufferedInputStream(plain, 1 << 16);
    Lines lines = new Lines(in, name, ObservationReader.LONGEST_OBSERVATION);
    return new EncodingReader(
        reader -> {
          byte[] line = lines.next();
          if (line == null) {
            return Optional.empty();
          }
          reader.where = name + ":" + lines.number();
          return Optional.of(
              Messages.parse(
                  line, MessageFormat.JSON, Encoding.getDefaultInstance(), reader.where));
        },
        in,
        name);
  }

  private static List<Encoding> whole(Path file, MessageFormat format) {
    byte[] content = BoundedFile.read(file, Messages.MOST_BYTES);
    String name = file.toString();
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

  /**
   * Reads on.
   *
   * @return the next encoding, checked; empty at the end
   * @throws DataException if it is damaged, with its position
   */
  public Optional<Encoding> next() {
    try {
      return source.next(this);
    } catch (IOException e) {
      throw new DataException("cannot read " + name + ": " + e, e);
    }
  }

  /**
   * An error about the encoding that was read last.
   *
   * @param problem what is wrong with it
   * @return the same with its position in front, such as {@code "cells.jsonl:17: ..."}
   */
  public DataException at(DataException problem) {
    return new DataException(
        (where.isEmpty() ? name : where) + ": " + problem.getMessage(), problem);
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
