package org.lambdanas.search.guided;

import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.error.Excerpt;
import org.lambdanas.predictors.label.RisingLine;
import org.lambdanas.predictors.table.BenchmarkTableFile;
import org.lambdanas.predictors.table.PublishedTables;
import org.lambdanas.proto.v1.StrategyConfig;

/**
 * What is known of candidates without training them: a metric of a table, as normal quantiles of
 * its ranks in the domain, turned so that more is better. Used by one thread.
 */
final class Prior {

  /** Candidates that say how the metric spreads. */
  private static final int RANKED = 2000;

  /** Distances by the metric and by all features weigh as this to one. */
  private static final double WEIGHT = 0.25;

  private final Domain domain;
  private final BenchmarkTableFile table;
  private final String metric;
  private final double sign;
  private final RisingLine quantiles;
  private final Map<Candidate, Double> known = new HashMap<>();

  /**
   * Reads a metric.
   *
   * @param text {@code "FILE#METRIC"}, where a table that comes with the program has a name too
   * @throws ConfigException if it is not of that form, or the table is of another space or has no
   *     such metric
   * @throws DataException if it knows nothing of the domain
   */
  static Prior of(String text, Domain domain) {
    int hash = text.lastIndexOf('#');
    if (hash < 1 || hash == text.length() - 1) {
      throw new ConfigException(
          "--prior '%s' is not of the form FILE#METRIC, such as scores.binpb#synflow"
              .formatted(Excerpt.of(text)));
    }
    BenchmarkTableFile table = PublishedTables.open(text.substring(0, hash));
    if (!table.header().getSpace().equals(domain.space().id())) {
      throw new ConfigException(
          "--prior: the table is of space '%s', the search of %s"
              .formatted(Excerpt.of(table.header().getSpace()), domain.space().id()));
    }
    return new Prior(domain, table, text.substring(hash + 1));
  }

  private Prior(Domain domain, BenchmarkTableFile table, String metric) {
    this.domain = domain;
    this.table = table;
    this.metric = metric;
    this.sign = table.metric(metric).getHigherIsBetter() ? 1 : -1;
    double[] values =
        domain.spread(RANKED).stream()
            .mapToDouble(this::read)
            .filter(value -> !Double.isNaN(value))
            .toArray();
    if (values.length == 0) {
      throw new DataException(
          "--prior: table %s has no '%s' of what is searched"
              .formatted(Excerpt.of(table.name()), Excerpt.of(metric)));
    }
    this.quantiles = RisingLine.quantiles(values);
  }

  private double read(Candidate candidate) {
    OptionalLong row = table.findAny(candidate.architecture());
    float value = row.isPresent() ? table.value(row.getAsLong(), metric) : Float.NaN;
    return Float.isFinite(value) ? sign * value : Double.NaN;
  }

  /** A normal quantile; that of the middle where nothing is known. */
  double value(Candidate candidate) {
    return known.computeIfAbsent(
        candidate,
        unread -> {
          double value = read(unread);
          return Double.isNaN(value) ? 0 : quantiles.at(value);
        });
  }

  /** The metric that a configuration names, if it names one. */
  static Optional<Prior> of(StrategyConfig config, Domain domain) {
    return Optional.of(config.getPrior())
        .filter(given -> !given.isEmpty())
        .map(given -> of(given, domain));
  }

  /** The features of a candidate and this. */
  double[] features(Candidate candidate) {
    double[] features = domain.features(candidate);
    double[] all = Arrays.copyOf(features, features.length + 1);
    all[features.length] = Math.sqrt(WEIGHT * features.length) * value(candidate);
    return all;
  }

  /** The best of some candidates; empty if there are none. */
  Optional<Candidate> best(List<Candidate> candidates) {
    return candidates.stream().max(Comparator.comparingDouble(this::value));
  }
}
