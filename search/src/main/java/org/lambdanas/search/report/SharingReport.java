package org.lambdanas.search.report;

import java.util.List;
import org.lambdanas.graph.interchange.EnumNames;
import org.lambdanas.graph.space.SearchSpace;
import org.lambdanas.graph.space.SearchSpaces;
import org.lambdanas.proto.v1.RankedArchitecture;
import org.lambdanas.proto.v1.RankingResult;
import org.lambdanas.proto.v1.RunProvenance;
import org.lambdanas.proto.v1.SharingConfig;
import org.lambdanas.proto.v1.TrainingEpochRecord;
import org.lambdanas.search.draw.CellDrawing;

/** The pages of a training of shared weights, and of a ranking by them. */
public final class SharingReport {

  private SharingReport() {}

  /** Writes the page of a training. */
  public static String html(
      SharingConfig config, RunProvenance provenance, List<TrainingEpochRecord> epochs) {
    Page page =
        new Page(
            "Shared weights of " + config.getSpace() + ", " + EnumNames.of(config.getMethod()),
            Provenance.subtitle(
                config.getData().getDataSet(),
                config.getSeed(),
                epochs.size(),
                config.getEpochs(),
                provenance));
    if (epochs.isEmpty()) {
      page.paragraph("No epoch is done yet.");
    } else {
      TrainingEpochRecord last = epochs.get(epochs.size() - 1);
      page.tiles(
          List.of(
              new Page.Tile(
                  Page.number(last.getValidationAccuracy(), 2) + " %",
                  "mean validation accuracy of "
                      + config.getWatched()
                      + " architectures, last epoch"),
              new Page.Tile(
                  Page.number(last.getTrainAccuracy(), 2) + " %",
                  "training accuracy, last epoch")));
      page.heading("Course of the training");
      page.figures(TrainingReport.charts(epochs));
    }
    Provenance.show(page, provenance, config);
    return page.html();
  }

  /** Writes the page of a ranking that is done. */
  public static String html(RankingResult result) {
    RankedArchitecture best = result.getBest(0);
    SearchSpace space = SearchSpaces.of(best.getArchitecture());
    Page page =
        new Page(
            "Ranking of " + space.id() + " by shared weights",
            "%d architectures, on %d images each (%s), %s"
                .formatted(
                    result.getRows(),
                    result.getImages(),
                    EnumNames.of(result.getConfig().getJudgeBy()),
                    result.getProvenance().getStarted()));
    page.tiles(
        List.of(
            new Page.Tile(Long.toString(result.getRows()), "architectures"),
            new Page.Tile(
                Long.toString(result.getClasses()), "of them compute something of their own"),
            new Page.Tile(
                Page.number(best.getLoss(), 4), "loss of the best in nats, shared weights")));
    page.heading("The best");
    page.drawing(
        new CellFigure(
            "Drawing of the cell " + space.format(best.getArchitecture()),
            CellDrawing.of(best.getArchitecture())));
    page.table(
        List.of("architecture", "#loss, nats", "#accuracy, %"),
        result.getBestList().stream()
            .map(
                ranked ->
                    List.of(
                        space.format(ranked.getArchitecture()),
                        Page.number(ranked.getLoss(), 4),
                        Page.number(ranked.getAccuracy(), 2)))
            .toList());
    Provenance.show(
        page, result.getProvenance(), result.getConfig().toBuilder().clearArchitectures().build());
    return page.html();
  }
}
