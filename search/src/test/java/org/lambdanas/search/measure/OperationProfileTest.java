package org.lambdanas.search.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.lambdanas.search.measure.OperationProfile.Line;
import org.tensorflow.proto.DeviceStepStats;
import org.tensorflow.proto.NodeExecStats;
import org.tensorflow.proto.RunMetadata;

class OperationProfileTest {

  private static NodeExecStats node(String label, long start, long end) {
    return NodeExecStats.newBuilder()
        .setTimelineLabel(label)
        .setOpStartRelNanos(start)
        .setOpEndRelNanos(end)
        .build();
  }

  private static RunMetadata run(DeviceStepStats.Builder... devices) {
    RunMetadata.Builder run = RunMetadata.newBuilder();
    for (DeviceStepStats.Builder device : devices) {
      run.getStepStatsBuilder().addDevStats(device);
    }
    return run.build();
  }

  @Test
  void sumsTypesOverRunsTheMostExpensiveFirst() {
    RunMetadata first =
        run(
            DeviceStepStats.newBuilder()
                .setDevice("/job:localhost/replica:0/task:0/device:CPU:0")
                .addNodeStats(node("a/b = Mul(x, y)", 1_000, 1_001_000))
                .addNodeStats(node("c = _MklConv2D(p = 1)", 0, 3_000_000))
                .addNodeStats(node("RecvTensor", 0, 1_000_000)));
    RunMetadata second =
        run(
            DeviceStepStats.newBuilder()
                .setDevice("/device:CPU:0")
                .addNodeStats(node("d = Mul(\n)", 0, 3_000_000)),
            DeviceStepStats.newBuilder()
                .setDevice("/device:GPU:0/stream:all")
                .addNodeStats(node("d = Mul(\n)", 0, 9_000_000)));
    assertThat(OperationProfile.of(List.of(first, second)).lines())
        .containsExactly(
            new Line("Mul", 4, 2, 0.5),
            new Line("_MklConv2D", 3, 1, 0.375),
            new Line("(unknown)", 1, 1, 0.125));
  }

  @Test
  void nothingTracedIsNothing() {
    assertThat(OperationProfile.of(List.of()).lines()).isEmpty();
    assertThat(OperationProfile.of(List.of(RunMetadata.getDefaultInstance())).lines()).isEmpty();
  }
}
