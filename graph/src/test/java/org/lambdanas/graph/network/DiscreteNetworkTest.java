package org.lambdanas.graph.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.lambdanas.graph.network.NetworkProbe.CLASSES;
import static org.lambdanas.graph.network.NetworkProbe.IMAGES;
import static org.lambdanas.graph.network.NetworkProbe.OWN;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.lambdanas.graph.layer.Activation;
import org.lambdanas.graph.layer.BatchNormMode;
import org.lambdanas.graph.layer.FeatureShape;
import org.lambdanas.graph.layer.LayerKind;
import org.lambdanas.graph.layer.Layers;
import org.lambdanas.graph.layer.Towers;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.graph.tensor.Parameter;
import org.lambdanas.graph.tensor.Precision;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.family.TFloating;

/** The seams of a discrete network: activations, losses and gradients for whoever asks. */
class DiscreteNetworkTest {

  /** Two edges rectify the cell's input, so its rectifier stands for two. */
  private static final NetworkDefinition NAS_BENCH_201 =
      NetworkProbe.architecture(
          "nasbench201",
          2,
          1,
          "|nor_conv_3x3~0|+|nor_conv_1x1~0|skip_connect~1|"
              + "+|avg_pool_3x3~0|none~1|nor_conv_3x3~2|");

  private static final NetworkDefinition DARTS =
      NetworkProbe.architecture(
          "darts",
          2,
          3,
          "Genotype(normal=[('sep_conv_3x3', 0), ('sep_conv_3x3', 1), ('sep_conv_3x3', 0),"
              + " ('sep_conv_3x3', 1), ('sep_conv_3x3', 1), ('skip_connect', 0),"
              + " ('skip_connect', 0), ('dil_conv_3x3', 2)], normal_concat=[2, 3, 4, 5],"
              + " reduce=[('max_pool_3x3', 0), ('max_pool_3x3', 1), ('skip_connect', 2),"
              + " ('max_pool_3x3', 1), ('max_pool_3x3', 0), ('skip_connect', 2),"
              + " ('skip_connect', 2), ('max_pool_3x3', 1)], reduce_concat=[2, 3, 4, 5])");

  private static Map<LayerKind, Integer> counts(DiscreteNetwork network) {
    Map<LayerKind, Integer> counts = new EnumMap<>(LayerKind.class);
    network.activations().forEach(activation -> counts.merge(activation.kind(), 1, Integer::sum));
    return counts;
  }

  @Test
  void activationsOfNasBench201() {
    try (NetworkProbe probe =
        new NetworkProbe(Precision.FLOAT32, NAS_BENCH_201, BatchNormMode.TRAINING)) {
      // Stem, three cells of three convolutions, two residual blocks of three, classifier.
      assertThat(counts(probe.network))
          .containsExactlyInAnyOrderEntriesOf(
              Map.of(
                  LayerKind.CONVOLUTION, 1 + 3 * 3 + 2 * 3,
                  LayerKind.BATCH_NORM, 1 + 3 * 3 + 2 * 2 + 1,
                  LayerKind.RELU, 3 * 3 + 2 * 2 + 1,
                  LayerKind.POOL, 3 + 2,
                  LayerKind.GLOBAL_POOL, 1,
                  LayerKind.LINEAR, 1,
                  LayerKind.SKIP, 3,
                  LayerKind.BLOCK, 1 + 3 + 2));
      assertThat(probe.network.activations(LayerKind.RELU))
          .extracting(Activation::name)
          .startsWith(
              "cells/0/1<-0/nor_conv_3x3/relu",
              "cells/0/2<-0/nor_conv_1x1/relu",
              "cells/0/3<-2/nor_conv_3x3/relu",
              "cells/1/first/relu",
              "cells/1/second/relu")
          .endsWith("head/relu");
      assertThat(probe.network.activations(LayerKind.BLOCK))
          .extracting(Activation::name)
          .containsExactly("stem", "cells/0", "cells/1", "cells/2", "cells/3", "cells/4");
      List<Activation<Towers>> relus = probe.network.activations(LayerKind.RELU);
      assertThat(relus.get(1).output()).isEqualTo(relus.get(0).output());
    }
  }

