package org.lambdanas.graph.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.layer.BatchNormMode;
import org.lambdanas.graph.layer.NetworkInputs;
import org.lambdanas.graph.layer.NetworkParameters;
import org.lambdanas.graph.network.ArchitectureDefinition;
import org.lambdanas.graph.network.DiscreteNetwork;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.graph.space.NetworkSize;
import org.lambdanas.graph.space.NetworkSpace;
import org.lambdanas.graph.space.NetworkStem;
import org.lambdanas.graph.tensor.ExecutionOptions;
import org.lambdanas.graph.tensor.GraphRuntime;
import org.lambdanas.graph.tensor.Precision;
import org.lambdanas.proto.v1.TrainedNetwork;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.CollectionDef;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NameAttrList;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/** Models that strangers made to do harm. None of what they hold runs. */
class ForeignModelsTest {

  private static final String INIT = "__saved_model_init_op";

  @TempDir private static Path kept;
  @TempDir private Path folder;
  private Path written = Path.of("");

  @BeforeAll
  static void aModelThatIsNoStrangers() throws IOException {
    TrainedNetwork network = RandomNetworks.of("nasbench201", RandomNetworks.SKIPS, 1, 3);
    try (InferenceNetwork built = InferenceNetwork.of(network)) {
      SavedModelFiles.write(kept, built, network);
    }
  }

  @BeforeEach
  void aCopyOfIt() throws IOException {
    written = folder.resolve("written");
    try (Stream<Path> files = Files.walk(kept)) {
      for (Path file : files.sorted().toList()) {
        Path copy = folder.resolve("model").resolve(kept.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(copy);
        } else {
          Files.write(copy, Files.readAllBytes(file));
        }
      }
    }
  }

  private Path model() {
    return folder.resolve("model");
  }

  /** A change of a graph that lets it touch the file of a name. */
  private record Hostile(String named, Change change) {

    @Override
    public String toString() {
      return named;
    }
  }

  @FunctionalInterface
  private interface Change {
    void of(MetaGraphDef.Builder graph, String file);
  }

  private static Hostile hostile(String named, Change change) {
    return new Hostile(named, change);
  }

  /** Runs a node with every image. */
  private static void withLogits(MetaGraphDef.Builder graph, NodeDef... added) {
    GraphDef.Builder nodes = graph.getGraphDefBuilder().addAllNode(List.of(added));
    for (NodeDef.Builder node : nodes.getNodeBuilderList()) {
      if (node.getName().equals("logits")) {
        node.addInput("^" + added[added.length - 1].getName());
      }
    }
  }

  private static NodeDef node(String operation, String... inputs) {
    return NodeDef.newBuilder()
        .setOp(operation)
        .setName("evil")
        .addAllInput(List.of(inputs))
        .build();
  }

  private static NodeDef text(String name, String value) {
    return NodeDef.newBuilder()
        .setOp("Const")
        .setName(name)
        .putAttr("dtype", AttrValue.newBuilder().setType(DataType.DT_STRING).build())
        .putAttr(
            "value",
            AttrValue.newBuilder()
                .setTensor(
                    TensorProto.newBuilder()
                        .setDtype(DataType.DT_STRING)
                        .setTensorShape(TensorShapeProto.getDefaultInstance())
                        .addStringVal(ByteString.copyFromUtf8(value)))
                .build())
        .build();
  }

  private static AttrValue types(DataType type) {
    return AttrValue.newBuilder().setList(AttrValue.ListValue.newBuilder().addType(type)).build();
  }

  private static void writing(MetaGraphDef.Builder graph, String file) {
    graph
        .getGraphDefBuilder()
        .addNode(text("evil file", file).toBuilder().setName("evil_file"))
        .addNode(text("evil_text", "x"))
        .addNode(node("WriteFile", "evil_file", "evil_text"));
  }

  private static FunctionDef function(String file) {
    return FunctionDef.newBuilder()
        .setSignature(OpDef.newBuilder().setName("helper"))
        .addNodeDef(text("evil_file", file))
        .addNodeDef(text("evil_text", "x"))
        .addNodeDef(node("WriteFile", "evil_file:output:0", "evil_text:output:0"))
        .build();
  }

