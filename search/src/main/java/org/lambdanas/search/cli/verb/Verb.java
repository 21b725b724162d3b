package org.lambdanas.search.cli.verb;

import com.google.protobuf.Empty;
import com.google.protobuf.Message;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.config.Configurator;
import org.jspecify.annotations.Nullable;
import org.lambdanas.graph.error.Excerpt;
import org.lambdanas.search.cli.config.ConfigNames;
import org.lambdanas.search.cli.config.ConfigText;
import org.lambdanas.search.run.Run;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/**
 * A verb of the command line. It returns its result as a value; printing, logging and failing are
 * done here and in {@code Failure}, the same way for every verb. A verb reports trouble by throwing
 * one of the exceptions of {@code org.lambdanas.graph.error}, or with {@link #usage} what only the
 * whole command line shows.
 */
@Command(
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    usageHelpAutoWidth = true)
public abstract class Verb implements Callable<Integer> {

  /** The system property with the program's own level, for a process that is there for one verb. */
  public static final String LOG_LEVEL = "lambdanas.log";

  public static final String DEBUG_OPTION = "--debug";

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--json",
      description = "Print the result as one JSON object, the only line on standard output.")
  private boolean json;

  @Option(
      names = "--quiet",
      description =
          "On standard error no progress and no warnings but of damaged files and folders in"
              + " danger.")
  private boolean quiet;

  // Read from the parse result by Failure, which also runs when there is no verb yet.
  @Option(
      names = DEBUG_OPTION,
      description =
          "Print stack traces with errors, and TensorFlow's own log (also: LNAS_DEBUG=1 in the"
              + " environment).")
  @SuppressWarnings("unused")
  private boolean debug;

  @Option(
      names = ConfigNames.CONFIG,
      paramLabel = "FILE",
      description =
          "Take options from a YAML file, a line 'name: value' each, such as the options.yaml of"
              + " a run. What is typed counts in place of what stands there.")
  private @Nullable Path config;

  @Option(
      names = ConfigNames.WRITTEN,
      paramLabel = "FILE",
      description = "Write a YAML file for --config that does the same again.")
  private @Nullable Path configOut;

  private boolean written;
  private boolean printed;

  /** For subclasses. */
  protected Verb() {}

  /** Does the work. */
  protected abstract Result execute();

  @Override
  public final Integer call() {
    // Log4j takes a sixth of a short verb's time to start: with its levels set before, it does so
    // only
    // when there is something to log.
    if (quiet || System.getProperty(LOG_LEVEL) == null) {
      Configurator.setRootLevel(quiet ? Level.ERROR : Level.WARN);
      Configurator.setLevel("org.lambdanas", quiet ? Level.ERROR : Level.INFO);
    }
    if (config != null && !takesConfiguration()) {
      throw usage(
          "%s is '%s': options are read from files that end in .yaml"
              .formatted(ConfigNames.CONFIG, config));
    }
    if (configOut != null) {
      ConfigText.requireMeant(ConfigNames.WRITTEN, configOut);
    }
    Result result = execute();
    if (!printed) {
      printNow(result);
    }
    return result.exitCode().code();
  }

  /**
   * Prints a result before the work is done, for verbs that go on for long. Of what {@link
   * #execute} returns, only the exit code counts then.
   */
  protected final void printNow(Result result) {
    if (!written) {
      writeOptions(Optional.empty(), Optional.empty());
    }
    PrintWriter out = spec().commandLine().getOut();
    if (json) {
      out.println(JsonLine.of(result.message()));
    } else {
      result.lines().forEach(line -> out.println(Excerpt.printable(line)));
    }
    StandardOutput.requireWritten(out);
    printed = true;
  }

  /** The end of a verb whose trouble has been reported already. */
  protected final Result reported(ExitCode code) {
    printed = true;
    return new Result(List.of(), Empty.getDefaultInstance(), code);
  }

  /**
   * Whether {@code --config} may also name a complete configuration, which the verb reads itself
   * then. Files of options never get here: what they say is as if it had been typed.
   */
  protected boolean takesConfiguration() {
    return false;
  }

  /** A complete configuration that was named. */
  protected final Optional<Path> configuration() {
    return Optional.ofNullable(config);
  }

  /**
   * Writes the options where {@code --config-out} says, and into a folder.
   *
   * @param resolved the configuration that they came to, where there is one
   */
  protected final void writeOptions(Optional<? extends Message> resolved, Optional<Path> folder) {
    ParseResult parsed = spec().commandLine().getParseResult();
    Optional<Message> config = resolved.map(message -> message);
    folder.ifPresent(path -> ConfigText.write(path.resolve(Run.OPTIONS), parsed, config));
    if (configOut != null) {
      ConfigText.write(configOut, parsed, config);
    }
    written = true;
  }

  /** Where progress goes: standard error, or nowhere under {@code --quiet}. */
  protected final PrintWriter progress() {
    return new PrintWriter(quiet ? Writer.nullWriter() : spec().commandLine().getErr(), true) {
      @Override
      public void println(String line) {
        super.println(Excerpt.printable(line));
      }
    };
  }

  /** Whether the person asked for silence. */
  protected final boolean isQuiet() {
    return quiet;
  }

  /** Whether the result goes to a program. */
  protected final boolean isJson() {
    return json;
  }

  /** Whether an option was given on the command line, as opposed to having its default value. */
  protected final boolean isGiven(String option) {
    return spec().commandLine().getParseResult().hasMatchedOption(option);
  }

  /**
   * Refuses options beside one that brings a complete configuration: none may be given and then be
   * ignored.
   */
  protected final void refuseBeside(String complete, List<String> others) {
    for (String other : others) {
      if (isGiven(other)) {
        throw usage(complete + " brings its own configuration: leave out " + other);
      }
    }
  }

  /** Refuses options that something else leaves without effect. */
  protected final void requireEffect(List<String> options, String beside) {
    for (String option : options) {
      if (isGiven(option)) {
        throw usage(option + " has no effect with " + beside + ": leave it out");
      }
    }
  }

  /** The command line as it was typed. */
  protected final List<String> arguments() {
    return spec().root().commandLine().getParseResult().originalArgs();
  }

  /** The error of options that do not go together; ends the program with {@link ExitCode#USAGE}. */
  protected final ParameterException usage(String message) {
    return new ParameterException(spec().commandLine(), message);
  }

  /** Refuses a number that is too small. */
  protected final void requireAtLeast(int least, String option, int value) {
    if (value < least) {
      throw usage(option + " is " + value + ": must be at least " + least);
    }
  }

  private CommandSpec spec() {
    if (spec == null) {
      throw new IllegalStateException("a verb runs only on a command line");
    }
    return spec;
  }
}