  @Test
  void activationsOfDarts() {
    try (NetworkProbe probe = new NetworkProbe(Precision.FLOAT32, DARTS, BatchNormMode.TRAINING)) {
      // Cell 0 is normal, 1 and 2 reduce; cell 2's first input is reduced as well.
      int normalRelus = 2 + 5 * 2 + 1;
      assertThat(counts(probe.network))
          .containsEntry(LayerKind.RELU, normalRelus + 2 * 2)
          .containsEntry(LayerKind.POOL, 2 * 5)
          .containsEntry(LayerKind.BLOCK, 1 + 3)
          // A factorised reduction has two convolutions, a separable operation four.
          .containsEntry(LayerKind.CONVOLUTION, 1 + (2 + 5 * 4 + 2) + 2 + (2 + 1) + 0);
      assertThat(probe.network.activations()).extracting(Activation::name).doesNotHaveDuplicates();
    }
  }

  @Test
  void aNetworkOfOnesOwnIsRecordedAndBilled() {
    try (NetworkProbe probe = new NetworkProbe(Precision.FLOAT32, OWN, BatchNormMode.TRAINING)) {
      assertThat(probe.network.activations())
          .extracting(Activation::name)
          .containsExactly("one", "norm", "relu", "pool", "two", "gap", "fc");
      long weights = 27 * 4 + 2 * 4 + (4 * 6 + 6) + (6 * CLASSES + CLASSES);
      assertThat(Parameter.count(probe.network.parameters().weights().all())).isEqualTo(weights);
      NetworkCost cost = NetworkCost.of(OWN, new FeatureShape(8, 8, 3));
      assertThat(cost.weights()).isEqualTo(weights);
      assertThat(cost.multiplyAccumulates())
          .isEqualTo(27 * 4 * 64 + (4 * 6 + 6) * 16 + 6 * CLASSES + CLASSES);
    }
  }

  @Test
  void layersOfOneNameAreRefused() {
    NetworkDefinition twice =
        new NetworkDefinition() {
          @Override
          public <T> NetworkOutputs<T> build(Layers<T> layers, T images) {
            return NetworkOutputs.of(layers.relu("relu", layers.relu("relu", images)));
          }
        };
    assertThatThrownBy(() -> new NetworkProbe(Precision.FLOAT32, twice, BatchNormMode.TRAINING))
        .hasMessage("two layers are named relu");
  }

  /** As grad_norm adds them up; each weight's gradient against differences of the loss. */
  @Test
  void weightGradientsAgainstDifferences() {
    for (NetworkDefinition definition : List.of(NAS_BENCH_201, OWN)) {
      try (NetworkProbe probe =
          new NetworkProbe(Precision.FLOAT64, definition, BatchNormMode.TRAINING)) {
        probe.network.initialise();
        Operand<TFloating> loss = probe.network.judged().loss();
        List<double[]> gradients =
            probe.values(probe.network.gradients(loss).inWeights().weights());
        double sum = 0;
        double expected = 0;
        List<Parameter> weights = probe.network.parameters().weights().all();
        for (int w = 0; w < weights.size(); w++) {
          sum += norm(gradients.get(w));
          expected += norm(differences(probe, loss, weights.get(w)));
        }
        assertThat(sum).isCloseTo(expected, within(1e-6 * expected));
      }
    }
  }

  private static double norm(double[] values) {
    return Math.sqrt(Arrays.stream(values).map(v -> v * v).sum());
  }

  private static double[] differences(
      NetworkProbe probe, Operand<TFloating> scalar, Parameter weight) {
    double step = 1e-6;
    double[] original = probe.values(weight.value());
    double[] result = new double[original.length];
    for (int k = 0; k < result.length; k++) {
      double[] moved = original.clone();
      moved[k] = original[k] + step;
      double above = probe.valuesAt(scalar, weight, moved)[0];
      moved[k] = original[k] - step;
      result[k] = (above - probe.valuesAt(scalar, weight, moved)[0]) / (2 * step);
    }
    return result;
  }

