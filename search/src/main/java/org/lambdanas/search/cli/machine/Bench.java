package org.lambdanas.search.cli.machine;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import org.lambdanas.graph.data.DataSets;
import org.lambdanas.graph.interchange.EnumNames;
import org.lambdanas.graph.interchange.FieldSetting;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.graph.score.Measure;
import org.lambdanas.graph.score.Measures;
import org.lambdanas.graph.space.CellSpace;
import org.lambdanas.graph.space.NetworkSize;
import org.lambdanas.graph.space.NetworkSpace;
import org.lambdanas.graph.space.SearchSpaces;
import org.lambdanas.graph.supernet.SuperNetworkSpec;
import org.lambdanas.graph.tensor.ExecutionOptions;
import org.lambdanas.graph.tensor.Precision;
import org.lambdanas.proto.v1.Architecture;
import org.lambdanas.proto.v1.BenchResult;
import org.lambdanas.proto.v1.BenchTimes;
import org.lambdanas.proto.v1.ExecutionConfig;
import org.lambdanas.proto.v1.GpuPlacement;
import org.lambdanas.proto.v1.ProfiledOperation;
import org.lambdanas.proto.v1.ScoreBenchResult;
import org.lambdanas.proto.v1.SearchConfig;
import org.lambdanas.proto.v1.SearchMethod;
import org.lambdanas.search.cli.option.ConfigOptions;
import org.lambdanas.search.cli.option.Depths;
import org.lambdanas.search.cli.verb.Lines;
import org.lambdanas.search.cli.verb.Result;
import org.lambdanas.search.cli.verb.Verb;
import org.lambdanas.search.differentiable.SearchPresets;
import org.lambdanas.search.differentiable.SearchPresets.Preset;
import org.lambdanas.search.measure.GpuWork;
import org.lambdanas.search.measure.OperationProfile;
import org.lambdanas.search.measure.PeakMemory;
import org.lambdanas.search.measure.ScoreBenchmark;
import org.lambdanas.search.measure.StepBenchmark;
import org.lambdanas.search.measure.StepBenchmark.Work;
import org.lambdanas.search.measure.StepLimit;
import org.lambdanas.search.measure.Timings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Times the steps of a search. */
@Command(
    name = "bench",
    header = "Time the steps of a search, or the scoring of networks.",
    description =
        "On random images, in turn: one bare pass for the weights' gradients, an iteration "
            + "of DARTS, and one of Λ-DARTS.",
    footer = {
      "lnas bench --space nasbench201 --channels 4 --cells-per-stage 1 --batch-size 8",
      "lnas bench --score --networks 10"
    })
public final class Bench extends Verb {

  private static final String DATA_SET = "cifar10";

