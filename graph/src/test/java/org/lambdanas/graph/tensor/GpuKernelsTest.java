package org.lambdanas.graph.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.lambdanas.graph.tensor.GpuKernels.Kernel;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.KernelDef;
import org.tensorflow.proto.KernelDef.AttrConstraint;
import org.tensorflow.proto.KernelList;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;
import org.tensorflow.proto.OpDef.ArgDef;

class GpuKernelsTest {

  private static AttrValue type(DataType... types) {
    return types.length == 1
        ? AttrValue.newBuilder().setType(types[0]).build()
        : AttrValue.newBuilder()
            .setList(AttrValue.ListValue.newBuilder().addAllType(List.of(types)))
            .build();
  }

  private static KernelDef kernel(
      String device, String label, List<String> host, Map<String, List<DataType>> allowed) {
    KernelDef.Builder kernel =
        KernelDef.newBuilder().setDeviceType(device).setLabel(label).addAllHostMemoryArg(host);
    allowed.forEach(
        (name, types) ->
            kernel.addConstraint(
                AttrConstraint.newBuilder()
                    .setName(name)
                    .setAllowedValues(
                        AttrValue.newBuilder()
                            .setList(AttrValue.ListValue.newBuilder().addAllType(types)))));
    return kernel.build();
  }

  private static NodeDef node(String type, Map<String, AttrValue> attributes) {
    return NodeDef.newBuilder().setName("node").setOp(type).putAllAttr(attributes).build();
  }

  private static GpuKernels kernels(OpDef operation, KernelDef... kernels) {
    return new GpuKernels(
        type ->
            type.equals(operation.getName())
                ? KernelList.newBuilder().addAllKernel(List.of(kernels)).build()
                : KernelList.getDefaultInstance(),
        List.of(operation));
  }

  /** Like a concatenation: several tensors, an axis, and two outputs of which one is a size. */
  private static final OpDef JOIN =
      OpDef.newBuilder()
          .setName("Join")
          .addInputArg(ArgDef.newBuilder().setName("values").setTypeAttr("T").setNumberAttr("N"))
          .addInputArg(ArgDef.newBuilder().setName("axis").setType(DataType.DT_INT32))
          .addOutputArg(ArgDef.newBuilder().setName("joined").setTypeAttr("T"))
          .addOutputArg(ArgDef.newBuilder().setName("size").setType(DataType.DT_INT32))
          .addAttr(
              OpDef.AttrDef.newBuilder()
                  .setName("size_type")
                  .setDefaultValue(type(DataType.DT_INT64)))
          .build();

  private static final AttrValue THREE = AttrValue.newBuilder().setI(3).build();

  @Test
  void theFirstKernelForTheTypesTellsWhatLiesInTheHostsMemory() {
    GpuKernels kernels =
        kernels(
            JOIN,
            kernel("CPU", "", List.of(), Map.of()),
            kernel(
                "DEFAULT",
                "",
                List.of("values", "axis", "joined", "size"),
                Map.of("T", List.of(DataType.DT_INT32))),
            kernel("GPU", "special", List.of(), Map.of()),
            kernel(
                "GPU",
                "",
                List.of("axis", "size"),
                Map.of("T", List.of(DataType.DT_HALF, DataType.DT_FLOAT))));
    assertThat(kernels.of(node("Join", Map.of("T", type(DataType.DT_FLOAT), "N", THREE))))
        .contains(new Kernel(Set.of(3), Set.of(1), 2));
    assertThat(kernels.of(node("Join", Map.of("T", type(DataType.DT_INT32), "N", THREE))))
        .contains(new Kernel(Set.of(0, 1, 2, 3), Set.of(0, 1), 2))
        .hasValueSatisfying(kernel -> assertThat(kernel.isOfHost()).isTrue());
    assertThat(kernels.of(node("Join", Map.of("T", type(DataType.DT_DOUBLE), "N", THREE))))
        .isEmpty();
    assertThat(kernels.of(node("Unheard", Map.of()))).isEmpty();
    assertThat(kernels.areBuilt()).isFalse();
  }

  @Test
  void anAttributeThatIsNotGivenHasItsDefault() {
    GpuKernels kernels =
        kernels(
            JOIN, kernel("GPU", "", List.of(), Map.of("size_type", List.of(DataType.DT_INT64))));
    NodeDef silent = node("Join", Map.of("T", type(DataType.DT_FLOAT), "N", THREE));
    assertThat(kernels.of(silent)).isPresent();
    assertThat(kernels.of(silent.toBuilder().putAttr("size_type", type(DataType.DT_INT32)).build()))
        .isEmpty();
  }

  @Test
  void handlesAreOfTheHostAndOperationsWithoutOutputsAreNot() {
    OpDef apply =
        OpDef.newBuilder()
            .setName("Apply")
            .addInputArg(ArgDef.newBuilder().setName("var").setType(DataType.DT_RESOURCE))
            .addInputArg(ArgDef.newBuilder().setName("rest").setTypeListAttr("types"))
            .build();
    assertThat(
            kernels(apply, kernel("GPU", "", List.of(), Map.of()))
                .of(node("Apply", Map.of("types", type(DataType.DT_FLOAT, DataType.DT_STRING)))))
        .contains(new Kernel(Set.of(0, 2), Set.of(), 0))
        .hasValueSatisfying(kernel -> assertThat(kernel.isOfHost()).isFalse());
  }

  /** What every build registers, with GPUs or without. */
  @Test
  void theLibraryTellsItsKernels() {
    GpuKernels kernels = GpuKernels.ofLibrary();
    assertThat(
            kernels.of(
                node(
                    "Shape",
                    Map.of("T", type(DataType.DT_FLOAT), "out_type", type(DataType.DT_INT32)))))
        .contains(new Kernel(Set.of(), Set.of(0), 1));
    assertThat(
            kernels.of(
                node(
                    "Reshape",
                    Map.of("T", type(DataType.DT_FLOAT), "Tshape", type(DataType.DT_INT32)))))
        .contains(new Kernel(Set.of(1), Set.of(), 1));
    assertThat(kernels.of(node("NoSuchOperation", Map.of()))).isEmpty();
  }
}
