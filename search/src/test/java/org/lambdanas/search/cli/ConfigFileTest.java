package org.lambdanas.search.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lambdanas.search.cli.config.ConfigNames;
import org.lambdanas.search.cli.config.ConfigText;
import org.lambdanas.search.cli.verb.Verb;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** Files of options, of every verb that there is. */
class ConfigFileTest {

  /** One for all, as it takes long to make. What it has read, it forgets with the next line. */
  private static final CommandLine LNAS = Lnas.commandLine();

  @TempDir private Path folder;

  @BeforeAll
  static void readNumbersAsTheProgramDoes() {
    TypedNumber.on(LNAS);
  }

  static Stream<String> verbs() {
    return below(LNAS)
        .map(CommandLine::getCommandSpec)
        .filter(spec -> spec.userObject() instanceof Verb && !spec.usageMessage().hidden())
        .map(CommandSpec::qualifiedName)
        .map(name -> name.substring("lnas ".length()));
  }

  private static Stream<CommandLine> below(CommandLine command) {
    return Stream.concat(
        Stream.of(command),
        command.getSubcommands().values().stream().distinct().flatMap(ConfigFileTest::below));
  }

  private static ParseResult parsed(String verb, List<String> more) {
    List<String> words = new ArrayList<>(List.of(verb.split(" ")));
    words.addAll(more);
    AskedLine asked = AskedLine.of(LNAS, words.toArray(String[]::new));
    ParseResult parsed = LNAS.parseArgs(asked.words().toArray(String[]::new));
    while (parsed.hasSubcommand()) {
      parsed = parsed.subcommand();
    }
    return parsed;
  }

  private static ConfigNames names(String verb) {
    CommandLine command = LNAS;
    for (String word : verb.split(" ")) {
      command = Objects.requireNonNull(command.getSubcommands().get(word));
    }
    return ConfigNames.of(command.getCommandSpec());
  }

  /** A value that an option's type takes. */
  private static String value(ArgSpec setting, int n) {
    Class<?> type =
        setting.isMultiValue() ? setting.auxiliaryTypes()[0] : setting.typeInfo().getType();
    if (type == Double.class || type == double.class) {
      return n + ".5";
    }
    boolean whole =
        List.of(int.class, Integer.class, long.class, Long.class).stream().anyMatch(type::equals);
    return whole ? String.valueOf(n) : "a value: # " + n;
  }

  private static List<String> values(ArgSpec setting) {
    if (setting instanceof OptionSpec option && option.arity().max() == 0) {
      return List.of("true");
    }
    return setting.isMultiValue()
        ? List.of(value(setting, 2), value(setting, 3))
        : List.of(value(setting, 1));
  }

  private Path file(String... lines) throws IOException {
    return Files.write(folder.resolve("options.yaml"), List.of(lines));
  }

  private static Map<String, List<String>> given(ParseResult parsed) {
    Map<String, List<String>> given = new TreeMap<>();
    parsed
        .matchedOptions()
        .forEach(option -> given.put(option.longestName(), option.stringValues()));
    parsed
        .matchedPositionals()
        .forEach(one -> given.merge(one.paramLabel(), one.stringValues(), (a, b) -> b));
    return given;
  }

  @Test
  void everyVerbIsThere() {
    assertThat(verbs())
        .hasSizeGreaterThan(33)
        .contains("search", "train", "predict", "table import", "predictors fit", "runs clean");
  }

  @ParameterizedTest
  @MethodSource("verbs")
  void everyVerbTakesEachOfItsOptionsFromAFileAndWritesThemBack(String verb) throws IOException {
    ConfigNames names = names(verb);
    assertThat(names.command().findOption("--config")).isNotNull();
    assertThat(names.command().findOption("--config-out")).isNotNull();
    List<String> lines = new ArrayList<>();
    List<String> typed = new ArrayList<>();
    List<String> parameters = new ArrayList<>();
    names
        .settings()
        .forEach(
            (name, setting) -> {
              List<String> values = values(setting);
              if (setting.isMultiValue()) {
                lines.add(name + ":");
                values.forEach(value -> lines.add("- '" + value + "'"));
              } else {
                lines.add(name + ": '" + values.get(0) + "'");
              }
              if (!(setting instanceof OptionSpec option)) {
                parameters.addAll(values);
              } else if (option.arity().max() == 0) {
                typed.add("--" + name);
              } else {
                values.forEach(value -> typed.add("--" + name + "=" + value));
              }
            });
    typed.addAll(parameters);
    Map<String, List<String>> whole = given(parsed(verb, typed));
    assertThat(whole).hasSize(names.settings().size());
    int acting = names.command().options().size() + parametersOf(names) - names.settings().size();
    assertThat(acting).as("those that say how a command is asked").isBetween(7, 9);

    Path file = file(lines.toArray(String[]::new));
    assertThat(given(parsed(verb, List.of("--config=" + file)))).isEqualTo(whole);
    ParseResult read = parsed(verb, List.of("--config", file.toString()));
    assertThat(given(read)).isEqualTo(whole);

    String text = ConfigText.of(read, Optional.empty());
    assertThat(text).startsWith("# Options of 'lnas " + verb + "'").doesNotContain("run-dir");
    Path again = Files.writeString(folder.resolve("again.yaml"), text);
    Map<String, List<String>> kept = new TreeMap<>(whole);
    kept.remove("--run-dir");
    ParseResult reread = parsed(verb, List.of("--config", again.toString()));
    assertThat(given(reread)).isEqualTo(kept);
    assertThat(ConfigText.of(reread, Optional.empty())).isEqualTo(text + runDir(names));
  }

