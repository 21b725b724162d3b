package org.lambdanas.search.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.lambdanas.graph.data.ImageSet;
import org.lambdanas.proto.v1.ClassWeights;
import org.lambdanas.proto.v1.TrainingConfig;

class ClassBalanceTest {

  private static final int[] LABELS = {0, 0, 0, 0, 0, 0, 1, 1, 1, 3};

  private static List<Double> weights(ClassWeights kind) {
    ImageSet images =
        ImageSet.of("few", 1, 1, 1, List.of("a", "b", "c", "d"), new byte[LABELS.length], LABELS);
    return ClassBalance.weights(
        TrainingConfig.newBuilder().setClassWeights(kind).build(), images, 5);
  }

  @Test
  void rareClassesCountMoreAndImagesOneInTheMean() {
    List<Double> weights = weights(ClassWeights.CLASS_WEIGHTS_BALANCED);
    assertThat(weights).hasSize(5);
    assertThat(weights.get(1)).isCloseTo(2 * weights.get(0), within(1e-12));
    assertThat(weights.get(3)).isCloseTo(6 * weights.get(0), within(1e-12));
    assertThat(weights.get(2)).isZero();
    assertThat(weights.get(4)).isZero();
    double sum = 0;
    for (int label : LABELS) {
      sum += weights.get(label);
    }
    assertThat(sum / LABELS.length).isCloseTo(1, within(1e-12));
  }

  @Test
  void allCountAlikeUnlessAsked() {
    assertThat(weights(ClassWeights.CLASS_WEIGHTS_NONE)).isEmpty();
    assertThat(weights(ClassWeights.CLASS_WEIGHTS_UNSPECIFIED)).isEmpty();
  }
}
