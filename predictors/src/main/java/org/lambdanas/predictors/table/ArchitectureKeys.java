package org.lambdanas.predictors.table;

import java.util.Optional;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.error.Excerpt;
import org.lambdanas.graph.space.SearchSpace;
import org.lambdanas.graph.space.SearchSpace.Enumeration;
import org.lambdanas.graph.space.SearchSpaces;
import org.lambdanas.proto.v1.Architecture;

/**
 * 64-bit keys of the architectures of one space: their number where the space numbers its members,
 * else a hash of the message.
 */
final class ArchitectureKeys {

  private final String space;
  private final Optional<Enumeration> enumeration;

  private ArchitectureKeys(String space, Optional<Enumeration> enumeration) {
    this.space = space;
    this.enumeration = enumeration;
  }

  static ArchitectureKeys of(String space) {
    return new ArchitectureKeys(
        space,
        SearchSpaces.all().stream()
            .filter(known -> known.id().equals(space))
            .findFirst()
            .flatMap(SearchSpace::enumeration));
  }

  /** Whether equal keys mean equal architectures. */
  boolean exact() {
    return enumeration.isPresent();
  }

  long key(Architecture architecture) {
    if (!architecture.getSpace().equals(space)) {
      throw new DataException(
          "the architecture is of space '"
              + Excerpt.of(architecture.getSpace())
              + "', the table of "
              + Excerpt.of(space));
    }
    return enumeration.isPresent()
        ? enumeration.get().codeOf(architecture)
        : hash(architecture.toByteArray());
  }

  void requireCode(long code) {
    if (enumeration.isEmpty()) {
      throw new DataException(
          "space " + Excerpt.of(space) + " does not number its architectures: codes given");
    }
    if (code < 0 || code >= enumeration.get().size()) {
      throw new DataException(
          "code " + Long.toUnsignedString(code) + " is none of space " + Excerpt.of(space));
    }
  }

  Architecture architecture(long code) {
    return enumeration.orElseThrow().at(code);
  }

  /** FNV-1a over the bytes. */
  private static long hash(byte[] bytes) {
    long hash = 0xcbf29ce484222325L;
    for (byte b : bytes) {
      hash = (hash ^ (b & 0xff)) * 0x100000001b3L;
    }
    return hash;
  }
}
