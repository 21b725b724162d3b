package org.lambdanas.search.cli.verb;

import com.google.protobuf.Message;
import java.util.List;

/**
 * What a verb found out, for people and for programs.
 *
 * @param lines what a person reads on standard output
 * @param message the same, printed instead under {@code --json} as {@code result.proto} says
 * @param exitCode how the process ends
 */
public record Result(List<String> lines, Message message, ExitCode exitCode) {

  /** Copies the lines. */
  public Result {
    lines = List.copyOf(lines);
  }

  /** The result of a verb that did what it was asked to. */
  public static Result ok(List<String> lines, Message message) {
    return new Result(lines, message, ExitCode.OK);
  }

  public static Result ok(Lines lines, Message message) {
    return ok(lines.list(), message);
  }
}
