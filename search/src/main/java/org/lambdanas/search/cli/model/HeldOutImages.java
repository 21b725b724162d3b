package org.lambdanas.search.cli.model;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.lambdanas.graph.data.ImageSet;
import org.lambdanas.graph.data.PixelValues;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.export.InferenceNetwork;
import org.lambdanas.proto.v1.TrainedNetwork;
import org.lambdanas.proto.v1.TrainingConfig;
import org.lambdanas.proto.v1.TrainingResult;
import org.lambdanas.search.judge.Answers;
import org.lambdanas.search.run.RunFolder;
import org.lambdanas.search.training.TrainingData;

/** What a trained network answers for the images that its training judged it by. */
final class HeldOutImages {

  private static final int BATCH = 100;

  private HeldOutImages() {}

  /**
   * Reads the images once more and classifies them.
   *
   * @param network without a temperature
   * @param directory where the image files are by now; empty: where they were
   * @throws ConfigException if its data set has no files and a folder is given
   * @throws DataException if they are not the images of the training
   */
  static Answers answers(
      RunFolder<TrainingConfig, TrainingResult> folder,
      TrainedNetwork network,
      Optional<Path> directory) {
    TrainingConfig.Builder config = folder.config().toBuilder();
    directory.ifPresent(path -> config.getDataBuilder().setDirectory(path.toString()));
    TrainingData data = TrainingData.load(config.build());
    byte[] trainedOn = network.getProvenance().getDataSha256().toByteArray();
    if (!Arrays.equals(data.sha256(), trainedOn)) {
      throw new DataException(
          "the images of "
              + config.getData().getDataSet()
              + " are not those of the training: name their folder with --data-dir");
    }
    ImageSet images = data.validation().images();
    Answers answers = new Answers(network.getSize().getClasses());
    try (InferenceNetwork built = InferenceNetwork.of(network)) {
      for (int first = 0; first < images.size(); first += BATCH) {
        ImageSet some = images.range(first, Math.min(first + BATCH, images.size()));
        List<float[]> rows =
            rows(built.logits(PixelValues.of(some.pixels()), some.size()), answers.classes());
        for (int i = 0; i < rows.size(); i++) {
          answers.add(rows.get(i), some.label(i));
        }
      }
    }
    return answers;
  }

  private static List<float[]> rows(double[] logits, int classes) {
    List<float[]> rows = new ArrayList<>();
    for (int start = 0; start < logits.length; start += classes) {
      float[] row = new float[classes];
      for (int c = 0; c < classes; c++) {
        row[c] = (float) logits[start + c];
      }
      rows.add(row);
    }
    return rows;
  }
}
