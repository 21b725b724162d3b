package org.lambdanas.search.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.lambdanas.predictors.predictor.Family;
import org.lambdanas.proto.v1.PredictorScore;
import org.lambdanas.proto.v1.StudyScore;
import org.lambdanas.proto.v1.StudyTable;
import org.lambdanas.proto.v1.TrialScore;
import org.lambdanas.search.study.ParetoOptimal;
import org.lambdanas.search.study.StudyCost;

/** The scores of a table over their costs. Hybrids without some of their parts do not compete. */
final class StudyPlane {

  private final StudyTable table;
  private final List<Place> places;

  /** A score with its costs, and whether no other predictor is as good at no higher ones. */
  private record Place(PredictorScore score, StudyCost cost, TrialScore tau, boolean optimal) {}

  StudyPlane(StudyTable table) {
    this.table = table;
    Set<StudyScore> optimal = new HashSet<>();
    ParetoOptimal.of(table).values().forEach(optimal::addAll);
    this.places = new ArrayList<>();
    for (StudyScore studied : table.getScoresList()) {
      PredictorScore score = studied.getScore();
      if (!ParetoOptimal.isAblation(score.getPredictor())) {
        ScoreTables.tau(score)
            .ifPresent(
                tau ->
                    places.add(
                        new Place(
                            score, StudyCost.of(table, studied), tau, optimal.contains(studied))));
      }
    }
  }

  static String initialisation(StudyTable table) {
    return table.getKnowsSeconds() ? "initialisation time" : "trained architectures";
  }

  static String query(StudyTable table) {
    return table.getKnowsSeconds() ? "query time" : "epochs of a query";
  }

  static String interval(double low, double high) {
    return Double.isFinite(low) && Double.isFinite(high)
        ? Page.number(low, 3) + " to " + Page.number(high, 3)
        : "-";
  }

  private CostAxis.Unit unit() {
    return table.getKnowsSeconds() ? CostAxis.Unit.SECONDS : CostAxis.Unit.COUNT;
  }

  CostPlane figure() {
    return new CostPlane(
        "Kendall tau-b over initialisation and query",
        unit(),
        initialisation(table),
        query(table),
        places.stream()
            .map(
                place ->
                    new CostPlane.Point(
                        place.score().getPredictor(),
                        ScoreTables.budget(place.score()),
                        place.cost().initialisation(),
                        place.cost().query(),
                        place.tau().getMean(),
                        place.tau().getLow(),
                        place.tau().getHigh(),
                        place.optimal()))
            .toList());
  }

  /** Predictors that are Pareto-optimal at some budget, by their best tau. */
  List<String> optimal() {
    return places.stream()
        .filter(Place::optimal)
        .sorted(Comparator.comparingDouble(place -> -place.tau().getMean()))
        .map(place -> place.score().getPredictor())
        .distinct()
        .toList();
  }

  /** Where a Pareto-optimal predictor is so, and its best such point. */
  List<String> row(String predictor) {
    List<Place> own =
        places.stream()
            .filter(place -> place.optimal() && place.score().getPredictor().equals(predictor))
            .sorted(Comparator.comparingDouble(place -> -place.tau().getMean()))
            .toList();
    Place best = own.get(0);
    Family family = PredictorFamilies.of(best.score());
    return List.of(
        predictor,
        family.toString(),
        Page.number(best.tau().getMean(), 3),
        interval(best.tau().getLow(), best.tau().getHigh()),
        ScoreTables.budget(best.score()),
        CostAxis.text(unit(), best.cost().initialisation()),
        CostAxis.text(unit(), best.cost().query()));
  }
}
