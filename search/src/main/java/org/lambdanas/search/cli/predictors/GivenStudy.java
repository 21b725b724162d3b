package org.lambdanas.search.cli.predictors;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.proto.v1.PredictorStudyConfig;
import org.lambdanas.proto.v1.PredictorStudyResult;
import org.lambdanas.search.run.RunFolder;
import org.lambdanas.search.run.RunKind;
import org.lambdanas.search.study.ShippedStudy;

/** A study that somebody made: its folder, or the file that {@code --output} wrote. */
final class GivenStudy {

  private GivenStudy() {}

  /**
   * Reads one that is done.
   *
   * @throws DataException if it is no study, or not done
   */
  static PredictorStudyResult read(Path path) {
    return read(
        path,
        folder -> {
          folder.requireDone();
          return folder.result();
        });
  }

  /**
   * Reads one.
   *
   * @param open what to do with one that is not done
   * @throws DataException if it is no study
   */
  static PredictorStudyResult read(
      Path path,
      Function<RunFolder<PredictorStudyConfig, PredictorStudyResult>, PredictorStudyResult> open) {
    if (!Files.isDirectory(path)) {
      return ShippedStudy.open(path);
    }
    RunFolder<PredictorStudyConfig, PredictorStudyResult> folder =
        RunFolder.open(path, RunKind.STUDY);
    return folder.isDone() ? folder.result() : open.apply(folder);
  }
}
