package org.lambdanas.graph.export;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.error.Excerpt;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorInfo;

/**
 * Tells graphs that can do nothing but compute from those of strangers that could do anything: a
 * TensorFlow graph is a program, which may read and write files, open connections or call into
 * libraries. Only what exports are made of is let through.
 */
final class GraphGuard {

  private static final String SAVE = "SaveV2";
  private static final String RESTORE = "RestoreV2";
  private static final String ASSIGN = "AssignVariableOp";

  /** The noise and the maximum pools of exports of earlier versions. */
  private static final Set<String> ONCE_WRITTEN =
      Set.of("MaxPoolV2", "Pack", "StatelessRandomNormal", "StopGradient");

  /** What {@link SavedModelFiles} writes for the networks of all spaces. */
  static final Set<String> OPERATIONS =
      Set.of(
          "Add",
          "AddN",
          "ArgMax",
          ASSIGN,
          "AvgPool",
          "BatchToSpaceND",
          "Bitcast",
          "BitwiseAnd",
          "BitwiseXor",
          "Cast",
          "ConcatV2",
          "Const",
          "Conv2D",
          "Cos",
          "DepthwiseConv2dNative",
          "Div",
          "Fill",
          "Identity",
          "Log",
          "MatMul",
          "MaxPool",
          "Mean",
          "Mul",
          "NoOp",
          "PadV2",
          "Placeholder",
          "PlaceholderWithDefault",
          "Pow",
          "Range",
          "ReadVariableOp",
          "Relu",
          "Reshape",
          RESTORE,
          "RightShift",
          SAVE,
          "Shape",
          "Softmax",
          "SpaceToBatchND",
          "Sqrt",
          "StridedSlice",
          "Sub",
          "Sum",
          "VarHandleOp",
          "ZerosLike");

  /** The name under which TensorFlow keeps what a loader runs once. */
  private static final String INIT = "__saved_model_init_op";

  private final ExportedModel model;
  private final MetaGraphDef graph;
  private final Map<String, NodeDef> nodes = new HashMap<>();

  private GraphGuard(ExportedModel model) {
    this.model = model;
    this.graph = model.graph();
    graph.getGraphDef().getNodeList().forEach(node -> nodes.put(node.getName(), node));
  }

  /**
   * Refuses what no export holds.
   *
   * @throws DataException that names the operation
   */
  static void check(ExportedModel model) {
    new GraphGuard(model).check();
  }

  private void check() {
    graph.getGraphDef().getNodeList().forEach(node -> requireKnown(node, ""));
    for (FunctionDef function : graph.getGraphDef().getLibrary().getFunctionList()) {
      String name = function.getSignature().getName();
      String where = " of the function '" + Excerpt.of(name) + "'";
      function.getNodeDefList().forEach(node -> requireKnown(node, where));
      throw foreign("the function '" + Excerpt.of(name) + "'");
    }
    requireNothingAtLoading();
    requireReadingOnly(
        upstream(List.of(graph.getSaverDef().getRestoreOpName())), Set.of(SAVE), "loading it");
    requireReadingOnly(
        upstream(
            Stream.of(SavedModelFiles.LOGITS, SavedModelFiles.CLASS)
                .map(model.serving()::getOutputsOrThrow)
                .map(TensorInfo::getName)
                .toList()),
        Set.of(SAVE, RESTORE, ASSIGN),
        "a signature");
  }

  private void requireKnown(NodeDef node, String where) {
    if (!OPERATIONS.contains(node.getOp()) && !ONCE_WRITTEN.contains(node.getOp())) {
      throw foreign(operation(node) + where);
    }
    node.getAttrMap()
        .forEach(
            (name, value) -> {
              // The first are orders to TensorFlow, the others name functions.
              if (name.startsWith("_") || value.hasFunc() || value.getList().getFuncCount() > 0) {
                throw foreign(
                    "the attribute '" + Excerpt.of(name) + "' of " + operation(node) + where);
              }
            });
  }

  private static String operation(NodeDef node) {
    return "the operation '"
        + Excerpt.of(node.getOp())
        + "' ('"
        + Excerpt.of(node.getName())
        + "')";
  }

  private void requireNothingAtLoading() {
    if (graph.containsSignatureDef(INIT)) {
      throw foreign(
          "the initialisation '"
              + graph.getSignatureDefOrThrow(INIT).getOutputsMap().values().stream()
                  .map(output -> Excerpt.of(output.getName()))
                  .findFirst()
                  .orElse(INIT)
              + "'");
    }
    if (graph.getAssetFileDefCount() > 0) {
      throw foreign("the asset '" + Excerpt.of(graph.getAssetFileDef(0).getFilename()) + "'");
    }
    Optional<String> collection =
        graph.getCollectionDefMap().keySet().stream().sorted().findFirst();
    if (collection.isPresent()) {
      throw foreign("the collection '" + Excerpt.of(collection.get()) + "'");
    }
  }

  /** Files are read into variables when the model is loaded, from where the model lies only. */
  private void requireReadingOnly(Collection<NodeDef> run, Set<String> refused, String by) {
    String file = node(graph.getSaverDef().getFilenameTensorName());
    for (NodeDef node : run) {
      boolean elsewhere =
          node.getOp().equals(RESTORE)
              && !(node.getInputCount() > 0 && node(node.getInput(0)).equals(file) && isFed(file));
      if (elsewhere || refused.contains(node.getOp())) {
        throw foreign(operation(node) + " in " + by);
      }
    }
  }

  private boolean isFed(String name) {
    NodeDef node = nodes.get(name);
    return node != null && node.getOp().startsWith("Placeholder");
  }

  /** All nodes that run when some are asked for. */
  private Collection<NodeDef> upstream(List<String> wanted) {
    Set<String> seen = new HashSet<>();
    List<NodeDef> found = new ArrayList<>();
    Deque<String> open = new ArrayDeque<>(wanted.stream().map(GraphGuard::node).toList());
    while (!open.isEmpty()) {
      NodeDef node = nodes.get(open.peek());
      if (seen.add(open.remove()) && node != null) {
        found.add(node);
        node.getInputList().forEach(input -> open.add(node(input)));
      }
    }
    return found;
  }

  /** The node of an input: {@code node}, {@code node:1} or {@code ^node}. */
  private static String node(String input) {
    String name = input.startsWith("^") ? input.substring(1) : input;
    int colon = name.indexOf(':');
    return colon < 0 ? name : name.substring(0, colon);
  }

  private DataException foreign(String what) {
    return new DataException(
        model.folder()
            + ": its graph holds "
            + what
            + ", which lnas export never writes and which may do anything: only with --trust is it"
            + " run");
  }
}
