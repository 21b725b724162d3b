package org.lambdanas.search.cli.option;

import com.google.protobuf.Message;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.space.Depth;
import org.lambdanas.graph.space.NetworkSpace;

/** The options for the depth of a network, one for each unit. */
public final class Depths {

  private Depths() {}

  /**
   * Refuses a depth in another unit than the space's.
   *
   * @throws ConfigException if it was given, naming the right option
   */
  public static void requireUnitOf(NetworkSpace space, ConfigOptions options) {
    for (Depth other : Depth.values()) {
      if (other != space.depth() && options.isGiven(other.option())) {
        throw new ConfigException(
            "the depth of %s is given by %s, not %s"
                .formatted(space.id(), space.depth().option(), other.option()));
      }
    }
  }

  /** Sets the field of the unit in a message that has one for each. */
  public static void set(Message.Builder message, NetworkSpace space, int depth) {
    message.setField(message.getDescriptorForType().findFieldByName(space.depth().key()), depth);
  }
}
