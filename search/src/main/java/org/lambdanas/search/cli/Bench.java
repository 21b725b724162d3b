package org.lambdanas.search.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import org.lambdanas.graph.data.DataSets;
import org.lambdanas.graph.space.CellSpace;
import org.lambdanas.graph.space.NetworkSize;
import org.lambdanas.graph.space.SearchSpaces;
import org.lambdanas.graph.supernet.SuperNetworkSpec;
import org.lambdanas.proto.v1.ExecutionConfig;
import org.lambdanas.proto.v1.SearchConfig;
import org.lambdanas.proto.v1.SearchMethod;
import org.lambdanas.search.differentiable.ConfigRanges;
import org.lambdanas.search.differentiable.SearchPresets;
import org.lambdanas.search.differentiable.SearchPresets.Preset;
import org.lambdanas.search.measure.OperationProfile;
import org.lambdanas.search.measure.PeakMemory;
import org.lambdanas.search.measure.StepBenchmark;
import org.lambdanas.search.measure.StepBenchmark.Work;
import org.lambdanas.search.measure.Timings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Times the steps of a search. */
@Command(
    name = "bench",
    description =
        "Time the steps of a search on random images: one bare pass for the weights' gradients, an"
            + " iteration of DARTS, and one of Λ-DARTS, in turn.")
final class Bench extends Verb {

  private static final String DATA_SET = "cifar10";

  @Option(
      names = "--space",
      paramLabel = "ID",
      defaultValue = SearchSpaces.DEFAULT,
      description = "Search space (default: ${DEFAULT-VALUE}).")
  private String space = "";

  @Option(
      names = "--channels",
      paramLabel = "N",
      defaultValue = "16",
      description = "Channels of the first stage (default: ${DEFAULT-VALUE}).")
  private int channels;

  @Mixin private final DepthOptions depth = new DepthOptions();

  @Option(
      names = "--batch-size",
      paramLabel = "N",
      defaultValue = "64",
      description = "Images a step (default: ${DEFAULT-VALUE}).")
  private int batchSize;

  @Option(
      names = "--image-size",
      paramLabel = "PIXELS",
      defaultValue = "32",
      description = "Side of the square colour images (default: ${DEFAULT-VALUE}).")
  private int imageSize;

  @Option(
      names = "--classes",
      paramLabel = "N",
      defaultValue = "10",
      description = "Number of classes (default: ${DEFAULT-VALUE}).")
  private int classes;

  @Option(
      names = "--regulariser",
      paramLabel = "NAME",
      defaultValue = "corr",
      description = "Alignment: corr or signcorr (default: ${DEFAULT-VALUE}).")
  private String regulariser = "";

  @Option(
      names = "--regulariser-gradient",
      paramLabel = "NAME",
      defaultValue = "exact",
      description = "Its gradient: exact or central (default: ${DEFAULT-VALUE}).")
  private String regulariserGradient = "";

  @Option(
      names = "--steps",
      paramLabel = "N",
      defaultValue = "5",
      description = "Rounds that are measured (default: ${DEFAULT-VALUE}).")
  private int steps;

  @Option(
      names = "--warm-up",
      paramLabel = "N",
      defaultValue = "2",
      description = "Rounds before them that are not (default: ${DEFAULT-VALUE}).")
  private int warmUp;

  @Option(
      names = "--precision",
      paramLabel = "TYPE",
      defaultValue = "float32",
      description = "float32, float64, bfloat16 or float16 (default: ${DEFAULT-VALUE}).")
  private String precision = "";

  @Option(
      names = "--device",
      paramLabel = "NAME",
      defaultValue = "cpu",
      description = "cpu, gpu:0, ... or several: gpu:0,gpu:1 (default: ${DEFAULT-VALUE}).")
  private String device = "";

  @Mixin private final ThreadOptions threads = new ThreadOptions();

  @Option(names = "--seed", paramLabel = "N", description = "Seed of weights and images.")
  private long seed;

