package org.lambdanas.graph.tensor;

import com.google.protobuf.InvalidProtocolBufferException;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.lambdanas.graph.error.GraphBuildException;
import org.tensorflow.TensorFlow;
import org.tensorflow.internal.c_api.TF_Buffer;
import org.tensorflow.internal.c_api.TF_Status;
import org.tensorflow.internal.c_api.global.tensorflow;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.KernelDef;
import org.tensorflow.proto.KernelDef.AttrConstraint;
import org.tensorflow.proto.KernelList;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;
import org.tensorflow.proto.OpDef.ArgDef;

/**
 * What the TensorFlow of this process computes on a GPU, whether or not the machine has one: a
 * library registers its kernels when it is loaded.
 */
public final class GpuKernels {

  private static final String GPU = "GPU";

  /** What serves any device that has no kernel of its own. */
  private static final String ANY = "DEFAULT";

  private static final String EVERY_GPU_BUILD_HAS = "MatMul";

  private final Function<String, KernelList> registered;
  private final Map<String, KernelList> known = new HashMap<>();
  private final Map<String, OpDef> definitions = new HashMap<>();

  GpuKernels(Function<String, KernelList> registered, List<OpDef> definitions) {
    this.registered = registered;
    definitions.forEach(definition -> this.definitions.put(definition.getName(), definition));
  }

  /**
   * How an operation runs on a GPU.
   *
   * @param hostInputs inputs that it reads from the host's memory all the same, by number
   * @param hostOutputs outputs that it leaves there
   * @param outputs how many there are
   */
  public record Kernel(Set<Integer> hostInputs, Set<Integer> hostOutputs, int outputs) {

    /** Copies. */
    public Kernel {
      hostInputs = Set.copyOf(hostInputs);
      hostOutputs = Set.copyOf(hostOutputs);
    }

    /** Whether it leaves nothing in the GPU's memory: the host computes it. */
    public boolean isOfHost() {
      return outputs > 0 && hostOutputs.size() == outputs;
    }
  }

  /** Those of the native library, which is loaded if it was not. */
  public static GpuKernels ofLibrary() {
    return new GpuKernels(GpuKernels::registered, TensorFlow.registeredOpList().getOpList());
  }

  private static KernelList registered(String operation) {
    // The scope frees the status.
    try (PointerScope scope = new PointerScope()) {
      TF_Status status = TF_Status.newStatus();
      TF_Buffer list = tensorflow.TF_GetRegisteredKernelsForOp(operation, status);
      try {
        status.throwExceptionIfNotOK();
        ByteBuffer bytes =
            list == null || list.isNull() || list.data().isNull() ? null : list.dataAsByteBuffer();
        return bytes == null ? KernelList.getDefaultInstance() : KernelList.parseFrom(bytes);
      } catch (InvalidProtocolBufferException e) {
        throw new GraphBuildException("TensorFlow's list of kernels cannot be read", e);
      } finally {
        if (list != null && !list.isNull()) {
          tensorflow.TF_DeleteBuffer(list);
        }
      }
    }
  }

  /** Whether this build of TensorFlow knows GPUs; a few kernels name them in every build. */
  public boolean areBuilt() {
    return kernels(EVERY_GPU_BUILD_HAS).anyMatch(kernel -> kernel.getDeviceType().equals(GPU));
  }

  /**
   * How a node runs on a GPU; empty if there is no kernel for its types, so that the host computes
   * it.
   */
  public Optional<Kernel> of(NodeDef node) {
    OpDef definition = definitions.get(node.getOp());
    if (definition == null) {
      return Optional.empty();
    }
    return Stream.of(GPU, ANY)
        .flatMap(
            device -> kernels(node.getOp()).filter(kernel -> kernel.getDeviceType().equals(device)))
        .filter(kernel -> serves(kernel, node, definition))
        .findFirst()
        .map(
            kernel ->
                new Kernel(
                    inHostMemory(kernel, node, definition.getInputArgList()),
                    inHostMemory(kernel, node, definition.getOutputArgList()),
                    definition.getOutputArgList().stream()
                        .mapToInt(argument -> types(argument, node).size())
                        .sum()));
  }

  private Stream<KernelDef> kernels(String operation) {
    return known.computeIfAbsent(operation, registered).getKernelList().stream();
  }

  /** Kernels with a label are for those who ask for them. */
  private static boolean serves(KernelDef kernel, NodeDef node, OpDef definition) {
    return kernel.getLabel().isEmpty()
        && kernel.getConstraintList().stream()
            .allMatch(constraint -> allows(constraint, node, definition));
  }

  private static boolean allows(AttrConstraint constraint, NodeDef node, OpDef definition) {
    AttrValue value =
        node.getAttrMap()
            .getOrDefault(
                constraint.getName(),
                definition.getAttrList().stream()
                    .filter(attribute -> attribute.getName().equals(constraint.getName()))
                    .findFirst()
                    .map(OpDef.AttrDef::getDefaultValue)
                    .orElse(AttrValue.getDefaultInstance()));
    List<DataType> types =
        value.hasList() ? value.getList().getTypeList() : List.of(value.getType());
    return constraint.getAllowedValues().getList().getTypeList().containsAll(types);
  }

  /** Numbers of the tensors of arguments that a kernel has in the host's memory. */
  private static Set<Integer> inHostMemory(KernelDef kernel, NodeDef node, List<ArgDef> arguments) {
    Set<Integer> numbers = new HashSet<>();
    int next = 0;
    for (ArgDef argument : arguments) {
      for (DataType type : types(argument, node)) {
        if (kernel.getHostMemoryArgList().contains(argument.getName())
            || type == DataType.DT_STRING
            || type == DataType.DT_RESOURCE) {
          numbers.add(next);
        }
        next++;
      }
    }
    return numbers;
  }

  /** Of the tensors of an argument, which may be several. */
  private static List<DataType> types(ArgDef argument, NodeDef node) {
    Map<String, AttrValue> attributes = node.getAttrMap();
    AttrValue none = AttrValue.getDefaultInstance();
    if (!argument.getTypeListAttr().isEmpty()) {
      return attributes.getOrDefault(argument.getTypeListAttr(), none).getList().getTypeList();
    }
    DataType type =
        argument.getTypeAttr().isEmpty()
            ? argument.getType()
            : attributes.getOrDefault(argument.getTypeAttr(), none).getType();
    int count =
        argument.getNumberAttr().isEmpty()
            ? 1
            : (int) attributes.getOrDefault(argument.getNumberAttr(), none).getI();
    return Collections.nCopies(count, type);
  }
}
