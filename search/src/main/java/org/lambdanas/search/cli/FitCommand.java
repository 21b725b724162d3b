package org.lambdanas.search.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.proto.v1.RunProvenance;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * The command that a predictor's file says it was fitted by. A file may come from anywhere: nothing
 * but a fit is done for it, and nothing that it says is written to.
 *
 * @param whence of the predictor
 * @param file where it says so
 */
record FitCommand(RunProvenance whence, Path file) {

  private static final List<String> VERB = List.of("predictors", "fit");

  /** What says where results go, and how they are shown. */
  private static final Set<String> LEFT_OUT =
      Set.of("--output", "--query", "--predictions", "--interval", "--json", "--quiet", "--debug");

  /**
   * The same fit, without what it wrote.
   *
   * @return the words of a command, which can be added to
   * @throws DataException if the file does not say how it was fitted, or cannot be fitted again
   */
  List<String> again() {
    List<String> words = whence.getArgumentsList();
    if (words.isEmpty()) {
      throw new DataException(file + " does not say how it was fitted");
    }
    ParseResult fit = parsed(words);
    List<String> again = new ArrayList<>(VERB);
    for (OptionSpec option : fit.matchedOptions()) {
      if (!LEFT_OUT.contains(option.longestName())) {
        option.originalStringValues().forEach(value -> add(option, value, again));
      }
    }
    fit.matchedPositionals().forEach(positional -> again.addAll(positional.originalStringValues()));
    if (again.contains("-")) {
      throw new DataException(
          file + " was fitted on what came by standard input: it cannot be fitted again");
    }
    return again;
  }

  private static void add(OptionSpec option, String value, List<String> again) {
    again.add(option.longestName());
    if (option.arity().max() > 0) {
      again.add(value);
    }
  }

  private ParseResult parsed(List<String> words) {
    ParseResult parsed;
    try {
      CommandLine line = Lnas.commandLine();
      line.setCaseInsensitiveEnumValuesAllowed(true);
      parsed = line.parseArgs(words.toArray(String[]::new));
    } catch (ParameterException e) {
      throw new DataException(
          "%s was fitted by a command that this version does not know: %s"
              .formatted(file, e.getMessage()),
          e);
    }
    for (String word : VERB) {
      if (!parsed.hasSubcommand() || !parsed.subcommand().commandSpec().name().equals(word)) {
        throw new DataException(file + " says that another command than a fit made it");
      }
      parsed = parsed.subcommand();
    }
    return parsed;
  }
}
