package org.lambdanas.search.study;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.lambdanas.proto.v1.BudgetWinner;
import org.lambdanas.proto.v1.StudyScore;
import org.lambdanas.proto.v1.StudyTable;

/**
 * The best predictor at each budget of a grid (White et al., section 5, and their central figure):
 * 11 budgets before the first query by 14 for each, each a constant factor above the one before.
 * Where the table does not know seconds, every number of trained architectures, none included, by
 * every number of epochs.
 */
public final class BudgetWinners {

  private static final int INITIALISATIONS = 11;

  private static final int QUERIES = 14;

  private BudgetWinners() {}

  /**
   * The winners of a table, by budget: initialisation first. Budgets that no predictor fits into
   * are left out, as are hybrids without some of their parts.
   */
  public static List<BudgetWinner> of(StudyTable table) {
    TableScores scores = new TableScores(table, name -> !ParetoOptimal.isAblation(name));
    List<BudgetWinner> winners = new ArrayList<>();
    for (double initialisation : initialisations(scores)) {
      for (double query : queries(scores)) {
        Map<String, StudyScore> best = scores.bestWithin(new StudyCost(initialisation, query));
        best.values().stream()
            .reduce(TableScores::better)
            .ifPresent(winner -> winners.add(winner(table, initialisation, query, winner, best)));
      }
    }
    return winners;
  }

  private static BudgetWinner winner(
      StudyTable table,
      double initialisation,
      double query,
      StudyScore winner,
      Map<String, StudyScore> best) {
    BudgetWinner.Builder found =
        BudgetWinner.newBuilder()
            .setTable(table.getTable())
            .setMetric(table.getMetric())
            .setTestSet(table.getTestSet())
            .setBest(winner);
    best.forEach(
        (name, score) -> {
          if (!name.equals(winner.getScore().getPredictor())
              && TableScores.cannotBeTold(winner, score)) {
            found.addNotDistinguishable(name);
          }
        });
    return (table.getKnowsSeconds()
            ? found.setInitialisationSeconds(initialisation).setQuerySeconds(query)
            : found.setTrainSize((int) initialisation).setFidelity((int) query))
        .build();
  }

  private static List<Double> initialisations(TableScores scores) {
    if (!scores.table().getKnowsSeconds()) {
      return counts(scores.trainSizes());
    }
    return grid(
        scores.all().stream().mapToDouble(candidate -> candidate.cost().initialisation()),
        INITIALISATIONS);
  }

  private static List<Double> queries(TableScores scores) {
    if (!scores.table().getKnowsSeconds()) {
      return counts(scores.fidelities());
    }
    return grid(scores.all().stream().mapToDouble(candidate -> candidate.cost().query()), QUERIES);
  }

  private static List<Double> counts(List<Integer> budgets) {
    return Stream.concat(Stream.of(0.0), budgets.stream().map(Integer::doubleValue)).toList();
  }

  /** From the least that is above 0 to the most, in steps of one factor; 0 where all are 0. */
  static List<Double> grid(DoubleStream costs, int count) {
    double[] positive = costs.filter(cost -> cost > 0).sorted().toArray();
    if (positive.length == 0) {
      return List.of(0.0);
    }
    double least = positive[0];
    double most = positive[positive.length - 1];
    if (least == most) {
      return List.of(most);
    }
    // The last is not left to rounding: what costs most has to fit in.
    return IntStream.range(0, count)
        .mapToObj(i -> i == count - 1 ? most : least * Math.pow(most / least, i / (count - 1.0)))
        .toList();
  }
}
