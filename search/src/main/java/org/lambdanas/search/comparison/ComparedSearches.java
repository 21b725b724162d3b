package org.lambdanas.search.comparison;

import com.google.protobuf.Message;
import java.util.Optional;
import org.lambdanas.graph.interchange.Validation;
import org.lambdanas.proto.v1.ComparedRun;
import org.lambdanas.proto.v1.ComparisonConfig;
import org.lambdanas.proto.v1.ComparisonResult;
import org.lambdanas.search.run.RunKind;

/**
 * The searches of a comparison: how each is set up, and what it comes to.
 *
 * @param <C> type of their configurations
 * @param <R> type of their results
 */
public sealed interface ComparedSearches<C extends Message, R extends Message>
    permits CellSearches, EvaluationSearches {

  /** The searches that a configuration asks for. */
  static ComparedSearches<?, ?> of(ComparisonConfig config) {
    return config.hasGuided() ? new EvaluationSearches(config) : new CellSearches(config);
  }

  /**
   * Refuses what cannot be compared.
   *
   * @throws org.lambdanas.graph.error.ConfigException if a method is unknown, or cannot be used
   *     with the other settings
   */
  static void check(ComparisonConfig config) {
    Validation.checkConfig(config);
    of(config).check();
  }

  /** What was compared. */
  ComparisonConfig compared();

  /** The result of a comparison, yet without runs. */
  default ComparisonResult.Builder result() {
    return ComparisonResult.newBuilder().setConfig(compared());
  }

  /** What kind of run each is. */
  RunKind<C, R> kind();

  /** Refuses methods that are unknown, or cannot be used with the other settings. */
  void check();

  /** The configuration of one search; empty of a baseline, which takes no time. */
  Optional<C> config(String method, long seed);

  /** What a search came to. */
  ComparedRun of(String method, long seed, R result);

  /** What a baseline comes to. */
  ComparedRun draw(String method, long seed);
}
