package org.lambdanas.predictors.evaluation;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.file.Files;
import java.nio.file.Path;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.interchange.AtomicFile;
import org.lambdanas.graph.interchange.Messages;
import org.lambdanas.proto.v1.EvaluationConfig;
import org.lambdanas.proto.v1.EvaluationResult;
import org.lambdanas.proto.v1.RunProvenance;

/**
 * The folder of an evaluation: {@code evaluation.txtpb} (resolved configuration), {@code run.binpb}
 * (provenance), {@code points.log} (what is done so far), and when all is done {@code results.csv}
 * (every point), {@code summary.csv} (means over the trials) and {@code result.binpb}.
 *
 * @param path the folder
 */
public record EvaluationFolder(Path path) {

  private static final String CONFIG = "evaluation.txtpb";
  private static final String PROVENANCE = "run.binpb";
  private static final String POINTS = "points.log";
  private static final String RESULT = "result.binpb";

  /**
   * Makes the folder of a new evaluation.
   *
   * @param path must not hold an evaluation yet
   * @param config resolved configuration
   * @param provenance where and how it runs
   * @return the folder
   * @throws ConfigException if the folder holds an evaluation or another run
   */
  public static EvaluationFolder create(
      Path path, EvaluationConfig config, RunProvenance provenance) {
    for (String name : new String[] {CONFIG, POINTS, RESULT, PROVENANCE}) {
      if (Files.exists(path.resolve(name))) {
        throw new ConfigException(
            path + " already holds a run: resume it with --resume or choose another --run-dir");
      }
    }
    Messages.write(path.resolve(PROVENANCE), provenance);
    Messages.write(path.resolve(CONFIG), config);
    return new EvaluationFolder(path);
  }

  /**
   * Opens the folder of an earlier evaluation.
   *
   * @param path its folder
   * @return the folder
   * @throws DataException if it holds no evaluation
   */
  public static EvaluationFolder open(Path path) {
    if (!isEvaluation(path)) {
      throw new DataException(path + " holds no evaluation: there is no " + CONFIG + " in it");
    }
    return new EvaluationFolder(path);
  }

  /**
   * Whether a folder is that of an evaluation.
   *
   * @param path any folder
   * @return true if there is an evaluation's configuration in it
   */
  public static boolean isEvaluation(Path path) {
    return Files.exists(path.resolve(CONFIG));
  }

  /**
   * The resolved configuration.
   *
   * @return as it was written
   * @throws DataException if it cannot be read
   */
  public EvaluationConfig config() {
    return Messages.read(path.resolve(CONFIG), EvaluationConfig.getDefaultInstance());
  }

  /**
   * Where and how the evaluation was started.
   *
   * @return as it was written
   * @throws DataException if it cannot be read
   */
  public RunProvenance provenance() {
    return Messages.read(path.resolve(PROVENANCE), RunProvenance.getDefaultInstance());
  }

  /** Opens the log of the points that are done. */
  PointLog points() {
    return PointLog.open(path.resolve(POINTS));
  }

  /** Writes what the evaluation came to. */
  void finish(EvaluationResult result) {
    AtomicFile.write(path.resolve("results.csv"), EvaluationCsv.points(result).getBytes(UTF_8));
    AtomicFile.write(
        path.resolve("summary.csv"),
        EvaluationCsv.summary(result.getConfig(), EvaluationSummary.of(result)).getBytes(UTF_8));
    Messages.write(path.resolve(RESULT), result);
  }

  /**
   * What the evaluation came to.
   *
   * @return as it was written
   * @throws DataException if it is not done or cannot be read
   */
  public EvaluationResult result() {
    Path file = path.resolve(RESULT);
    if (!Files.exists(file)) {
      throw new DataException(
          path + " holds an evaluation that is not done: go on with --resume " + path);
    }
    return Messages.read(file, EvaluationResult.getDefaultInstance());
  }
}