  @Mixin
  private final ConfigOptions options =
      NetworkOptions.with("--regulariser", "--regulariser-gradient")
          .byDefault("--channels", "16")
          .byDefault("--batch-size", "64")
          .byDefault("--image-size", "32")
          .byDefault("--classes", "10")
          .build();

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
      names = "--profile",
      description =
          "Also trace one Λ-DARTS iteration: time by type of operation and size of layer, beside "
              + "what the same convolutions take alone; how fast it could be; and how much it "
              + "asks of a GPU, with or without one.")
  private boolean profile;

  @Option(
      names = "--score",
      description =
          "Time the scoring of networks without training instead: of the largest network again and "
              + "again, under all measures and each alone, and of random networks.")
  private boolean score;

  @Option(
      names = "--measures",
      split = ",",
      paramLabel = "NAME",
      defaultValue = "classic",
      description = "With --score: measures (default: ${DEFAULT-VALUE}, the usual thirteen).")
  private List<String> measures = List.of();

  @Option(
      names = "--networks",
      paramLabel = "N",
      defaultValue = "100",
      description = "With --score: random networks (default: ${DEFAULT-VALUE}).")
  private int networks;

  @Option(
      names = "--threads",
      paramLabel = "N",
      defaultValue = "1",
      description = "With --score: random networks at a time (default: ${DEFAULT-VALUE}).")
  private int threads;

  private int batchSize;
  private final Lines lines = new Lines();
  private final BenchResult.Builder result = BenchResult.newBuilder();

  @Override
  protected Result execute() {
    requireAtLeast(1, "--steps", steps);
    requireAtLeast(0, "--warm-up", warmUp);
    if (score) {
      requireAtLeast(1, "--networks", networks);
      requireAtLeast(1, "--threads", threads);
      requireEffect(List.of("--profile", "--regulariser", "--regulariser-gradient"), "--score");
      return score();
    }
    requireEffect(List.of("--measures", "--networks", "--threads"), "no --score");
    SearchConfig config = config();
    SuperNetworkSpec spec = spec(config);
    batchSize = config.getBatchSize();
    describe(config, spec);
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
        progress().println("tracing an iteration, and measuring its convolutions alone");
        OperationProfile operations = benchmark.profile(Work.LAMBDA_ITERATION);
        boolean limited =
            config.getExecution().getDevice().startsWith("cpu")
                && Precision.byId(config.getExecution().getPrecision()) == Precision.FLOAT32;
        profile(
            operations,
            limited ? Optional.of(benchmark.limit(operations)) : Optional.<StepLimit>empty());
        gpuWork(benchmark.gpuWork(Work.LAMBDA_ITERATION));
      }
    }
    return Result.ok(lines, result.build());
  }

  private Result score() {
    SearchConfig asked =
        options.merge(FieldSetting.withDefaults(SearchConfig.newBuilder())).build();
    NetworkSpace space = SearchSpaces.networkSpaceById(asked.getSpace());
    NetworkSize size =
        new NetworkSize(
            asked.getNetwork().getChannels(),
            space.depth().of(asked.getNetwork()),
            DataSets.byName(DATA_SET).channels(),
            asked.getData().getClasses());
    ExecutionConfig execution =
        options.isGiven("--intra-op-threads")
            ? asked.getExecution()
            : asked.getExecution().toBuilder().setIntraOpThreads(1).build();
    ScoreBenchmark benchmark =
        new ScoreBenchmark(
            space,
            size,
            asked.getData().getImageSize(),
            asked.getBatchSize(),
            Precision.byId(execution.getPrecision()),
            new ExecutionOptions(execution.getDevice(), execution.getIntraOpThreads(), 1),
            new Seed(asked.getSeed()));
    List<Measure> chosen = Measures.named(measures);
    Architecture largest = benchmark.largest();
    String text = space.format(largest);
    progress().println("scoring " + text);
    ScoreBenchResult.Builder scored =
        ScoreBenchResult.newBuilder()
            .setSpace(space.id())
            .setChannels(size.channels())
            .setBatchSize(asked.getBatchSize())
            .setImageSize(asked.getData().getImageSize())
            .setClasses(size.classes())
            .setPrecision(execution.getPrecision())
            .setDevice(execution.getDevice())
            .setIntraOpThreads(execution.getIntraOpThreads())
            .setArchitecture(text)
            .setNetworks(networks)
            .setThreads(threads);
    Depths.set(scored, space, size.depth());
    lines.add("%s, batches of %d images", text, asked.getBatchSize());
    lines.add("%-36s %9s   %9s %9s", "", "median", "min", "max");
    BenchTimes together = times("all of them", benchmark.seconds(largest, chosen, warmUp, steps));
    scored.setTogether(together);
    for (Measure measure : chosen) {
      scored
          .addMeasures(measure.id())
          .putAlone(
              measure.id(),
              times(measure.id(), benchmark.seconds(largest, List.of(measure), 1, steps)));
    }
    ScoreBenchmark.Many many =
        benchmark.many(
            chosen,
            networks,
            threads,
            done -> {
              if (done == Math.max(1, networks / 10)) {
                PeakMemory.mebibytes().ifPresent(scored::setEarlyRssMib);
              }
              if (done % 20 == 0) {
                progress().println(done + " of " + networks + " networks");
              }
            });
    scored.setNetworkSeconds(many.meanSeconds()).setNetworksPerSecond(networks / many.seconds());
    PeakMemory.mebibytes().ifPresent(scored::setPeakRssMib);
    lines.add(
        "%d random networks, %d at a time: %.3f s each, %.2f a second",
        networks, threads, many.meanSeconds(), scored.getNetworksPerSecond());
    if (scored.hasPeakRssMib()) {
      lines.add(
          "peak memory %.0f MiB, after a tenth of them %.0f MiB",
          scored.getPeakRssMib(), scored.getEarlyRssMib());
    }
    return Result.ok(lines, scored.build());
  }

  private BenchTimes times(String title, Timings times) {
    lines.add("%-36s %9.4f s %9.4f %9.4f", title, times.median(), times.min(), times.max());
    return BenchTimes.newBuilder()
        .setMin(times.min())
        .setMedian(times.median())
        .setMax(times.max())
        .addAllSeconds(times.seconds())
        .build();
  }

  /** The published settings of a search, at the size that was asked for. */
  private SearchConfig config() {
    SearchConfig asked =
        options.merge(FieldSetting.withDefaults(SearchConfig.newBuilder())).build();
    CellSpace space = SearchSpaces.cellSpaceById(asked.getSpace());
    Depths.requireUnitOf(space, options);
    SearchConfig config =
        options
            .merge(
                SearchPresets.config(
                    Preset.PAPER,
                    space.id(),
                    DataSets.byName(DATA_SET),
                    SearchMethod.SEARCH_METHOD_LAMBDA_DARTS,
                    asked.getRegulariser().getKind()))
            .build();
    options.check(config);
    return config;
  }

  private static SuperNetworkSpec spec(SearchConfig config) {
    CellSpace space = SearchSpaces.cellSpaceById(config.getSpace());
    return new SuperNetworkSpec(
        space,
        new NetworkSize(
            config.getNetwork().getChannels(),
            space.depth().of(config.getNetwork()),
            DataSets.byName(DATA_SET).channels(),
            config.getData().getClasses()),
        config.getData().getImageSize(),
        config.getAlphaOptimizer().getInitialDeviation());
  }

  private void describe(SearchConfig config, SuperNetworkSpec spec) {
    int processors = Runtime.getRuntime().availableProcessors();
    int side = config.getData().getImageSize();
    ExecutionConfig execution = config.getExecution();
    lines.add(
        "%s, %d channels, %d %s, batches of %d images of %dx%dx%d, %s, %s, %d processors",
        config.getSpace(),
        spec.size().channels(),
        spec.size().depth(),
        spec.space().depth().key().replace('_', ' '),
        config.getBatchSize(),
        side,
        side,
        spec.size().imageChannels(),
        execution.getPrecision(),
        execution.getDevice(),
        processors);
    Depths.set(result, spec.space(), spec.size().depth());
    result
        .setSpace(config.getSpace())
        .setChannels(spec.size().channels())
        .setBatchSize(config.getBatchSize())
        .setImageSize(side)
        .setClasses(spec.size().classes())
        .setRegulariser(EnumNames.of(config.getRegulariser().getKind()))
        .setRegulariserGradient(EnumNames.of(config.getRegulariser().getGradient()))
        .setPrecision(execution.getPrecision())
        .setDevice(execution.getDevice())
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
    result.putTimes(
        work.name().toLowerCase(Locale.ROOT),
        times(title + " (" + runs + (runs == 1 ? " session run)" : " session runs)"), times));
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

  private void profile(OperationProfile operations, Optional<StepLimit> limit) {
    lines.add("one traced Λ-DARTS iteration, time summed over all threads:");
    lines.add(
        "  %-42s %-26s %12s %6s %6s %8s %8s %6s",
        "operation", "size", "milliseconds", "count", "share", "alone", "GFLOP/s", "GB/s");
    for (OperationProfile.Line line : operations.lines()) {
      ProfiledOperation.Builder told =
          result
              .addProfileBuilder()
              .setOperation(line.operation())
              .setSize(line.size())
              .setMilliseconds(line.milliseconds())
              .setCount(Math.toIntExact(line.count()))
              .setShare(line.share());
      if (line.gigaflops() > 0) {
        told.setGigaflops(line.gigaflops());
      }
      if (line.millions() > 0) {
        told.setMillionElements(line.millions());
      }
      limit.map(l -> l.aloneMilliseconds().get(line)).ifPresent(told::setAloneMilliseconds);
      lines.add(
          "  %-42s %-26s %12.3f %6d %5.1f%% %8s %8s %6s",
          line.operation(),
          line.size(),
          line.milliseconds(),
          line.count(),
          100 * line.share(),
          told.hasAloneMilliseconds() ? "%.1f".formatted(told.getAloneMilliseconds()) : "",
          told.hasGigaflops() ? "%.0f".formatted(1e3 * line.gigaflops() / line.milliseconds()) : "",
          told.hasMillionElements()
              ? "%.1f".formatted(Float.BYTES * line.millions() / line.milliseconds())
              : "");
    }
    limit.ifPresent(this::limit);
  }

  private void limit(StepLimit limit) {
    result
        .getLimitBuilder()
        .setConvolutionSeconds(limit.convolutionSeconds())
        .setMemorySeconds(limit.memorySeconds())
        .setGigabytesPerSecond(limit.gigabytesPerSecond());
    lines.add(
        "limit: %.4f s, of which convolutions at the speed they have alone %.4f s, and all else at"
            + " %.1f GB/s for each operation %.4f s; measured: %.4f s",
        limit.seconds(),
        limit.convolutionSeconds(),
        limit.gigabytesPerSecond(),
        limit.memorySeconds(),
        result.getLambdaIterationSeconds());
  }

  private void gpuWork(GpuWork work) {
    org.lambdanas.proto.v1.GpuWork.Builder told =
        result
            .getGpuWorkBuilder()
            .setOperations(Math.toIntExact(work.operations()))
            .setLaunches(Math.toIntExact(work.launched()))
            .putAllLaunchesByType(small(work.launches()));
    lines.add(
        "of %d operations of the iteration a GPU has to start something for %d"
            + " (some start several kernels):",
        work.operations(), work.launched());
    lines.add("  %s", counts(work.launches()));
    if (work.placement().isEmpty()) {
      lines.add(
          "which of them no GPU can compute, and what is copied, this build of TensorFlow does not"
              + " tell (set LNAS_PROFILE=gpu; it needs no GPU)");
    }
    work.placement().ifPresent(placement -> placement(placement, told.getPlacementBuilder()));
  }

  private void placement(GpuWork.Placement placement, GpuPlacement.Builder told) {
    told.putAllWithoutKernelByType(small(placement.withoutKernel()))
        .setFed(Math.toIntExact(placement.toGpu().asked()))
        .putAllOtherCopiesToGpuByType(small(placement.toGpu().others()))
        .setFetched(Math.toIntExact(placement.toHost().asked()))
        .putAllOtherCopiesToHostByType(small(placement.toHost().others()));
    lines.add("without a kernel for GPUs in their types: %s", counts(placement.withoutKernel()));
    lines.add(
        "values copied to the GPU: %d, of which fed %d; others by what made them: %s",
        placement.toGpu().values(), told.getFed(), counts(placement.toGpu().others()));
    lines.add(
        "values copied to the host: %d, of which fetched %d; others: %s",
        placement.toHost().values(), told.getFetched(), counts(placement.toHost().others()));
  }

  private static Map<String, Integer> small(Map<String, Long> counts) {
    return counts.entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, entry -> Math.toIntExact(entry.getValue())));
  }

  /** The most frequent first. */
  private static String counts(Map<String, Long> counts) {
    if (counts.isEmpty()) {
      return "none";
    }
    return counts.entrySet().stream()
        .sorted(
            Map.Entry.<String, Long>comparingByValue()
                .reversed()
                .thenComparing(Map.Entry.comparingByKey()))
        .map(entry -> entry.getKey() + " " + entry.getValue())
        .collect(Collectors.joining(", "));
  }
}
