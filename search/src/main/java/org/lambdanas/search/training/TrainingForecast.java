package org.lambdanas.search.training;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.lambdanas.graph.data.ConfiguredImages;
import org.lambdanas.proto.v1.TrainingConfig;
import org.lambdanas.proto.v1.TrainingEpochRecord;
import org.lambdanas.proto.v1.ValidationImages;
import org.lambdanas.search.run.EpochListener;

/**
 * How long a training takes, by a few steps of it.
 *
 * @param buildSeconds of its graph
 * @param stepSeconds of a step
 * @param evaluationSeconds of a batch of an evaluation
 */
public record TrainingForecast(double buildSeconds, double stepSeconds, double evaluationSeconds) {

  /** The first step prepares the session. */
  private static final int STEPS = 4;

  /** Share of the images of the forecast that are evaluated. */
  private static final double HELD_OUT = 0.2;

  /** Takes a few steps. */
  public static TrainingForecast of(TrainingConfig config, ConfiguredImages images) {
    return of(config, images, Integer.MAX_VALUE);
  }

  /** The same with no more training images than there are. */
  public static TrainingForecast of(TrainingConfig config, ConfiguredImages images, int available) {
    int needed =
        (int) Math.min(available, Math.ceil(STEPS * config.getBatchSize() / (1 - HELD_OUT)));
    TrainingConfig.Builder few =
        config.toBuilder()
            .setEpochs(1)
            .setWarmUpEpochs(0)
            .setPatience(0)
            .setValidation(ValidationImages.VALIDATION_IMAGES_HELD_OUT);
    few.getDataBuilder().setTrainPortion(1 - HELD_OUT).setTrainImages(needed);
    TrainingConfig small = few.build();
    TrainingData data =
        TrainingData.load(small, new ConfiguredImages(small.getData(), images.dataSet()));
    AtomicLong mark = new AtomicLong(System.nanoTime());
    double[] seconds = new double[2];
    try (Training training = new Training(small, data)) {
      double build = lap(mark);
      training.run(
          new EpochListener<>() {
            @Override
            public void step(int epoch, int step, int steps, Optional<Double> loss) {
              // The last one counts.
              seconds[0] = lap(mark);
            }

            @Override
            public void epoch(TrainingEpochRecord record, int epochs) {
              seconds[1] = lap(mark);
            }
          },
          () -> false,
          checkpoint -> {});
      return new TrainingForecast(
          build, seconds[0], seconds[1] / Math.max(1, data.validation().batchesPerEpoch()));
    }
  }

  /** Seconds of an epoch. */
  public double epochSeconds(long trained, long evaluated, int batchSize) {
    return stepSeconds * Math.ceil((double) trained / batchSize)
        + evaluationSeconds * Math.ceil((double) evaluated / batchSize);
  }

  private static double lap(AtomicLong mark) {
    long now = System.nanoTime();
    return (now - mark.getAndSet(now)) / 1e9;
  }
}
