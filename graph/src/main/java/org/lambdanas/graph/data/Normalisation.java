package org.lambdanas.graph.data;

import java.util.ArrayList;
import java.util.List;
import org.lambdanas.graph.error.ConfigException;

/**
 * Centres and scales pixels channel by channel: {@code (value / 255 - mean) / deviation}.
 *
 * @param mean for each channel, of pixels in 0..1
 * @param deviation standard deviation for each channel, of pixels in 0..1, positive
 */
public record Normalisation(List<Double> mean, List<Double> deviation) {

  /**
   * Checks the numbers.
   *
   * @throws ConfigException if the lists differ in length, or a deviation is not positive
   */
  public Normalisation {
    mean = List.copyOf(mean);
    deviation = List.copyOf(deviation);
    boolean usable =
        !mean.isEmpty()
            && mean.size() == deviation.size()
            && mean.stream().allMatch(Double::isFinite)
            && deviation.stream().allMatch(d -> d > 0 && Double.isFinite(d));
    if (!usable) {
      throw new ConfigException(
          "normalisation by mean %s and deviation %s: give one finite mean and one positive"
                  .formatted(mean, deviation)
              + " deviation for each channel");
    }
  }

  /**
   * For grey images.
   *
   * @param mean of pixels in 0..1
   * @param deviation of pixels in 0..1
   * @return one channel
   */
  public static Normalisation grey(double mean, double deviation) {
    return new Normalisation(List.of(mean), List.of(deviation));
  }

  /**
   * Measures images.
   *
   * @param images any set; a channel of one single value gets the deviation 1
   * @return mean and population standard deviation of each channel over all pixels
   */
  public static Normalisation measure(ImageSet images) {
    int channels = images.channels();
    long[][] counts = new long[channels][256];
    byte[] image = new byte[images.imageBytes()];
    for (int i = 0; i < images.size(); i++) {
      images.read(i, image);
      for (int v = 0; v < image.length; v++) {
        counts[v % channels][image[v] & 0xff]++;
      }
    }
    double total = (double) images.size() * images.height() * images.width();
    List<Double> mean = new ArrayList<>();
    List<Double> deviation = new ArrayList<>();
    for (long[] histogram : counts) {
      double sum = 0;
      for (int v = 0; v < 256; v++) {
        sum += histogram[v] * (v / 255.0);
      }
      double centre = sum / total;
      double squares = 0;
      for (int v = 0; v < 256; v++) {
        squares += histogram[v] * Math.pow(v / 255.0 - centre, 2);
      }
      mean.add(centre);
      deviation.add(squares == 0 ? 1 : Math.sqrt(squares / total));
    }
    return new Normalisation(mean, deviation);
  }

  /** Normalised value of every byte: {@code [channels, 256]}, flat. */
  float[] table() {
    float[] table = new float[mean.size() * 256];
    for (int i = 0; i < table.length; i++) {
      int channel = i >> 8;
      table[i] = (float) (((i & 0xff) / 255.0 - mean.get(channel)) / deviation.get(channel));
    }
    return table;
  }
}
