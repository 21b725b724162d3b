package org.lambdanas.graph.export;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.interchange.AtomicFile;
import org.lambdanas.graph.interchange.LocalPaths;
import org.lambdanas.graph.interchange.Messages;
import org.lambdanas.graph.tensor.GraphRuntime;
import org.lambdanas.graph.tensor.StepScope;
import org.lambdanas.proto.v1.TrainedNetwork;
import org.tensorflow.Operand;
import org.tensorflow.Tensor;
import org.tensorflow.TensorFlow;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.MetaGraphDef;
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

  /** What the names of the variables' files begin with. */
  static Path variables(Path folder) {
    return folder.resolve("variables").resolve("variables");
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
    Path variables = variables(folder);
    Files.createDirectory(variables.getParent());
    SaverOperations saver = network.served().saver();
    GraphRuntime runtime = network.runtime();
    try (StepScope scope = new StepScope()) {
      Tensor file = scope.text(variables.toAbsolutePath().toString());
      runtime.run(scope, runtime.runner().feed(saver.file(), file).addTarget(saver.saved()));
    }
    AtomicFile.write(folder.resolve(GRAPH), savedModel(network).toByteArray());
    TrainedNetwork.Builder card = message.toBuilder().clearWeights().clearStatistics().clearNoise();
    InferenceNetwork.noise(message.getArchitecture()).ifPresent(card::setNoise);
    Messages.write(card(folder), LocalPaths.removed(card.build()));
    String labels = String.join("\n", message.getLabelsList());
    AtomicFile.write(labels(folder), (labels.isEmpty() ? "" : labels + "\n").getBytes(UTF_8));
  }

  static SavedModel savedModel(InferenceNetwork network) {
    InferenceNetwork.Served served = network.served();
    SignatureDef serving =
        SignatureDef.newBuilder()
            .setMethodName(PREDICT)
            .putInputs(IMAGES, info(served.images()))
            .putOutputs(LOGITS, info(served.logits()))
            .putOutputs(PROBABILITIES, info(served.probabilities()))
            .putOutputs(CLASS, info(served.classes()))
            .build();
    MetaGraphDef.Builder graph =
        MetaGraphDef.newBuilder()
            .setGraphDef(needed(network))
            .setSaverDef(served.saver().definition())
            .putSignatureDef(SIGNATURE, serving);
    graph.getMetaInfoDefBuilder().addTags(TAG).setTensorflowVersion(TensorFlow.version());
    return SavedModel.newBuilder().setSavedModelSchemaVersion(1).addMetaGraphs(graph).build();
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

  /** Without what only gives variables other values. */
  private static GraphDef needed(InferenceNetwork network) {
    InferenceNetwork.Served served = network.served();
    return network
        .runtime()
        .definitionFor(
            List.of(
                served.probabilities(),
                served.classes(),
                served.saver().saved(),
                served.saver().restore()));
  }

  /**
   * The folder of the highest version.
   *
   * @param base folder of numbered versions, as TensorFlow Serving expects them; may be missing
   */
  static Optional<Path> newest(Path base) {
    if (!Files.isDirectory(base)) {
      return Optional.empty();
    }
    try (Stream<Path> entries = Files.list(base)) {
      return entries
          .filter(entry -> entry.getFileName().toString().matches("[0-9]{1,18}"))
          .max(Comparator.comparingLong(SavedModelFiles::version));
    } catch (IOException | UncheckedIOException e) {
      throw new DataException("cannot read " + base + ": " + e, e);
    }
  }

  static long version(Path folder) {
    return Long.parseLong(folder.getFileName().toString());
  }
}
