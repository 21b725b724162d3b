package org.lambdanas.predictors.neural;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.graph.space.NasBench201Space;
import org.lambdanas.predictors.encoding.Encoder;
import org.lambdanas.predictors.encoding.Encodings;
import org.lambdanas.predictors.features.Features;
import org.lambdanas.predictors.predictor.Learner;
import org.lambdanas.predictors.predictor.LearningTask;
import org.lambdanas.predictors.predictor.Settings;
import org.lambdanas.proto.v1.Feature;

/** Encoded NAS-Bench-201 cells for tests. */
final class Cells {

  private Cells() {}

  /** Different random cells, in the encoding that the learner reads by default. */
  static List<Features> of(Learner learner, int count, long seed) {
    Encoder encoder = Encodings.of("nasbench201", learner.description().encodings().get(0));
    SplittableRandom random = new Seed(seed).random();
    return random
        .longs(0, NasBench201Space.INSTANCE.size())
        .distinct()
        .limit(count)
        .mapToObj(code -> encoder.features(NasBench201Space.INSTANCE.at(code)))
        .toList();
  }

  static double[] labels(int count, long seed) {
    SplittableRandom random = new Seed(seed).random();
    return IntStream.range(0, count).mapToDouble(i -> random.nextGaussian()).toArray();
  }

  /** Settings out of {@code NAME=VALUE} that the learner declares; others are left out. */
  static Settings settings(Learner learner, String... given) {
    List<String> declared =
        learner.description().settings().stream().map(setting -> setting.name()).toList();
    return Settings.of(
        learner.description().settings(),
        List.of(given).stream()
            .map(text -> text.split("="))
            .filter(pair -> declared.contains(pair[0]))
            .map(
                pair ->
                    Feature.newBuilder()
                        .setName(pair[0])
                        .setValue(Double.parseDouble(pair[1]))
                        .build())
            .toList());
  }

  static LearningTask task(
      Learner learner, List<Features> inputs, double[] labels, Settings settings, long seed) {
    return new LearningTask(
        inputs, labels, settings, new Seed(seed), count -> of(learner, count, 1000));
  }
}
