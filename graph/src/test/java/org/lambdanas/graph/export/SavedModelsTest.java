package org.lambdanas.graph.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.interchange.Messages;
import org.lambdanas.graph.interchange.TensorMessages;
import org.lambdanas.proto.v1.NamedTensor;
import org.lambdanas.proto.v1.TrainedNetwork;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.DataType;

class SavedModelsTest {

  private static final String DARTS =
      "Genotype(normal=[('sep_conv_3x3', 0), ('skip_connect', 1), ('skip_connect', 0),"
          + " ('dil_conv_5x5', 2), ('skip_connect', 0), ('skip_connect', 1),"
          + " ('max_pool_3x3', 0), ('skip_connect', 2)], normal_concat=range(2, 6),"
          + " reduce=[('skip_connect', 0), ('max_pool_3x3', 1), ('dil_conv_3x3', 0),"
          + " ('skip_connect', 2), ('skip_connect', 2), ('skip_connect', 1),"
          + " ('sep_conv_5x5', 2), ('avg_pool_3x3', 0)], reduce_concat=range(2, 6))";

  @TempDir private Path folder;

  private static float[] images(int batch) {
    SplittableRandom random = new SplittableRandom(batch);
    float[] pixels = new float[batch * 16 * 16 * 3];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = random.nextInt(256);
    }
    return pixels;
  }

  static Stream<Arguments> networks() {
    return Stream.of(
        Arguments.of("nasbench201", RandomNetworks.SKIPS, 1), Arguments.of("darts", DARTS, 3));
  }

  @ParameterizedTest
  @MethodSource("networks")
  void aStrangerComputesTheSame(String space, String text, int depth) {
    TrainedNetwork network = RandomNetworks.of(space, text, depth, 3);
    SavedModels.Exported exported = SavedModels.export(network, folder, OptionalLong.empty());
    assertThat(exported.folder()).isEqualTo(folder.resolve("1"));
    assertThat(exported.difference()).isLessThan(SavedModels.TOLERANCE);
    ExportedModel description = ExportedModel.open(folder);
    assertThat(description.tags()).containsExactly("serve");
    assertThat(description.signatures()).containsOnlyKeys("serving_default");
    assertThat(description.imageShape()).isEqualTo(Shape.of(16, 16, 3));
    assertThat(description.serving().getOutputsOrThrow("class").getDtype())
        .isEqualTo(DataType.DT_INT64);
    Shape probabilities =
        ExportedModel.shape(
            description.serving().getOutputsOrThrow("probabilities").getTensorShape());
    assertThat(probabilities.asArray()).containsExactly(-1, 5);
    long values =
        Stream.concat(network.getWeightsList().stream(), network.getStatisticsList().stream())
            .mapToLong(tensor -> tensor.getFloats().getValuesCount())
            .sum();
    assertThat(description.values()).isEqualTo(values);
    assertThat(description.labels()).isEqualTo(network.getLabelsList());
    assertThat(description.card())
        .contains(network.toBuilder().clearWeights().clearStatistics().build());
    try (LoadedModel loaded = LoadedModel.load(description);
        InferenceNetwork built = InferenceNetwork.of(network)) {
      for (int batch : new int[] {1, 7}) {
        double[] logits = built.logits(images(batch), batch);
        LoadedModel.Answer answer = loaded.classify(images(batch), batch);
        assertThat(answer.logits()).hasSize(5 * batch).containsExactly(logits, within(1e-5));
        for (int i = 0; i < batch; i++) {
          double[] own = Arrays.copyOfRange(logits, 5 * i, 5 * i + 5);
          assertThat(own[answer.classes()[i]]).isEqualTo(Arrays.stream(own).max().orElseThrow());
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"m.binpb", "m.txtpb", "m.json"})
  void weightsComeBackFromMessages(String file) {
    TrainedNetwork network = RandomNetworks.of("nasbench201", RandomNetworks.SKIPS, 1, 3);
    Messages.write(folder.resolve(file), network);
    TrainedNetwork read = Messages.read(folder.resolve(file), TrainedNetwork.getDefaultInstance());
    try (InferenceNetwork before = InferenceNetwork.of(network);
        InferenceNetwork after = InferenceNetwork.of(read)) {
      assertThat(after.logits(images(3), 3)).isEqualTo(before.logits(images(3), 3));
    }
  }

  @Test
  void versionsStandSideBySide() throws IOException {
    TrainedNetwork network = RandomNetworks.of("nasbench201", RandomNetworks.SKIPS, 1, 3);
    Files.createDirectory(folder.resolve("latest"));
    assertThat(SavedModels.export(network, folder, OptionalLong.of(9)).version()).isEqualTo(9);
    assertThat(SavedModels.export(network, folder, OptionalLong.empty()).version()).isEqualTo(10);
    assertThatThrownBy(() -> SavedModels.export(network, folder, OptionalLong.of(9)))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("exists");
    assertThat(ExportedModel.open(folder).folder()).isEqualTo(folder.resolve("10"));
    assertThat(names()).containsExactlyInAnyOrder("9", "10", "latest");
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }

  static Stream<Arguments> damages() {
    return Stream.of(
        damage("missing", network -> network.removeWeights(0)),
        damage(
            "not one of this network",
            network ->
                network.addWeights(
                    TensorMessages.of("weights/other", new long[] {1}, new float[1]))),
        damage(
            "shape",
            network ->
                network.setWeights(
                    0,
                    TensorMessages.of(
                        network.getWeights(0).getName(), new long[] {2}, new float[2]))),
        damage("not finite", network -> network.setWeights(0, poisoned(network.getWeights(0)))),
        damage("labels", network -> network.addLabels("fox")),
        damage("deviation", network -> network.getNormalisationBuilder().setDeviation(0, 0)),
        damage("image size", network -> network.getSizeBuilder().setImageSize(2)));
  }

  private static Arguments damage(String words, Consumer<TrainedNetwork.Builder> how) {
    UnaryOperator<TrainedNetwork> damaged =
        network -> {
          TrainedNetwork.Builder builder = network.toBuilder();
          how.accept(builder);
          return builder.build();
        };
    return Arguments.of(words, damaged);
  }

  private static NamedTensor poisoned(NamedTensor tensor) {
    NamedTensor.Builder builder = tensor.toBuilder();
    builder.getFloatsBuilder().setValues(0, Float.NaN);
    return builder.build();
  }

  @ParameterizedTest
  @MethodSource("damages")
  void whatIsNoNetworkIsNotExported(String words, UnaryOperator<TrainedNetwork> damage)
      throws IOException {
    TrainedNetwork network =
        damage.apply(RandomNetworks.of("nasbench201", RandomNetworks.SKIPS, 1, 3));
    assertThatThrownBy(() -> SavedModels.export(network, folder, OptionalLong.empty()))
        .isInstanceOfAny(DataException.class, ConfigException.class)
        .message()
        .contains(words)
        .satisfies(message -> assertThat(message.lines()).hasSize(1));
    assertThat(names()).isEmpty();
  }

  @Test
  void damagedModelsAreRefused() throws IOException {
    TrainedNetwork network = RandomNetworks.of("nasbench201", RandomNetworks.SKIPS, 1, 3);
    assertThatThrownBy(() -> ExportedModel.open(folder)).isInstanceOf(DataException.class);
    Path model = SavedModels.export(network, folder, OptionalLong.empty()).folder();
    Path data = model.resolve("variables").resolve("variables.data-00000-of-00001");
    Files.write(data, Arrays.copyOf(Files.readAllBytes(data), 100));
    assertThatThrownBy(() -> LoadedModel.load(ExportedModel.open(folder)).close())
        .isInstanceOf(DataException.class)
        .hasMessageContaining("the variables hold");
    Files.write(model.resolve("saved_model.pb"), new byte[] {1, 2, 3});
    assertThatThrownBy(() -> ExportedModel.open(folder))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("no SavedModel");
  }

  @Test
  void differencesAreRelativeToTheLargestLogit() {
    assertThat(SavedModels.difference(new double[] {0, -100}, new double[] {1, -100}))
        .isEqualTo(.01);
    assertThat(SavedModels.difference(new double[] {.1}, new double[] {.2}))
        .isEqualTo(.1, within(1e-12));
    assertThat(SavedModels.difference(new double[1], new double[2])).isInfinite();
    assertThat(SavedModels.difference(new double[1], new double[] {Double.NaN})).isNaN();
  }
}
