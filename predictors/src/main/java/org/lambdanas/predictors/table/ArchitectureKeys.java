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
  private final Optional<SearchSpace> known;
  private final Optional<Enumeration> enumeration;

  private ArchitectureKeys(String space, Optional<SearchSpace> known) {
    this.space = space;
    this.known = known;
    this.enumeration = known.flatMap(SearchSpace::enumeration);
  }

  static ArchitectureKeys of(String space) {
    return new ArchitectureKeys(
        space, SearchSpaces.all().stream().filter(known -> known.id().equals(space)).findFirst());
  }

  /** Whether equal keys mean equal architectures. */
  boolean exact() {
    return enumeration.isPresent();
  }

  long key(Architecture architecture) {
    requireOwn(architecture);
    return enumeration.isPresent() ? enumeration.get().codeOf(architecture) : hash(architecture);
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

  /** The architecture, if it is a member as far as this program knows the space. */
  Architecture checked(Architecture architecture) {
    requireOwn(architecture);
    known.ifPresent(registered -> registered.validate(architecture));
    return architecture;
  }

  /** The space, if this program knows it. */
  Optional<SearchSpace> known() {
    return known;
  }

  private void requireOwn(Architecture architecture) {
    if (!architecture.getSpace().equals(space)) {
      throw new DataException(
          "the architecture is of space '%s', the table of %s"
              .formatted(Excerpt.of(architecture.getSpace()), Excerpt.of(space)));
    }
  }

  /** FNV-1a over the serialised message. */
  static long hash(Architecture architecture) {
    long hash = 0xcbf29ce484222325L;
    for (byte b : architecture.toByteArray()) {
      hash = (hash ^ (b & 0xff)) * 0x100000001b3L;
    }
    return hash;
  }
}
