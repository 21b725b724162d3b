package org.lambdanas.search.cli;

import java.time.Duration;
import java.util.List;
import org.lambdanas.predictors.registry.PredictorCatalogue;
import org.lambdanas.predictors.service.PredictorServer;
import org.lambdanas.predictors.service.ServerOptions;
import org.lambdanas.proto.v1.ServerAddress;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Offers predictors over gRPC. */
@Command(
    name = "serve",
    description = {
      "Offer fit and query over gRPC: lambdanas.v1.PredictorService of predictor_service.proto,",
      "with the standard services for health and reflection.",
      "Ctrl-C takes no more calls and waits for those under way: exit code 0, or 5 if some had to"
          + " be cut off."
    })
final class ServeVerb extends Verb {

  private static final int MEBI = 1 << 20;

  private static final long POLL_MILLIS = 100;

  private final PredictorCatalogue catalogue;

  @Option(
      names = "--port",
      paramLabel = "N",
      defaultValue = "50051",
      description = "Port to listen on; 0: any that is free (default: ${DEFAULT-VALUE}).")
  private int port;

  @Option(
      names = "--host",
      paramLabel = "HOST",
      defaultValue = "127.0.0.1",
      description = {
        "Interface to listen on (default: ${DEFAULT-VALUE}, for this machine only).",
        "There is neither encryption nor authentication."
      })
  private String host = "";

  @Option(
      names = "--max-message-mib",
      paramLabel = "N",
      defaultValue = "64",
      description = "Longest request accepted, in MiB (default: ${DEFAULT-VALUE}).")
  private int messageMib;

  @Option(
      names = "--max-models",
      paramLabel = "N",
      defaultValue = "64",
      description = "Fitted predictors kept at a time (default: ${DEFAULT-VALUE}).")
  private int models;

  @Option(
      names = "--max-models-mib",
      paramLabel = "N",
      defaultValue = "1024",
      description = "Size of all of them together, in MiB (default: ${DEFAULT-VALUE}).")
  private int modelsMib;

  @Option(
      names = "--fit-threads",
      paramLabel = "N",
      description = "Fits at a time (default: one for each processor).")
  private int fitThreads = Runtime.getRuntime().availableProcessors();

  @Option(
      names = "--max-waiting-fits",
      paramLabel = "N",
      defaultValue = "16",
      description = "Fits that may wait for their turn (default: ${DEFAULT-VALUE}).")
  private int waitingFits;

  @Option(
      names = "--drain-seconds",
      paramLabel = "N",
      defaultValue = "30",
      description = "How long calls under way may take after Ctrl-C (default: ${DEFAULT-VALUE}).")
  private int drainSeconds;

  ServeVerb() {
    this(PredictorCatalogue.registered());
  }

  ServeVerb(PredictorCatalogue catalogue) {
    this.catalogue = catalogue;
  }

  @Override
  protected Result execute() {
    require("--port", port, 0, 65_535);
    require("--max-message-mib", messageMib, 1, 2047);
    require("--max-models", models, 1, 1_000_000);
    require("--max-models-mib", modelsMib, 1, 1 << 20);
    require("--fit-threads", fitThreads, 1, 1024);
    require("--max-waiting-fits", waitingFits, 1, 100_000);
    require("--drain-seconds", drainSeconds, 0, 86_400);
    ServerOptions options =
        new ServerOptions(
            host,
            port,
            messageMib * MEBI,
            models,
            (long) modelsMib * MEBI,
            fitThreads,
            waitingFits);
    try (Interruption interruption = Interruption.watch();
        PredictorServer server = PredictorServer.start(catalogue, options)) {
      if (!server.isLoopback()) {
        progress()
            .println(
                "warning: "
                    + host
                    + " can be reached from other machines, without encryption or authentication");
      }
      ServerAddress address =
          ServerAddress.newBuilder().setHost(host).setPort(server.port()).build();
      printNow(Result.ok(List.of("listening on " + host + ":" + server.port()), address));
      waitFor(interruption);
      progress().println("stopping: waiting for the calls under way");
      boolean ended = server.drain(Duration.ofSeconds(drainSeconds));
      progress().println(ended ? "stopped" : "stopped; calls under way were cut off");
      return new Result(List.of(), address, ended ? ExitCode.OK : ExitCode.INTERRUPTED);
    }
  }

  private void require(String option, int value, int least, int most) {
    if (value < least || value > most) {
      throw usage(option + " is " + value + ": must be " + least + " to " + most);
    }
  }

  private static void waitFor(Interruption interruption) {
    try {
      while (!interruption.requested()) {
        Thread.sleep(POLL_MILLIS);
      }
    } catch (InterruptedException e) {
      // As good as a signal.
    }
  }
}
