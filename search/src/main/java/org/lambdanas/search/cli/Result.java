package org.lambdanas.search.cli;

import com.google.gson.JsonObject;
import java.util.List;

/**
 * What a verb found out, for people and for programs.
 *
 * @param lines what a person reads on standard output
 * @param json the same as one object, printed instead under {@code --json}; numbers that are not
 *     finite are printed as null
 * @param exitCode how the process ends
 */
public record Result(List<String> lines, JsonObject json, ExitCode exitCode) {

  /** Copies the lines. */
  public Result {
    lines = List.copyOf(lines);
  }

  /**
   * The result of a verb that did what it was asked to.
   *
   * @param lines what a person reads
   * @param json the same for programs
   * @return a result with {@link ExitCode#OK}
   */
  public static Result ok(List<String> lines, JsonObject json) {
    return new Result(lines, json, ExitCode.OK);
  }
}
