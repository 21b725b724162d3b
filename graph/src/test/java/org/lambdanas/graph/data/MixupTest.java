package org.lambdanas.graph.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Objects;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.random.Seed;

class MixupTest {

  private static final ImageSet IMAGES = ImageFiles.random(50, 4, 4, 1);
  private static final Normalisation BYTES = Normalisation.grey(0, 1 / 255.0);

  private static Batches batches(double mixup, long seed) {
    return Batches.mixed(IMAGES, 7, Augmentation.none(), BYTES, new Seed(seed), mixup);
  }

  private static Batch.Mixture mixture(Batch batch) {
    return Objects.requireNonNull(batch.mixture());
  }

  @ParameterizedTest
  @ValueSource(doubles = {.2, 1, 5})
  void imagesAndLabelsAreMixedByTheSameShares(double alpha) {
    Batches plain = batches(0, 3);
    Batches mixed = batches(alpha, 3);
    for (int step = 0; step < 16; step++) {
      Batch before = plain.batchAt(step);
      Batch after = mixed.batchAt(step);
      assertThat(before.mixture()).isNull();
      assertThat(after.labels()).containsExactly(before.labels());
      for (int i = 0; i < after.size(); i++) {
        int other = (i + 1) % after.size();
        double share = mixture(after).shares()[i];
        assertThat(share).isBetween(.5, 1.0);
        assertThat(mixture(after).labels()[i]).isEqualTo(before.labels()[other]);
        for (int v = 0; v < 16; v++) {
          assertThat(after.images()[i * 16 + v])
              .isCloseTo(
                  (float)
                      (share * before.images()[i * 16 + v]
                          + (1 - share) * before.images()[other * 16 + v]),
                  within(1e-4f));
        }
      }
    }
  }

  @Test
  void uniformSharesHaveTheirMeanAndEachImageItsOwn() {
    Batches mixed = batches(1, 4);
    double sum = 0;
    int count = 0;
    TreeSet<Double> different = new TreeSet<>();
    for (int step = 0; step < 400; step++) {
      for (double share : mixture(mixed.batchAt(step)).shares()) {
        if (share < 1) {
          sum += share;
          count++;
          different.add(share);
        }
      }
    }
    // Uniform in 1/2 to 1; the deviation of the mean is .003.
    assertThat(sum / count).isCloseTo(.75, within(.012));
    assertThat(different).hasSize(count);
  }

  @Test
  void aBatchDependsOnSeedEpochAndIndexOnly() {
    Batches forwards = batches(.4, 5);
    for (int step = 0; step < 20; step++) {
      forwards.batchAt(step);
    }
    for (int step = 19; step >= 0; step--) {
      Batch batch = forwards.batchAt(step);
      Batch again = batches(.4, 5).batchAt(step);
      assertThat(again.images()).containsExactly(batch.images());
      assertThat(mixture(again).shares()).containsExactly(mixture(batch).shares());
      if (batch.size() > 1) {
        assertThat(mixture(batches(.4, 6).batchAt(step)).shares())
            .isNotEqualTo(mixture(batch).shares());
      }
    }
  }

  @Test
  void aSingleImageStaysAlone() {
    Batches ones = Batches.mixed(IMAGES, 1, Augmentation.none(), BYTES, new Seed(1), 1);
    Batches plain = Batches.shuffled(IMAGES, 1, Augmentation.none(), BYTES, new Seed(1));
    Batch batch = ones.batchAt(0);
    assertThat(mixture(batch).shares()).containsExactly(1);
    assertThat(batch.images()).containsExactly(plain.batchAt(0).images());
  }

  @Test
  void outOfRange() {
    assertThatThrownBy(() -> batches(-.1, 0)).isInstanceOf(ConfigException.class);
    assertThatThrownBy(() -> batches(Double.NaN, 0)).isInstanceOf(ConfigException.class);
  }
}
