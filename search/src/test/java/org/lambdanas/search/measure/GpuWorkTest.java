package org.lambdanas.search.measure;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.lambdanas.graph.tensor.GpuKernels.Kernel;
import org.lambdanas.search.measure.GpuWork.Copies;
import org.lambdanas.search.measure.GpuWork.Placement;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

class GpuWorkTest {

  private static final Kernel ON_GPU = new Kernel(Set.of(), Set.of(), 1);
  private static final Kernel TOLD_SIZES = new Kernel(Set.of(1), Set.of(), 1);
  private static final Kernel OF_HOST = new Kernel(Set.of(0), Set.of(0), 1);
  private static final Kernel SIZE_OF = new Kernel(Set.of(), Set.of(0), 1);

  private static final Map<String, Kernel> KERNELS =
      Map.of(
          "Conv2D", ON_GPU,
          "Const", ON_GPU,
          "Mul", ON_GPU,
          "BroadcastTo", TOLD_SIZES,
          "Identity", ON_GPU,
          "Shape", SIZE_OF,
          "Neg", OF_HOST);

  private static NodeDef node(String name, String type, String... inputs) {
    return NodeDef.newBuilder().setName(name).setOp(type).addAllInput(List.of(inputs)).build();
  }

  private static NodeDef carrier(String name, String type, String parcel, String... inputs) {
    return node(name, type, inputs).toBuilder()
        .putAttr(
            "tensor_name", AttrValue.newBuilder().setS(ByteString.copyFromUtf8(parcel)).build())
        .build();
  }

  private static GraphDef graph(NodeDef... nodes) {
    return GraphDef.newBuilder().addAllNode(List.of(nodes)).build();
  }

  private static GpuWork work(boolean areBuilt, GraphDef built, GraphDef... runs) {
    return GpuWork.of(
        List.of(runs), built, areBuilt, node -> Optional.ofNullable(KERNELS.get(node.getOp())));
  }

  private static final GraphDef BUILT = graph(node("conv", "Conv2D", "images", "weights"));

  /** As it runs on a processor: fed and fetched by nodes of its own, on kernels of oneDNN. */
  private static final GraphDef RUN =
      graph(
          node("_arg_images", "_Arg"),
          node("weights", "Const"),
          node("conv", "_MklNativeConv2D", "_arg_images", "weights", "^weights"),
          node("same", "Identity", "conv:0"),
          node("size", "Shape", "same"),
          node("less", "Neg", "size"),
          node("wide", "BroadcastTo", "same", "less"),
          node("again", "BroadcastTo", "same", "weights"),
          node("more", "BroadcastTo", "wide", "weights"),
          node("product", "Mul", "less", "again"),
          node("_retval_conv", "_Retval", "conv"),
          node("_retval_less", "_Retval", "less"));

  @Test
  void whatComputesOnTheGpuIsStartedAndValuesThatCrossAreCountedOnce() {
    assertThat(work(true, BUILT, RUN))
        .isEqualTo(
            new GpuWork(
                9,
                Map.of("Conv2D", 1L, "BroadcastTo", 3L, "Mul", 1L),
                Optional.of(
                    new Placement(
                        Map.of(),
                        new Copies(1, Map.of("Neg", 1L)),
                        new Copies(1, Map.of("Const", 1L))))));
  }

  @Test
  void everyRunCounts() {
    GpuWork once = work(true, BUILT, RUN);
    GpuWork twice = work(true, BUILT, RUN, RUN);
    assertThat(twice.operations()).isEqualTo(2 * once.operations());
    assertThat(twice.launched()).isEqualTo(2 * once.launched()).isEqualTo(10);
    assertThat(twice.placement().orElseThrow().toGpu().values()).isEqualTo(4);
  }

  @Test
  void whatHasNoKernelIsOfTheHost() {
    GraphDef run =
        graph(
            node("_arg_images", "_Arg"),
            node("odd", "Odd", "_arg_images"),
            node("product", "Mul", "odd", "odd"),
            node("end", "Odd", "product"),
            node("_retval_end", "_Retval", "end"));
    assertThat(work(true, GraphDef.getDefaultInstance(), run))
        .isEqualTo(
            new GpuWork(
                3,
                Map.of("Mul", 1L),
                Optional.of(
                    new Placement(
                        Map.of("Odd", 2L),
                        new Copies(0, Map.of("Odd", 1L)),
                        new Copies(0, Map.of("Mul", 1L))))));
  }

  @Test
  void carriersBetweenDevicesAreNoOperations() {
    GraphDef run =
        graph(
            node("_arg_images", "_Arg"),
            carrier("send", "_Send", "edge_1", "_arg_images"),
            carrier("receive", "_Recv", "edge_1"),
            node("product", "Mul", "receive", "receive"));
    assertThat(work(true, GraphDef.getDefaultInstance(), run))
        .isEqualTo(
            new GpuWork(
                1,
                Map.of("Mul", 1L),
                Optional.of(
                    new Placement(Map.of(), new Copies(1, Map.of()), new Copies(0, Map.of())))));
  }

  @Test
  void aBuildForTheProcessorTellsNoPlacement() {
    assertThat(work(false, GraphDef.getDefaultInstance(), graph(node("odd", "Odd"))))
        .isEqualTo(new GpuWork(1, Map.of("Odd", 1L), Optional.empty()));
  }
}
