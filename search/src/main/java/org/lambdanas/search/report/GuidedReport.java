package org.lambdanas.search.report;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.lambdanas.graph.interchange.EnumNames;
import org.lambdanas.predictors.table.PublishedTables;
import org.lambdanas.proto.v1.GuidedConfig;
import org.lambdanas.proto.v1.GuidedEvent;
import org.lambdanas.proto.v1.GuidedQuery;
import org.lambdanas.proto.v1.GuidedResult;
import org.lambdanas.proto.v1.MetricValue;
import org.lambdanas.proto.v1.ParetoFront;
import org.lambdanas.proto.v1.TableRow;
import org.lambdanas.search.draw.CellDrawing;
import org.lambdanas.search.guidedrun.Goal;
import org.lambdanas.search.guidedrun.GuidedHistory;
import org.lambdanas.search.report.BudgetChart.Line;
import org.lambdanas.search.report.BudgetChart.Point;
import org.lambdanas.search.run.Durations;
import org.lambdanas.search.run.RunFolder;

/** The page of a search by evaluations: what was found, how soon, and every trial. */
public final class GuidedReport {

  /** Of longer searches the table has the best. */
  private static final int MOST_ROWS = 1000;

  private GuidedReport() {}

  /**
   * Writes the page.
   *
   * @param folder of a search, done or not
   * @return an HTML document that refers to nothing outside
   */
  public static String html(RunFolder<GuidedConfig, GuidedResult> folder) {
    GuidedConfig config = folder.config();
    GuidedResult result = folder.isDone() ? folder.result() : soFar(folder, config);
    Page page =
        new Page(
            EnumNames.of(config.getStrategy().getMethod()) + " in " + config.getSpace(),
            "%s, seed %s, %d of %d evaluations, %s"
                .formatted(
                    result.getObjective(),
                    Long.toUnsignedString(config.getSeed()),
                    result.getQueriesCount(),
                    config.getQueries(),
                    folder.provenance().getStarted()));
    page.tiles(tiles(result));
    if (!result.getEndedEarly().isEmpty()) {
      page.paragraph("It ended early: " + result.getEndedEarly() + ".");
    }
    if (result.hasArchitecture()) {
      page.heading(folder.isDone() ? "The architecture it found" : "The best so far");
      CellDrawing.find(result.getArchitecture())
          .ifPresent(
              drawing ->
                  page.drawing(
                      new CellFigure("Drawing of " + result.getArchitectureText(), drawing)));
      page.paragraph(result.getArchitectureText());
      published(page, result.getPublished());
      page.heading("The best so far");
      page.figures(charts(result));
    }
    if (result.hasFront() && result.getFront().getPointsCount() > 0) {
      front(page, result.getFront());
    }
    page.heading("Trials");
    trials(page, result);
    Provenance.show(page, folder.provenance(), config);
    return page.html();
  }

  private static void front(Page page, ParetoFront front) {
    page.heading("The front");
    page.largeFigures(List.of(new FrontChart(front)));
    page.paragraph(
        "Of these none is better than another in everything. They dominate %s of the volume."
            .formatted(Page.number(front.getHypervolume(), 4)));
    List<String> heading = new ArrayList<>(List.of("architecture"));
    front.getAxesList().forEach(axis -> heading.add("#" + axis.getName()));
    heading.add("");
    List<List<String>> rows = new ArrayList<>();
    for (int p = 0; p < front.getPointsCount(); p++) {
      List<String> row = new ArrayList<>(List.of(front.getPoints(p).getArchitectureText()));
      front.getPoints(p).getValuesList().forEach(value -> row.add(Goal.text(value)));
      row.add(front.hasKnee() && front.getKnee() == p ? "knee" : "");
      rows.add(row);
    }
    page.table(heading, rows);
    page.figures(
        List.of(
            new BudgetChart(
                "Hypervolume over evaluations",
                "evaluations",
                List.of(
                    new Line(
                        "hypervolume",
                        0,
                        IntStream.range(0, front.getHypervolumeByQueryCount())
                            .mapToObj(
                                q ->
                                    new Point(
                                        q + 1,
                                        front.getHypervolumeByQuery(q),
                                        Double.NaN,
                                        Double.NaN))
                            .toList())))));
  }

  private static GuidedResult soFar(
      RunFolder<GuidedConfig, GuidedResult> folder, GuidedConfig config) {
    GuidedHistory history = new GuidedHistory(config, Goal.of(config));
    folder.log(GuidedEvent.getDefaultInstance()).forEach(history::add);
    return history.result().build();
  }

