package org.lambdanas.predictors.zerocost;

import java.lang.ref.WeakReference;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.lambdanas.graph.score.ArchitectureScorer;
import org.lambdanas.graph.score.ScoreSettings;
import org.lambdanas.graph.score.Scores;
import org.lambdanas.graph.space.SearchSpaces;
import org.lambdanas.predictors.zerocost.FeaturePredictor.Computation;
import org.lambdanas.proto.v1.Architecture;
import org.lambdanas.proto.v1.PredictorSpec;
import org.lambdanas.proto.v1.ScoreConfig;

/**
 * One score of networks, with the images that a specification names; they are read when the first
 * score is asked for, and once for all models with the same settings.
 */
final class NetworkScores implements Computation {

  private static final Map<ScoreConfig, WeakReference<ArchitectureScorer>> IN_USE =
      new ConcurrentHashMap<>();

  private final ScoreConfig config;
  private final String measure;
  private @Nullable ArchitectureScorer scorer;

  private NetworkScores(ScoreConfig config, String measure) {
    this.config = config;
    this.measure = measure;
  }

  /** The computation that a specification allows. */
  static Optional<Computation> of(PredictorSpec spec, String measure) {
    return spec.hasScoring()
        ? Optional.of(
            new NetworkScores(
                ScoreSettings.complete(
                    spec.getScoring(),
                    SearchSpaces.networkSpaceById(spec.getSpace()),
                    List.of(measure)),
                measure))
        : Optional.empty();
  }

  /** Networks that do not determine the score come last, as those without a path do. */
  @Override
  public double of(Architecture architecture) {
    if (scorer == null) {
      scorer = shared(config);
    }
    return scorer.score(architecture).values().getOrDefault(measure, Scores.LAST);
  }

  private static synchronized ArchitectureScorer shared(ScoreConfig config) {
    WeakReference<ArchitectureScorer> known = IN_USE.get(config);
    ArchitectureScorer scorer = known == null ? null : known.get();
    if (scorer == null) {
      scorer = ArchitectureScorer.of(config);
      IN_USE.values().removeIf(reference -> reference.get() == null);
      IN_USE.put(config, new WeakReference<>(scorer));
    }
    return scorer;
  }
}
