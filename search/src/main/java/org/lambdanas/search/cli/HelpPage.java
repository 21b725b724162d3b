package org.lambdanas.search.cli;

import static picocli.CommandLine.Model.UsageMessageSpec.SECTION_KEY_COMMAND_LIST;
import static picocli.CommandLine.Model.UsageMessageSpec.SECTION_KEY_COMMAND_LIST_HEADING;
import static picocli.CommandLine.Model.UsageMessageSpec.SECTION_KEY_DESCRIPTION;
import static picocli.CommandLine.Model.UsageMessageSpec.SECTION_KEY_EXIT_CODE_LIST;
import static picocli.CommandLine.Model.UsageMessageSpec.SECTION_KEY_EXIT_CODE_LIST_HEADING;
import static picocli.CommandLine.Model.UsageMessageSpec.SECTION_KEY_FOOTER;
import static picocli.CommandLine.Model.UsageMessageSpec.SECTION_KEY_HEADER;
import static picocli.CommandLine.Model.UsageMessageSpec.SECTION_KEY_OPTION_LIST;
import static picocli.CommandLine.Model.UsageMessageSpec.SECTION_KEY_PARAMETER_LIST;
import static picocli.CommandLine.Model.UsageMessageSpec.SECTION_KEY_SYNOPSIS;
import static picocli.CommandLine.Model.UsageMessageSpec.SECTION_KEY_SYNOPSIS_HEADING;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.lambdanas.search.cli.option.UnderHeading;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/**
 * What the help of every command looks like. A command declares its header, one sentence, which
 * stands in lists of verbs too; a description, what else there is to say; and as its footer
 * examples, a command each.
 */
final class HelpPage {

  /** With so many options, the common ones come first and the others under headings. */
  private static final int MANY = 30;

  private static final String COMMON = "Common options";

  private static final List<String> SECTIONS =
      List.of(
          SECTION_KEY_SYNOPSIS_HEADING,
          SECTION_KEY_SYNOPSIS,
          SECTION_KEY_HEADER,
          SECTION_KEY_DESCRIPTION,
          SECTION_KEY_FOOTER,
          SECTION_KEY_PARAMETER_LIST,
          SECTION_KEY_OPTION_LIST,
          SECTION_KEY_COMMAND_LIST_HEADING,
          SECTION_KEY_COMMAND_LIST,
          SECTION_KEY_EXIT_CODE_LIST_HEADING,
          SECTION_KEY_EXIT_CODE_LIST);

  private HelpPage() {}

  /** Gives a command and those below it that look. */
  static CommandLine on(CommandLine command) {
    UsageMessageSpec usage = command.getCommandSpec().usageMessage();
    usage.sectionKeys(SECTIONS);
    usage.sectionMap().put(SECTION_KEY_FOOTER, HelpPage::examples);
    if (options(command.getCommandSpec()).size() > MANY) {
      usage.abbreviateSynopsis(true);
      usage.sectionMap().put(SECTION_KEY_OPTION_LIST, HelpPage::groups);
    }
    command.getSubcommands().values().forEach(HelpPage::on);
    return command;
  }

  private static String examples(Help help) {
    String[] all = help.commandSpec().usageMessage().footer();
    return all.length == 0
        ? ""
        : "%nExamples:%n  ".formatted() + String.join("%n  ".formatted(), all) + "%n%n".formatted();
  }

  private static List<OptionSpec> options(CommandSpec command) {
    return command.options().stream().filter(option -> !option.hidden()).toList();
  }

  private static String groups(Help help) {
    Map<String, List<OptionSpec>> groups = new LinkedHashMap<>();
    groups.put(COMMON, new ArrayList<>());
    for (OptionSpec option : options(help.commandSpec())) {
      groups
          .computeIfAbsent(
              option.userObject() instanceof UnderHeading known
                  ? known.heading().orElse(COMMON)
                  : COMMON,
              name -> new ArrayList<>())
          .add(option);
    }
    if (groups.size() == 1) {
      return help.optionList();
    }
    // Examples end with an empty line, parameters do not.
    String before = help.commandSpec().positionalParameters().isEmpty() ? "" : "%n".formatted();
    return groups.entrySet().stream()
        .map(group -> group.getKey() + ":%n".formatted() + layout(help, group.getValue()))
        .collect(Collectors.joining("%n".formatted(), before, ""));
  }

  /** As wide as all options need, so that the columns of the groups are below one another. */
  private static Help.Layout layout(Help help, List<OptionSpec> options) {
    Help.Layout layout =
        help.createDefaultLayout(options(help.commandSpec()), List.of(), help.colorScheme());
    layout.addOptions(options, help.createDefaultParamLabelRenderer());
    return layout;
  }
}
