package org.lambdanas.search.measure;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.lambdanas.graph.tensor.GpuKernels.Kernel;
import org.lambdanas.graph.tensor.NodeOutput;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/**
 * What runs would ask of a GPU, told from the graphs that were carried out, wherever that was.
 *
 * @param operations how many ran
 * @param launches those for which the GPU has to start something, by type; an operation counts as
 *     one, though some, such as a softmax, start several kernels
 * @param placement where TensorFlow is built for GPUs: what would be left to the host
 */
public record GpuWork(long operations, Map<String, Long> launches, Optional<Placement> placement) {

  /** What only names, passes on or describes tensors; also a new value's taking a variable over. */
  private static final Set<String> STARTS_NOTHING =
      Set.of(
          "AssignVariableOp",
          "Const",
          "ExpandDims",
          "Identity",
          "IdentityN",
          "NoOp",
          "PreventGradient",
          "ReadVariableOp",
          "Reshape",
          "Squeeze",
          "StopGradient",
          "VarHandleOp");

  private static final Set<String> CARRIERS = Set.of("_Send", "_Recv", "_HostSend", "_HostRecv");

  /** What hands a value from the host to the graph, and from there back. */
  private static final String FED = "_Arg";

  private static final String FETCHED = "_Retval";

  /** Types that oneDNN's kernels have in place of TensorFlow's own, on the processor only. */
  private static final String OF_ONEDNN = "_Mkl";

  /** Copies. */
  public GpuWork {
    launches = Map.copyOf(launches);
  }

  /**
   * What is not on the GPU.
   *
   * @param withoutKernel operations that no kernel for GPUs computes in their types, by type
   * @param toGpu values that are copied from the host's memory
   * @param toHost values that are copied there
   */
  public record Placement(Map<String, Long> withoutKernel, Copies toGpu, Copies toHost) {

    /** Copies. */
    public Placement {
      withoutKernel = Map.copyOf(withoutKernel);
    }
  }

  /**
   * Values that cross between two memories, each once however many operations read it.
   *
   * @param asked that were fed or fetched
   * @param others by the type of the operation that made them
   */
  public record Copies(long asked, Map<String, Long> others) {

    /** Copies. */
    public Copies {
      others = Map.copyOf(others);
    }

    /** All of them. */
    public long values() {
      return asked + sum(others);
    }
  }

  /** Of all types together. */
  public long launched() {
    return sum(launches);
  }

  private static long sum(Map<String, Long> counts) {
    return counts.values().stream().mapToLong(count -> count).sum();
  }

  /**
   * Counts.
   *
   * @param runs a graph for each
   * @param built the graph they are part of, which still has TensorFlow's own types
   * @param isForGpus whether TensorFlow is built for GPUs; a build for the processor knows those
   *     kernels only that compute nothing on a GPU, and not all of these: with it, a few operations
   *     on sizes count as started
   * @param kernels how a node runs on a GPU
   */
  static GpuWork of(
      List<GraphDef> runs,
      GraphDef built,
      boolean isForGpus,
      Function<NodeDef, Optional<Kernel>> kernels) {
    Map<String, NodeDef> own = byName(built);
    Map<String, Long> launches = new TreeMap<>();
    Map<String, Long> without = new TreeMap<>();
    Crossings toGpu = new Crossings();
    Crossings toHost = new Crossings();
    long operations = 0;
    for (int run = 0; run < runs.size(); run++) {
      Carried carried = new Carried(runs.get(run), own, kernels);
      for (NodeDef node : carried.nodes.values()) {
        String type = node.getOp();
        if (CARRIERS.contains(type)) {
          continue;
        }
        boolean asked = type.equals(FED) || type.equals(FETCHED);
        Optional<Kernel> kernel = carried.kernel(node.getName());
        if (!asked) {
          operations++;
          if (kernel.map(k -> !k.isOfHost()).orElse(!isForGpus) && !STARTS_NOTHING.contains(type)) {
            launches.merge(type, 1L, Long::sum);
          }
          if (kernel.isEmpty()) {
            without.merge(type, 1L, Long::sum);
          }
        }
        List<NodeOutput> inputs = NodeOutput.inputsOf(node);
        for (int input = 0; input < inputs.size(); input++) {
          NodeOutput source = carried.source(inputs.get(input));
          int number = input;
          boolean fromGpu =
              carried
                  .kernel(source.operation())
                  .map(k -> !k.hostOutputs().contains(source.output()))
                  .orElse(false);
          boolean onGpu = kernel.map(k -> !k.hostInputs().contains(number)).orElse(false);
          if (fromGpu != onGpu) {
            String maker = carried.type(source.operation());
            (onGpu ? toGpu : toHost)
                .add(run + " " + source, maker, type.equals(FETCHED) || maker.equals(FED));
          }
        }
      }
    }
    return new GpuWork(
        operations,
        launches,
        isForGpus
            ? Optional.of(new Placement(without, toGpu.count(), toHost.count()))
            : Optional.empty());
  }

  private static Map<String, NodeDef> byName(GraphDef graph) {
    Map<String, NodeDef> nodes = new HashMap<>();
    graph.getNodeList().forEach(node -> nodes.put(node.getName(), node));
    return nodes;
  }

  private static final class Crossings {
    private final Map<String, String> makers = new HashMap<>();
    private final Set<String> asked = new HashSet<>();

    void add(String value, String maker, boolean isAsked) {
      makers.put(value, maker);
      if (isAsked) {
        asked.add(value);
      }
    }

    Copies count() {
      Map<String, Long> others = new TreeMap<>();
      makers.forEach(
          (value, maker) -> {
            if (!asked.contains(value)) {
              others.merge(maker, 1L, Long::sum);
            }
          });
      return new Copies(asked.size(), others);
    }
  }

  /** A graph that was carried out, with the types it was built with. */
  private static final class Carried {
    private final Map<String, NodeDef> nodes = new HashMap<>();
    private final Map<String, NodeOutput> sent = new HashMap<>();
    private final Map<String, Optional<Kernel>> known = new HashMap<>();
    private final Function<NodeDef, Optional<Kernel>> kernels;

    Carried(
        GraphDef graph, Map<String, NodeDef> built, Function<NodeDef, Optional<Kernel>> kernels) {
      this.kernels = kernels;
      for (NodeDef node : graph.getNodeList()) {
        NodeDef own = built.get(node.getName());
        nodes.put(
            node.getName(),
            own != null && node.getOp().startsWith(OF_ONEDNN)
                ? own.toBuilder().clearInput().addAllInput(node.getInputList()).build()
                : node);
        if (node.getOp().endsWith("Send")) {
          sent.put(parcel(node), NodeOutput.inputsOf(node).get(0));
        }
      }
    }

    private static String parcel(NodeDef carrier) {
      return carrier.getAttrOrThrow("tensor_name").getS().toStringUtf8();
    }

    String type(String name) {
      NodeDef node = nodes.get(name);
      return node == null ? "" : node.getOp();
    }

    /** Where a value comes from, past those that only carry it from one device to another. */
    NodeOutput source(NodeOutput source) {
      NodeDef node = nodes.get(source.operation());
      NodeOutput carried =
          node != null && node.getOp().endsWith("Recv") ? sent.get(parcel(node)) : null;
      return carried == null ? source : source(carried);
    }

    /** On a GPU; empty where the host computes. */
    Optional<Kernel> kernel(String name) {
      NodeDef node = nodes.get(name);
      if (node == null || node.getOp().equals(FED) || node.getOp().equals(FETCHED)) {
        return Optional.empty();
      }
      return known.computeIfAbsent(name, n -> kernels.apply(node));
    }
  }
}
