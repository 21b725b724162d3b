package org.lambdanas.graph.interchange;

import com.google.protobuf.ByteString;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** SHA-256 of what is kept or exchanged. */
public final class Checksums {

  private Checksums() {}

  /** A digest to feed piece by piece. */
  public static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** The checksum of some bytes. */
  public static ByteString sha256(ByteString bytes) {
    MessageDigest digest = sha256();
    bytes.asReadOnlyByteBufferList().forEach(digest::update);
    return ByteString.copyFrom(digest.digest());
  }
}
