package org.lambdanas.graph.layer;

/** What kind of layer an activation belongs to. */
public enum LayerKind {
  /** A convolution, depthwise or not, with its bias where it has one. */
  CONVOLUTION,
  /** A batch norm. */
  BATCH_NORM,
  /** A rectifier. */
  RELU,
  /** A max or average pool. */
  POOL,
  /** The mean over height and width. */
  GLOBAL_POOL,
  /** A linear layer with its bias. */
  LINEAR,
  /** A whole block: a stem, a cell, a residual block. Its input is not known: it is its output. */
  BLOCK,
  /** A skip connection of a cell, which hands on what it is given. */
  SKIP,
  /** Sums, identities and what else has no name. */
  OTHER
}
