package org.lambdanas.graph.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.random.Seed;

class BatchesTest {

  private static final Normalisation THREE =
      new Normalisation(List.of(0.1, 0.2, 0.3), List.of(0.5, 0.6, 0.7));
  private static final Augmentation ALL = new Augmentation(2, true, 3, 0);
  private static final ImageSet IMAGES = ImageFiles.random(53, 6, 6, 3);

  private static Batches shuffled(long seed) {
    return Batches.shuffled(IMAGES, 8, ALL, THREE, new Seed(seed));
  }

  /** Images whose only pixel and label are their number. */
  private static ImageSet numbered(int count) {
    byte[] pixels = new byte[count];
    int[] labels = new int[count];
    for (int i = 0; i < count; i++) {
      pixels[i] = (byte) i;
      labels[i] = i;
    }
    List<String> names = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      names.add("class " + i);
    }
    return ImageSet.of("numbered", 1, 1, 1, names, pixels, labels);
  }

  @Test
  void theLastBatchMayBeSmaller() {
    Batches batches = shuffled(0);
    assertThat(batches.batchesPerEpoch()).isEqualTo(7);
    Batch last = batches.batch(0, 6);
    assertThat(last.size()).isEqualTo(5);
    assertThat(last.labels()).hasSize(5);
    assertThat(last.images()).hasSize(5 * 6 * 6 * 3);
    assertThat(batches.batch(3, 0).size()).isEqualTo(8);
    assertThatThrownBy(() -> batches.batch(0, 7)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThat(Batches.inOrder(IMAGES, 53, THREE).batchesPerEpoch()).isEqualTo(1);
    assertThat(Batches.inOrder(IMAGES, 1000, THREE).batch(0, 0).size()).isEqualTo(53);
  }

  @Test
  void everyEpochShowsEveryImageOnceInAnotherOrder() {
    Normalisation bytes = Normalisation.grey(0, 1 / 255.0);
    Batches batches = Batches.shuffled(numbered(100), 16, Augmentation.none(), bytes, new Seed(5));
    TreeSet<List<Integer>> orders = new TreeSet<>((a, b) -> a.toString().compareTo(b.toString()));
    for (int epoch = 0; epoch < 10; epoch++) {
      List<Integer> seen = new ArrayList<>();
      for (int i = 0; i < batches.batchesPerEpoch(); i++) {
        Batch batch = batches.batch(epoch, i);
        for (int j = 0; j < batch.size(); j++) {
          seen.add(batch.labels()[j]);
          assertThat(batch.images()[j]).isEqualTo(batch.labels()[j]);
        }
      }
      assertThat(new TreeSet<>(seen)).hasSize(100);
      assertThat(orders.add(seen)).isTrue();
    }
  }

  @Test
  void aBatchDependsOnSeedEpochAndIndexOnly() {
    Batches one = shuffled(7);
    List<Batch> forwards = new ArrayList<>();
    for (int step = 0; step < 20; step++) {
      forwards.add(one.batchAt(step));
    }
    Batches other = shuffled(7);
    for (int step = 19; step >= 0; step--) {
      Batch again = other.batch(step / 7, step % 7);
      assertThat(again.images()).isEqualTo(forwards.get(step).images());
      assertThat(again.labels()).isEqualTo(forwards.get(step).labels());
    }
    assertThat(shuffled(8).batch(0, 0).images()).isNotEqualTo(forwards.get(0).images());
    assertThat(shuffled(8).batch(0, 0).labels()).isNotEqualTo(forwards.get(0).labels());
    assertThat(forwards.get(7).images()).isNotEqualTo(forwards.get(0).images());
  }

  @Test
  void theOrderIsTheOneThatTheSeedNames() {
    // Fisher-Yates from the last position down, written out a second time.
    Integer[] expected = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9};
    var random = new Seed(3).child("shuffle").child(4).random();
    for (int i = 9; i > 0; i--) {
      int j = random.nextInt(i + 1);
      Integer image = expected[i];
      expected[i] = expected[j];
      expected[j] = image;
    }
    Batch batch =
        Batches.shuffled(
                numbered(10), 10, Augmentation.none(), Normalisation.grey(0, 1), new Seed(3))
            .batch(4, 0);
    assertThat(Arrays.stream(batch.labels()).boxed()).containsExactly(expected);
  }

  @Test
  void batchSizeDoesNotChangeWhatHappensToAnImage() {
    Batch whole = Batches.shuffled(IMAGES, 53, ALL, THREE, new Seed(1)).batch(2, 0);
    Batch part = Batches.shuffled(IMAGES, 5, ALL, THREE, new Seed(1)).batch(2, 3);
    int values = 6 * 6 * 3;
    assertThat(part.images())
        .isEqualTo(Arrays.copyOfRange(whole.images(), 15 * values, 20 * values));
  }

  @Test
  void evaluationKeepsOrderAndPixels() {
    Batches batches = Batches.inOrder(IMAGES.range(10, 30), 8, THREE);
    for (int epoch = 0; epoch < 2; epoch++) {
      Batch batch = batches.batch(epoch, 1);
      for (int i = 0; i < 8; i++) {
        assertThat(batch.labels()[i]).isEqualTo(IMAGES.label(18 + i));
        for (int p = 0; p < 36; p++) {
          for (int c = 0; c < 3; c++) {
            double pixel = IMAGES.pixel(18 + i, p / 6, p % 6, c) / 255.0;
            assertThat(batch.images()[(i * 36 + p) * 3 + c])
                .isEqualTo((float) ((pixel - THREE.mean().get(c)) / THREE.deviation().get(c)));
          }
        }
      }
    }
  }

  @Test
  void whatCannotBeCut() {
    assertThatThrownBy(() -> Batches.inOrder(IMAGES, 0, THREE)).isInstanceOf(ConfigException.class);
    assertThatThrownBy(() -> Batches.inOrder(IMAGES, 8, Normalisation.grey(0, 1)))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("1 channels for the 3 channels of random");
  }
}
