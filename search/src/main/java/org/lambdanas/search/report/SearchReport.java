package org.lambdanas.search.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import org.lambdanas.graph.interchange.TensorMessages;
import org.lambdanas.graph.space.CellSpace;
import org.lambdanas.graph.space.CellType;
import org.lambdanas.graph.space.SearchSpaces;
import org.lambdanas.predictors.table.PublishedTables;
import org.lambdanas.proto.v1.CellRecord;
import org.lambdanas.proto.v1.EpochRecord;
import org.lambdanas.proto.v1.MetricValue;
import org.lambdanas.proto.v1.MixingRecord;
import org.lambdanas.proto.v1.RunProvenance;
import org.lambdanas.proto.v1.SearchConfig;
import org.lambdanas.proto.v1.SearchMethod;
import org.lambdanas.proto.v1.SearchResult;
import org.lambdanas.proto.v1.TableRow;
import org.lambdanas.search.differentiable.Drift;
import org.lambdanas.search.differentiable.EarlyStopping;
import org.lambdanas.search.differentiable.SearchLimits;
import org.lambdanas.search.differentiable.Verdict;
import org.lambdanas.search.draw.CellDrawing;
import org.lambdanas.search.run.Durations;

/** The page of a search: what it found, whether it collapsed, and what happened on the way. */
public final class SearchReport {

  /** More cells than this are told apart in a heat map only. */
  private static final int MOST_LINES = 8;

  private final SearchConfig config;
  private final RunProvenance provenance;
  private final List<EpochRecord> epochs;
  private final Optional<SearchResult> result;
  private final CellSpace space;

  private SearchReport(
      SearchConfig config,
      RunProvenance provenance,
      List<EpochRecord> epochs,
      Optional<SearchResult> result,
      CellSpace space) {
    this.config = config;
    this.provenance = provenance;
    this.epochs = epochs;
    this.result = result;
    this.space = space;
  }

  /**
   * Writes the page.
   *
   * @param result of a search that is done
   */
  public static String html(
      SearchConfig config,
      RunProvenance provenance,
      List<EpochRecord> epochs,
      Optional<SearchResult> result) {
    CellSpace space = SearchSpaces.cellSpaceById(config.getSpace());
    return new SearchReport(config, provenance, List.copyOf(epochs), result, space).page();
  }

  private String page() {
    Page page =
        new Page(
            methodName() + " on " + config.getSpace(),
            Provenance.subtitle(
                config.getData().getDataSet(),
                config.getSeed(),
                epochs.size(),
                config.getEpochs(),
                provenance));
    if (epochs.isEmpty()) {
      page.paragraph("No epoch is done yet.");
    } else {
      found(page, derivedAfter());
      page.heading("Course of the search");
      page.figures(charts());
      page.heading("Mixing weights");
      page.paragraph(
          "The share of each operation on each edge, softmax(alpha), over the epochs, from the"
              + " smallest (faint) to the largest (strong). A search that has made up its mind has"
              + " one strong row for each edge.");
      page.figures(mixing());
    }
    Provenance.show(page, provenance, config);
    return page.html();
  }

  /** The last epoch, or the one before an eigenvalue grew and ended the search. */
  private EpochRecord derivedAfter() {
    return epochs.get(backTo().orElse(epochs.size() - 1));
  }

  private OptionalInt backTo() {
    if (result.isPresent()) {
      return result.get().getStoppedEarly()
          ? OptionalInt.of(result.get().getDerivedAfter())
          : OptionalInt.empty();
    }
    double ratio = config.getDiagnosis().getEarlyStopRatio();
    return ratio > 0 ? new EarlyStopping(ratio).backTo(epochs) : OptionalInt.empty();
  }

  private String methodName() {
    SearchMethod method = config.getMethod();
    return switch (method) {
      case SEARCH_METHOD_DARTS -> "DARTS";
      case SEARCH_METHOD_DARTS_SECOND_ORDER -> "DARTS, second order,";
      case SEARCH_METHOD_LAMBDA_DARTS -> "Λ-DARTS";
      default -> method.name();
    };
  }

