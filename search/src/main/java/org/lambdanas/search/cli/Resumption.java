package org.lambdanas.search.cli;

import java.nio.file.Path;

/** What a person is told of a run that goes on; epochs and steps count from 1 there. */
final class Resumption {

  private Resumption() {}

  /** Of one that has a checkpoint. */
  static String at(Path folder, int epoch, int step) {
    return "resuming " + folder + " at epoch " + (epoch + 1) + ", step " + (step + 1);
  }

  /** Of one that was stopped before its first. */
  static String fromStart(Path folder) {
    return "no checkpoint in " + folder + " yet: starting from epoch 1";
  }
}
