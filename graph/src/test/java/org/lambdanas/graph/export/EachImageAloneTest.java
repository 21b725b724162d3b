package org.lambdanas.graph.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.lambdanas.graph.space.NetworkSpace;
import org.lambdanas.graph.space.SearchSpaces;

/** What a network says of an image depends neither on its place in the batch nor on the others. */
class EachImageAloneTest {

  private static final int BATCH = 6;
  private static final int SIZE = 16 * 16 * 3;
  private static final int CLASSES = 5;

  static List<String> spaces() {
    return RandomNetworks.spaces().stream().map(NetworkSpace::id).toList();
  }

  @ParameterizedTest
  @MethodSource("spaces")
  void batchesChangeNothing(String id) {
    NetworkSpace space = SearchSpaces.networkSpaceById(id);
    assertThat(InferenceNetwork.noise(RandomNetworks.ofEveryOperation(space)).isPresent())
        .isEqualTo(id.equals("s4"));
    String every = space.format(RandomNetworks.ofEveryOperation(space));
    SplittableRandom random = new SplittableRandom(1);
    float[] pixels = new float[BATCH * SIZE];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = random.nextInt(256);
    }
    try (InferenceNetwork network =
        InferenceNetwork.of(RandomNetworks.of(id, every, RandomNetworks.depth(space), 3))) {
      double[] together = network.logits(pixels, BATCH);
      float[] permuted = new float[pixels.length];
      for (int i = 0; i < BATCH; i++) {
        System.arraycopy(pixels, i * SIZE, permuted, (i * 5 + 1) % BATCH * SIZE, SIZE);
      }
      double[] moved = network.logits(permuted, BATCH);
      for (int i = 0; i < BATCH; i++) {
        double[] expected = Arrays.copyOfRange(together, i * CLASSES, (i + 1) * CLASSES);
        int place = (i * 5 + 1) % BATCH * CLASSES;
        assertThat(Arrays.copyOfRange(moved, place, place + CLASSES))
            .containsExactly(expected, within(1e-5));
        float[] alone = Arrays.copyOfRange(pixels, i * SIZE, (i + 1) * SIZE);
        assertThat(network.logits(alone, 1)).containsExactly(expected, within(1e-5));
      }
      // The same again, to the bit: nothing is drawn anew.
      assertThat(network.logits(pixels, BATCH)).isEqualTo(together);
    }
  }
}
