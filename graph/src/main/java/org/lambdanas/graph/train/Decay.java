package org.lambdanas.graph.train;

/** A learning rate that falls over the epochs, constant within each. */
public sealed interface Decay permits CosineDecay, LinearDecay {

  /** The rate it starts from, greater than 0. */
  double initial();

  /** The rate of an epoch, from 0; greater than 0. */
  double at(int epoch);
}
