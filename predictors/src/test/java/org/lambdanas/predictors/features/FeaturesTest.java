package org.lambdanas.predictors.features;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class FeaturesTest {

  @Test
  void vectorsKeepWhatIsNotZero() {
    Features.Vector vector = Features.Vector.of(0f, 2f, -0f, 3f);
    assertThat(vector.positions()).containsExactly(1, 3);
    assertThat(vector.dense()).containsExactly(0f, 2f, 0f, 3f);
    assertThat(vector)
        .isEqualTo(new Features.Vector(4, new int[] {1, 3}, new float[] {2, 3}))
        .hasSameHashCodeAs(new Features.Vector(4, new int[] {1, 3}, new float[] {2, 3}))
        .isNotEqualTo(Features.Vector.of(0f, 2f, 0f, 3f, 0f))
        .isNotEqualTo(Features.Vector.of(0f, 2f, 0f, 4f))
        .isNotEqualTo(Features.Vector.of(2f, 0f, 0f, 3f));
  }

  @Test
  void partsJoinedAreTheWhole() {
    Features.Vector vector = Features.Vector.of(0f, 2f, 0f, 3f, 4f);
    for (int cut = 0; cut <= 5; cut++) {
      Features.Vector first = vector.part(0, cut);
      Features.Vector rest = vector.part(cut, 5);
      assertThat(first.length()).isEqualTo(cut);
      assertThat(Features.Vector.joined(List.of(first, rest))).isEqualTo(vector);
    }
    assertThat(vector.part(1, 4)).isEqualTo(Features.Vector.of(2f, 0f, 3f));
  }

  @Test
  void graphsAndSequencesAreOneHot() {
    Features.Graph graph = new Features.Graph(3, 2, new int[] {1, 0}, new int[] {0b10, 0});
    assertThat(graph.oneHot()).containsExactly(0f, 1f, 1f, 0f, 0f, 0f);
    assertThat(graph.connects(0, 1)).isTrue();
    assertThat(graph.connects(1, 0)).isFalse();
    assertThat(graph.connects(2, 0)).isFalse();
    assertThat(graph).isNotEqualTo(new Features.Graph(4, 2, graph.codes(), graph.targets()));
    Features.Sequence sequence = new Features.Sequence(3, new int[] {2, 0});
    assertThat(sequence.oneHot()).containsExactly(0f, 0f, 1f, 1f, 0f, 0f);
    assertThat(sequence).isEqualTo(new Features.Sequence(3, new int[] {2, 0}));
    assertThat(sequence).isNotEqualTo(new Features.Sequence(4, new int[] {2, 0}));
  }

  @Test
  void shapesComeBackFromTheirSizes() {
    for (FeatureShape shape :
        List.of(FeatureShape.vector(30), FeatureShape.graph(8, 7), FeatureShape.sequence(35, 9))) {
      assertThat(shape.sizes()).hasSize(shape.form().axes());
      assertThat(FeatureShape.of(shape.form(), shape.sizes())).isEqualTo(shape);
    }
  }
}
