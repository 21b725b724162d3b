package org.lambdanas.search.cli.verb;

/** How the program ends, as scripts see it. */
public enum ExitCode {
  /** Done. */
  OK(0),
  /** Something failed that is none of the below. */
  FAILURE(1),
  /** The command line or a setting cannot be used. */
  USAGE(2),
  /** A file or other data cannot be used. */
  BAD_DATA(3),
  /** The numbers went wrong during training. */
  DIVERGED(4),
  /** Stopped on request; what was done is kept. */
  INTERRUPTED(5);

  private final int code;

  ExitCode(int code) {
    this.code = code;
  }

  /** The process's exit code. */
  public int code() {
    return code;
  }
}