  static Stream<Hostile> hostile() {
    return Stream.of(
        hostile(
            "ReadFile",
            (graph, file) ->
                withLogits(graph, text("evil_file", "/etc/passwd"), node("ReadFile", "evil_file"))),
        hostile(
            "WriteFile",
            (graph, file) -> {
              writing(graph, file);
              withLogits(graph, text("evil_end", ""), node("Identity", "evil_end", "^evil"));
            }),
        hostile(
            "StatefulPartitionedCall",
            (graph, file) -> {
              graph.getGraphDefBuilder().getLibraryBuilder().addFunction(function(file));
              withLogits(graph, node("StatefulPartitionedCall"));
            }),
        // Nobody calls it by its name: an attribute of an operation might.
        hostile(
            "WriteFile",
            (graph, file) ->
                graph.getGraphDefBuilder().getLibraryBuilder().addFunction(function(file))),
        hostile(
            "helper",
            (graph, file) ->
                graph
                    .getGraphDefBuilder()
                    .getLibraryBuilder()
                    .addFunction(function(file).toBuilder().clearNodeDef())),
        hostile(
            "body",
            (graph, file) ->
                withLogits(
                    graph,
                    node("NoOp").toBuilder()
                        .putAttr(
                            "body",
                            AttrValue.newBuilder()
                                .setFunc(NameAttrList.newBuilder().setName("helper"))
                                .build())
                        .build())),
        hostile(
            "_XlaMustCompile",
            (graph, file) ->
                withLogits(
                    graph,
                    node("NoOp").toBuilder()
                        .putAttr("_XlaMustCompile", AttrValue.newBuilder().setB(true).build())
                        .build())),
        hostile(
            "WriteFile",
            (graph, file) -> {
              writing(graph, file);
              graph.putSignatureDef(
                  INIT,
                  SignatureDef.newBuilder()
                      .putOutputs(INIT, TensorInfo.newBuilder().setName("evil").build())
                      .build());
            }),
        hostile(
            "initialisation 'restored'",
            (graph, file) ->
                graph.putSignatureDef(
                    INIT,
                    SignatureDef.newBuilder()
                        .putOutputs(INIT, TensorInfo.newBuilder().setName("restored").build())
                        .build())),
        hostile(
            "saved_model_main_op",
            (graph, file) ->
                graph.putCollectionDef(
                    "saved_model_main_op",
                    CollectionDef.newBuilder()
                        .setNodeList(CollectionDef.NodeList.newBuilder().addValue("restored"))
                        .build())),
        hostile(
            "../../secret",
            (graph, file) -> graph.addAssetFileDefBuilder().setFilename("../../secret")),
        hostile("MyOwnOperation", (graph, file) -> withLogits(graph, node("MyOwnOperation"))),
        hostile("PyFunc", (graph, file) -> withLogits(graph, node("PyFunc"))),
        hostile(
            "DeleteOldDirs",
            (graph, file) ->
                graph
                    .getGraphDefBuilder()
                    .addNode(node("MergeV2Checkpoints").toBuilder().setOp("DeleteOldDirs"))),
        hostile(
            "SaveV2",
            (graph, file) ->
                withLogits(
                    graph,
                    text("evil_file", file),
                    text("evil_text", ""),
                    node("SaveV2", "evil_file", "evil_text", "evil_text", "evil_text").toBuilder()
                        .putAttr("dtypes", types(DataType.DT_STRING))
                        .build())),
        hostile(
            "SaveV2", (graph, file) -> graph.getSaverDefBuilder().setRestoreOpName("save/saved")),
        hostile(
            "RestoreV2",
            (graph, file) ->
                withLogits(
                    graph,
                    text("evil_file", file),
                    text("evil_text", ""),
                    node("RestoreV2", "evil_file", "evil_text", "evil_text").toBuilder()
                        .putAttr("dtypes", types(DataType.DT_FLOAT))
                        .build())),
        hostile(
            "RestoreV2",
            (graph, file) -> {
              graph.getGraphDefBuilder().addNode(text("evil_file", "/etc/passwd"));
              graph
                  .getGraphDefBuilder()
                  .getNodeBuilderList()
                  .forEach(
                      node -> {
                        if (node.getOp().equals("RestoreV2")) {
                          node.setInput(0, "evil_file");
                        }
                      });
            }));
  }

