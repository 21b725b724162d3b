package org.lambdanas.search.cli.verb;

import java.util.Arrays;

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

  /** The one with a process's exit code; one that is none of them is a failure. */
  public static ExitCode of(int code) {
    return Arrays.stream(values()).filter(known -> known.code == code).findFirst().orElse(FAILURE);
  }

  /** The process's exit code. */
  public int code() {
    return code;
  }
}