  /** Of a scalar of one's own, the sum of all logits, as jacov wants it. */
  @Test
  void inputGradientsAgainstDifferences() {
    for (NetworkDefinition definition : List.of(NAS_BENCH_201, DARTS)) {
      try (NetworkProbe probe =
          new NetworkProbe(Precision.FLOAT64, definition, BatchNormMode.INFERENCE)) {
        probe.network.initialise();
        Ops tf = probe.runtime.ops();
        Operand<TFloating> sum =
            tf.reduceSum(probe.network.logits(), tf.constant(new int[] {0, 1}));
        double[] gradient = probe.values(probe.network.gradients(sum).inImages().images());
        assertThat(gradient).hasSameSizeAs(probe.images);
        SplittableRandom random = new SplittableRandom(8);
        float step = 0x1p-20f;
        for (int trial = 0; trial < 20; trial++) {
          int k = random.nextInt(gradient.length);
          float[] moved = probe.images.clone();
          moved[k] = probe.images[k] + step;
          double above = probe.valueAt(sum, moved);
          double width = moved[k];
          moved[k] = probe.images[k] - step;
          width -= moved[k];
          double difference = (above - probe.valueAt(sum, moved)) / width;
          assertThat(gradient[k]).isCloseTo(difference, within(1e-6));
        }
      }
    }
  }

  /** The classifier's outputs are the logits: there the gradient of the loss is known. */
  @Test
  void activationGradientsAreThoseOfTheWholeBatch() {
    try (NetworkProbe probe =
        new NetworkProbe(Precision.FLOAT64, NAS_BENCH_201, BatchNormMode.TRAINING)) {
      probe.network.initialise();
      Towers scores = probe.network.activations(LayerKind.LINEAR).get(0).output();
      Towers features = probe.network.activations(LayerKind.LINEAR).get(0).input();
      NetworkGradients gradients =
          probe.network.gradients(probe.network.judged().loss()).in(List.of(scores, features));
      double[] actual = probe.values(gradients.of(scores));
      double[] logits = probe.values(probe.network.value(scores));
      assertThat(logits).isEqualTo(probe.values(probe.network.logits()));
      double[] matrix = probe.values(probe.weight("head/linear/weights").value());
      double[] throughMatrix = probe.values(gradients.of(features));
      int in = matrix.length / CLASSES;
      for (int n = 0; n < IMAGES; n++) {
        double total = 0;
        for (int c = 0; c < CLASSES; c++) {
          total += Math.exp(logits[n * CLASSES + c]);
        }
        for (int c = 0; c < CLASSES; c++) {
          double share = Math.exp(logits[n * CLASSES + c]) / total;
          double expected = (share - (probe.labels[n] == c ? 1 : 0)) / IMAGES;
          assertThat(actual[n * CLASSES + c]).isCloseTo(expected, within(1e-12));
        }
        for (int i = 0; i < in; i++) {
          double expected = 0;
          for (int c = 0; c < CLASSES; c++) {
            expected += matrix[i * CLASSES + c] * actual[n * CLASSES + c];
          }
          assertThat(throughMatrix[n * in + i]).isCloseTo(expected, within(1e-12));
        }
      }
    }
  }