  @Option(
      names = "--profile",
      description = "Also trace one Λ-DARTS iteration: time by type of operation.")
  private boolean profile;

  private final List<String> lines = new ArrayList<>();
  private final JsonObject json = new JsonObject();

  @Override
  protected Result execute() {
    Given.positive("--steps", steps);
    Given.notNegative("--warm-up", warmUp);
    SearchConfig config = config();
    SuperNetworkSpec spec = spec(config);
    describe(spec, config.getExecution());
    try (StepBenchmark benchmark = new StepBenchmark(config, spec)) {
      progress().println("graph built, first iteration done");
      StepBenchmark.Report report = benchmark.run(warmUp, steps, progress()::println);
      once("build_seconds", "build", benchmark.buildSeconds());
      once("first_run_seconds", "first iteration", benchmark.firstRunSeconds());
      times(report);
      memory(PeakMemory.mebibytes());
      // Last: traces take memory of their own.
      if (profile) {
        profile(benchmark.profile(Work.LAMBDA_ITERATION));
      }
    }
    return Result.ok(lines, json);
  }

  /** The published settings of a search, at the size that was asked for. */
  private SearchConfig config() {
    SearchConfig.Builder config =
        SearchPresets.config(
                Preset.PAPER,
                SearchSpaces.cellSpaceById(space).id(),
                DataSets.byName(DATA_SET),
                SearchMethod.SEARCH_METHOD_LAMBDA_DARTS,
                SearchPresets.regulariser(regulariser))
            .setSeed(seed)
            .setBatchSize(Given.positive("--batch-size", batchSize));
    config.getNetworkBuilder().setChannels(Given.positive("--channels", channels));
    config
        .getRegulariserBuilder()
        .setGradient(SearchOptions.REGULARISER_GRADIENT.byName(regulariserGradient));
    config
        .getDataBuilder()
        .setImageSize(Given.positive("--image-size", imageSize))
        .setClasses(Given.positive("--classes", classes));
    ExecutionConfig.Builder execution =
        config.getExecutionBuilder().setPrecision(precision).setDevice(device);
    threads.fill(execution);
    SearchConfig resolved = config.build();
    ConfigRanges.check(resolved);
    return resolved;
  }

  private SuperNetworkSpec spec(SearchConfig config) {
    int imageChannels = DataSets.byName(DATA_SET).channels();
    CellSpace benched = SearchSpaces.cellSpaceById(space);
    int cells = depth.depth(benched, DepthOptions.published(benched));
    return new SuperNetworkSpec(
        benched,
        new NetworkSize(channels, cells, imageChannels, classes),
        imageSize,
        config.getAlphaOptimizer().getInitialDeviation());
  }

  private void describe(SuperNetworkSpec spec, ExecutionConfig execution) {
    int processors = Runtime.getRuntime().availableProcessors();
    lines.add(
        String.format(
            Locale.ROOT,
            "%s, %d channels, %d %s, batches of %d images of %dx%dx%d, %s, %s," + " %d processors",
            space,
            channels,
            spec.size().depth(),
            spec.space().depth().key().replace('_', ' '),
            batchSize,
            imageSize,
            imageSize,
            spec.size().imageChannels(),
            precision,
            device,
            processors));
    json.addProperty("space", space);
    json.addProperty("channels", channels);
    json.addProperty(spec.space().depth().key(), spec.size().depth());
    json.addProperty("batch_size", batchSize);
    json.addProperty("image_size", imageSize);
    json.addProperty("classes", classes);
    json.addProperty("regulariser", regulariser);
    json.addProperty("regulariser_gradient", regulariserGradient);
    json.addProperty("precision", precision);
    json.addProperty("device", device);
    json.addProperty("intra_op_threads", execution.getIntraOpThreads());
    json.addProperty("inter_op_threads", execution.getInterOpThreads());
    json.addProperty("processors", processors);
    json.addProperty("steps", steps);
    json.addProperty("warm_up", warmUp);
  }

