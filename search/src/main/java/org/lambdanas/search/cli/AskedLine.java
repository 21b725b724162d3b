package org.lambdanas.search.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.error.Suggestion;
import org.lambdanas.search.cli.config.ConfigFile;
import org.lambdanas.search.cli.config.ConfigNames;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.OverwrittenOptionException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * What a command is asked for: what was typed, and, where that names a file of options, what the
 * file says as if it had been typed too. What was typed counts in place of what the file has for
 * the same option, a list as a whole.
 *
 * @param words of the command line
 * @param fromFile the place of each option that comes from a file, by its name with dashes
 */
record AskedLine(List<String> words, Map<String, String> fromFile) {

  private static final Pattern OPTION = Pattern.compile("--(?:no-)?([a-z][a-z0-9-]*)");

  private static final String END_OF_OPTIONS = "--";

  /** Copies both. */
  AskedLine {
    words = List.copyOf(words);
    fromFile = Map.copyOf(fromFile);
  }

  /** A command line without a file. */
  static AskedLine typed(String... args) {
    return new AskedLine(List.of(args), Map.of());
  }

  /**
   * Reads the file that the command line names, if it names one.
   *
   * @throws ConfigException if the file has what the command does not take
   * @throws DataException if it is missing, or is not of its form
   */
  static AskedLine of(CommandLine commandLine, String... args) {
    // Files of arguments may name one too.
    if (Arrays.stream(args)
        .noneMatch(word -> word.startsWith(ConfigNames.CONFIG) || word.startsWith("@"))) {
      return typed(args);
    }
    Optional<ParseResult> parsed = whatCanBeRead(commandLine, args);
    Optional<Path> path = parsed.flatMap(AskedLine::file);
    return path.isEmpty() ? typed(args) : with(ConfigFile.read(path.get()), parsed.get());
  }

  /** What is missing may stand in the file; other mistakes are found when it is read again. */
  private static Optional<ParseResult> whatCanBeRead(CommandLine commandLine, String... args) {
    collectErrors(commandLine, true);
    try {
      ParseResult parsed = commandLine.parseArgs(args);
      while (parsed.hasSubcommand()) {
        parsed = parsed.subcommand();
      }
      return parsed.errors().stream().anyMatch(AskedLine::isOfTwoFiles)
          ? Optional.empty()
          : Optional.of(parsed);
    } catch (ParameterException e) {
      return Optional.empty();
    } finally {
      collectErrors(commandLine, false);
    }
  }

  private static boolean isOfTwoFiles(Exception error) {
    return error instanceof OverwrittenOptionException e
        && e.getOverwritten() instanceof OptionSpec option
        && option.longestName().equals(ConfigNames.CONFIG);
  }

  private static void collectErrors(CommandLine commandLine, boolean collect) {
    commandLine.getCommandSpec().parser().collectErrors(collect);
    commandLine.getSubcommands().values().forEach(verb -> collectErrors(verb, collect));
  }

  private static Optional<Path> file(ParseResult parsed) {
    return parsed.isUsageHelpRequested() || parsed.isVersionHelpRequested()
        ? Optional.empty()
        : Optional.ofNullable(parsed.<Path>matchedOptionValue(ConfigNames.CONFIG, null))
            .filter(ConfigFile::isMeant);
  }

  private static AskedLine with(ConfigFile file, ParseResult parsed) {
    CommandSpec command = parsed.commandSpec();
    Set<ArgSpec> typed = new HashSet<>(parsed.matchedOptionsSet());
    typed.addAll(parsed.matchedPositionalsSet());
    ConfigNames names = ConfigNames.of(command);
    ConfigFile.Words words = file.words(names, typed, name -> unknown(names, name));
    List<String> all = withoutFile(command.root().commandLine().getParseResult().expandedArgs());
    int end = all.indexOf(END_OF_OPTIONS);
    List<String> asked = new ArrayList<>(end < 0 ? all : all.subList(0, end));
    asked.addAll(words.options());
    if (end >= 0 || !words.parameters().isEmpty()) {
      asked.add(END_OF_OPTIONS);
    }
    asked.addAll(end < 0 ? List.of() : all.subList(end + 1, all.size()));
    asked.addAll(words.parameters());
    return new AskedLine(asked, words.whence());
  }

  private static String unknown(ConfigNames names, String name) {
    return Unmatched.ofOthers(names.command(), "--" + name)
        .map(others -> "'" + name + "' is an option of " + others)
        .orElseGet(() -> "Unknown option: " + Suggestion.quoted(name, names.settings().keySet()));
  }

  /** What the file says takes its place. */
  private static List<String> withoutFile(List<String> words) {
    List<String> without = new ArrayList<>();
    boolean options = true;
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      options &= !word.equals(END_OF_OPTIONS);
      if (options && word.equals(ConfigNames.CONFIG)) {
        i++;
      } else if (!options || !word.startsWith(ConfigNames.CONFIG + "=")) {
        without.add(word);
      }
    }
    return without;
  }

  /** Where the options stand that an error names, as far as they were not typed. */
  String whence(String error) {
    String places =
        OPTION
            .matcher(error)
            .results()
            .map(MatchResult::group)
            .map(name -> fromFile.containsKey(name) ? name : name.replaceFirst("^--no-", "--"))
            .distinct()
            .filter(fromFile::containsKey)
            .map(name -> name + ": " + fromFile.get(name))
            .collect(Collectors.joining(", "));
    return places.isEmpty() ? "" : " (" + places + ")";
  }
}
