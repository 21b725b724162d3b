package org.lambdanas.search.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.util.Locale;
import org.lambdanas.search.cli.verb.Interruption;
import picocli.CommandLine;
import picocli.CommandLine.ExecutionException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.RunLast;

/** Where the program starts. */
public final class Main {

  private Main() {}

  /** Runs one verb and ends the process with its exit code. */
  public static void main(String[] args) {
    // Numbers look the same in every country: results are read by programs too.
    Locale.setDefault(Locale.ROOT);
    // Libraries that log through it have nothing to say, and it would say that.
    System.getProperties().putIfAbsent("slf4j.internal.verbosity", "ERROR");
    int code = run(args, writer(FileDescriptor.out), writer(FileDescriptor.err));
    Interruption.reported(code);
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
    commandLine.setParameterExceptionHandler((e, unused) -> Failure.of(e).report(err, args));
    // Here and not in picocli's handler for exceptions, which is not asked about errors.
    commandLine.setExecutionStrategy(
        parsed -> {
          try {
            return new RunLast().execute(parsed);
          } catch (ParameterException e) {
            throw e;
          } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            return Failure.of(cause == null ? e : cause).report(err, args);
          } catch (Error e) {
            return Failure.of(e).report(err, args);
          }
        });
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
