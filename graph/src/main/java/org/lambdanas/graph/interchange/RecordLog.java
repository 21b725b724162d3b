package org.lambdanas.graph.interchange;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.lambdanas.graph.error.DataException;

/**
 * What a run has done, appended record by record: length, CRC-32C, and the message. A process that
 * dies leaves at most one record that is not whole; opening the log cuts it off.
 *
 * @param <M> type of the records
 */
public final class RecordLog<M extends Message> implements AutoCloseable {

  private static final Logger LOG = LogManager.getLogger();

  private static final int HEAD = 2 * Integer.BYTES;

  /** No record is nearly as long. */
  private static final int MOST_BYTES = 1 << 26;

  private final Path file;
  private final FileChannel channel;
  private final List<M> found;

  private RecordLog(Path file, FileChannel channel, List<M> found) {
    this.file = file;
    this.channel = channel;
    this.found = found;
  }

  /** Opens a log, or begins one. */
  public static <M extends Message> RecordLog<M> open(Path file, M form) {
    try {
      FileChannel channel =
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      try {
        List<M> found = new ArrayList<>();
        byte[] content = Files.readAllBytes(file);
        long end = scan(ByteBuffer.wrap(content), form, found);
        if (end < content.length) {
          LOG.warn(
              "{}: {} bytes behind {} records are not whole and will be done anew",
              file,
              content.length - end,
              found.size());
        }
        channel.truncate(end);
        channel.position(end);
        return new RecordLog<>(file, channel, found);
      } catch (IOException | RuntimeException e) {
        channel.close();
        throw e;
      }
    } catch (IOException e) {
      throw new DataException("cannot open " + file + ": " + e, e);
    }
  }

  /**
   * The whole records of a log that others may be writing.
   *
   * @return empty if there is no such file
   */
  public static <M extends Message> List<M> read(Path file, M form) {
    List<M> found = new ArrayList<>();
    if (Files.exists(file)) {
      try {
        scan(ByteBuffer.wrap(Files.readAllBytes(file)), form, found);
      } catch (IOException e) {
        throw new DataException("cannot read " + file + ": " + e, e);
      }
    }
    return List.copyOf(found);
  }

  /** Reads whole records; says where the last of them ends. */
  private static <M extends Message> long scan(ByteBuffer content, M form, List<M> found) {
    int end = 0;
    while (content.remaining() >= HEAD) {
      int length = content.getInt();
      int checksum = content.getInt();
      if (length <= 0 || length > MOST_BYTES || length > content.remaining()) {
        break;
      }
      ByteBuffer payload = content.slice(content.position(), length);
      if (checksum != checksum(payload.duplicate())) {
        break;
      }
      try {
        @SuppressWarnings("unchecked")
        M message = (M) form.getParserForType().parseFrom(payload);
        Validation.check(message);
        found.add(message);
      } catch (InvalidProtocolBufferException | DataException e) {
        break;
      }
      content.position(content.position() + length);
      end = content.position();
    }
    return end;
  }

  private static int checksum(ByteBuffer payload) {
    CRC32C crc = new CRC32C();
    crc.update(payload);
    return (int) crc.getValue();
  }

  /** The records that were there when the log was opened. */
  public List<M> found() {
    return List.copyOf(found);
  }

  /** Adds a record. Safe for use by several threads. */
  public synchronized void append(M message) {
    byte[] payload = message.toByteArray();
    ByteBuffer bytes = ByteBuffer.allocate(HEAD + payload.length);
    bytes.putInt(payload.length).putInt(checksum(ByteBuffer.wrap(payload))).put(payload).flip();
    try {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    } catch (IOException e) {
      throw new DataException("cannot write " + file + ": " + e, e);
    }
  }

  @Override
  public synchronized void close() {
    try {
      if (channel.isOpen()) {
        channel.force(true);
        channel.close();
      }
    } catch (IOException e) {
      throw new DataException("cannot write " + file + ": " + e, e);
    }
  }
}
