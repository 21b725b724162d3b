package org.lambdanas.search.cli.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.error.Excerpt;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * What may stand in a configuration file of a command: its options without their dashes, and what
 * its usage shows in capitals in small letters.
 *
 * @param command whose file it is
 * @param settings options and parameters by their names there
 */
public record ConfigNames(CommandSpec command, Map<String, ArgSpec> settings) {

  public static final String CONFIG = "--config";
  public static final String WRITTEN = "--config-out";

  /** Where a run goes. No two go to the same place. */
  static final String RUN_DIR = "run-dir";

  /** What says how a command is asked, and not what it works by. */
  private static final Set<String> TYPED_ONLY =
      Set.of(
          "help",
          "version",
          "json",
          "quiet",
          "debug",
          "resume",
          "dry-run",
          CONFIG.substring(2),
          WRITTEN.substring(2));

  /** Those of a command. */
  public static ConfigNames of(CommandSpec command) {
    Map<String, ArgSpec> settings = new LinkedHashMap<>();
    for (PositionalParamSpec parameter : command.positionalParameters()) {
      settings.put(parameter.paramLabel().toLowerCase(Locale.ROOT), parameter);
    }
    for (OptionSpec option : command.options()) {
      if (!option.hidden() && !TYPED_ONLY.contains(name(option))) {
        settings.put(name(option), option);
      }
    }
    return new ConfigNames(command, settings);
  }

  private static String name(OptionSpec option) {
    return option.longestName().replaceFirst("^-+", "");
  }

  /** Whether a command has the option, but a file may not. */
  boolean isTypedOnly(String name) {
    return TYPED_ONLY.contains(name) && command.findOption("--" + name) != null;
  }

  /**
   * The words that stand for a line, as they would be typed.
   *
   * @param setting what the line names
   * @throws ConfigException if the option takes no such value
   */
  List<String> words(ArgSpec setting, YamlLine line) {
    if (line.isBare() && setting.arity().min() > 0) {
      throw new ConfigException(line.name() + " has no value");
    }
    if (line.list() && !setting.isMultiValue()) {
      throw new ConfigException(line.name() + " takes one value, not a list");
    }
    if (!(setting instanceof OptionSpec option)) {
      return line.values();
    }
    String name = option.longestName();
    if (option.arity().max() == 0) {
      return flag(option, line);
    }
    if (line.isBare()) {
      return List.of(name);
    }
    List<String> words = new ArrayList<>();
    line.values().forEach(value -> words.add(name + "=" + value));
    return words;
  }

  private List<String> flag(OptionSpec option, YamlLine line) {
    String value = line.isBare() ? "" : line.values().get(0).toLowerCase(Locale.ROOT);
    return switch (value) {
      case "true" -> List.of(option.longestName());
      case "false" -> negated(option).map(List::of).orElse(List.of());
      default ->
          throw new ConfigException(
              line.isBare()
                  ? line.name() + " has no value: true or false"
                  : "%s is '%s': must be true or false"
                      .formatted(line.name(), Excerpt.of(line.values().get(0))));
    };
  }

  private Optional<String> negated(OptionSpec option) {
    return command.negatedOptionsMap().entrySet().stream()
        .filter(entry -> entry.getValue().equals(option))
        .map(Map.Entry::getKey)
        .findFirst();
  }
}