  /** As nwot counts them: in how many units two images have the same sign. */
  @Test
  void codesOfTheRectifiers() {
    try (NetworkProbe probe =
        new NetworkProbe(Precision.FLOAT64, NAS_BENCH_201, BatchNormMode.TRAINING)) {
      probe.network.initialise();
      List<Operand<TFloating>> both = new ArrayList<>();
      List<Activation<Towers>> relus = probe.network.activations(LayerKind.RELU);
      for (Activation<Towers> relu : relus) {
        both.add(probe.network.value(relu.input()));
        both.add(probe.network.value(relu.output()));
      }
      List<double[]> values = probe.values(both);
      long[][] kernel = new long[IMAGES][IMAGES];
      long units = 0;
      for (int r = 0; r < relus.size(); r++) {
        double[] input = values.get(2 * r);
        double[] output = values.get(2 * r + 1);
        assertThat(output).isEqualTo(Arrays.stream(input).map(x -> Math.max(x, 0)).toArray());
        int each = input.length / IMAGES;
        units += each;
        for (int a = 0; a < IMAGES; a++) {
          for (int b = 0; b < IMAGES; b++) {
            for (int u = 0; u < each; u++) {
              kernel[a][b] += input[a * each + u] > 0 == input[b * each + u] > 0 ? 1 : 0;
            }
          }
        }
      }
      // 2, 4 and 8 channels on sides of 8, 4 and 2.
      assertThat(units).isEqualTo(4 * 128 + 64 + 3 * 64 + 64 + 32 + 3 * 32 + 32);
      for (int a = 0; a < IMAGES; a++) {
        assertThat(kernel[a][a]).isEqualTo(units);
        for (int b = 0; b < a; b++) {
          assertThat(kernel[a][b]).isEqualTo(kernel[b][a]).isBetween(1L, units - 1);
        }
      }
    }
  }

