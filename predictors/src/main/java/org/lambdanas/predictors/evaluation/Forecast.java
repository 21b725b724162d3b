package org.lambdanas.predictors.evaluation;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.lambdanas.proto.v1.EvaluationConfig;
import org.lambdanas.proto.v1.EvaluationPoint;

/**
 * How long an evaluation takes: each predictor's first points are measured before the others, and
 * its time at other train sizes follows a straight line through theirs.
 */
public final class Forecast {

  private final EvaluationConfig config;

  /** A forecast of an evaluation. */
  public Forecast(EvaluationConfig config) {
    this.config = config;
  }

  /** Of each predictor's open budgets of one trial the smallest, and the one after a third. */
  public List<Budget> probes(List<Budget> open) {
    Set<Budget> probes = new LinkedHashSet<>();
    for (int p = 0; p < config.getPredictorsCount(); p++) {
      int predictor = p;
      List<Budget> own = open.stream().filter(budget -> budget.predictor() == predictor).toList();
      int trial = own.stream().mapToInt(Budget::trial).min().orElse(0);
      List<Budget> first =
          own.stream()
              .filter(budget -> budget.trial() == trial)
              .sorted(Comparator.comparingInt(Budget::trainSize).thenComparingInt(Budget::fidelity))
              .toList();
      if (!first.isEmpty()) {
        probes.add(first.get(0));
        probes.add(first.get(first.size() / 3));
      }
    }
    return List.copyOf(probes);
  }

  /** Seconds of one thread that open budgets take, by index of the predictor. */
  public Map<Integer, Double> seconds(List<Budget> open, Collection<EvaluationPoint> measured) {
    Map<Integer, Double> seconds = new TreeMap<>();
    for (Budget budget : open) {
      List<EvaluationPoint> known =
          measured.stream().filter(point -> point.getPredictor() == budget.predictor()).toList();
      seconds.merge(budget.predictor(), seconds(budget.trainSize(), known), Double::sum);
    }
    return seconds;
  }

  /** A straight line through the means at the smallest and the largest train size. */
  private double seconds(int trainSize, List<EvaluationPoint> known) {
    int least = known.stream().mapToInt(EvaluationPoint::getTrainSize).min().orElse(0);
    int most = known.stream().mapToInt(EvaluationPoint::getTrainSize).max().orElse(0);
    double low = mean(least, known);
    double high = mean(most, known);
    double slope = most > least ? Math.max(0, (high - low) / (most - least)) : 0;
    return Math.max(Math.min(low, high), high + slope * (trainSize - most));
  }

  private double mean(int trainSize, List<EvaluationPoint> known) {
    List<Double> seconds = new ArrayList<>();
    for (EvaluationPoint point : known) {
      if (point.getTrainSize() == trainSize) {
        seconds.add(point.getFitSeconds() + point.getPredictSeconds() * config.getTestSize());
      }
    }
    return seconds.stream().mapToDouble(Double::doubleValue).average().orElse(0);
  }
}
