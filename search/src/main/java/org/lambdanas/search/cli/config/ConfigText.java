package org.lambdanas.search.cli.config;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.Message;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.interchange.AtomicFile;
import org.lambdanas.graph.interchange.Numbers;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/**
 * The file that does again what a command line asked for: what was given, and as comments what held
 * without being given. Comments, since what is given has to have an effect, and a default need not.
 */
public final class ConfigText {

  private final ConfigNames names;
  private final ParseResult parsed;
  private final Optional<Message> config;

  private ConfigText(ParseResult parsed, Optional<Message> config) {
    this.names = ConfigNames.of(parsed.commandSpec());
    this.parsed = parsed;
    this.config = config;
  }

  /**
   * Refuses a name for such a file that it would not be read by.
   *
   * @throws ConfigException if it is one
   */
  public static void requireMeant(String option, Path file) {
    if (!ConfigFile.isMeant(file)) {
      throw new ConfigException("%s is '%s': must end in .yaml".formatted(option, file));
    }
  }

  /**
   * Writes the file.
   *
   * @param parsed what was typed for the command, with what came from a file
   * @param config what all of it came to, where a command has such a thing
   */
  public static void write(Path file, ParseResult parsed, Optional<Message> config) {
    byte[] text = of(parsed, config).getBytes(UTF_8);
    AtomicFile.writePacked(file, out -> out.write(text));
  }

  /** The file's text. */
  public static String of(ParseResult parsed, Optional<Message> config) {
    return new ConfigText(parsed, config).text();
  }

  private String text() {
    String verb = names.command().qualifiedName();
    List<String> lines = new ArrayList<>();
    lines.add("# Options of '%s', read by '%s --config FILE'.".formatted(verb, verb));
    lines.add("# What is typed beside --config counts in place of what stands here.");
    List<String> defaults = new ArrayList<>();
    names
        .settings()
        .forEach(
            (name, setting) -> {
              if (!isGiven(setting)) {
                byDefault(setting).ifPresent(values -> add(name, setting, values, defaults));
              } else if (!name.equals(ConfigNames.RUN_DIR)) {
                add(name, setting, given(setting), lines);
              }
            });
    if (!defaults.isEmpty()) {
      lines.add("");
      lines.add("# By default:");
      defaults.forEach(line -> lines.add("# " + line));
    }
    return String.join("\n", lines) + "\n";
  }

  private boolean isGiven(ArgSpec setting) {
    return setting instanceof OptionSpec option
        ? parsed.hasMatchedOption(option)
        : parsed.matchedPositionals().contains(setting);
  }

  private List<String> given(ArgSpec setting) {
    if (setting instanceof OptionSpec option && option.arity().max() == 0) {
      return List.of(String.valueOf(option.<Object>getValue()));
    }
    List<String> values =
        setting.splitRegex().isEmpty() ? setting.originalStringValues() : setting.stringValues();
    // An option that may stand alone did.
    return setting.arity().min() == 0 && values.equals(List.of("")) ? List.of() : values;
  }

  /** Empty for what the configuration does not depend on. */
  private Optional<List<String>> byDefault(ArgSpec setting) {
    if (setting.userObject() instanceof InConfiguration known) {
      return config.isPresent()
          ? known.typed(config.get())
          : Optional.of(setting.getValue() == null ? known.byDefault() : values(setting));
    }
    return Optional.of(values(setting));
  }

  private static List<String> values(ArgSpec setting) {
    Object value = setting.getValue();
    if (value == null || value instanceof Map<?, ?>) {
      return List.of();
    }
    return value instanceof Collection<?> several
        ? several.stream().map(ConfigText::typed).toList()
        : List.of(typed(value));
  }

  private static String typed(Object value) {
    return value instanceof Double number ? Numbers.text(number) : value.toString();
  }

  private static void add(String name, ArgSpec setting, List<String> values, List<String> lines) {
    if (setting.isMultiValue() && values.size() > 1) {
      lines.add(name + ":");
      values.forEach(value -> lines.add("  - " + FlatYaml.written(value)));
    } else {
      lines.add(
          (name + ": " + values.stream().findFirst().map(FlatYaml::written).orElse("")).strip());
    }
  }
}
