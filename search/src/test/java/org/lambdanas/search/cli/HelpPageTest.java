package org.lambdanas.search.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.list;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lambdanas.graph.interchange.FieldSetting;
import org.lambdanas.graph.interchange.MessageTypes;
import org.lambdanas.proto.v1.Setting;
import org.lambdanas.search.cli.option.UnderHeading;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

class HelpPageTest {

  private static Stream<CommandLine> commands() {
    return withThoseBelow(Lnas.commandLine())
        .filter(command -> !command.getCommandSpec().usageMessage().hidden());
  }

  private static Stream<CommandLine> withThoseBelow(CommandLine command) {
    return Stream.concat(
        Stream.of(command),
        command.getSubcommands().values().stream().distinct().flatMap(c -> withThoseBelow(c)));
  }

  static Stream<String> examples() {
    return commands()
        .flatMap(command -> Arrays.stream(command.getCommandSpec().usageMessage().footer()));
  }

  @Test
  void everyCommandSaysWhatItDoesInOneSentenceAndGivesExamples() {
    assertThat(commands())
        .hasSizeGreaterThan(35)
        .allSatisfy(
            command -> {
              UsageMessageSpec usage = command.getCommandSpec().usageMessage();
              assertThat(usage.header()).hasSize(1);
              assertThat(usage.header()[0]).endsWith(".").hasSizeLessThan(85);
              assertThat(usage.footer()).hasSizeBetween(1, 3);
              // Where a description goes on, so does its text: it wraps at any width.
              assertThat(usage.description()).allMatch(paragraph -> paragraph.endsWith("."));
              if (command.getParent() != null) {
                assertThat(usage.footer())
                    .allMatch(
                        example ->
                            (example + " ")
                                .startsWith(command.getCommandSpec().qualifiedName() + " "));
              }
              assertThat(command.getCommandSpec().options())
                  .allSatisfy(
                      option ->
                          assertThat(option.description())
                              .isNotEmpty()
                              .allMatch(text -> text.endsWith(".")));
            });
  }

  /** As the program reads a command line: with all that is required, and nothing unknown. */
  @ParameterizedTest
  @MethodSource("examples")
  void everyExampleIsACommandLine(String example) {
    Invocation.parse(example);
  }

  @Test
  void theListOfVerbsShowsWholeSentences() {
    String help = Invocation.of("--help").out().replaceAll("\\s+", " ");
    assertThat(
            Lnas.commandLine().getSubcommands().values().stream()
                .map(verb -> verb.getCommandSpec().usageMessage())
                .filter(usage -> !usage.hidden())
                .map(usage -> usage.header()[0]))
        .isNotEmpty()
        .allMatch(help::contains);
    assertThat(help).contains("Examples: lnas search ");
  }

  @Test
  void aPageHasItsPartsInOrder() {
    assertThat(Invocation.of("runs", "clean", "--help").out())
        .containsSubsequence(
            "Usage: lnas runs clean",
            "Remove runs that are no longer wanted.\n",
            "Removes the folders",
            "\nExamples:\n  lnas runs clean ",
            "\n      --json");
  }

  @ParameterizedTest
  @ValueSource(strings = {"search", "compare", "train"})
  void longHelpHasTheCommonOptionsFirst(String verb) {
    String help = Invocation.of(verb, "--help").out();
    assertThat(help)
        .containsSubsequence(
            "Common options:\n", "--data=", "--epochs=", "Images:\n", "--cutout=", "Training of")
        .contains("[OPTIONS]");
    assertThat(Lnas.commandLine().getSubcommands().get(verb))
        .isNotNull()
        .extracting(command -> command.getCommandSpec().options(), list(OptionSpec.class))
        .allSatisfy(
            option ->
                assertThat(
                        help.lines()
                            .filter(
                                line ->
                                    line.matches(
                                        "^ {2,6}(-., )?(--\\[no-])?"
                                            + Pattern.quote(
                                                option
                                                    .longestName()
                                                    .substring(option.negatable() ? 2 : 0))
                                            + "([=\\[, ].*)?")))
                    .as(option.longestName())
                    .hasSize(1));
  }

  /** What options are declared to set. */
  private static Stream<Setting> settings() {
    return MessageTypes.all().values().stream()
        .flatMap(message -> message.getDescriptorForType().getFields().stream())
        .flatMap(field -> FieldSetting.of(field).stream())
        .map(FieldSetting::setting)
        .filter(Setting::hasOption);
  }

  /** What is not declared to be common stands under a heading in every long help. */
  @Test
  void noRareOptionStandsAmongTheCommonOnes() {
    Map<String, List<Setting>> declared =
        settings().collect(Collectors.groupingBy(Setting::getOption));
    List<CommandLine> grouped =
        commands()
            .filter(command -> command.getUsageMessage().contains("Common options:"))
            .toList();
    assertThat(grouped).hasSizeGreaterThan(6);
    assertThat(grouped)
        .allSatisfy(
            command ->
                assertThat(command.getCommandSpec().options())
                    .filteredOn(option -> !standsUnderHeading(option))
                    .allSatisfy(
                        option ->
                            assertThat(declared.getOrDefault(option.longestName(), List.of()))
                                .as("%s %s", command.getCommandName(), option.longestName())
                                .filteredOn(setting -> describes(setting, option))
                                .satisfiesAnyOf(
                                    none -> assertThat(none).isEmpty(),
                                    some ->
                                        assertThat(some)
                                            .anyMatch(setting -> setting.getCommon()))));
  }

  private static boolean standsUnderHeading(OptionSpec option) {
    return option.userObject() instanceof UnderHeading known && known.heading().isPresent();
  }

  private static boolean describes(Setting setting, OptionSpec option) {
    String help = setting.getHelp();
    return option.description()[0].startsWith(help.substring(0, help.length() - 1));
  }

  @Test
  void shortHelpHasNoHeadings() {
    assertThat(Invocation.of("report", "--help").out())
        .doesNotContain("Common options", "[OPTIONS]")
        .contains("[--output=FILE]");
  }
}
