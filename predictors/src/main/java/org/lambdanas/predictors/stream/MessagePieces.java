package org.lambdanas.predictors.stream;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.interchange.MessageFormat;
import org.lambdanas.proto.v1.Observation;
import org.lambdanas.proto.v1.Observations;

/**
 * Observations in binary, each after its length; in an {@code Observations} message also after the
 * tag of their field.
 */
final class MessagePieces implements ObservationReader.Pieces {

  private static final int TAG =
      (Observations.OBSERVATIONS_FIELD_NUMBER << 3) | WireFormat.WIRETYPE_LENGTH_DELIMITED;

  private final CodedInputStream in;
  private final String name;
  private final boolean tagged;
  private long number;

  MessagePieces(InputStream in, String name, boolean tagged) {
    this.in = CodedInputStream.newInstance(in);
    this.name = name;
    this.tagged = tagged;
  }

  private record Message(String where, byte[] bytes) implements ObservationBatch.Piece {
    @Override
    public Observation parse() {
      return ObservationReader.parse(bytes, MessageFormat.BINARY);
    }
  }

  @Override
  public ObservationBatch.@Nullable Piece next() {
    String where = name + ", observation " + (number + 1) + ": ";
    try {
      in.resetSizeCounter();
      if (in.isAtEnd() || (tagged && !toObservation())) {
        return null;
      }
      int length = in.readRawVarint32();
      if (length < 0 || length > ObservationReader.LONGEST_OBSERVATION) {
        throw new DataException(
            where
                + Integer.toUnsignedString(length)
                + " bytes long, at most "
                + ObservationReader.LONGEST_OBSERVATION
                + " are accepted: is this "
                + (tagged ? "an Observations message?" : "a stream of messages with lengths?"));
      }
      byte[] bytes = in.readRawBytes(length);
      number++;
      return new Message(where, bytes);
    } catch (InvalidProtocolBufferException e) {
      throw new DataException(where + "damaged or cut short: " + e.getMessage(), e);
    } catch (IOException e) {
      throw new DataException(where + "cannot be read: " + e, e);
    }
  }

  /** Passes over fields of later versions, as every reader of protobuf does. */
  private boolean toObservation() throws IOException {
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
}
