package org.lambdanas.search.backend;

import java.util.function.BooleanSupplier;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.score.ArchitectureScorer;
import org.lambdanas.graph.score.Scores;
import org.lambdanas.proto.v1.Measurement;
import org.lambdanas.proto.v1.ScoreConfig;
import org.lambdanas.proto.v1.Trial;

/**
 * Scores networks that have not been trained. The value is the first measure's; all that the
 * network determines are metrics, and so is whether it has a path from images to logits.
 */
final class ScoreWork implements TrialWork {

  static final String CONNECTED = "connected";

  private final ArchitectureScorer scorer;
  private final String measure;

  ScoreWork(ScoreConfig config) {
    this.scorer = ArchitectureScorer.of(config);
    if (scorer.measures().isEmpty()) {
      throw new ConfigException("the objective names no measure: name one (--measures)");
    }
    this.measure = scorer.measures().get(0).id();
  }

  @Override
  public Measured measure(Trial trial, BooleanSupplier stopRequested) {
    Scores scores = scorer.score(trial.getArchitecture());
    Double score = scores.values().get(measure);
    if (score == null) {
      throw new DataException("the network does not determine its " + measure);
    }
    Measurement.Builder measured = Measurement.newBuilder().setValue(score);
    scores
        .values()
        .forEach((id, value) -> measured.addMetricsBuilder().setName(id).setValue(value));
    measured.addMetricsBuilder().setName(CONNECTED).setValue(scores.connected() ? 1 : 0);
    return new Measured(measured.build(), 0);
  }
}
