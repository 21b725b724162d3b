package org.lambdanas.search.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.util.Locale;
import org.lambdanas.search.cli.verb.ExitCode;
import org.lambdanas.search.cli.verb.Interruption;
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
    PrintWriter err = writer(FileDescriptor.err);
    Interruption.listen(err);
    int code = ExitCode.FAILURE.code();
    try {
      code = run(args, writer(FileDescriptor.out), err);
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
    Failure.reportOn(commandLine, err, args);
    int code = commandLine.execute(args);
    out.flush();
    err.flush();
    return code;
  }

  /** Not of System.out, which keeps to itself that nobody reads any more. */
  private static PrintWriter writer(FileDescriptor stream) {
    return new PrintWriter(new OutputStreamWriter(new FileOutputStream(stream), UTF_8), true);
  }
}
