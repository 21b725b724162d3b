package org.lambdanas.search.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.lambdanas.graph.data.DataSets;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.space.NasBench201Space;
import org.lambdanas.graph.space.NetworkSize;
import org.lambdanas.graph.supernet.SuperNetworkSpec;
import org.lambdanas.proto.v1.RegulariserGradient;
import org.lambdanas.proto.v1.RegulariserKind;
import org.lambdanas.proto.v1.SearchConfig;
import org.lambdanas.proto.v1.SearchMethod;
import org.lambdanas.search.differentiable.SearchPresets;
import org.lambdanas.search.differentiable.SearchPresets.Preset;
import org.lambdanas.search.measure.OperationProfile.Line;
import org.lambdanas.search.measure.StepBenchmark.Work;

class StepBenchmarkTest {

  /** 3 cells of 6 edges with 2 convolutions, two residual blocks of 3, and the stem. */
  private static final long CONVOLUTIONS = 3 * 6 * 2 + 2 * 3 + 1;

  private static final SuperNetworkSpec SPEC =
      new SuperNetworkSpec(NasBench201Space.INSTANCE, new NetworkSize(2, 1, 3, 10), 8, 1e-3);

  private static SearchConfig config(SearchMethod method) {
    SearchConfig.Builder config =
        SearchPresets.config(
            Preset.PAPER,
            "nasbench201",
            DataSets.byName("cifar10"),
            method,
            RegulariserKind.REGULARISER_KIND_CORRELATION);
    // Its passes can be counted by their convolutions.
    config.getRegulariserBuilder().setGradient(RegulariserGradient.REGULARISER_GRADIENT_CENTRAL);
    return config.setBatchSize(4).build();
  }

  private static long count(OperationProfile profile, String part) {
    return profile.lines().stream()
        .filter(line -> line.operation().contains(part))
        .mapToLong(Line::count)
        .sum();
  }

  @Test
  void eachWorkDoesWhatItSays() {
    List<String> progress = new ArrayList<>();
    try (StepBenchmark benchmark =
        new StepBenchmark(config(SearchMethod.SEARCH_METHOD_LAMBDA_DARTS), SPEC)) {
      StepBenchmark.Report report = benchmark.run(1, 3, progress::add);
      assertThat(report.sessionRuns())
          .containsEntry(Work.WEIGHT_PASS, 1L)
          .containsEntry(Work.DARTS_ITERATION, 2L)
          .containsEntry(Work.LAMBDA_ITERATION, 4L);
      assertThat(report.times().values())
          .hasSize(3)
          .allSatisfy(
              times -> assertThat(times.seconds()).hasSize(3).allMatch(seconds -> seconds > 0));
      assertThat(progress).hasSize(4);

      OperationProfile pass = benchmark.profile(Work.WEIGHT_PASS);
      assertThat(count(pass, "Conv2DBackpropFilter")).isEqualTo(CONVOLUTIONS);
      assertThat(count(pass, "Apply") + count(pass, "Assign")).isZero();
      // As TensorFlow calls them, whatever computes them here.
      GpuWork asked = benchmark.gpuWork(Work.WEIGHT_PASS);
      assertThat(asked.launches())
          .containsEntry("Conv2D", CONVOLUTIONS)
          .containsEntry("Conv2DBackpropFilter", CONVOLUTIONS)
          .doesNotContainKeys("Const", "Reshape", "ReadVariableOp", "_Arg", "_Retval");
      assertThat(asked.operations()).isGreaterThan(asked.launched());
      OperationProfile darts = benchmark.profile(Work.DARTS_ITERATION);
      // The step of alpha needs no gradients in the weights.
      assertThat(count(darts, "Conv2DBackpropFilter")).isEqualTo(CONVOLUTIONS);
      assertThat(count(darts, "Conv2DBackpropInput"))
          .isGreaterThan(count(pass, "Conv2DBackpropInput"));
      OperationProfile lambda = benchmark.profile(Work.LAMBDA_ITERATION);
      assertThat(count(lambda, "Conv2DBackpropFilter")).isEqualTo(3 * CONVOLUTIONS);
      assertThat(lambda.lines().stream().mapToDouble(Line::share).sum())
          .isBetween(1 - 1e-9, 1 + 1e-9);
      // Tracing ended with the profile.
      assertThat(benchmark.run(0, 1, progress::add).sessionRuns()).isEqualTo(report.sessionRuns());
    }
  }

  @Test
  void everyConvolutionIsMeasuredAloneToo() {
    try (StepBenchmark benchmark =
        new StepBenchmark(config(SearchMethod.SEARCH_METHOD_LAMBDA_DARTS), SPEC)) {
      OperationProfile pass = benchmark.profile(Work.WEIGHT_PASS);
      StepLimit limit = benchmark.limit(pass);
      assertThat(limit.aloneMilliseconds().keySet())
          .containsExactlyInAnyOrderElementsOf(
              pass.lines().stream().filter(line -> line.operation().contains("Conv2D")).toList());
      assertThat(limit.aloneMilliseconds().values()).allMatch(milliseconds -> milliseconds > 0);
      assertThat(limit.seconds())
          .isEqualTo(limit.convolutionSeconds() + limit.memorySeconds())
          .isPositive()
          .isFinite();
      // Forward, and the gradients in the map and in the filter.
      assertThat(
              pass.lines().stream()
                  .filter(line -> line.size().startsWith("3x3x4x4 on 4x"))
                  .map(line -> Math.round(1e9 * line.gigaflops() / line.count()))
                  .distinct())
          .hasSizeLessThanOrEqualTo(3)
          .allMatch(flops -> flops % (2 * 4 * 3 * 3 * 4 * 4) == 0);
    }
  }

  @Test
  void whatCannotBeMeasuredIsRefused() {
    assertThatThrownBy(() -> new StepBenchmark(config(SearchMethod.SEARCH_METHOD_DARTS), SPEC))
        .isInstanceOf(ConfigException.class);
  }
}
