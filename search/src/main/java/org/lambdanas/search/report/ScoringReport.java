package org.lambdanas.search.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.lambdanas.graph.space.SearchSpace;
import org.lambdanas.graph.space.SearchSpaces;
import org.lambdanas.predictors.metric.Correlation;
import org.lambdanas.predictors.metric.MetricValue;
import org.lambdanas.predictors.table.BenchmarkTableFile;
import org.lambdanas.predictors.table.PublishedTables;
import org.lambdanas.proto.v1.MeasureSummary;
import org.lambdanas.proto.v1.MetricDescription;
import org.lambdanas.proto.v1.ScoredRow;
import org.lambdanas.proto.v1.ScoringResult;
import org.lambdanas.search.draw.CellDrawing;

/** The page of a run of scores: the best, the ranges, and how far measures rank alike. */
public final class ScoringReport {

  private ScoringReport() {}

  /**
   * Writes the page.
   *
   * @param result of the run
   * @param table that it has written
   */
  public static String html(ScoringResult result, BenchmarkTableFile table) {
    SearchSpace space = SearchSpaces.byId(result.getConfig().getScores().getSpace());
    Page page =
        new Page(
            "Scores of " + space.id(),
            "%d architectures, %s, seed %s, %s"
                .formatted(
                    result.getRows(),
                    result.getConfig().getScores().getData().getDataSet(),
                    Long.toUnsignedString(result.getConfig().getScores().getSeed()),
                    result.getProvenance().getStarted()));
    page.tiles(
        List.of(
            new Page.Tile(Long.toString(result.getRows()), "architectures"),
            new Page.Tile(Long.toString(result.getNetworks()), "networks that differ"),
            new Page.Tile(
                Page.number(result.getNetworkSeconds() / Math.max(1, result.getNetworks()), 2)
                    + " s",
                "a network"),
            new Page.Tile(
                Long.toString(result.getDisconnected()), "networks without a path to the logits")));
    List<String> names = result.getMeasuresList().stream().map(MeasureSummary::getMeasure).toList();
    first(page, result, names, space);
    page.heading("Ranges");
    page.table(
        List.of("measure", "#least", "#median", "#largest", "#known of"),
        result.getMeasuresList().stream()
            .map(
                measure ->
                    List.of(
                        measure.getMeasure(),
                        number(measure.getLeast()),
                        number(measure.getMedian()),
                        number(measure.getLargest()),
                        Long.toString(measure.getDetermined())))
            .toList());
    agreement(page, names, table);
    Provenance.show(
        page, result.getProvenance(), result.getConfig().toBuilder().clearArchitectures().build());
    return page.html();
  }

  private static void first(
      Page page, ScoringResult result, List<String> names, SearchSpace space) {
    if (result.getFirstCount() == 0) {
      return;
    }
    String rankedBy = result.getConfig().getRankBy();
    page.heading(rankedBy.isEmpty() ? "The architectures" : "The best by " + rankedBy);
    if (!rankedBy.isEmpty()) {
      page.drawing(
          new CellFigure(
              "The best architecture", CellDrawing.of(result.getFirst(0).getArchitecture())));
    }
    List<String> heading = new ArrayList<>(List.of("architecture"));
    names.forEach(name -> heading.add("#" + name));
    List<List<String>> rows = new ArrayList<>();
    for (ScoredRow row : result.getFirstList()) {
      List<String> line = new ArrayList<>(List.of(space.format(row.getArchitecture())));
      row.getScoresList().forEach(score -> line.add(number(score)));
      rows.add(line);
    }
    page.table(heading, rows);
  }

  /** Kendall's tau of all columns with each other, and with accuracies that are known. */
  private static void agreement(Page page, List<String> names, BenchmarkTableFile table) {
    Map<String, float[]> columns = new LinkedHashMap<>();
    names.forEach(name -> columns.put(name, table.column(name)));
    List<String> heading = new ArrayList<>(List.of("Kendall's tau"));
    names.forEach(name -> heading.add("#" + name));
    List<List<String>> rows = new ArrayList<>();
    Map<String, float[]> all = new LinkedHashMap<>(columns);
    all.putAll(published(table));
    all.forEach(
        (name, column) -> {
          List<String> line = new ArrayList<>(List.of(name));
          columns.values().forEach(other -> line.add(tau(column, other)));
          rows.add(line);
        });
    if (table.rows() >= Correlation.KENDALL.leastSize()) {
      page.heading("How far they rank alike");
      page.table(heading, rows);
    }
  }

  private static String tau(float[] a, float[] b) {
    double[] left = new double[a.length];
    double[] right = new double[a.length];
    int size = 0;
    for (int row = 0; row < a.length; row++) {
      if (Float.isFinite(a[row]) && Float.isFinite(b[row])) {
        left[size] = a[row];
        right[size++] = b[row];
      }
    }
    if (size < Correlation.KENDALL.leastSize()) {
      return "";
    }
    MetricValue tau =
        Correlation.KENDALL.compute(Arrays.copyOf(left, size), Arrays.copyOf(right, size));
    return tau.constant() ? "" : Page.number(tau.reported(), 2);
  }

  /** What the space's published table has of full trainings. */
  private static Map<String, float[]> published(BenchmarkTableFile table) {
    Optional<BenchmarkTableFile> known = PublishedTables.bySpace(table.header().getSpace());
    Map<String, float[]> columns = new LinkedHashMap<>();
    if (known.isEmpty()) {
      return columns;
    }
    int longest =
        known.get().metrics().stream().mapToInt(MetricDescription::getEpochs).max().orElse(0);
    for (MetricDescription metric : known.get().metrics()) {
      if (metric.getEpochs() == longest && longest > 0) {
        float[] column = new float[Math.toIntExact(table.rows())];
        for (int row = 0; row < column.length; row++) {
          OptionalLong found = known.get().findAny(table.architecture(row));
          column[row] =
              found.isPresent()
                  ? known.get().value(found.getAsLong(), metric.getName())
                  : Float.NaN;
        }
        columns.put(metric.getName(), column);
      }
    }
    return columns;
  }

  private static String number(double value) {
    return Double.isNaN(value) ? "" : String.format(Locale.ROOT, "%.6g", value);
  }
}