  private static List<Page.Tile> tiles(GuidedResult result) {
    List<Page.Tile> tiles = new ArrayList<>();
    if (result.hasBestValue()) {
      tiles.add(new Page.Tile(Goal.text(result.getBestValue()), result.getObjective()));
      tiles.add(
          new Page.Tile(
              "%d of %d".formatted(result.getBestQuery() + 1, result.getQueriesCount()),
              "the evaluation that found it"));
    }
    result
        .getFailuresList()
        .forEach(
            failures ->
                tiles.add(
                    new Page.Tile(
                        Integer.toString(failures.getTrials()),
                        "failed: " + EnumNames.of(failures.getKind()))));
    if (result.getSimulatedSeconds() > 0) {
      tiles.add(
          new Page.Tile(
              Durations.text(result.getClockSeconds()),
              "simulated, on %d machines".formatted(result.getConfig().getBackend().getWorkers())));
    } else if (result.getTrialSeconds() > 0) {
      tiles.add(new Page.Tile(Durations.text(result.getTrialSeconds()), "evaluating"));
    }
    return tiles;
  }

  static void published(Page page, TableRow row) {
    List<List<String>> rows = new ArrayList<>();
    for (MetricValue value : PublishedTables.headline(row)) {
      rows.add(
          List.of(
              value.getMetric().getName(),
              Page.number(value.getValue(), 2),
              value.getRank() + " of " + value.getOf()));
    }
    if (!rows.isEmpty()) {
      page.table(List.of("published", "#value", "#rank"), rows);
    }
  }

  private static List<BudgetChart> charts(GuidedResult result) {
    return List.of(
        chart("Best %s over evaluations", "evaluations", result, query -> query + 1),
        chart(
            "Best %s over time",
            result.getSimulatedSeconds() > 0 ? "simulated seconds" : "seconds",
            result,
            query -> result.getQueries(query).getArrivedSeconds()));
  }

  private static BudgetChart chart(
      String title, String axis, GuidedResult result, IntToDoubleFunction budget) {
    return new BudgetChart(
        title.formatted(result.getObjective()),
        axis,
        List.of(
            new Line(
                EnumNames.of(result.getConfig().getStrategy().getMethod()),
                0,
                steps(result.getBestValuesList(), budget))));
  }

  /** The ends of the stretches in which the best stays the same. */
  private static List<Point> steps(List<Double> best, IntToDoubleFunction budget) {
    List<Point> points = new ArrayList<>();
    double latest = 0;
    for (int query = 0; query < best.size(); query++) {
      boolean first = query == 0 || !best.get(query).equals(best.get(query - 1));
      boolean last = query + 1 == best.size() || !best.get(query).equals(best.get(query + 1));
      // Results that waited for others count from when they were told.
      latest = Math.max(latest, budget.applyAsDouble(query));
      if ((first || last) && latest > 0 && Double.isFinite(best.get(query))) {
        points.add(new Point(latest, best.get(query), Double.NaN, Double.NaN));
      }
    }
    return points;
  }

  private static void trials(Page page, GuidedResult result) {
    List<GuidedQuery> queries = new ArrayList<>(result.getQueriesList());
    if (queries.size() > MOST_ROWS) {
      page.paragraph("The best %d of %d.".formatted(MOST_ROWS, queries.size()));
      double sign = result.getHigherIsBetter() ? -1 : 1;
      queries.sort(
          (a, b) ->
              Double.compare(
                  a.hasValue() ? sign * a.getValue() : Double.POSITIVE_INFINITY,
                  b.hasValue() ? sign * b.getValue() : Double.POSITIVE_INFINITY));
    }
    boolean fidelities = queries.stream().anyMatch(query -> query.getFidelity() > 0);
    List<String> header = new ArrayList<>(List.of("#number", "architecture"));
    if (fidelities) {
      header.add("#epochs");
    }
    header.addAll(List.of("#" + result.getObjective(), "#ended at, s", ""));
    List<List<String>> rows = new ArrayList<>();
    for (GuidedQuery query : queries.subList(0, Math.min(MOST_ROWS, queries.size()))) {
      List<String> row = new ArrayList<>();
      row.add(Integer.toString(query.getNumber() + 1));
      row.add(query.getArchitectureText());
      if (fidelities) {
        row.add(query.getFidelity() == 0 ? "all" : Integer.toString(query.getFidelity()));
      }
      row.add(query.hasValue() ? Goal.text(query.getValue()) : "-");
      row.add(Page.number(query.getArrivedSeconds(), 1));
      row.add(query.hasValue() ? "" : EnumNames.of(query.getFailure()) + ": " + query.getMessage());
      rows.add(row);
    }
    page.table(header, rows);
  }
}