  /** Without batch norm and biases the output is linear in every layer's weights. */
  @Test
  void withoutBatchNormEveryLayerCarriesTheWholeOutput() {
    try (NetworkProbe probe =
        new NetworkProbe(Precision.FLOAT64, NAS_BENCH_201, BatchNormMode.ABSENT)) {
      probe.network.initialise();
      assertThat(probe.network.parameters().statistics().all()).isEmpty();
      assertThat(probe.network.statisticUpdates(probe.network.judged().loss())).isEmpty();
      Parameter bias = probe.weight("head/linear/bias");
      probe.runtime.assign(Map.of(bias, new double[CLASSES]));
      Ops tf = probe.runtime.ops();
      Operand<TFloating> sum = tf.reduceSum(probe.network.logits(), tf.constant(new int[] {0, 1}));
      NetworkGradients gradients = probe.network.gradients(sum).inWeights();
      double whole = probe.values(sum)[0];
      for (String layer : List.of("stem/convolution", "head/linear")) {
        Parameter weight = probe.weight(layer + "/weights");
        double[] gradient = probe.values(gradients.of(weight));
        double[] value = probe.values(weight.value());
        double share = 0;
        for (int i = 0; i < value.length; i++) {
          share += value[i] * gradient[i];
        }
        assertThat(share).isCloseTo(whole, within(1e-9 * Math.abs(whole)));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = BatchNormMode.class,
      names = {"TRAINING", "ABSENT"})
  void hessianProductsAgainstDifferencesOfTheGradient(BatchNormMode mode) {
    for (NetworkDefinition definition : List.of(NAS_BENCH_201, OWN)) {
      try (NetworkProbe probe = new NetworkProbe(Precision.FLOAT64, definition, mode)) {
        probe.network.initialise();
        NetworkGradients gradients =
            probe.network.gradients(probe.network.judged().loss()).inWeights();
        List<Operand<TFloating>> products = gradients.hessianTimes(gradients.weights());
        List<Parameter> weights = probe.network.parameters().weights().all();
        List<double[]> at = probe.values(gradients.weights());
        List<double[]> expected = new ArrayList<>();
        // So small that no rectifier changes its mind on the way.
        double step = 1e-8;
        for (int side = -1; side <= 1; side += 2) {
          Map<Parameter, double[]> moved = new LinkedHashMap<>();
          List<double[]> values = probe.values(weights.stream().map(Parameter::value).toList());
          for (int w = 0; w < weights.size(); w++) {
            double[] value = values.get(w);
            for (int i = 0; i < value.length; i++) {
              value[i] += (side < 0 ? -step : 2 * step) * at.get(w)[i];
            }
            moved.put(weights.get(w), value);
          }
          probe.runtime.assign(moved);
          expected.add(flat(probe.values(gradients.weights())));
        }
        double[] actual = flat(probe.values(products));
        double largest = Arrays.stream(actual).map(Math::abs).max().orElseThrow();
        for (int i = 0; i < actual.length; i++) {
          double difference = (expected.get(1)[i] - expected.get(0)[i]) / (2 * step);
          assertThat(actual[i]).isCloseTo(difference, within(1e-5 * largest));
        }
      }
    }
  }

  private static double[] flat(List<double[]> parts) {
    return parts.stream().flatMapToDouble(Arrays::stream).toArray();
  }

  @Test
  void freshWeightsComeFromTheSeed() {
    try (NetworkProbe probe = new NetworkProbe(Precision.FLOAT32, OWN, BatchNormMode.TRAINING)) {
      List<Operand<TFloating>> weights =
          probe.network.parameters().weights().all().stream().map(Parameter::value).toList();
      probe.network.initialise();
      double[] first = flat(probe.values(weights));
      probe.network.initialise(new Seed(77));
      double[] fresh = flat(probe.values(weights));
      assertThat(fresh).isNotEqualTo(first);
      probe.network.initialise(new Seed(1));
      assertThat(flat(probe.values(weights))).isEqualTo(first);
      probe.network.initialise(new Seed(77));
      assertThat(flat(probe.values(weights))).isEqualTo(fresh);
    }
  }

  @Test
  void nothingIsBuiltBeforeSomebodyReadsIt() {
    try (NetworkProbe probe = new NetworkProbe(Precision.FLOAT32, OWN, BatchNormMode.TRAINING)) {
      int bare = probe.runtime.definition().getNodeCount();
      probe.network.gradients(probe.network.logits()).inWeights().inImages();
      assertThat(probe.runtime.definition().getNodeCount()).isEqualTo(bare);
      Operand<TFloating> loss = probe.network.judged().loss();
      assertThat(probe.network.judged().loss()).isSameAs(loss);
      NetworkGradients read = probe.network.gradients(loss).inImages();
      read.images();
      int built = probe.runtime.definition().getNodeCount();
      assertThat(built).isGreaterThan(bare);
      read.images();
      assertThat(probe.runtime.definition().getNodeCount()).isEqualTo(built);
      assertThatThrownBy(read::weights).hasMessageContaining("nobody asked");
      assertThatThrownBy(read::inWeights).hasMessageContaining("ask before reading");
    }
  }

  /** With oneDNN, gradients in bfloat16 are others where the processor computes in it. */
  @Tag("without-onednn")
  @ParameterizedTest
  @EnumSource(
      value = Precision.class,
      names = {"BFLOAT16", "FLOAT16"})
  void narrowActivationsAndTheirGradientsComeOutWide(Precision precision) {
    try (NetworkProbe wide = new NetworkProbe(Precision.FLOAT32, OWN, BatchNormMode.TRAINING);
        NetworkProbe narrow = new NetworkProbe(precision, OWN, BatchNormMode.TRAINING)) {
      assertThat(outputAndGradient(narrow))
          .usingElementComparator((a, b) -> Math.abs(a - b) < .05 ? 0 : 1)
          .containsExactly(outputAndGradient(wide));
    }
  }

  /** A tensor on several devices is read, and differentiated in, as one. */
  @Test
  void devicesMakeNoDifference() {
    try (NetworkProbe one =
            new NetworkProbe(Precision.FLOAT64, NAS_BENCH_201, BatchNormMode.TRAINING);
        NetworkProbe three =
            new NetworkProbe(
                Precision.FLOAT64, "cpu:0,cpu:1,cpu:2", NAS_BENCH_201, BatchNormMode.TRAINING)) {
      double[] expected = outputAndGradient(one);
      double[] actual = outputAndGradient(three);
      assertThat(actual).hasSameSizeAs(expected);
      for (int i = 0; i < actual.length; i++) {
        assertThat(actual[i]).isCloseTo(expected[i], within(1e-12));
      }
    }
  }

  private static double[] outputAndGradient(NetworkProbe probe) {
    Towers output = probe.network.activations(LayerKind.CONVOLUTION).get(0).output();
    NetworkGradients gradients =
        probe.network.gradients(probe.network.judged().loss()).in(List.of(output)).inImages();
    List<Operand<TFloating>> wanted =
        List.of(probe.network.value(output), gradients.of(output), gradients.images());
    probe.network.initialise();
    return flat(probe.values(wanted));
  }
}
