package org.lambdanas.search.cli;

import java.io.PrintWriter;
import java.nio.file.InvalidPathException;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.error.DivergedException;
import org.lambdanas.graph.error.Excerpt;
import org.lambdanas.graph.error.InterruptedRunException;
import org.lambdanas.graph.error.LambdaNasException;
import org.lambdanas.search.cli.verb.ExitCode;
import org.lambdanas.search.cli.verb.Verb;
import picocli.CommandLine;
import picocli.CommandLine.ExecutionException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.RunLast;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The one place that turns whatever was thrown into an exit code and one line for a person.
 *
 * @param exitCode how the process ends
 * @param line what happened, on one line
 * @param cause what was thrown; printed with its stack trace on request only
 */
record Failure(ExitCode exitCode, String line, Throwable cause) {

  private static final int LONGEST = 1000;

  static Failure of(Throwable thrown, AskedLine asked) {
    if (thrown instanceof ParameterException e) {
      // An option's value that one of our own readers refused keeps that reader's words.
      return e.getCause() instanceof LambdaNasException inner
          ? of(inner, asked)
          : ofUsage(e, asked);
    }
    ExitCode code = exitCodeOf(thrown);
    String text = textOf(thrown);
    boolean named = code == ExitCode.USAGE || code == ExitCode.BAD_DATA;
    return new Failure(code, oneLine(named ? text + asked.whence(text) : text), thrown);
  }

  /** Reports whatever is thrown on a command line. */
  static void reportOn(CommandLine commandLine, PrintWriter err, AskedLine asked) {
    commandLine.setParameterExceptionHandler((e, unused) -> of(e, asked).report(err, asked));
    // Here and not in picocli's handler for exceptions, which is not asked about errors.
    commandLine.setExecutionStrategy(
        parsed -> {
          try {
            return new RunLast().execute(parsed);
          } catch (ParameterException e) {
            throw e;
          } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            return of(cause == null ? e : cause, asked).report(err, asked);
          } catch (Error e) {
            return of(e, asked).report(err, asked);
          }
        });
  }

  private static Failure ofUsage(ParameterException e, AskedLine asked) {
    String text =
        e instanceof UnmatchedArgumentException unmatched
            ? Unmatched.text(unmatched, asked.words())
            : String.valueOf(e.getMessage());
    String command = e.getCommandLine().getCommandSpec().qualifiedName();
    return new Failure(
        ExitCode.USAGE, oneLine(text + asked.whence(text)) + " (see '" + command + " --help')", e);
  }

  private static ExitCode exitCodeOf(Throwable thrown) {
    if (thrown instanceof ConfigException) {
      return ExitCode.USAGE;
    }
    if (thrown instanceof DataException || thrown instanceof InvalidPathException) {
      return ExitCode.BAD_DATA;
    }
    if (thrown instanceof DivergedException) {
      return ExitCode.DIVERGED;
    }
    if (thrown instanceof InterruptedRunException || thrown instanceof InterruptedException) {
      return ExitCode.INTERRUPTED;
    }
    return ExitCode.FAILURE;
  }

  private static String textOf(Throwable thrown) {
    String message = thrown.getMessage();
    if (thrown instanceof OutOfMemoryError) {
      return message != null && message.contains("hysical memory")
          ? "out of native memory ("
              + message
              + "): use fewer channels, cells or images in a batch, or raise LNAS_MEMORY"
          : "out of Java memory (" + message + "): raise the heap, such as LNAS_JAVA_OPTS=-Xmx4g";
    }
    if (thrown instanceof UnsatisfiedLinkError
        || thrown instanceof NoClassDefFoundError
        || thrown instanceof ExceptionInInitializerError) {
      return "a native library or class cannot be loaded (" + root(thrown) + "): run 'lnas doctor'";
    }
    if (thrown instanceof InterruptedException) {
      return "interrupted";
    }
    if (thrown instanceof InvalidPathException path) {
      return "the file name '%s' cannot be used with the locale's encoding, %s: set LC_ALL=C.UTF-8"
          .formatted(path.getInput(), System.getProperty("sun.jnu.encoding"));
    }
    if (thrown instanceof LambdaNasException && message != null) {
      return message;
    }
    return (message == null
            ? thrown.toString()
            : thrown.getClass().getSimpleName() + ": " + message)
        + " (--debug shows where)";
  }

  private static String root(Throwable thrown) {
    Throwable root = thrown;
    while (root.getCause() != null && root.getCause() != root) {
      root = root.getCause();
    }
    return root.toString();
  }

  /** Control characters in foreign text must neither break the line nor drive the terminal. */
  private static String oneLine(String text) {
    String clean = Excerpt.printable(text.strip().replaceAll("\\s*\\R\\s*", "; "));
    return clean.length() <= LONGEST ? clean : clean.substring(0, LONGEST) + "...";
  }

  int report(PrintWriter err, AskedLine asked) {
    if (wantsTrace(asked)) {
      cause.printStackTrace(err);
    }
    err.println("lnas: " + line);
    err.flush();
    return exitCode.code();
  }

  /** Looks at the bare words: the command line itself may be what could not be read. */
  private static boolean wantsTrace(AskedLine asked) {
    String variable = System.getenv("LNAS_DEBUG");
    return asked.words().contains(Verb.DEBUG_OPTION)
        || (variable != null && !variable.isEmpty() && !variable.equals("0"));
  }
}
