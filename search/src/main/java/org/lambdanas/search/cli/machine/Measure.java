package org.lambdanas.search.cli.machine;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.lambdanas.graph.data.DataSets;
import org.lambdanas.graph.interchange.FieldSetting;
import org.lambdanas.graph.interchange.Messages;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.graph.space.NetworkSpace;
import org.lambdanas.graph.space.SearchSpaces;
import org.lambdanas.graph.tensor.ExecutionOptions;
import org.lambdanas.proto.v1.Architecture;
import org.lambdanas.proto.v1.FrontPoint;
import org.lambdanas.proto.v1.GuidedResult;
import org.lambdanas.proto.v1.LatencyMeasurement;
import org.lambdanas.proto.v1.LatencyModel;
import org.lambdanas.proto.v1.NetworkConfig;
import org.lambdanas.proto.v1.SearchConfig;
import org.lambdanas.search.budget.LatencyFit;
import org.lambdanas.search.budget.PredictedLatency;
import org.lambdanas.search.cli.option.ConfigOptions;
import org.lambdanas.search.cli.option.Depths;
import org.lambdanas.search.cli.verb.Lines;
import org.lambdanas.search.cli.verb.Result;
import org.lambdanas.search.cli.verb.Verb;
import org.lambdanas.search.machine.NativeTensorFlow;
import org.lambdanas.search.measure.LatencySubject;
import org.lambdanas.search.run.RunFolder;
import org.lambdanas.search.run.RunKind;
import org.lambdanas.search.run.ShellWord;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Measures latencies of networks on this machine, and fits a model to them. */
@Command(
    name = "measure",
    header = "Measure how long networks take on this machine.",
    description =
        "Fits a latency model that --limit latency:FILE=5ms and --minimise latency:FILE of "
            + "'lnas search' read; or measures given architectures, such as the finalists of a "
            + "search.",
    footer = {
      "lnas measure --output mine.txtpb",
      "lnas measure --of-run runs/mine --model mine.txtpb"
    })
public final class Measure extends Verb {

  private static final int CHANNELS = 3;

  @Mixin
  private final ConfigOptions options =
      NetworkOptions.with()
          .help("--batch-size", "Images at a time (default: 1).")
          .help("--image-size", "Side of the images (default: 32).")
          .help("--classes", "Number of classes (default: 10).")
          .build();

  @Parameters(
      arity = "0..*",
      paramLabel = "ARCHITECTURE",
      description = "Architectures in a text form of the space; none: some that tell most.")
  private List<String> given = List.of();

  @Option(
      names = "--of-run",
      paramLabel = "DIR",
      description = "Measure what a search by evaluations came to: its front, or the best.")
  private @Nullable Path run;

  @Option(
      names = "--model",
      paramLabel = "FILE",
      description = "Say beside given architectures what this latency model predicts.")
  private @Nullable Path model;

  @Option(
      names = "--networks",
      paramLabel = "N",
      defaultValue = "12",
      description = "Networks that a model is fitted to (default: ${DEFAULT-VALUE}; 10 to 24 do).")
  private int networks;

  @Option(
      names = "--runs",
      paramLabel = "N",
      defaultValue = "30",
      description = "Timed runs of each network (default: ${DEFAULT-VALUE}).")
  private int runs;

  @Option(
      names = "--warm-up",
      paramLabel = "N",
      defaultValue = "5",
      description = "Runs of each network before them (default: ${DEFAULT-VALUE}).")
  private int warmUp;

  @Option(
      names = "--output",
      paramLabel = "FILE",
      description = "Where to write model and measurements, such as mine.txtpb (default: nowhere).")
  private @Nullable Path output;