  private void found(Page page, EpochRecord last) {
    Verdict verdict = Verdict.of(space, last.getArchitecture(), last);
    List<String> sentences = new ArrayList<>();
    sentences.add(verdict.words());
    backTo()
        .ifPresent(
            epoch ->
                sentences.add(
                    "Stopped early: the Hessian's eigenvalue grew. This is the cell of epoch "
                        + (epoch + 1)
                        + ", from before, and so are the numbers here."));
    sentences.addAll(
        SearchStory.of(space, epochs.subList(0, backTo().orElse(epochs.size() - 1) + 1)));
    page.verdict(!verdict.collapsed(), sentences);
    page.tiles(tiles(last));
    page.heading(
        epochs.size() < config.getEpochs() && backTo().isEmpty()
            ? "The cell as it would be derived now"
            : "The cell it found");
    page.drawing(
        new CellFigure(
            "Drawing of the cell " + space.format(last.getArchitecture()),
            CellDrawing.of(last.getArchitecture())));
    page.paragraph(space.format(last.getArchitecture()));
    SearchLimits.of(config)
        .kept(space, last, config.getDerivation(), last.getArchitecture())
        .ifPresent(kept -> page.paragraph(String.join(" ", SearchLimits.words(kept))));
    if (last.hasPublished()) {
      published(page, last.getPublished());
    }
  }

  private List<Page.Tile> tiles(EpochRecord last) {
    List<Page.Tile> tiles = new ArrayList<>();
    Published.headline(last)
        .ifPresent(
            value ->
                tiles.add(
                    new Page.Tile(
                        Page.number(value.getValue(), 2) + " %", value.getMetric().getName())));
    if (last.hasLambdaTrain()) {
      tiles.add(new Page.Tile(Page.number(last.getLambdaTrain(), 3), "alignment Λ, training half"));
    }
    Drift drift = Drift.of(space);
    tiles.add(new Page.Tile(percent(drift.share(last)), drift.words() + ", by the mixing weights"));
    tiles.add(
        new Page.Tile(
            Page.number(last.getValidationAccuracy(), 1) + " %", "super-network, validation half"));
    tiles.add(new Page.Tile(duration(epochs), "searching"));
    return tiles;
  }

  private static void published(Page page, TableRow row) {
    List<List<String>> rows = new ArrayList<>();
    for (MetricValue value : PublishedTables.headline(row)) {
      rows.add(
          List.of(
              value.getMetric().getName(),
              Page.number(value.getValue(), 2),
              value.getRank() + " of " + value.getOf()));
    }
    page.table(List.of("published, percent", "#value", "#rank"), rows);
  }

  /** Further lines over epochs go here. */
  private List<LineChart> charts() {
    List<Series> shares = new ArrayList<>();
    List<Series> decided = new ArrayList<>();
    for (int t = 0; t < epochs.get(0).getMixingCount(); t++) {
      int type = t;
      List<MixingRecord> mixing = epochs.stream().map(e -> e.getMixing(type)).toList();
      String name = mixing.get(0).getType();
      shares.add(Series.of("skip, " + name, 2 * t, mixing, "skip_share"));
      shares.add(Series.of("no weights, " + name, 2 * t + 1, mixing, "parameter_free_share"));
      decided.add(Series.of("largest weight, " + name, 2 * t, mixing, "maximum"));
      decided.add(Series.of("entropy, " + name, 2 * t + 1, mixing, "entropy"));
    }
    List<Series> published =
        Published.headline(epochs.get(epochs.size() - 1)).stream()
            .map(last -> Series.of(last.getMetric().getName(), 3, Published.course(epochs)))
            .toList();
    boolean regularised = config.getMethod() == SearchMethod.SEARCH_METHOD_LAMBDA_DARTS;
    return List.of(
        LineChart.of(
            "Alignment of the cells' gradients",
            List.of(
                line("Λ, training half", 0, "lambda_train"),
                line("Λ, validation half", 1, "lambda_validation"),
                line("Λ, reduction cells", 2, "lambda_train_reduction"),
                line("strength λ", 7, "lambda_strength"))),
        LineChart.of("Share of the derived cell's edges", shares),
        LineChart.of("Published accuracy of the derived cell, percent", published),
        LineChart.of(
            "Loss, nats",
            List.of(
                line("training half", 0, "train_loss"),
                line("validation half", 1, "validation_loss"),
                line("running statistics", 2, "evaluation_loss"))),
        LineChart.of(
            "Accuracy of the super-network, percent",
            List.of(
                line("training half", 0, "train_accuracy"),
                line("validation half", 1, "validation_accuracy"),
                line("running statistics", 2, "evaluation_accuracy"))),
        gradientShares(),
        LineChart.of("How decided the mixing weights are", decided),
        LineChart.of(
            "Regulariser's gradient beside the loss's",
            regularised ? List.of(line("ratio of norms", 4, "regulariser_ratio")) : List.of()),
        LineChart.of(
            "Largest eigenvalue of the Hessian in alpha",
            List.of(line("eigenvalue", 6, "hessian_eigenvalue"))),
        LineChart.of(
            "Learning rate of the weights", List.of(line("learning rate", 5, "learning_rate"))));
  }

