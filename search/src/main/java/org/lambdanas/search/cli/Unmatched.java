package org.lambdanas.search.cli;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.lambdanas.graph.error.Excerpt;
import org.lambdanas.graph.error.Suggestion;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Says of the first word that a command does not take what it may have been meant for: a verb or an
 * option with another spelling, an option of another verb, the rest of a value with a blank.
 */
final class Unmatched {

  /** So many verbs with an option are named. */
  private static final int MOST_VERBS = 3;

  private final CommandSpec command;
  private final String word;
  private final List<String> before;

  private Unmatched(UnmatchedArgumentException e, List<String> args) {
    command = e.getCommandLine().getCommandSpec();
    word = e.getUnmatched().get(0);
    before = args.subList(0, Math.max(0, args.indexOf(word)));
  }

  /**
   * What is wrong, without an end.
   *
   * @param args the whole command line
   */
  static String text(UnmatchedArgumentException e, List<String> args) {
    return new Unmatched(e, args).text();
  }

  private String text() {
    if (word.startsWith("-") && word.length() > 1) {
      return option();
    }
    return command.subcommands().isEmpty() ? argument() : verb();
  }

  private String option() {
    String name = word.split("=", 2)[0];
    Set<String> names = new LinkedHashSet<>();
    for (OptionSpec option : command.options()) {
      names.addAll(List.of(option.names()));
    }
    names.addAll(command.negatedOptionsMap().keySet());
    return "Unknown option: "
        + ofOthers(command, name)
            .map(others -> "'" + name + "' is one of " + others)
            .orElseGet(() -> Suggestion.quoted(name, names));
  }

  /**
   * Whose option it is that a command does not have, if it is another verb's.
   *
   * @param name with its dashes
   * @return such as {@code "'lnas search', not of 'lnas predict'"}
   */
  static Optional<String> ofOthers(CommandSpec command, String name) {
    List<String> verbs = verbsWith(command, name);
    return verbs.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "%s%s, not of '%s'"
                .formatted(
                    String.join(", ", verbs.subList(0, Math.min(MOST_VERBS, verbs.size()))),
                    verbs.size() > MOST_VERBS ? " and others" : "",
                    command.qualifiedName()));
  }

  private String verb() {
    Map<String, CommandLine> verbs = command.subcommands();
    List<String> deeper = new ArrayList<>();
    verbs.forEach(
        (name, verb) -> {
          if (verb.getSubcommands().containsKey(word)) {
            deeper.add(quoted(verb.getSubcommands().get(word).getCommandSpec()));
          }
        });
    String kind = command.parent() == null ? "verb" : "action";
    return "Unknown %s: %s"
        .formatted(
            kind,
            deeper.isEmpty()
                ? Suggestion.quoted(word, verbs.keySet())
                : "'%s', perhaps %s".formatted(Excerpt.of(word), String.join(" or ", deeper)));
  }

  private String argument() {
    String text = "Unexpected argument: '" + Excerpt.of(word) + "'";
    int last = before.size() - 1;
    if (last > 0 && takesOne(before.get(last - 1))) {
      String option = before.get(last - 1);
      String value = before.get(last) + " " + word;
      return text
          + " after %s %s: quote a value with a blank, %s '%s'"
              .formatted(option, Excerpt.of(before.get(last)), option, Excerpt.of(value));
    }
    return command.positionalParameters().isEmpty()
        ? text + ": '" + command.qualifiedName() + "' takes options alone"
        : text;
  }

  private boolean takesOne(String name) {
    OptionSpec option = command.findOption(name);
    return option != null && option.arity().max() > 0;
  }

  /** The verbs that have an option of exactly this name. */
  private static List<String> verbsWith(CommandSpec command, String name) {
    List<String> verbs = new ArrayList<>();
    collect(command, command.root(), name, verbs);
    return verbs;
  }

  private static void collect(
      CommandSpec command, CommandSpec at, String name, List<String> verbs) {
    if (at != command && !at.usageMessage().hidden() && at.findOption(name) != null) {
      verbs.add(quoted(at));
    }
    for (CommandLine sub : new LinkedHashSet<>(at.subcommands().values())) {
      collect(command, sub.getCommandSpec(), name, verbs);
    }
  }

  private static String quoted(CommandSpec verb) {
    return "'" + verb.qualifiedName() + "'";
  }
}
