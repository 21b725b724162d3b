package org.lambdanas.search.cli;

import java.util.Locale;
import java.util.OptionalDouble;
import org.lambdanas.graph.data.DataSets;
import org.lambdanas.graph.space.CellSpace;
import org.lambdanas.graph.space.NetworkSize;
import org.lambdanas.graph.space.SearchSpaces;
import org.lambdanas.graph.supernet.SuperNetworkSpec;
import org.lambdanas.proto.v1.BenchResult;
import org.lambdanas.proto.v1.BenchTimes;
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

  private final Lines lines = new Lines();
  private final BenchResult.Builder result = BenchResult.newBuilder();

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
      result
          .setBuildSeconds(benchmark.buildSeconds())
          .setFirstRunSeconds(benchmark.firstRunSeconds());
      lines.add("%-36s %9.4f s", "build", benchmark.buildSeconds());
      lines.add("%-36s %9.4f s", "first iteration", benchmark.firstRunSeconds());
      times(report);
      memory(PeakMemory.mebibytes());
      // Last: traces take memory of their own.
      if (profile) {
        profile(benchmark.profile(Work.LAMBDA_ITERATION));
      }
    }
    return Result.ok(lines, result.build());
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
        "%s, %d channels, %d %s, batches of %d images of %dx%dx%d, %s, %s, %d processors",
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
        processors);
    DepthOptions.set(result, spec.space(), spec.size().depth());
    result
        .setSpace(space)
        .setChannels(channels)
        .setBatchSize(batchSize)
        .setImageSize(imageSize)
        .setClasses(classes)
        .setRegulariser(regulariser)
        .setRegulariserGradient(regulariserGradient)
        .setPrecision(precision)
        .setDevice(device)
        .setIntraOpThreads(execution.getIntraOpThreads())
        .setInterOpThreads(execution.getInterOpThreads())
        .setProcessors(processors)
        .setSteps(steps)
        .setWarmUp(warmUp);
  }

  private void times(StepBenchmark.Report report) {
    lines.add("%-36s %9s   %9s %9s", "", "median", "min", "max");
    double pass = times(report, Work.WEIGHT_PASS, "bare pass");
    double darts = times(report, Work.DARTS_ITERATION, "DARTS iteration");
    double lambda = times(report, Work.LAMBDA_ITERATION, "Λ-DARTS iteration");
    result
        .setWeightPassSeconds(pass)
        .setDartsIterationSeconds(darts)
        .setLambdaIterationSeconds(lambda)
        .setWeightPassSessionRuns(runs(report, Work.WEIGHT_PASS))
        .setDartsSessionRunsPerIteration(runs(report, Work.DARTS_ITERATION))
        .setSessionRunsPerIteration(runs(report, Work.LAMBDA_ITERATION))
        .setLambdaIterationPasses(lambda / pass)
        .setImagesPerSecond(batchSize / lambda);
    lines.add(
        "a Λ-DARTS iteration takes %.2f passes; it trains on %.1f images a second",
        result.getLambdaIterationPasses(), result.getImagesPerSecond());
  }

  private double times(StepBenchmark.Report report, Work work, String title) {
    Timings times = report.times().get(work);
    if (times == null) {
      throw new IllegalStateException(work + " was not measured");
    }
    int runs = runs(report, work);
    lines.add(
        "%-36s %9.4f s %9.4f %9.4f",
        title + " (" + runs + (runs == 1 ? " session run)" : " session runs)"),
        times.median(),
        times.min(),
        times.max());
    result.putTimes(
        work.name().toLowerCase(Locale.ROOT),
        BenchTimes.newBuilder()
            .setMin(times.min())
            .setMedian(times.median())
            .setMax(times.max())
            .addAllSeconds(times.seconds())
            .build());
    return times.median();
  }

  private static int runs(StepBenchmark.Report report, Work work) {
    return Math.toIntExact(report.sessionRuns().getOrDefault(work, 0L));
  }

  private void memory(OptionalDouble mebibytes) {
    if (mebibytes.isPresent()) {
      result.setPeakRssMib(mebibytes.getAsDouble());
      lines.add("peak memory %.0f MiB", mebibytes.getAsDouble());
    }
  }

  private void profile(OperationProfile operations) {
    lines.add("one traced Λ-DARTS iteration, time summed over all threads:");
    lines.add("  %-36s %12s %8s %7s", "operation", "milliseconds", "count", "share");
    for (OperationProfile.Line line : operations.lines()) {
      lines.add(
          "  %-36s %12.3f %8d %6.1f%%",
          line.operation(), line.milliseconds(), line.count(), 100 * line.share());
      result
          .addProfileBuilder()
          .setOperation(line.operation())
          .setMilliseconds(line.milliseconds())
          .setCount(Math.toIntExact(line.count()))
          .setShare(line.share());
    }
  }
}