  private void change(Consumer<MetaGraphDef.Builder> change) throws IOException {
    Path file = model().resolve("saved_model.pb");
    SavedModel.Builder changed = SavedModel.parseFrom(Files.readAllBytes(file)).toBuilder();
    change.accept(changed.getMetaGraphsBuilder(0));
    Files.write(file, changed.build().toByteArray());
  }

  @ParameterizedTest
  @MethodSource("hostile")
  void nothingOfAStrangerRuns(Hostile hostile) throws IOException {
    change(graph -> hostile.change().of(graph, written.toString()));
    ExportedModel description = ExportedModel.open(model());
    assertThatThrownBy(() -> LoadedModel.load(description).close())
        .isInstanceOf(DataException.class)
        .hasMessageContaining(hostile.named())
        .hasMessageContaining("--trust")
        .message()
        .satisfies(message -> assertThat(message.lines()).hasSize(1));
    assertThat(written).doesNotExist();
  }

  @Test
  void whoeverTrustsAModelRunsAllOfIt() throws IOException {
    change(
        graph -> {
          writing(graph, written.toString());
          withLogits(
              graph,
              text("evil_end", ""),
              node("Identity", "evil_end", "^evil").toBuilder()
                  .setName("evil_run")
                  .putAttr("T", AttrValue.newBuilder().setType(DataType.DT_STRING).build())
                  .build());
        });
    try (LoadedModel model = LoadedModel.trusted(ExportedModel.open(model()))) {
      model.classify(new float[16 * 16 * 3], 1);
    }
    assertThat(written).exists();
  }

  /** What a stranger puts beside the graph, or in its place, is left alone too. */
  @Test
  void theGraphThatRunsIsTheOneThatWasChecked() throws IOException {
    ExportedModel description = ExportedModel.open(model());
    change(
        graph -> {
          writing(graph, written.toString());
          graph.putSignatureDef(
              INIT,
              SignatureDef.newBuilder()
                  .putOutputs(INIT, TensorInfo.newBuilder().setName("evil").build())
                  .build());
        });
    float[] pixels = new float[16 * 16 * 3];
    try (LoadedModel model = LoadedModel.load(description);
        LoadedModel exported = LoadedModel.trusted(ExportedModel.open(kept))) {
      assertThat(model.classify(pixels, 1).logits())
          .isEqualTo(exported.classify(pixels, 1).logits());
    }
    assertThat(written).doesNotExist();
  }

  private void refused(String words) {
    assertThatThrownBy(() -> LoadedModel.load(ExportedModel.open(model())).close())
        .isInstanceOf(DataException.class)
        .hasMessageContaining(words)
        .message()
        .satisfies(message -> assertThat(message.lines()).hasSize(1));
  }

  private Path shard() {
    return model().resolve("variables/variables.data-00000-of-00001");
  }

