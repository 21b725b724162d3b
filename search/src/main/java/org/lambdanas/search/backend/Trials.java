package org.lambdanas.search.backend;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.lambdanas.graph.interchange.Checksums;
import org.lambdanas.proto.v1.Trial;

/** Trials by name. */
public final class Trials {

  private Trials() {}

  /**
   * The name of a trial: the SHA-256 of its bytes. Equal trials have one, in every process and
   * version.
   */
  public static ByteString sha256(Trial trial) {
    ByteString.Output bytes = ByteString.newOutput(trial.getSerializedSize());
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    out.useDeterministicSerialization();
    try {
      trial.writeTo(out);
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Checksums.sha256(bytes.toByteString());
  }
}
