package org.lambdanas.search.measure;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.proto.v1.ModelLatency;
import org.lambdanas.search.judge.Classifier;

/**
 * Times a SavedModel as a program that has pictures meets it: from bytes in Java's memory to logits
 * there.
 */
public final class ClassifierBenchmark {

  private static final int WARM_UP = 3;
  private static final int MOST_RUNS = 50;
  private static final int LEAST_RUNS = 5;
  private static final double ENOUGH_SECONDS = 2;

  private ClassifierBenchmark() {}

  /**
   * Times images of noise, until enough runs or seconds have passed.
   *
   * @param batch images at a time, at least 1
   * @return median and quartiles
   */
  public static ModelLatency measure(Classifier model, int batch) {
    SplittableRandom random = new Seed(batch).child("images").random();
    List<byte[]> images = new ArrayList<>();
    for (int i = 0; i < batch; i++) {
      byte[] image = new byte[model.side() * model.side() * model.channels()];
      for (int p = 0; p < image.length; p++) {
        image[p] = (byte) random.nextInt(256);
      }
      images.add(image);
    }
    for (int run = 0; run < WARM_UP; run++) {
      model.logits(images);
    }
    List<Double> seconds = new ArrayList<>();
    double total = 0;
    while (seconds.size() < MOST_RUNS && (seconds.size() < LEAST_RUNS || total < ENOUGH_SECONDS)) {
      long start = System.nanoTime();
      model.logits(images);
      double took = (System.nanoTime() - start) / 1e9;
      seconds.add(took);
      total += took;
    }
    Timings times = new Timings(seconds);
    return ModelLatency.newBuilder()
        .setBatch(batch)
        .setMilliseconds(1e3 * times.median())
        .setLower(1e3 * times.quantile(0.25))
        .setUpper(1e3 * times.quantile(0.75))
        .setRuns(seconds.size())
        .setPicturesPerSecond(batch / times.median())
        .build();
  }
}
