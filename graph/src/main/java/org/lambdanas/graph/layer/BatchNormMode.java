package org.lambdanas.graph.layer;

/** How batch norm normalises. */
public enum BatchNormMode {
  /** With the batch's own statistics. */
  TRAINING,
  /** With the running statistics. */
  INFERENCE,
  /** Not at all: maps pass through, and there are no scales, offsets and statistics. */
  ABSENT
}
