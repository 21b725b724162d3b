package org.lambdanas.search.report;

import java.util.List;
import org.lambdanas.graph.space.SearchSpaces;
import org.lambdanas.proto.v1.Architecture;
import org.lambdanas.proto.v1.RunProvenance;
import org.lambdanas.proto.v1.TrainingConfig;
import org.lambdanas.proto.v1.TrainingEpochRecord;
import org.lambdanas.search.draw.CellDrawing;
import org.lambdanas.search.training.Training;

/** The page of a training: how good the network is, and how it became so. */
public final class TrainingReport {

  private TrainingReport() {}

  /** Writes the page. */
  public static String html(
      TrainingConfig config, RunProvenance provenance, List<TrainingEpochRecord> epochs) {
    Architecture architecture = config.getArchitecture();
    String text = SearchSpaces.of(architecture).format(architecture);
    Page page =
        new Page(
            "Training of a " + architecture.getSpace() + " cell",
            Provenance.subtitle(
                config.getData().getDataSet(),
                config.getSeed(),
                epochs.size(),
                config.getEpochs(),
                provenance));
    if (epochs.isEmpty()) {
      page.paragraph("No epoch is done yet.");
    } else {
      page.tiles(tiles(config, epochs));
    }
    page.heading("The cell");
    page.drawing(new CellFigure("Drawing of the cell " + text, CellDrawing.of(architecture)));
    page.paragraph(text);
    if (!epochs.isEmpty()) {
      page.heading("Course of the training");
      page.figures(charts(epochs));
    }
    Provenance.show(page, provenance, config);
    return page.html();
  }

  private static List<Page.Tile> tiles(TrainingConfig config, List<TrainingEpochRecord> epochs) {
    TrainingEpochRecord last = epochs.get(epochs.size() - 1);
    TrainingEpochRecord kept = Training.kept(config, epochs).orElse(last);
    return List.of(
        new Page.Tile(
            Page.number(kept.getValidationAccuracy(), 2) + " %",
            "validation accuracy of epoch " + (kept.getEpoch() + 1) + ", whose network is kept"),
        new Page.Tile(
            Page.number(last.getValidationAccuracy(), 2) + " %", "validation accuracy, last epoch"),
        new Page.Tile(
            Page.number(last.getTrainAccuracy(), 2) + " %", "training accuracy, last epoch"));
  }

  /** Plots of accuracy, loss and learning rate over the epochs. */
  static List<LineChart> charts(List<TrainingEpochRecord> epochs) {
    return List.of(
        new LineChart(
            "Accuracy, percent",
            List.of(
                Series.of("training", 0, epochs, "train_accuracy"),
                Series.of("validation", 1, epochs, "validation_accuracy"))),
        new LineChart(
            "Loss, nats",
            List.of(
                Series.of("training", 0, epochs, "train_loss"),
                Series.of("validation", 1, epochs, "validation_loss"))),
        new LineChart(
            "Learning rate", List.of(Series.of("learning rate", 5, epochs, "learning_rate"))));
  }
}
