package org.lambdanas.search.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.lambdanas.graph.tensor.NodeShapes;
import org.lambdanas.search.measure.OperationProfile.Line;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.DeviceStepStats;
import org.tensorflow.proto.NodeExecStats;
import org.tensorflow.proto.NodeOutput;
import org.tensorflow.proto.RunMetadata;
import org.tensorflow.proto.TensorShapeProto;

class OperationProfileTest {

  private static NodeExecStats node(String label, long start, long end) {
    return NodeExecStats.newBuilder()
        .setNodeName(label.contains(" = ") ? label.substring(0, label.indexOf(" = ")) : "")
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
    assertThat(OperationProfile.of(List.of(first, second), 8, name -> Optional.empty()).lines())
        .containsExactly(
            new Line("Mul", "", 4, 2, 0.5, 0, 0, null),
            new Line("_MklConv2D", "", 3, 1, 0.375, 0, 0, null),
            new Line("(unknown)", "", 1, 1, 0.125, 0, 0, null));
  }

  private static NodeShapes node(String name, String type, List<Shape> inputs, Shape output) {
    return new NodeShapes(
        name, type, inputs.stream().map(i -> "elsewhere:0").toList(), inputs, List.of(output));
  }

  /** Operations and numbers counted by hand: 2 * (8 * 16 * 16) * (3 * 3 * 4 * 6) = 884 736. */
  @Test
  void convolutionsAreToldApartBySizeAndCounted() {
    Shape in = Shape.of(-1, 32, 32, 4);
    Shape out = Shape.of(-1, 16, 16, 6);
    Shape filter = Shape.of(3, 3, 4, 6);
    Shape four = Shape.of(4);
    Map<String, NodeShapes> nodes =
        Map.of(
            "forward", node("forward", "Conv2D", List.of(in, filter), out),
            "input", node("input", "Conv2DBackpropInput", List.of(four, filter, out), in),
            "filter", node("filter", "Conv2DBackpropFilter", List.of(in, four, out), filter),
            "sum", node("sum", "AddN", List.of(out, out), out),
            "number",
                node("number", "Mul", List.of(Shape.scalar(), Shape.scalar()), Shape.scalar()));
    RunMetadata run =
        run(
            DeviceStepStats.newBuilder()
                .setDevice("/device:CPU:0")
                .addNodeStats(node("forward = A()", 0, 50))
                .addNodeStats(node("forward = A()", 0, 50))
                .addNodeStats(node("input = B()", 0, 40))
                .addNodeStats(node("filter = C()", 0, 30))
                .addNodeStats(node("sum = D()", 0, 20))
                .addNodeStats(node("number = E()", 0, 10)));
    List<Line> lines =
        OperationProfile.of(List.of(run), 8, name -> Optional.ofNullable(nodes.get(name))).lines();
    assertThat(lines)
        .extracting(Line::size)
        .containsExactly(
            "3x3x4x6 on 8x16x16", "3x3x4x6 on 8x16x16", "3x3x4x6 on 8x16x16", "8x16x16x6", "1");
    assertThat(lines)
        .extracting(Line::gigaflops)
        .containsExactly(2 * 884_736e-9, 884_736e-9, 884_736e-9, 0.0, 0.0);
    double maps = 8 * (32 * 32 * 4 + 16 * 16 * 6);
    assertThat(lines)
        .extracting(Line::millions)
        .containsExactly(
            2 * (maps + 216) / 1e6,
            (maps + 220) / 1e6,
            (maps + 220) / 1e6,
            3 * 8 * 16 * 16 * 6 / 1e6,
            3 / 1e6);
  }

  @Test
  void aConvolutionOfUnknownSizeIsNotCountedInOperations() {
    NodeShapes shapes =
        node(
            "conv",
            "Conv2D",
            List.of(Shape.of(-1, -1, -1, 4), Shape.of(3, 3, 4, 6)),
            Shape.unknown());
    RunMetadata run =
        run(
            DeviceStepStats.newBuilder()
                .setDevice("/device:CPU:0")
                .addNodeStats(node("conv = A()", 0, 1)));
    assertThat(OperationProfile.of(List.of(run), 8, name -> Optional.of(shapes)).lines())
        .singleElement()
        .extracting(Line::gigaflops)
        .isEqualTo(0.0);
    assertThat(OperationWork.isWhole(shapes)).isFalse();
  }

  @Test
  void onlyAConvolutionOfOneBatchIsWhole() {
    Shape filter = Shape.of(3, 3, 4, 6);
    Shape in = Shape.of(8, 32, 32, 4);
    Shape out = Shape.of(8, 32, 32, 6);
    assertThat(OperationWork.isWhole(node("a", "Conv2D", List.of(in, filter), out))).isTrue();
    assertThat(
            OperationWork.isWhole(node("b", "Conv2D", List.of(in, filter), Shape.of(4, 32, 32, 6))))
        .isFalse();
    assertThat(
            OperationWork.isWhole(
                node("c", "Conv2DBackpropInput", List.of(Shape.of(4), filter, out), in)))
        .isTrue();
    assertThat(
            OperationWork.isWhole(
                node("d", "Conv2DBackpropFilter", List.of(in, Shape.of(4), out), filter)))
        .isTrue();
    assertThat(OperationWork.isWhole(node("e", "Mul", List.of(in, in), in))).isFalse();
  }

  @Test
  void whatATraceSawOfATensorCountsInPlaceOfTheBatch() {
    NodeShapes sum =
        new NodeShapes(
            "sum", "Neg", List.of("map:1"), List.of(Shape.of(-1, 4)), List.of(Shape.of(-1, 4)));
    NodeExecStats.Builder map = node("map = A()", 0, 1).toBuilder();
    NodeOutput.Builder output = map.addOutputBuilder().setSlot(1);
    for (int side : new int[] {32, 4}) {
      output
          .getTensorDescriptionBuilder()
          .getShapeBuilder()
          .addDim(TensorShapeProto.Dim.newBuilder().setSize(side));
    }
    RunMetadata run =
        run(
            DeviceStepStats.newBuilder()
                .setDevice("/device:CPU:0")
                .addNodeStats(map)
                .addNodeStats(node("sum = B()", 0, 2)));
    Line line =
        OperationProfile.of(
                List.of(run), 8, name -> Optional.of(sum).filter(n -> name.equals("sum")))
            .lines()
            .get(0);
    assertThat(line.size()).isEqualTo("32x4");
    assertThat(line.millions()).isEqualTo(2 * 32 * 4 / 1e6);
  }

  @Test
  void nothingTracedIsNothing() {
    for (List<RunMetadata> runs :
        List.<List<RunMetadata>>of(List.of(), List.of(RunMetadata.getDefaultInstance()))) {
      assertThat(OperationProfile.of(runs, 8, name -> Optional.empty()).lines()).isEmpty();
    }
  }
}
