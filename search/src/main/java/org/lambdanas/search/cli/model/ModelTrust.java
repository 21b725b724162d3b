package org.lambdanas.search.cli.model;

import picocli.CommandLine.Option;

/** Whether to run whatever a SavedModel holds. */
final class ModelTrust {

  static final String NAME = "--trust";

  @Option(
      names = NAME,
      description =
          "Run the SavedModel as TensorFlow does, whatever it holds. Like any program, it can then"
              + " read and write your files. Without, what lnas export does not write is not run.")
  private boolean given;

  boolean isGiven() {
    return given;
  }
}
