package org.lambdanas.predictors.evaluation;

import com.google.protobuf.InvalidProtocolBufferException;
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
import org.lambdanas.graph.interchange.Validation;
import org.lambdanas.proto.v1.EvaluationPoint;

/**
 * The points that are done, appended one by one: length, CRC-32C, and the message. A process that
 * dies leaves at most one record that is not whole; opening the log cuts it off. One process has a
 * log at a time: whoever opens it has the folder's lock.
 */
final class PointLog implements AutoCloseable {

  private static final Logger LOG = LogManager.getLogger(PointLog.class);

  private static final int HEAD = 2 * Integer.BYTES;

  /** No point is nearly as long. */
  private static final int MOST_BYTES = 1 << 20;

  private final Path file;
  private final FileChannel channel;
  private final List<EvaluationPoint> found;

  private PointLog(Path file, FileChannel channel, List<EvaluationPoint> found) {
    this.file = file;
    this.channel = channel;
    this.found = found;
  }

  /**
   * Opens a log, or begins one.
   *
   * @param file the log
   * @return positioned behind the last whole record
   * @throws DataException if it cannot be read or written
   */
  static PointLog open(Path file) {
    try {
      FileChannel channel =
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      try {
        List<EvaluationPoint> found = new ArrayList<>();
        byte[] content = Files.readAllBytes(file);
        long end = scan(ByteBuffer.wrap(content), found);
        if (end < content.length) {
          LOG.warn(
              "{}: {} bytes behind {} points are not whole and will be measured anew",
              file,
              content.length - end,
              found.size());
        }
        channel.truncate(end);
        channel.position(end);
        return new PointLog(file, channel, found);
      } catch (IOException | RuntimeException e) {
        channel.close();
        throw e;
      }
    } catch (IOException e) {
      throw new DataException("cannot open " + file + ": " + e, e);
    }
  }

  /** Reads whole records; says where the last of them ends. */
  private static long scan(ByteBuffer content, List<EvaluationPoint> found) {
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
        EvaluationPoint point = EvaluationPoint.parseFrom(payload);
        Validation.check(point);
        found.add(point);
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

  /** The points that were there when the log was opened. */
  List<EvaluationPoint> found() {
    return List.copyOf(found);
  }

  /** Adds a point. Safe for use by several threads. */
  synchronized void append(EvaluationPoint point) {
    byte[] payload = point.toByteArray();
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
