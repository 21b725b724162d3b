package org.lambdanas.search.cli.predictors;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.lambdanas.graph.data.ConfiguredImages;
import org.lambdanas.graph.data.Split;
import org.lambdanas.graph.interchange.FieldSetting;
import org.lambdanas.predictors.registry.PredictorCatalogue;
import org.lambdanas.predictors.service.OfferedService;
import org.lambdanas.predictors.service.PredictorServer;
import org.lambdanas.proto.v1.DataConfig;
import org.lambdanas.proto.v1.ExecutionConfig;
import org.lambdanas.proto.v1.ServerAddress;
import org.lambdanas.proto.v1.ServerConfig;
import org.lambdanas.search.cli.option.ConfigOptions;
import org.lambdanas.search.cli.verb.ExitCode;
import org.lambdanas.search.cli.verb.Interruption;
import org.lambdanas.search.cli.verb.Result;
import org.lambdanas.search.cli.verb.Verb;
import org.lambdanas.search.cli.verb.Version;
import org.lambdanas.search.run.RunProcess;
import org.lambdanas.search.service.SearchEndpoint;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Offers predictors over gRPC. */
@Command(
    name = "serve",
    header = "Offer fit and query over gRPC.",
    description = {
      "The service is lambdanas.v1.PredictorService of predictor_service.proto, with the "
          + "standard services for health and reflection. With --studies there are also "
          + "searches for programs that train networks themselves: lambdanas.v1.SearchService "
          + "of search_service.proto.",
      "Without --host only this machine can call. Other machines need --tls-certificate, "
          + "--tls-key and --token-file here, and the token in the metadata 'authorization: "
          + "Bearer TOKEN' there.",
      "Ctrl-C takes no more calls and waits for those under way: exit code 0, or 5 if "
          + "some had to be cut off."
    },
    footer = {"lnas predictors serve --port 50051", "lnas predictors serve --studies FOLDER"})
final class ServeVerb extends Verb {

  private static final long POLL_MILLIS = 100;

  private final PredictorCatalogue catalogue;

  @Mixin
  private final ConfigOptions options = ConfigOptions.of(ServerConfig.getDescriptor()).build();

  ServeVerb() {
    this(PredictorCatalogue.registered());
  }

  ServeVerb(PredictorCatalogue catalogue) {
    this.catalogue = catalogue;
  }

  @Override
  protected Result execute() {
    ServerConfig config =
        options.merge(FieldSetting.withDefaults(ServerConfig.newBuilder())).build();
    options.check(config);
    images(config);
    String host = config.getHost();
    BooleanSupplier stop = Interruption.watch();
    try (PredictorServer server = PredictorServer.start(catalogue, config, further(config))) {
      if (!server.isLoopback() && !PredictorServer.isProtected(config)) {
        progress()
            .println(
                "warning: other machines can call "
                    + host
                    + " without "
                    + (config.getTlsCertificate().isEmpty() ? "encryption" : "a token"));
      }
      ServerAddress address =
          ServerAddress.newBuilder().setHost(host).setPort(server.port()).build();
      printNow(Result.ok(List.of("listening on " + host + ":" + server.port()), address));
      waitFor(stop);
      progress().println("stopping: waiting for the calls under way");
      boolean ended = server.drain(Duration.ofSeconds(config.getDrainSeconds()));
      progress().println(ended ? "stopped" : "stopped; calls under way were cut off");
      return new Result(List.of(), address, ended ? ExitCode.OK : ExitCode.INTERRUPTED);
    }
  }

  private List<Function<Executor, OfferedService>> further(ServerConfig config) {
    if (config.getStudies().isEmpty()) {
      return List.of();
    }
    RunProcess process =
        RunProcess.start(Version.text(), arguments(), ExecutionConfig.getDefaultInstance());
    return List.of(threads -> SearchEndpoint.of(config, process, threads));
  }

  /** Reads them once, so that what is wrong with them is known before anybody calls. */
  private void images(ServerConfig config) {
    if (!options.isGiven("--data") && !options.isGiven("--data-dir")) {
      return;
    }
    ConfiguredImages images =
        ConfiguredImages.of(
            FieldSetting.withDefaults(DataConfig.newBuilder())
                .setDataSet(config.getDataSet())
                .setDirectory(config.getDataDirectory())
                .build());
    progress()
        .println(
            "scores on %d images of %s"
                .formatted(images.load(Split.TRAIN).size(), config.getDataSet()));
  }

  private static void waitFor(BooleanSupplier stop) {
    try {
      while (!stop.getAsBoolean()) {
        Thread.sleep(POLL_MILLIS);
      }
    } catch (InterruptedException e) {
      // As good as a signal.
    }
  }
}
