package org.lambdanas.search.run;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.interchange.AtomicFile;
import org.tensorflow.proto.Event;

/**
 * A file of events for TensorBoard: TensorFlow's record format, each record with its length and
 * checksums.
 *
 * @param path the file; TensorBoard looks for {@code events.out.tfevents} in its name
 */
public record EventFile(Path path) {

  private static final String VERSION = "brain.Event:2";
  private static final int CHECKSUM_OFFSET = 0xa282ead8;

  /** The events of a run. */
  public static EventFile in(Path run) {
    return new EventFile(run.resolve("tensorboard").resolve("events.out.tfevents.lambda-nas"));
  }

  /**
   * Writes the file anew.
   *
   * @param events all of them, in order
   */
  public void write(double seconds, List<Event> events) {
    Event version = Event.newBuilder().setWallTime(seconds).setFileVersion(VERSION).build();
    AtomicFile.write(
        path,
        out -> {
          out.write(framed(version));
          for (Event event : events) {
            out.write(framed(event));
          }
        });
  }

  /**
   * Adds events at the end, so that a TensorBoard that has the file open sees them.
   *
   * @param events in order
   */
  public void append(List<Event> events) {
    try {
      ByteArrayOutputStream records = new ByteArrayOutputStream();
      for (Event event : events) {
        records.write(framed(event));
      }
      Files.write(path, records.toByteArray(), StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new DataException("cannot write " + path + ": " + e, e);
    }
  }

  /** Reads the file. */
  public List<Event> read() {
    try {
      ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(path)).order(ByteOrder.LITTLE_ENDIAN);
      List<Event> events = new ArrayList<>();
      while (bytes.hasRemaining()) {
        events.add(Event.parseFrom(record(bytes)));
      }
      return events;
    } catch (IOException e) {
      throw new DataException("cannot read " + path + ": " + e, e);
    }
  }

  private byte[] record(ByteBuffer bytes) {
    if (bytes.remaining() >= Long.BYTES + Integer.BYTES) {
      byte[] length = new byte[Long.BYTES];
      bytes.get(length);
      long size = ByteBuffer.wrap(length).order(ByteOrder.LITTLE_ENDIAN).getLong();
      if (bytes.getInt() == checksum(length)
          && size >= 0
          && size <= bytes.remaining() - Integer.BYTES) {
        byte[] data = new byte[(int) size];
        bytes.get(data);
        if (bytes.getInt() == checksum(data)) {
          return data;
        }
      }
    }
    throw new DataException(path + " is cut or damaged at byte " + bytes.position());
  }

  private static byte[] framed(Event event) {
    byte[] data = event.toByteArray();
    byte[] length =
        ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(data.length).array();
    return ByteBuffer.allocate(data.length + Long.BYTES + 2 * Integer.BYTES)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(length)
        .putInt(checksum(length))
        .put(data)
        .putInt(checksum(data))
        .array();
  }

  /** CRC32C, rotated and shifted, as the format wants it. */
  private static int checksum(byte[] data) {
    CRC32C crc = new CRC32C();
    crc.update(data);
    return Integer.rotateRight((int) crc.getValue(), 15) + CHECKSUM_OFFSET;
  }
}
