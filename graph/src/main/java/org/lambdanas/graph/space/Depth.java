package org.lambdanas.graph.space;

import com.google.protobuf.Descriptors.FieldDescriptor;
import java.util.Locale;
import org.lambdanas.proto.v1.NetworkConfig;

/** What the depth of a space's networks counts, and the setting that holds it. */
public enum Depth {
  /** Cells in each of the stages. */
  CELLS_PER_STAGE,
  /** All cells, reduction cells included. */
  CELLS;

  private final FieldDescriptor field =
      NetworkConfig.getDescriptor().findFieldByName(name().toLowerCase(Locale.ROOT));

  /**
   * The setting's name in messages and JSON.
   *
   * @return {@code "cells_per_stage"} or {@code "cells"}
   */
  public String key() {
    return field.getName();
  }

  /**
   * The setting's name on the command line.
   *
   * @return {@code "--cells-per-stage"} or {@code "--cells"}
   */
  public String option() {
    return "--" + key().replace('_', '-');
  }

  /**
   * Reads the depth.
   *
   * @param network of a configuration
   * @return the depth, 0 if it is not set in this unit
   */
  public int of(NetworkConfig network) {
    return (Integer) network.getField(field);
  }

  /**
   * Sets the depth.
   *
   * @param network of a configuration
   * @param depth at least 1
   */
  public void set(NetworkConfig.Builder network, int depth) {
    network.setField(field, depth);
  }
}
