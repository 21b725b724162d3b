package org.lambdanas.predictors.service;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;

/** A caller that keeps to HTTP/2 as far as it must, and no further: its messages never end. */
final class RawCalls implements AutoCloseable {

  private static final int DATA = 0;
  private static final int HEADERS = 1;
  private static final int RESET = 3;
  private static final int SETTINGS = 4;
  private static final int PING = 6;
  private static final int GO_AWAY = 7;
  private static final int WINDOW_UPDATE = 8;
  private static final int ACK = 1;
  private static final int END_HEADERS = 4;
  private static final int END_STREAM = 1;
  private static final int INITIAL_WINDOW = 65_535;

  private final Socket socket;
  private final DataInputStream in;
  private final DataOutputStream out;
  private final Map<Integer, Integer> windows = new HashMap<>();
  private int connectionWindow = INITIAL_WINDOW;
  private int streamWindow = INITIAL_WINDOW;
  private int nextStream = 1;
  private boolean echoed;

  RawCalls(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    in = new DataInputStream(socket.getInputStream());
    out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream()));
    out.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(US_ASCII));
    frame(SETTINGS, 0, 0, new byte[0], 0);
    out.flush();
    // The server's settings say how much may be sent.
    while (read() != SETTINGS) {
      // More to come.
    }
  }

  private void frame(int type, int flags, int stream, byte[] payload, int length)
      throws IOException {
    out.writeByte(length >> 16);
    out.writeShort(length);
    out.writeByte(type);
    out.writeByte(flags);
    out.writeInt(stream);
    out.write(payload, 0, length);
  }

  /** Begins a call; gives its number. */
  int begin(String method) throws IOException {
    ByteArrayOutputStream headers = new ByteArrayOutputStream();
    header(headers, ":method", "POST");
    header(headers, ":scheme", "http");
    header(headers, ":path", "/" + method);
    header(headers, ":authority", "localhost");
    header(headers, "content-type", "application/grpc");
    header(headers, "te", "trailers");
    int stream = nextStream;
    nextStream += 2;
    windows.put(stream, streamWindow);
    frame(HEADERS, END_HEADERS, stream, headers.toByteArray(), headers.size());
    out.flush();
    return stream;
  }

  /** Literal, not indexed, not compressed. */
  private static void header(ByteArrayOutputStream headers, String name, String value) {
    headers.write(0);
    headers.write(name.length());
    headers.writeBytes(name.getBytes(US_ASCII));
    headers.write(value.length());
    headers.writeBytes(value.getBytes(US_ASCII));
  }

  /**
   * Sends the beginning of a message.
   *
   * @param length of the message as announced
   * @param sent bytes of it that are sent
   * @param piece bytes of a frame
   * @return whether the server still took them at the end
   */
  boolean send(int stream, int length, int sent, int piece) throws IOException {
    byte[] head = {
      0, (byte) (length >> 24), (byte) (length >> 16), (byte) (length >> 8), (byte) length
    };
    byte[] zeros = new byte[piece];
    int left = sent;
    frame(DATA, 0, stream, head, head.length);
    take(stream, head.length);
    try {
      while (left > 0) {
        int count =
            Math.min(
                Math.min(piece, left), Math.min(connectionWindow, windows.getOrDefault(stream, 0)));
        if (count <= 0) {
          out.flush();
          int type = read();
          if (type == GO_AWAY || !windows.containsKey(stream)) {
            return false;
          }
          continue;
        }
        frame(DATA, 0, stream, zeros, count);
        take(stream, count);
        left -= count;
      }
      return isOpen(stream);
    } catch (IOException e) {
      // The server has hung up.
      return false;
    }
  }

  /** Whether the server has not ended a call, now that it has seen all that was sent. */
  private boolean isOpen(int stream) throws IOException {
    // The end of a call may be written after the echo of the first.
    for (int i = 0; i < 2; i++) {
      frame(PING, 0, 0, new byte[8], 8);
      out.flush();
      echoed = false;
      while (!echoed) {
        read();
      }
    }
    return windows.containsKey(stream);
  }

  private void take(int stream, int count) {
    connectionWindow -= count;
    windows.merge(stream, -count, Integer::sum);
  }

  /** Reads a frame and does what must be done about it; gives its type. */
  private int read() throws IOException {
    int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
    int type = in.readUnsignedByte();
    int flags = in.readUnsignedByte();
    int stream = in.readInt();
    byte[] payload = in.readNBytes(length);
    if (type == SETTINGS && (flags & ACK) == 0) {
      for (int at = 0; at < length; at += 6) {
        if (payload[at + 1] == 4) {
          streamWindow = ByteBuffer.wrap(payload).getInt(at + 2);
        }
      }
      frame(SETTINGS, ACK, 0, new byte[0], 0);
    } else if (type == PING && (flags & ACK) == 0) {
      frame(PING, ACK, 0, payload, length);
    } else if (type == PING) {
      echoed = true;
    } else if (type == WINDOW_UPDATE && stream == 0) {
      connectionWindow += ByteBuffer.wrap(payload).getInt();
    } else if (type == WINDOW_UPDATE) {
      windows.computeIfPresent(stream, (key, window) -> window + ByteBuffer.wrap(payload).getInt());
    } else if (type == RESET || (type == HEADERS && (flags & END_STREAM) != 0)) {
      windows.remove(stream);
    }
    out.flush();
    return type;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
