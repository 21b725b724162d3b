package org.lambdanas.predictors.table;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The checksum of a table: SHA-256 over its serialised blocks, in order. */
final class Checksum {

  private Checksum() {}

  static MessageDigest start() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
