package org.lambdanas.predictors.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.predictors.stored.StoredModel;
import org.lambdanas.predictors.testing.NasBench201Sample;

class SparseRowsTest {

  private static Features sparse(int length, int index, float value) {
    return new Features.Vector(length, new int[] {index}, new float[] {value});
  }

  private static double[] dense(SparseRows rows, int row) {
    double[] dense = new double[rows.features()];
    rows.addTo(row, 1, dense);
    return dense;
  }

  @Test
  void denseAndSparseVectorsMakeTheSameRows() {
    SparseRows rows =
        SparseRows.of(
            List.of(NasBench201Sample.vector(0f, 2f, 0f), sparse(3, 1, 2), sparse(3, 0, 5)));
    assertThat(rows.size()).isEqualTo(3);
    assertThat(dense(rows, 0)).containsExactly(0, 2, 0);
    assertThat(dense(rows, 2)).containsExactly(5, 0, 0);
    assertThat(rows.compare(0, 1)).isZero();
    assertThat(rows.compare(0, 2)).isPositive();
    assertThat(rows.compare(2, 0)).isNegative();
    assertThat(rows.dot(0, new double[] {1, 10, 100})).isEqualTo(20);
    assertThat(rows.squaredNorm(2)).isEqualTo(25);
    SparseRows more = rows.take(new int[] {2, 0}).withOne();
    assertThat(dense(more, 0)).containsExactly(5, 0, 0, 1);
    assertThat(dense(more, 1)).containsExactly(0, 2, 0, 1);
  }

  @Test
  void otherFormsAndSizesAreRefused() {
    Features sequence = new Features.Sequence(3, new int[] {1});
    assertThatThrownBy(() -> SparseRows.of(List.of(sequence)))
        .isInstanceOf(DataException.class)
        .hasMessage("an encoding is a sequence of 1 tokens out of 3: the predictor reads a vector");
    assertThatThrownBy(() -> SparseRows.of(List.of(sparse(3, 1, 1), sparse(4, 1, 1))))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "an encoding is a vector of 4 features: the predictor reads a vector of 3 features");
  }

  @Test
  void theOrderOfTheTrainingSetIsItsOwn() {
    SparseRows rows = SparseRows.of(new double[][] {{0, 1}, {1, 0}, {0, 1}, {1, 1}, {0, 0}}, 2);
    TrainingSet a = TrainingSet.of(rows, new double[] {3, 1, 2, 5, 4});
    TrainingSet b =
        TrainingSet.of(rows.take(new int[] {4, 2, 0, 3, 1}), new double[] {4, 2, 3, 5, 1});
    assertThat(a.targets()).containsExactly(b.targets());
    assertThat(a.mean()).isEqualTo(3).isEqualTo(b.mean());
    assertThat(a.scale()).isEqualTo(Math.sqrt(2));
    for (int i = 0; i < 5; i++) {
      assertThat(dense(a.rows(), i)).containsExactly(dense(b.rows(), i));
    }
    TrainingSet read = TrainingSet.read(StoredModel.of(a.tensors()));
    assertThat(read.targets()).containsExactly(a.targets());
    assertThat(read.rows().compare(0, 0)).isZero();
    assertThat(TrainingSet.of(rows, new double[] {91.3, 91.3, 91.3, 91.3, 91.3}).scale())
        .isEqualTo(1);
  }
}
