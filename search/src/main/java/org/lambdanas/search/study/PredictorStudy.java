package org.lambdanas.search.study;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.ByteString;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.interchange.Checksums;
import org.lambdanas.predictors.table.BenchmarkTableFile;
import org.lambdanas.proto.v1.EvaluationConfig;
import org.lambdanas.proto.v1.EvaluationResult;
import org.lambdanas.proto.v1.PredictorStudyConfig;
import org.lambdanas.proto.v1.PredictorStudyResult;
import org.lambdanas.search.run.Run;
import org.lambdanas.search.run.RunFolder;
import org.lambdanas.search.run.RunKind;
import org.lambdanas.search.run.RunPart;
import org.lambdanas.search.run.RunProcess;
import org.lambdanas.search.run.RunWork;

/**
 * A study of predictors as a run: one evaluation after another, each in a folder of its own within.
 * What is done is not done again. When all are done, the folder has {@code scores.csv}, {@code
 * pareto.csv}, {@code winners.csv} and {@code statements.csv} (see {@link StudyCsv}).
 */
public final class PredictorStudy implements RunWork<PredictorStudyConfig, PredictorStudyResult> {

  private final PredictorStudyConfig config;
  private final RunProcess process;
  private final Evaluator evaluator;

  /**
   * A study.
   *
   * @param config as {@link StudyPlan} makes it
   */
  public PredictorStudy(PredictorStudyConfig config, RunProcess process, Evaluator evaluator) {
    this.config = config;
    this.process = process;
    this.evaluator = evaluator;
    // Tables that are not there are missed before there is a folder.
    config.getEvaluationsList().forEach(evaluator::table);
  }

  /** Does the evaluations of a study, and is told of each. */
  public interface Evaluator {

    /**
     * The table of an evaluation.
     *
     * @throws org.lambdanas.graph.error.ConfigException if it is not at hand
     */
    BenchmarkTableFile table(EvaluationConfig own);

    /** The work of an evaluation. */
    RunWork<EvaluationConfig, EvaluationResult> work(EvaluationConfig own);

    /** An evaluation begins or goes on, after {@code done} of {@code of}. */
    void begins(EvaluationConfig own, int done, int of);

    /** An evaluation was done before. */
    void found(EvaluationConfig own, int done, int of);
  }

  @Override
  public RunProcess.Input input() {
    ByteString tables =
        config.getEvaluationsList().stream()
            .map(EvaluationConfig::getTableSha256)
            .reduce(ByteString.EMPTY, ByteString::concat);
    return new RunProcess.Input(config.getEvaluations(0).getSeed(), Checksums.sha256(tables), 0);
  }

  @Override
  public Optional<PredictorStudyResult> run(
      Run<PredictorStudyConfig, PredictorStudyResult> run, BooleanSupplier stopRequested) {
    PredictorStudyResult.Builder study =
        PredictorStudyResult.newBuilder().setConfig(config).setProvenance(run.provenance());
    int of = config.getEvaluationsCount();
    for (int i = 0; i < of; i++) {
      EvaluationConfig own = config.getEvaluations(i);
      RunPart<EvaluationConfig, EvaluationResult> part = part(run.path(), i, own);
      Optional<EvaluationResult> found = part.done();
      if (found.isPresent()) {
        evaluator.found(own, i, of);
      }
      Optional<EvaluationResult> done =
          found.isPresent() ? found : evaluate(part, i, stopRequested);
      if (done.isEmpty()) {
        return Optional.empty();
      }
      study
          .addTables(StudyTables.of(done.get(), evaluator.table(own)))
          .setSeconds(study.getSeconds() + StudyTables.seconds(done.get()));
    }
    PredictorStudyResult result = study.build();
    PredictorStudyResult complete = StudySummary.with(result).build();
    run.write("scores.csv", StudyCsv.scores(complete).getBytes(UTF_8));
    run.write("pareto.csv", StudyCsv.pareto(complete).getBytes(UTF_8));
    run.write("winners.csv", StudyCsv.winners(complete).getBytes(UTF_8));
    run.write("statements.csv", StudyCsv.statements(complete).getBytes(UTF_8));
    run.finish(result);
    return Optional.of(result);
  }

  /**
   * What a study that is not done has come to so far: the evaluations that are.
   *
   * @param tables finds the table of an evaluation
   * @throws DataException if none is done
   */
  public static PredictorStudyResult soFar(
      RunFolder<PredictorStudyConfig, PredictorStudyResult> folder,
      Function<EvaluationConfig, BenchmarkTableFile> tables) {
    PredictorStudyConfig config = folder.config();
    PredictorStudyResult.Builder study =
        PredictorStudyResult.newBuilder().setProvenance(folder.provenance());
    study.getConfigBuilder().addAllLeftOut(config.getLeftOutList());
    for (int i = 0; i < config.getEvaluationsCount(); i++) {
      EvaluationConfig own = config.getEvaluations(i);
      part(folder.path(), i, own)
          .done()
          .ifPresent(
              result -> {
                study
                    .addTables(StudyTables.of(result, tables.apply(own)))
                    .setSeconds(study.getSeconds() + StudyTables.seconds(result));
                study.getConfigBuilder().addEvaluations(own);
              });
    }
    if (study.getTablesCount() == 0) {
      throw new DataException(folder.path() + ": none of the study's evaluations is done");
    }
    return study.build();
  }

  private static RunPart<EvaluationConfig, EvaluationResult> part(
      Path study, int place, EvaluationConfig own) {
    return new RunPart<>(
        new RunFolder<>(study.resolve(StudyPlan.folder(place, own)), RunKind.EVALUATION), own);
  }

  private Optional<EvaluationResult> evaluate(
      RunPart<EvaluationConfig, EvaluationResult> part, int done, BooleanSupplier stopRequested) {
    if (stopRequested.getAsBoolean()) {
      return Optional.empty();
    }
    evaluator.begins(part.config(), done, config.getEvaluationsCount());
    try (RunWork<EvaluationConfig, EvaluationResult> work = evaluator.work(part.config());
        Run<EvaluationConfig, EvaluationResult> evaluation = part.open(process, work.input())) {
      return work.run(evaluation, stopRequested);
    }
  }
}