  private static int parametersOf(ConfigNames names) {
    return names.command().positionalParameters().size();
  }

  /** A comment where it was given before, as where a run goes is not kept. */
  private static String runDir(ConfigNames names) {
    return names.settings().containsKey("run-dir") ? "\n# By default:\n# run-dir:\n" : "";
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "help",
        "version",
        "json",
        "quiet",
        "debug",
        "config",
        "config-out",
        "resume",
        "dry-run"
      })
  void whatOnlyActsIsTyped(String name) throws IOException {
    Path file = file("# mine", name + ": true");
    refused(
        2,
        "options.yaml line 2: %s is no setting that a file keeps: type --%s".formatted(name, name),
        "search",
        "--config",
        file.toString());
  }

  @Test
  void whatIsTypedCountsInPlaceOfTheFile() throws IOException {
    Path file =
        file(
            "epochs: 3",
            "flip: true",
            "limit: [params=300k, macs=4M]",
            "data: cifar10",
            "early-stop:",
            "evaluate: false",
            "minimise: []");
    ParseResult parsed =
        parsed(
            "search",
            List.of(
                "--limit=params=1k", "--config", file.toString(), "--no-flip", "--epochs", "5"));
    assertThat(parsed.<Integer>matchedOptionValue("--epochs", 0)).isEqualTo(5);
    assertThat(parsed.<Boolean>matchedOptionValue("--flip", true)).isFalse();
    assertThat(parsed.<List<String>>matchedOptionValue("--limit", List.of()))
        .containsExactly("params=1k");
    assertThat(parsed.<String>matchedOptionValue("--data", "")).isEqualTo("cifar10");
    assertThat(parsed.hasMatchedOption("--early-stop")).isTrue();
    assertThat(parsed.hasMatchedOption("--evaluate")).isFalse();
    assertThat(parsed.hasMatchedOption("--minimise")).isFalse();
    assertThat(parsed.hasMatchedOption("--config")).isFalse();
    assertThat(ConfigText.of(parsed, Optional.empty()))
        .contains("flip: false\n", "early-stop:\n", "limit: params=1k\n");
  }

  @Test
  void parametersFollowThoseThatAreTyped() throws IOException {
    Path file = file("picture: ['-', b.png]", "model: mine", "top: 3");
    assertThat(given(parsed("predict", List.of("--config", file.toString()))))
        .containsEntry("MODEL", List.of("mine"))
        .containsEntry("PICTURE", List.of("-", "b.png"));
    assertThat(given(parsed("predict", List.of("other", "--config", file.toString()))))
        .containsEntry("MODEL", List.of("other"))
        .containsEntry("PICTURE", List.of("-", "b.png"));
    assertThat(given(parsed("predict", List.of("other", "c.png", "--config", file.toString()))))
        .containsEntry("PICTURE", List.of("c.png"));
    Path reproduce = file("run-dir: again");
    assertThat(
            given(
                parsed(
                    "reproduce",
                    List.of("mine", "--config", reproduce.toString(), "--", "--config", "x"))))
        .containsEntry("OPTION", List.of("--config", "x"))
        .containsEntry("--run-dir", List.of("again"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "search; # x@epoch: 3; 2; line 2: Unknown option: 'epoch', perhaps epochs",
        "search; --epochs: 3; 2; line 1: Unknown option: '--epochs', perhaps epochs",
        "predict; @epochs: 3; 2; line 2: 'epochs' is an option of 'lnas search', 'lnas",
        "predict; modle: x; 2; line 1: Unknown option: 'modle', perhaps model",
        "search; resume: x; 2; line 1: resume is no setting",
        "search; dry-run: true; 2; line 1: dry-run is no setting",
        "search; @@epochs: ten; 2; 'ten' is no whole number (--epochs: FILE line 3)",
        "search; epochs: 1e2; 2; write 100 (--epochs: FILE line 1)",
        "search; epochs: 0; 2; (--epochs: FILE line 1)",
        "search; epochs: [1, 2]; 2; line 1: epochs takes one value, not a list",
        "search; epochs:; 2; line 1: epochs has no value",
        "search; flip: maybe; 2; line 1: flip is 'maybe': must be true or false",
        "search; flip:; 2; line 1: flip has no value: true or false",
        "search; method: darts@lambda: 2; 2; no effect with --method darts",
        "search; method: darts@lambda: 2; 2; (--lambda: FILE line 2, --method: FILE line 1)",
        "search; data-dir: x@method: drats; 2; (--method: FILE line 2)",
        "search; seed: 1@seed: 2; 3; line 2 has 'seed' again, of line 1",
        "search; network:@  channels: 3; 3; line 2 is nested",
        "search; nonsense; 3; line 1 is not 'name: value': 'nonsense'",
        "predict; picture: [a.png]; 2; has PICTURE without MODEL",
        "runs clean; older-than: 7x; 2; (--older-than: FILE line 1)",
      })
  void mistakesAreOneLineThatNamesFileAndLine(String verb, String text, int code, String part)
      throws IOException {
    Path file = file(text.split("@"));
    List<String> words = new ArrayList<>(List.of(verb.split(" ")));
    words.addAll(List.of("--config", file.toString()));
    Invocation ended = Invocation.of(words.toArray(String[]::new));
    assertThat(ended.errors())
        .singleElement()
        .asString()
        .startsWith("lnas: ")
        .contains(part.replace("FILE", file.toString()), file.toString());
    assertThat(ended.code()).isEqualTo(code);
    assertThat(ended.out()).isEmpty();
  }

  @Test
  void filesThatAreNoneOfOptions() throws IOException {
    Path binary = folder.resolve("binary.yaml");
    Files.write(binary, new byte[] {(byte) 0x89, 'P', 'N', 'G', 0, 1, (byte) 0xff});
    refused(3, "binary.yaml is no text in UTF-8", "train", "--config", binary.toString());
    Files.write(binary, new byte[] {'a', 0, 1, '\n'});
    refused(3, "binary.yaml line 1 holds what is no text", "train", "--config", binary.toString());
    Path none = folder.resolve("none.yaml");
    refused(3, "no such file: " + none, "doctor", "--config", none.toString());
    Path directory = Files.createDirectory(folder.resolve("a.yaml"));
    refused(3, "it is a folder", "doctor", "--config", directory.toString());
    refused(2, "options are read from files that end in .yaml", "doctor", "--config", "x.txt");
    refused(2, "options are read from files that end in .yaml", "doctor", "--config=x.txtpb");
    refused(2, "use .txtpb, .binpb or .json", "train", "--config", "x.txt");
    refused(3, "no such file: x.txtpb", "train", "--config", "x.txtpb");
    refused(2, "--config-out is 'x.txt': must end in .yaml", "doctor", "--config-out", "x.txt");
    refused(2, "--config", "doctor", "--config");
    refused(2, "--config", "doctor", "--config", "a.yaml", "--config", "b.yaml");
    // What is asked is answered, whatever the file is.
    assertThat(Invocation.of("doctor", "--config", none.toString(), "--help").code()).isZero();
  }

  private static void refused(int code, String part, String... words) {
    Invocation ended = Invocation.of(words);
    assertThat(ended.errors()).as(Arrays.toString(words)).singleElement().asString().contains(part);
    assertThat(ended.code()).isEqualTo(code);
  }

  @Test
  void aVerbWithoutARunWritesItsOptionsBack() throws IOException {
    Path out = folder.resolve("out.yaml");
    Invocation first =
        Invocation.of(
            "describe", "--space", "darts", "--cells", "4", "--config-out", out.toString());
    assertThat(first.code()).as(first.err()).isZero();
    assertThat(Files.readString(out))
        .contains("\nspace: darts\n", "\ncells: 4\n", "\n# By default:\n", "\n# classes: 10\n");
    Invocation again = Invocation.of("describe", "--config", out.toString());
    assertThat(again).isEqualTo(first);
    // A verb that fails writes nothing.
    Path failed = folder.resolve("failed.yaml");
    refused(2, "nowhere", "describe", "--space", "nowhere", "--config-out", failed.toString());
    assertThat(failed).doesNotExist();
  }

  @Test
  void aFitIsDoneAgainWithoutTheFileItsOptionsCameFrom() throws IOException {
    Path model = folder.resolve("model.binpb");
    Path file =
        file(
            "predictor: bayes_lin_reg",
            "table: nasbench201",
            "metric: cifar10_valid_12ep",
            "sample: 30",
            "output: " + model);
    Invocation fit = Invocation.of("predictors", "fit", "--config", file.toString());
    assertThat(fit.code()).as(fit.err()).isZero();
    Files.delete(file);
    Invocation again = Invocation.of("reproduce", model.toString());
    assertThat(again.code()).as(again.err()).isZero();
  }
}
