package org.lambdanas.search.cli.config;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.interchange.BoundedFile;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * A file with options of a command, in {@link FlatYaml}.
 *
 * @param path of the file
 * @param lines what it says
 */
public record ConfigFile(Path path, List<YamlLine> lines) {

  /** More than any list of options has. */
  private static final long MOST_BYTES = 16 << 20;

  /** Copies the lines. */
  public ConfigFile {
    lines = List.copyOf(lines);
  }

  /**
   * The words that stand for what a file says.
   *
   * @param options each with its value in one word
   * @param parameters in their order
   * @param whence the place of an option that comes from the file, by its name with dashes
   */
  public record Words(List<String> options, List<String> parameters, Map<String, String> whence) {

    /** Copies all. */
    public Words {
      options = List.copyOf(options);
      parameters = List.copyOf(parameters);
      whence = Map.copyOf(whence);
    }
  }

  /** Whether a file of this name has options, by its ending. */
  public static boolean isMeant(Path path) {
    return path.toString().matches("(?i).*\\.ya?ml(\\.gz)?");
  }

  /**
   * Reads a file.
   *
   * @throws DataException if there is none, or it is not of the form, naming file and line
   */
  public static ConfigFile read(Path path) {
    byte[] content = BoundedFile.read(path, MOST_BYTES);
    try {
      String text = UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString();
      return new ConfigFile(path, FlatYaml.parse(text));
    } catch (CharacterCodingException e) {
      throw new DataException(path + " is no text in UTF-8", e);
    } catch (DataException e) {
      throw new DataException(path + " " + e.getMessage(), e);
    }
  }

  /**
   * What a command reads of the file.
   *
   * @param names what may stand in it
   * @param typed what was typed, which the file has no say in
   * @param unknown says what a name may have been meant for that the command does not have
   * @throws ConfigException if something in it is no setting of the command, or has another form,
   *     naming file and line
   */
  public Words words(ConfigNames names, Set<ArgSpec> typed, Function<String, String> unknown) {
    List<String> options = new ArrayList<>();
    Map<PositionalParamSpec, List<String>> parameters = new LinkedHashMap<>();
    Map<String, String> whence = new LinkedHashMap<>();
    for (YamlLine line : lines) {
      String place = path + " line " + line.number();
      if (names.isTypedOnly(line.name())) {
        throw new ConfigException(
            "%s: %s is no setting that a file keeps: type --%s beside %s"
                .formatted(place, line.name(), line.name(), ConfigNames.CONFIG));
      }
      ArgSpec setting = names.settings().get(line.name());
      if (setting == null) {
        throw new ConfigException(place + ": " + unknown.apply(line.name()));
      }
      List<String> words = words(names, setting, line, place);
      if (typed.contains(setting)) {
        continue;
      }
      if (setting instanceof OptionSpec option) {
        options.addAll(words);
        whence.put(option.longestName(), place);
      } else if (setting instanceof PositionalParamSpec parameter) {
        parameters.put(parameter, words);
      }
    }
    return new Words(options, inOrder(names, parameters, typed), whence);
  }

  private static List<String> words(
      ConfigNames names, ArgSpec setting, YamlLine line, String place) {
    try {
      return names.words(setting, line);
    } catch (ConfigException e) {
      throw new ConfigException(place + ": " + e.getMessage(), e);
    }
  }

  /** A parameter is known by its place, so none before it may be missing. */
  private List<String> inOrder(
      ConfigNames names, Map<PositionalParamSpec, List<String>> parameters, Set<ArgSpec> typed) {
    List<String> words = new ArrayList<>();
    String missing = "";
    for (PositionalParamSpec parameter : names.command().positionalParameters()) {
      List<String> own = parameters.getOrDefault(parameter, List.of());
      if (!own.isEmpty() && !missing.isEmpty()) {
        throw new ConfigException(
            "%s has %s without %s".formatted(path, parameter.paramLabel(), missing));
      }
      if (own.isEmpty() && !typed.contains(parameter)) {
        missing = parameter.paramLabel();
      }
      words.addAll(own);
    }
    return words;
  }
}
