package org.lambdanas.graph.export;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.lambdanas.graph.interchange.AtomicFile;
import org.lambdanas.graph.interchange.Messages;
import org.lambdanas.graph.tensor.StepScope;
import org.lambdanas.proto.v1.TrainedNetwork;
import org.tensorflow.Operand;
import org.tensorflow.TensorFlow;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.proto.TensorShapeProto;

/**
 * The files of a SavedModel, as TensorFlow's SavedModel format (schema version 1) lays them out.
 */
final class SavedModelFiles {

  static final String TAG = "serve";
  static final String SIGNATURE = "serving_default";
  static final String IMAGES = "images";
  static final String LOGITS = "logits";
  static final String PROBABILITIES = "probabilities";
  static final String CLASS = "class";
  static final String GRAPH = "saved_model.pb";
  private static final String PREDICT = "tensorflow/serving/predict";

  /** TensorFlow's folder for what loaders leave alone. */
  private static final String BESIDE = "assets.extra";

  private SavedModelFiles() {}

  /** The model card: the message without its tensors. */
  static Path card(Path folder) {
    return folder.resolve(BESIDE).resolve("model.txtpb");
  }

  static Path labels(Path folder) {
    return folder.resolve(BESIDE).resolve("labels.txt");
  }

  /**
   * Writes all files into a folder.
   *
   * @param folder exists and is empty
   * @param network the graph with its weights
   * @param message what it was made from
   * @throws IOException if a file cannot be written
   */
  static void write(Path folder, InferenceNetwork network, TrainedNetwork message)
      throws IOException {
    Path variables = Files.createDirectory(folder.resolve("variables"));
    try (StepScope scope = new StepScope()) {
      network
          .runtime()
          .run(
              scope,
              network
                  .runtime()
                  .runner()
                  .feed(
                      network.saver().file(),
                      scope.text(variables.resolve("variables").toAbsolutePath().toString()))
                  .addTarget(network.saver().saved()));
    }
    AtomicFile.write(folder.resolve(GRAPH), savedModel(network).toByteArray());
    TrainedNetwork card = message.toBuilder().clearWeights().clearStatistics().build();
    Messages.write(card(folder), card);
    String labels = String.join("\n", message.getLabelsList());
    AtomicFile.write(labels(folder), (labels.isEmpty() ? "" : labels + "\n").getBytes(UTF_8));
  }

  private static SavedModel savedModel(InferenceNetwork network) {
    return SavedModel.newBuilder()
        .setSavedModelSchemaVersion(1)
        .addMetaGraphs(
            MetaGraphDef.newBuilder()
                .setMetaInfoDef(
                    MetaGraphDef.MetaInfoDef.newBuilder()
                        .addTags(TAG)
                        .setTensorflowVersion(TensorFlow.version()))
                .setGraphDef(needed(network))
                .setSaverDef(network.saver().definition())
                .putSignatureDef(
                    SIGNATURE,
                    SignatureDef.newBuilder()
                        .setMethodName(PREDICT)
                        .putInputs(IMAGES, info(network.images()))
                        .putOutputs(LOGITS, info(network.logits()))
                        .putOutputs(PROBABILITIES, info(network.probabilities()))
                        .putOutputs(CLASS, info(network.classes()))
                        .build()))
        .build();
  }

  private static TensorInfo info(Operand<?> operand) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    for (long extent : operand.shape().asArray()) {
      shape.addDim(TensorShapeProto.Dim.newBuilder().setSize(extent));
    }
    return TensorInfo.newBuilder()
        .setName(operand.op().name() + ":" + operand.asOutput().index())
        .setDtype(operand.asOutput().dataType())
        .setTensorShape(shape)
        .build();
  }

  /** The graph without what only gives variables other values. */
  private static GraphDef needed(InferenceNetwork network) {
    GraphDef whole = network.definition();
    Map<String, NodeDef> byName = new HashMap<>();
    whole.getNodeList().forEach(node -> byName.put(node.getName(), node));
    Set<String> needed = new HashSet<>();
    Deque<String> open = new ArrayDeque<>();
    open.add(network.probabilities().op().name());
    open.add(network.classes().op().name());
    open.add(network.saver().saved().op().name());
    open.add(network.saver().restore().op().name());
    while (!open.isEmpty()) {
      String name = open.remove();
      NodeDef node = byName.get(name);
      if (node != null && needed.add(name)) {
        node.getInputList().forEach(input -> open.add(operation(input)));
      }
    }
    List<NodeDef> nodes =
        whole.getNodeList().stream().filter(node -> needed.contains(node.getName())).toList();
    return whole.toBuilder().clearNode().addAllNode(nodes).build();
  }

  private static String operation(String input) {
    String name = input.startsWith("^") ? input.substring(1) : input;
    int colon = name.indexOf(':');
    return colon < 0 ? name : name.substring(0, colon);
  }
}
