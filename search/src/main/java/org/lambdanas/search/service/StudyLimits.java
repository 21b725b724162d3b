package org.lambdanas.search.service;

import java.util.List;
import java.util.stream.Stream;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.error.Excerpt;
import org.lambdanas.predictors.table.PublishedTables;
import org.lambdanas.proto.v1.BudgetConfig;
import org.lambdanas.proto.v1.ServerConfig;
import org.lambdanas.proto.v1.StrategyConfig;
import org.lambdanas.proto.v1.StudyConfig;

/**
 * What callers may have a server do with studies. Nobody names files of a server.
 *
 * @param studies that are kept
 * @param open studies in memory
 * @param queries of a study
 * @param bytes that the events of a study take
 * @param seconds that a call may take, waiting included
 * @param calls on one study, at work or waiting
 */
record StudyLimits(int studies, int open, int queries, long bytes, int seconds, int calls) {

  /** Chosen from by one fit; the program's own choice is a tenth of it. */
  private static final int MOST_CANDIDATES = 20_000;

  private static final int MOST_FITS = 10;

  private static final List<String> COUNTED = List.of("params", "macs");

  /** Those of a server. */
  static StudyLimits of(ServerConfig config) {
    return new StudyLimits(
        config.getMaxStudies(),
        config.getMaxOpenStudies(),
        config.getMaxStudyQueries(),
        (long) config.getMaxStudyMib() << 20,
        config.getMaxQuerySeconds(),
        config.getMaxWaitingQueries());
  }

  /**
   * Refuses what is too much.
   *
   * @throws ConfigException that names the field
   */
  void check(StudyConfig config) {
    String at = "CreateStudyRequest.config.";
    StrategyConfig strategy = config.getStrategy();
    most(at + "queries", config.getQueries(), queries);
    most(at + "strategy.candidates", strategy.getCandidates(), MOST_CANDIDATES);
    most(at + "strategy.ensemble", strategy.getEnsemble(), MOST_FITS);
    if (!strategy.getPrior().isEmpty()) {
      requirePublished(at + "strategy.prior", strategy.getPrior());
    }
    BudgetConfig budget = config.getBudget();
    if (budget.getCostsCount() > 0) {
      throw new ConfigException(at + "budget.costs is the server's: leave it out");
    }
    Stream.concat(
            budget.getMinimiseList().stream(),
            budget.getLimitsList().stream().map(limit -> limit.replaceFirst("=[^=]*$", "")))
        .filter(cost -> !COUNTED.contains(cost))
        .forEach(cost -> requirePublished(at + "budget", cost));
  }

  private static void most(String what, int value, int most) {
    if (value > most) {
      throw new ConfigException(
          "%s is %d: this server allows at most %d".formatted(what, value, most));
    }
  }

  private static void requirePublished(String what, String metric) {
    List<String> tables = PublishedTables.names();
    int hash = metric.indexOf('#');
    if (hash < 0 || !tables.contains(metric.substring(0, hash))) {
      throw new ConfigException(
          "%s: '%s' is not %sTABLE#METRIC of a table that comes with the server (%s)"
              .formatted(
                  what,
                  Excerpt.of(metric),
                  what.endsWith("budget") ? String.join(", ", COUNTED) + " or " : "",
                  String.join(", ", tables)));
    }
  }
}
