package org.lambdanas.graph.score;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.lambdanas.graph.data.Batch;
import org.lambdanas.graph.layer.FeatureShape;
import org.lambdanas.graph.score.Measure.Input;

/**
 * What networks see that are compared: two batches of images, and noise, which is drawn once. Safe
 * for use by several threads.
 */
public final class Sight {

  private static final double SHIFT = .01;

  /**
   * Over so many images the patterns of units are few enough to be alike (Peng et al. 2024); over
   * more nearly all differ, and counting them counts units.
   */
  private static final int FEW = 16;

  private final Draws draws;
  private final Images batch;
  private final Images second;
  private final int few;
  private final Map<String, double[]> noises = new ConcurrentHashMap<>();

  /**
   * Images with their classes.
   *
   * @param values normalised, {@code [batch, height, width, channels]}
   * @param labels class indices, {@code [batch]}
   */
  // Never compared.
  @SuppressWarnings("ArrayRecordComponent")
  public record Images(double[] values, int[] labels) {

    /** The images of a batch. */
    public static Images of(Batch batch) {
      double[] values = new double[batch.images().length];
      Arrays.setAll(values, i -> batch.images()[i]);
      return new Images(values, batch.labels());
    }

    int size() {
      return labels.length;
    }

    private Images first(int count) {
      int most = Math.min(count, size());
      return new Images(
          Arrays.copyOf(values, values.length / size() * most), Arrays.copyOf(labels, most));
    }
  }

  /**
   * A sight.
   *
   * @param draws random numbers
   * @param batch what networks see
   * @param second another batch, of the same size
   */
  public Sight(Draws draws, Images batch, Images second) {
    this(draws, batch, second, FEW);
  }

  /**
   * A sight.
   *
   * @param few images of a batch that measures see which do with few; all if there are fewer
   */
  public Sight(Draws draws, Images batch, Images second, int few) {
    this.draws = draws;
    this.batch = batch;
    this.second = second;
    this.few = few;
  }

  Draws draws() {
    return draws;
  }

  /** What a network for images of a shape is fed. */
  Images of(Input input, FeatureShape image) {
    int size = Math.toIntExact(image.size());
    int whole = size * batch.size();
    return switch (input) {
      case BATCH -> batch;
      case FEW -> batch.first(few);
      case SECOND_BATCH -> second;
      case NOISE -> new Images(noise("noise", whole), batch.labels());
      case SHIFTED_NOISE -> {
        double[] shifted = noise("noise", whole).clone();
        double[] other = noise("noise/second", whole);
        for (int i = 0; i < whole; i++) {
          shifted[i] += SHIFT * other[i];
        }
        yield new Images(shifted, batch.labels());
      }
      case JOINED -> {
        List<double[]> parts =
            List.of(
                batch.values(),
                second.values(),
                noise("noise", whole),
                noise("noise/second", whole));
        double[] values = new double[parts.size() * whole];
        for (int i = 0; i < parts.size(); i++) {
          System.arraycopy(parts.get(i), 0, values, i * whole, whole);
        }
        yield new Images(values, new int[parts.size() * batch.size()]);
      }
      case NOISE_IMAGE -> new Images(noise("noise/image", size), new int[1]);
      case ONES -> {
        double[] ones = new double[size];
        Arrays.fill(ones, 1);
        yield new Images(ones, new int[1]);
      }
    };
  }

  private double[] noise(String purpose, int count) {
    return noises.computeIfAbsent(purpose + " " + count, key -> draws.normal(purpose, count));
  }
}
