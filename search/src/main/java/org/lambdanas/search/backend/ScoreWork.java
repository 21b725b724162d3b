package org.lambdanas.search.backend;

import java.util.function.BooleanSupplier;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.score.ArchitectureScorer;
import org.lambdanas.proto.v1.Measurement;
import org.lambdanas.proto.v1.ScoreConfig;
import org.lambdanas.proto.v1.Trial;

/** Scores networks that have not been trained. */
final class ScoreWork implements TrialWork {

  private final ArchitectureScorer scorer;
  private final String measure;

  ScoreWork(ScoreConfig config) {
    this.scorer = ArchitectureScorer.of(config);
    if (scorer.measures().size() != 1) {
      throw new ConfigException(
          "an objective is one measure, not " + String.join(", ", config.getMeasuresList()));
    }
    this.measure = scorer.measures().get(0).id();
  }

  @Override
  public Measured measure(Trial trial, BooleanSupplier stopRequested) {
    Double score = scorer.score(trial.getArchitecture()).values().get(measure);
    if (score == null) {
      throw new DataException("the network does not determine its " + measure);
    }
    return new Measured(Measurement.newBuilder().setValue(score).build(), 0);
  }
}