  private LineChart gradientShares() {
    List<CellRecord> cells = epochs.get(0).getCellsList();
    List<Series> lines = new ArrayList<>();
    for (int c = 0; c < cells.size() && cells.size() <= MOST_LINES; c++) {
      lines.add(Series.of("cell " + (cells.get(c).getCell() + 1), c, share(c)));
    }
    return LineChart.of("Share of each cell in the gradient of alpha", lines);
  }

  private List<Double> share(int cell) {
    return epochs.stream()
        .map(e -> cell < e.getCellsCount() ? e.getCells(cell).getGradientShare() : Double.NaN)
        .toList();
  }

  private Series line(String name, int colour, String field) {
    return Series.of(name, colour, epochs, field);
  }

  private List<HeatMap> mixing() {
    List<HeatMap> cards = new ArrayList<>();
    for (CellType type : space.cellTypes()) {
      List<double[]> course = new ArrayList<>();
      for (EpochRecord epoch : epochs) {
        for (MixingRecord record : epoch.getMixingList()) {
          if (record.getType().equals(type.name())) {
            course.add(TensorMessages.doubles(record.getMixing(), type.edges(), type.operations()));
          }
        }
      }
      String title = "Mixing weights of the " + type.name() + " cell";
      cards.add(heat(type, course, title));
    }
    List<CellRecord> cells = epochs.get(0).getCellsList();
    if (cells.size() > MOST_LINES) {
      List<HeatMap.Row> rows = new ArrayList<>();
      for (int c = 0; c < cells.size(); c++) {
        String name = "cell " + (cells.get(c).getCell() + 1) + " " + cells.get(c).getType();
        rows.add(new HeatMap.Row(name, share(c)));
      }
      String title = "Share of each cell in the gradient of alpha";
      cards.add(new HeatMap(title, List.of(new HeatMap.Group("", rows))));
    }
    return cards;
  }

  private static HeatMap heat(CellType type, List<double[]> course, String title) {
    List<HeatMap.Group> groups = new ArrayList<>();
    for (int e = 0; e < type.edges(); e++) {
      List<HeatMap.Row> rows = new ArrayList<>();
      for (int o = 0; o < type.candidates().get(e).size(); o++) {
        int entry = e * type.operations() + o;
        rows.add(
            new HeatMap.Row(
                type.candidates().get(e).get(o).id(),
                course.stream().map(values -> values[entry]).toList()));
      }
      groups.add(new HeatMap.Group("edge " + type.topology().edges().get(e), rows));
    }
    return new HeatMap(title, groups);
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.0f %%", 100 * share);
  }

  private static String duration(List<EpochRecord> epochs) {
    return Durations.text(epochs.stream().mapToDouble(EpochRecord::getSeconds).sum());
  }

  /** The cell with the largest share of the gradient. */
  static Optional<CellRecord> dominantCell(EpochRecord record) {
    return record.getCellsList().stream()
        .max(Comparator.comparingDouble(CellRecord::getGradientShare));
  }
}