  @Override
  protected Result execute() {
    requireAtLeast(1, "--runs", runs);
    requireAtLeast(1, "--warm-up", warmUp);
    boolean own = given.isEmpty() && run == null;
    if (own) {
      requireAtLeast(LatencyFit.LEAST, "--networks", networks);
      requireEffect(List.of("--model"), "no given architectures");
    } else {
      requireEffect(List.of("--networks"), "given architectures");
    }
    SearchConfig asked = config();
    NetworkSpace space = SearchSpaces.networkSpaceById(asked.getSpace());
    int side = asked.getData().getImageSize();
    LatencySubject subject =
        new LatencySubject(
            space,
            asked.getNetwork(),
            CHANNELS,
            asked.getData().getClasses(),
            side,
            asked.getBatchSize(),
            asked.getExecution());
    space.plan(subject.size()).checkImageSize(side);
    ExecutionOptions execution = ExecutionOptions.of(asked.getExecution());
    NativeTensorFlow.load().require(execution);
    List<Architecture> measured =
        own ? LatencyFit.plan(space, networks, new Seed(asked.getSeed())) : given(space);
    Optional<PredictedLatency> predicted =
        Optional.ofNullable(model)
            .map(f -> Messages.read(f, LatencyModel.getDefaultInstance()))
            .map(m -> new PredictedLatency("latency", m));
    Lines lines = new Lines();
    lines.add(
        "%s of %d channels, batches of %d images of %dx%d, milliseconds:",
        space.id(), subject.size().channels(), asked.getBatchSize(), side, side);
    lines.add("%10s %10s %10s %10s", "median", "quartiles", "", predicted.isEmpty() ? "" : "model");
    long start = System.nanoTime();
    LatencyModel taken =
        subject.measured(
            measured,
            warmUp,
            runs,
            new Seed(asked.getSeed()),
            known -> {
              int done = known.getMeasurementsCount();
              LatencyMeasurement took = known.getMeasurements(done - 1);
              Architecture architecture = took.getArchitecture();
              lines.add(
                  "%10.3f %10.3f %10.3f %10s  %s",
                  took.getMilliseconds(),
                  took.getLower(),
                  took.getUpper(),
                  predicted
                      .map(p -> String.format(Locale.ROOT, "%.3f", p.of(architecture)))
                      .orElse(""),
                  space.format(architecture));
              double each = (System.nanoTime() - start) / 1e9 / done;
              progress()
                  .printf(
                      Locale.ROOT,
                      "%d of %d networks, %.0f s left%n",
                      done,
                      measured.size(),
                      each * (measured.size() - done));
            });
    LatencyModel result = own ? LatencyFit.of(taken) : taken;
    if (own) {
      lines.add(
          "Model of %s operations; of networks left out its mean error is %.1f %%%s.",
          result.getLive() ? "live" : "all",
          100 * result.getHeldOutError(),
          result.hasHeldOutSpearman()
              ? String.format(
                  Locale.ROOT, ", its rank correlation %.3f", result.getHeldOutSpearman())
              : "");
    }
    if (output != null) {
      Messages.write(output, result);
      lines.add("written to %s", output);
      if (own) {
        lines.next(
            "lnas search --space",
            space.id(),
            "--limit",
            ShellWord.of("latency:" + output + "=" + median(result) + "ms"));
      }
    }
    return Result.ok(lines, result);
  }

  /** A limit that about half of the networks keep. */
  private static String median(LatencyModel model) {
    return String.format(
        Locale.ROOT,
        "%.3f",
        model.getMeasurementsList().stream()
            .map(LatencyMeasurement::getMilliseconds)
            .sorted()
            .skip(model.getMeasurementsCount() / 2)
            .findFirst()
            .orElseThrow());
  }

  /** The published size of the space's networks where nothing else is asked for. */
  private SearchConfig config() {
    SearchConfig asked =
        options.merge(FieldSetting.withDefaults(SearchConfig.newBuilder())).build();
    NetworkSpace space = SearchSpaces.networkSpaceById(asked.getSpace());
    Depths.requireUnitOf(space, options);
    NetworkConfig.Builder network = space.training().settings().getNetwork().toBuilder();
    space.depth().set(network, space.training().depth(space.depth()));
    SearchConfig.Builder config = asked.toBuilder().setNetwork(network).setBatchSize(1);
    config.getDataBuilder().setDataSet("cifar10").setImageSize(32);
    config.getDataBuilder().setClasses(DataSets.byName("cifar10").classes());
    SearchConfig merged = options.merge(config).build();
    options.check(merged);
    return merged;
  }

  private List<Architecture> given(NetworkSpace space) {
    Stream<Architecture> ofRun = Stream.of();
    if (run != null) {
      GuidedResult result = RunFolder.open(run, RunKind.GUIDED).result();
      ofRun =
          result.hasFront()
              ? result.getFront().getPointsList().stream().map(FrontPoint::getArchitecture)
              : Stream.of(result.getArchitecture());
    }
    List<Architecture> all =
        Stream.concat(given.stream().map(space::parse), ofRun).distinct().toList();
    all.forEach(space::validate);
    return all;
  }
}
