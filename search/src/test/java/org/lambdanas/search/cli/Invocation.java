package org.lambdanas.search.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.lambdanas.graph.interchange.MessageFormat;
import org.lambdanas.graph.interchange.Messages;
import picocli.CommandLine;

/** The program run inside the test. */
record Invocation(int code, String out, String err) {

  private static final Pattern WORD = Pattern.compile("'([^']*)'|\\S+");
  private static final String NEXT = "next: ";

  static Invocation of(String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code = Main.run(args, new PrintWriter(out), new PrintWriter(err));
    Invocation invocation = new Invocation(code, out.toString(), err.toString());
    invocation.next().ifPresent(Invocation::parse);
    return invocation;
  }

  /** The words of a command as a shell has them, {@code lnas} first. */
  static List<String> words(String command) {
    return WORD.matcher(command)
        .results()
        .map(word -> word.group(1) == null ? word.group() : word.group(1))
        .toList();
  }

  /** Reads a command as the program does: with all that is required, and nothing unknown. */
  static void parse(String command) {
    List<String> words = words(command);
    assertThat(words).startsWith("lnas");
    CommandLine lnas = Lnas.commandLine().setCaseInsensitiveEnumValuesAllowed(true);
    assertThat(
            lnas.parseArgs(words.subList(1, words.size()).toArray(String[]::new)).hasSubcommand())
        .as(command)
        .isTrue();
  }

  /** The command that a person is told to type next, where one is told. */
  Optional<String> next() {
    return out.lines()
        .filter(line -> line.startsWith(NEXT))
        .map(line -> line.substring(NEXT.length()))
        .findFirst();
  }

  /** Types it, with more words. */
  Invocation goOn(String... more) {
    List<String> words = new ArrayList<>(words(next().orElseThrow()));
    words.addAll(List.of(more));
    return of(words.subList(1, words.size()).toArray(String[]::new));
  }

  /** The result that was printed under {@code --json}, as a reader of protobuf's form takes it. */
  <M extends Message> M message(M prototype) {
    assertThat(out.lines()).as(err).hasSize(1);
    return Messages.parse(out.getBytes(UTF_8), MessageFormat.JSON, prototype, "the result");
  }

  List<String> errors() {
    return err.lines().toList();
  }
}
