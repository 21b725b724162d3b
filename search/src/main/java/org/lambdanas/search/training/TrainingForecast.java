package org.lambdanas.search.training;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.lambdanas.graph.data.ConfiguredImages;
import org.lambdanas.graph.data.Split;
import org.lambdanas.proto.v1.TrainingConfig;
import org.lambdanas.proto.v1.TrainingEpochRecord;
import org.lambdanas.proto.v1.ValidationImages;
import org.lambdanas.search.run.EpochListener;

/**
 * How long a training takes, by a few steps of it.
 *
 * @param buildSeconds of its graph, and what the first runs take more than later ones
 * @param stepSeconds of a step
 * @param evaluationSeconds of a batch of an evaluation
 */
public record TrainingForecast(double buildSeconds, double stepSeconds, double evaluationSeconds) {

  /** The first step and the first evaluation prepare the session; the last epoch counts. */
  private static final int EPOCHS = 2;

  /** Of an epoch; one alone may be slow by accident. */
  private static final int STEPS = 5;

  /** Share of the images of the forecast that are evaluated. */
  private static final double HELD_OUT = 0.2;

  /** Takes a few steps. */
  public static TrainingForecast of(TrainingConfig config, ConfiguredImages images) {
    int needed =
        (int)
            Math.min(
                images.load(Split.TRAIN).size(),
                Math.ceil(STEPS * config.getBatchSize() / (1 - HELD_OUT)));
    TrainingConfig.Builder few =
        config.toBuilder()
            .setEpochs(EPOCHS)
            .setWarmUpEpochs(0)
            .setPatience(0)
            .setValidation(ValidationImages.VALIDATION_IMAGES_HELD_OUT);
    few.getDataBuilder().setTrainPortion(1 - HELD_OUT).setTrainImages(needed);
    TrainingConfig small = few.build();
    TrainingData data =
        TrainingData.load(small, new ConfiguredImages(small.getData(), images.dataSet()));
    AtomicLong mark = new AtomicLong(System.nanoTime());
    List<Double> steps = new ArrayList<>();
    List<Double> evaluations = new ArrayList<>();
    try (Training training = new Training(small, data)) {
      double build = lap(mark);
      training.run(
          new EpochListener<>() {
            @Override
            public void step(int epoch, int step, int all, Optional<Double> loss) {
              steps.add(lap(mark));
            }

            @Override
            public void epoch(TrainingEpochRecord record, int epochs) {
              evaluations.add(lap(mark));
            }
          },
          () -> false,
          checkpoint -> {});
      double step = middle(steps.subList(steps.size() / EPOCHS, steps.size()));
      double evaluation = evaluations.get(evaluations.size() - 1);
      return new TrainingForecast(
          build + more(steps, step) + more(evaluations, evaluation),
          step,
          evaluation / Math.max(1, data.validation().batchesPerEpoch()));
    }
  }

  private static double middle(List<Double> seconds) {
    return seconds.stream().sorted().toList().get(seconds.size() / 2);
  }

  /** By how much the first took longer than later ones. */
  private static double more(List<Double> seconds, double later) {
    return Math.max(0, seconds.get(0) - later);
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
