package org.lambdanas.search.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.lang.reflect.Constructor;
import java.lang.reflect.InaccessibleObjectException;
import java.util.Locale;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.error.LambdaNasException;
import org.lambdanas.search.cli.verb.ExitCode;
import org.lambdanas.search.cli.verb.Interruption;
import org.lambdanas.search.cli.verb.StandardOutput;
import org.lambdanas.search.cli.verb.Verb;
import picocli.CommandLine;

/**
 * Where the program starts. Signals are heard from the first statement on; what this class needs to
 * be loaded, delays that.
 */
public final class Main {

  private Main() {}

  /** Runs one verb and ends the process with its exit code. */
  public static void main(String[] args) {
    // Numbers look the same in every country: results are read by programs too.
    Locale.setDefault(Locale.ROOT);
    // Libraries that log through it have nothing to say, and it would say that.
    System.getProperties().putIfAbsent("slf4j.internal.verbosity", "ERROR");
    System.getProperties().putIfAbsent(Verb.LOG_LEVEL, "INFO");
    OutputStream errors = new FileOutputStream(errorDescriptor());
    // Logs go there too, and what libraries print: standard output is for results.
    PrintStream printed = new PrintStream(errors, true, UTF_8);
    System.setErr(printed);
    System.setOut(printed);
    PrintWriter err = new PrintWriter(new OutputStreamWriter(errors, UTF_8), true);
    Interruption.listen(err);
    int code = ExitCode.FAILURE.code();
    try {
      // Not System.out, which keeps to itself that nobody reads any more.
      code = run(args, new StandardOutput(new FileOutputStream(FileDescriptor.out)), err);
    } finally {
      Interruption.reported(code);
    }
    // Waits, and has no say any more, if a signal is ending the process already.
    System.exit(code);
  }

  /** Runs one verb. */
  public static int run(String[] args, PrintWriter out, PrintWriter err) {
    return run(Lnas.commandLine(), args, out, err);
  }

  static int run(CommandLine commandLine, String[] args, PrintWriter out, PrintWriter err) {
    commandLine.setOut(out);
    commandLine.setErr(err);
    commandLine.setCaseInsensitiveEnumValuesAllowed(true);
    TypedNumber.on(commandLine);
    AskedLine asked;
    try {
      asked = AskedLine.of(commandLine, args);
    } catch (LambdaNasException e) {
      AskedLine typed = AskedLine.typed(args);
      return Failure.of(e, typed).report(err, typed);
    }
    Failure.reportOn(commandLine, err, asked);
    int code = commandLine.execute(asked.words().toArray(String[]::new));
    err.flush();
    if (code == ExitCode.OK.code()) {
      // Help and versions too.
      try {
        StandardOutput.requireWritten(out);
      } catch (DataException e) {
        return Failure.of(e, asked).report(err, asked);
      }
    }
    out.flush();
    return code;
  }

  /**
   * Standard error. The launcher keeps a copy of it under another number, so that it can sift what
   * TensorFlow says by itself.
   */
  private static FileDescriptor errorDescriptor() {
    Integer copy = Integer.getInteger("lnas.stderr");
    if (copy == null) {
      return FileDescriptor.err;
    }
    try {
      Constructor<FileDescriptor> numbered = FileDescriptor.class.getDeclaredConstructor(int.class);
      numbered.setAccessible(true);
      return numbered.newInstance(copy);
    } catch (ReflectiveOperationException | InaccessibleObjectException e) {
      return FileDescriptor.err;
    }
  }
}