  @Test
  void variablesAreAsLongAsTheGraphSays() throws IOException {
    byte[] whole = Files.readAllBytes(shard());
    Files.write(shard(), Arrays.copyOf(whole, whole.length - 1));
    refused("the variables hold");
    Files.write(shard(), whole);
    Files.write(model().resolve("variables/variables.data-00001-of-00002"), new byte[4]);
    refused("the variables hold");
    Files.delete(model().resolve("variables/variables.data-00001-of-00002"));
    Path index = model().resolve("variables/variables.index");
    byte[] table = Files.readAllBytes(index);
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 4; i++) {
      byte[] damaged = table.clone();
      damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
      Files.write(index, damaged);
      try (LoadedModel model = LoadedModel.load(ExportedModel.open(model()))) {
        model.classify(new float[16 * 16 * 3], 1);
      } catch (DataException e) {
        assertThat(String.valueOf(e.getMessage()).lines()).hasSize(1);
      }
    }
    Files.delete(index);
    refused("cannot load");
  }

  @Test
  void linksLeadNowhere() throws IOException {
    for (String name :
        List.of(
            "saved_model.pb",
            "assets.extra/model.txtpb",
            "variables/variables.index",
            "variables/variables.data-00000-of-00001",
            // Read only where there is no model card, which is why that goes first.
            "assets.extra/labels.txt")) {
      if (name.endsWith("labels.txt")) {
        Files.delete(model().resolve("assets.extra/model.txtpb"));
      }
      Path file = model().resolve(name);
      Path moved = folder.resolve("moved");
      Files.move(file, moved);
      Files.createSymbolicLink(file, moved);
      assertThatThrownBy(
              () -> {
                ExportedModel description = ExportedModel.open(model());
                description.labels();
                LoadedModel.load(description).close();
              })
          .as(name)
          .isInstanceOf(DataException.class)
          .hasMessageContaining("link out of the model");
      Files.delete(file);
      Files.move(moved, file);
    }
    Path version = Files.createSymbolicLink(folder.resolve("1"), model());
    LoadedModel.load(ExportedModel.open(folder)).close();
    Files.delete(version);
  }

  @Test
  void graphsOfAbsurdSizeAreNotRead() throws IOException {
    try (RandomAccessFile file =
        new RandomAccessFile(model().resolve("saved_model.pb").toFile(), "rw")) {
      file.setLength(1L << 40);
    }
    refused("too long");
    Files.delete(model().resolve("saved_model.pb"));
    Files.createDirectory(model().resolve("saved_model.pb"));
    refused("no file");
  }

  @Test
  void imagesOfAbsurdSizeAreRefused() throws IOException {
    for (long side : new long[] {-2, 0, 1L << 40}) {
      change(
          graph ->
              graph.putSignatureDef(
                  "serving_default",
                  withSide(graph.getSignatureDefOrThrow("serving_default"), side)));
      refused("no classifier");
    }
  }

  private static SignatureDef withSide(SignatureDef signature, long side) {
    TensorInfo.Builder images = signature.getInputsOrThrow("images").toBuilder();
    images.getTensorShapeBuilder().getDimBuilder(1).setSize(side);
    return signature.toBuilder().putInputs("images", images.build()).build();
  }

  /** The list of what is let through is what networks of every space are made of, and no more. */
  @Test
  void whatIsLetThroughIsWhatExportsHold() throws IOException {
    Set<String> written =
        new HashSet<>(
            operations(
                SavedModel.parseFrom(Files.readAllBytes(kept.resolve("saved_model.pb")))
                    .getMetaGraphs(0)
                    .getGraphDef()));
    Seed seed = new Seed(3);
    for (NetworkSpace space : RandomNetworks.spaces()) {
      for (NetworkStem stem : space.stems()) {
        NetworkSize size = new NetworkSize(4, RandomNetworks.depth(space), 1, 2, stem);
        try (GraphRuntime runtime = new GraphRuntime(Precision.FLOAT32, ExecutionOptions.CPU)) {
          DiscreteNetwork network =
              new DiscreteNetwork(
                  NetworkInputs.of(runtime, Shape.of(32, 32, 1), seed).withNoiseOfEachImage(),
                  NetworkParameters.of(runtime, "", seed),
                  new ArchitectureDefinition(
                      space, RandomNetworks.ofEveryOperation(space), space.plan(size)),
                  BatchNormMode.INFERENCE);
          written.addAll(operations(runtime.definitionFor(List.of(network.logits()))));
        }
      }
    }
    assertThat(written).containsExactlyInAnyOrderElementsOf(GraphGuard.OPERATIONS);
  }

  private static List<String> operations(GraphDef graph) {
    return graph.getNodeList().stream().map(NodeDef::getOp).toList();
  }

  @Test
  void namesInMessagesAreHarmless() throws IOException {
    change(graph -> withLogits(graph, node("Evil\u001b[31m\u009b\nName")));
    assertThatThrownBy(() -> LoadedModel.load(ExportedModel.open(model())).close())
        .message()
        .matches(text -> text.chars().noneMatch(Character::isISOControl));
  }
}
