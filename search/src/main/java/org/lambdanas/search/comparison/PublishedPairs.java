package org.lambdanas.search.comparison;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.lambdanas.predictors.evaluation.EvaluationSummary;
import org.lambdanas.predictors.table.PublishedTables;
import org.lambdanas.proto.v1.ComparedRun;
import org.lambdanas.proto.v1.ComparisonResult;
import org.lambdanas.proto.v1.DerivedCell;
import org.lambdanas.proto.v1.MetricDescription;
import org.lambdanas.proto.v1.MetricValue;
import org.lambdanas.proto.v1.PublishedPair;
import org.lambdanas.proto.v1.TrialScore;

/** Methods two by two, by the published accuracies of the cells they found with the same seed. */
final class PublishedPairs {

  private PublishedPairs() {}

  /**
   * Each two methods, in order, by each rule of derivation.
   *
   * @return none where a cell is not in a published table
   */
  static List<PublishedPair> of(ComparisonResult result) {
    return SeedPairs.eachTwo(
            result.getConfig().getMethodsList(), (first, second) -> pairs(result, first, second))
        .stream()
        .flatMap(List::stream)
        .toList();
  }

  private static List<PublishedPair> pairs(ComparisonResult result, String first, String second) {
    List<SeedPairs.Both<ComparedRun>> seeds =
        SeedPairs.bySeed(
            ComparisonCurves.runs(result, first),
            ComparisonCurves.runs(result, second),
            ComparedRun::getSeed);
    int rules =
        seeds.stream()
            .flatMap(both -> Stream.of(both.first(), both.second()))
            .mapToInt(ComparedRun::getCellsCount)
            .min()
            .orElse(0);
    return IntStream.range(0, rules)
        .mapToObj(rule -> pair(first, second, seeds, rule))
        .flatMap(Optional::stream)
        .toList();
  }

  private static Optional<PublishedPair> pair(
      String first, String second, List<SeedPairs.Both<ComparedRun>> seeds, int rule) {
    DerivedCell cell = seeds.get(0).first().getCells(rule);
    Optional<MetricDescription> headline =
        PublishedTables.headline(cell.getPublished()).stream()
            .map(MetricValue::getMetric)
            .findFirst();
    if (headline.isEmpty()) {
      return Optional.empty();
    }
    MetricDescription metric = headline.get();
    double sign = metric.getHigherIsBetter() ? 1 : -1;
    double[] leads =
        seeds.stream()
            .flatMap(
                both ->
                    value(both.first().getCells(rule), metric.getName())
                        .flatMap(
                            one ->
                                value(both.second().getCells(rule), metric.getName())
                                    .map(other -> sign * (one - other)))
                        .stream())
            .mapToDouble(Double::doubleValue)
            .toArray();
    if (leads.length < seeds.size()) {
      return Optional.empty();
    }
    TrialScore lead = EvaluationSummary.score(leads);
    String better = SeedPairs.better(first, second, lead);
    return Optional.of(
        PublishedPair.newBuilder()
            .setFirst(first)
            .setSecond(second)
            .setDerivation(cell.getDerivation())
            .setMetric(metric.getName())
            .setLead(lead)
            .setBetter(better)
            .setWords(SeedPairs.words(first, second, better, lead))
            .build());
  }

  /** A published result of a cell, if a table has it. */
  static Optional<Double> value(DerivedCell cell, String metric) {
    return cell.getPublished().getMetricsList().stream()
        .filter(value -> value.getMetric().getName().equals(metric))
        .map(MetricValue::getValue)
        .findFirst();
  }
}
