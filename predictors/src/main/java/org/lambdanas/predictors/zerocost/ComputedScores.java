package org.lambdanas.predictors.zerocost;

import java.lang.ref.SoftReference;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.score.ArchitectureScorer;
import org.lambdanas.graph.score.Measure;
import org.lambdanas.graph.score.Measures;
import org.lambdanas.graph.score.ScoreSettings;
import org.lambdanas.graph.score.Scores;
import org.lambdanas.graph.space.SearchSpaces;
import org.lambdanas.graph.work.Cancellation;
import org.lambdanas.proto.v1.Architecture;
import org.lambdanas.proto.v1.Feature;
import org.lambdanas.proto.v1.Observation;
import org.lambdanas.proto.v1.PredictorSpec;
import org.lambdanas.proto.v1.ScoreConfig;

/**
 * Scores of networks, on the images that a specification names. These are read when the first score
 * is asked for. What has been computed with the same settings anywhere in the process is not
 * computed again while there is memory to keep it; architectures with one live graph score alike.
 * Safe for use by several threads.
 */
public final class ComputedScores {

  /** Those that are computed for who takes what scores there are. */
  public static final List<String> USUAL = List.of("jacov", "synflow", "nwot", "params");

  private static final Map<ScoreConfig, SoftReference<Kept>> KEPT = new HashMap<>();

  private static final int MOST_KEPT = 100_000;

  private final ScoreConfig config;
  private @Nullable Kept kept;

  private ComputedScores(ScoreConfig config) {
    this.config = config;
  }

  /** What was computed with some settings, by what tells networks apart. */
  private record Kept(ArchitectureScorer scorer, Map<String, Map<String, Double>> scores) {

    Map<String, Double> of(Architecture architecture) {
      SearchSpaces.of(architecture).validate(architecture);
      String key = scorer.key(architecture);
      Map<String, Double> known = scores.get(key);
      if (known == null) {
        known = scorer.score(architecture).values();
        if (scores.size() >= MOST_KEPT) {
          scores.clear();
        }
        scores.put(key, known);
      }
      return known;
    }
  }

  /** Whether a score can be computed of a single network. */
  public static boolean canBe(String score) {
    return Measures.withVariants().stream().map(Measure::id).anyMatch(score::equals);
  }

  /**
   * Scores as a specification has them computed.
   *
   * @param measures ids
   * @return empty if it does not say how, or there is nothing to compute
   * @throws org.lambdanas.graph.error.ConfigException if what it says does not fit
   */
  public static Optional<ComputedScores> of(PredictorSpec spec, List<String> measures) {
    return spec.hasScoring() && !measures.isEmpty()
        ? Optional.of(
            new ComputedScores(
                ScoreSettings.complete(
                    spec.getScoring(), SearchSpaces.networkSpaceById(spec.getSpace()), measures)))
        : Optional.empty();
  }

  private synchronized Kept kept() {
    if (kept == null) {
      kept = kept(config);
    }
    return kept;
  }

  private static Kept kept(ScoreConfig config) {
    synchronized (KEPT) {
      SoftReference<Kept> known = KEPT.get(config);
      Kept kept = known == null ? null : known.get();
      if (kept == null) {
        kept = new Kept(ArchitectureScorer.of(config), new ConcurrentHashMap<>());
        KEPT.values().removeIf(reference -> reference.get() == null);
        KEPT.put(config, new SoftReference<>(kept));
      }
      return kept;
    }
  }

  /**
   * One of the scores. Networks that do not determine it come last, as those without a path do.
   *
   * @throws DataException if the architecture is no member of its space
   */
  public double of(Architecture architecture, String measure) {
    return kept().of(architecture).getOrDefault(measure, Scores.LAST);
  }

  /** The same observations, those of the space with all of the scores. */
  public List<Observation> completed(List<Observation> observations) {
    List<Observation> completed = new ArrayList<>(observations.size());
    for (int i = 0; i < observations.size(); i++) {
      Cancellation.check();
      try {
        completed.add(completed(observations.get(i)));
      } catch (DataException e) {
        throw new DataException("observation " + i + ": " + e.getMessage(), e);
      }
    }
    return completed;
  }

  private Observation completed(Observation observation) {
    Set<String> missing = new HashSet<>(config.getMeasuresList());
    observation.getFeaturesList().forEach(feature -> missing.remove(feature.getName()));
    if (missing.isEmpty() || !observation.getArchitecture().getSpace().equals(config.getSpace())) {
      return observation;
    }
    Observation.Builder more = observation.toBuilder();
    for (String measure : config.getMeasuresList()) {
      if (missing.contains(measure)) {
        more.addFeatures(
            Feature.newBuilder()
                .setName(measure)
                .setValue(of(observation.getArchitecture(), measure)));
      }
    }
    return more.build();
  }
}