  private void once(String field, String what, double seconds) {
    json.addProperty(field, seconds);
    lines.add(String.format(Locale.ROOT, "%-36s %9.4f s", what, seconds));
  }

  private void times(StepBenchmark.Report report) {
    lines.add(String.format(Locale.ROOT, "%-36s %9s   %9s %9s", "", "median", "min", "max"));
    JsonObject raw = new JsonObject();
    for (Work work : Work.values()) {
      Timings times = report.times().get(work);
      Long runs = report.sessionRuns().get(work);
      if (times == null || runs == null) {
        throw new IllegalStateException(work + " was not measured");
      }
      String id = work.name().toLowerCase(Locale.ROOT);
      json.addProperty(id + "_seconds", times.median());
      raw.add(id, raw(times));
      lines.add(
          String.format(
              Locale.ROOT,
              "%-36s %9.4f s %9.4f %9.4f",
              title(work) + " (" + runs + (runs == 1 ? " session run)" : " session runs)"),
              times.median(),
              times.min(),
              times.max()));
      switch (work) {
        case WEIGHT_PASS -> json.addProperty("weight_pass_session_runs", runs);
        case DARTS_ITERATION -> json.addProperty("darts_session_runs_per_iteration", runs);
        case LAMBDA_ITERATION -> lambda(report, times, runs);
      }
    }
    json.add("times", raw);
  }

  private void lambda(StepBenchmark.Report report, Timings times, long runs) {
    json.addProperty("session_runs_per_iteration", runs);
    Timings pass = report.times().getOrDefault(Work.WEIGHT_PASS, times);
    double passes = times.median() / pass.median();
    double images = batchSize / times.median();
    json.addProperty("lambda_iteration_passes", passes);
    json.addProperty("images_per_second", images);
    lines.add(
        String.format(
            Locale.ROOT,
            "a Λ-DARTS iteration takes %.2f passes; it trains on %.1f images a second",
            passes,
            images));
  }

  private static String title(Work work) {
    return switch (work) {
      case WEIGHT_PASS -> "bare pass";
      case DARTS_ITERATION -> "DARTS iteration";
      case LAMBDA_ITERATION -> "Λ-DARTS iteration";
    };
  }

  private static JsonObject raw(Timings times) {
    JsonObject json = new JsonObject();
    json.addProperty("min", times.min());
    json.addProperty("median", times.median());
    json.addProperty("max", times.max());
    JsonArray seconds = new JsonArray();
    times.seconds().forEach(seconds::add);
    json.add("seconds", seconds);
    return json;
  }

  private void memory(OptionalDouble mebibytes) {
    if (mebibytes.isPresent()) {
      json.addProperty("peak_rss_mib", mebibytes.getAsDouble());
      lines.add(String.format(Locale.ROOT, "peak memory %.0f MiB", mebibytes.getAsDouble()));
    } else {
      json.add("peak_rss_mib", JsonNull.INSTANCE);
    }
  }

  private void profile(OperationProfile operations) {
    lines.add("one traced Λ-DARTS iteration, time summed over all threads:");
    lines.add(
        String.format(
            Locale.ROOT, "  %-36s %12s %8s %7s", "operation", "milliseconds", "count", "share"));
    JsonArray profiled = new JsonArray();
    for (OperationProfile.Line line : operations.lines()) {
      lines.add(
          String.format(
              Locale.ROOT,
              "  %-36s %12.3f %8d %6.1f%%",
              line.operation(),
              line.milliseconds(),
              line.count(),
              100 * line.share()));
      JsonObject operation = new JsonObject();
      operation.addProperty("operation", line.operation());
      operation.addProperty("milliseconds", line.milliseconds());
      operation.addProperty("count", line.count());
      operation.addProperty("share", line.share());
      profiled.add(operation);
    }
    json.add("profile", profiled);
  }
}
