package org.lambdanas.search.cli.predictors;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.lambdanas.predictors.evaluation.EvaluationPlan;
import org.lambdanas.predictors.evaluation.EvaluationSummary;
import org.lambdanas.predictors.metric.Correlation;
import org.lambdanas.predictors.registry.Predictors;
import org.lambdanas.predictors.table.BenchmarkTableFile;
import org.lambdanas.proto.v1.BackendConfig;
import org.lambdanas.proto.v1.EvaluationConfig;
import org.lambdanas.proto.v1.EvaluationResult;
import org.lambdanas.proto.v1.EvaluationScores;
import org.lambdanas.proto.v1.PredictorScore;
import org.lambdanas.proto.v1.TrialScore;
import org.lambdanas.search.cli.option.FanOutOptions;
import org.lambdanas.search.cli.option.TableOption;
import org.lambdanas.search.cli.run.RunVerb;
import org.lambdanas.search.cli.verb.ExitCode;
import org.lambdanas.search.cli.verb.Lines;
import org.lambdanas.search.cli.verb.Result;
import org.lambdanas.search.evaluation.EvaluationRun;
import org.lambdanas.search.run.RunKind;
import org.lambdanas.search.run.RunProcess;
import org.lambdanas.search.run.RunWork;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Evaluates predictors on a benchmark table. */
@Command(
    name = "evaluate",
    header = "Measure how well predictors rank the architectures of a table.",
    description =
        "Trials have test and training sets that share nothing, at every train size and "
            + "fidelity, with the same draws for every predictor. Ctrl-C keeps what is done; "
            + "--resume goes on from it.",
    footer =
        "lnas predictors evaluate --table nasbench201 --metric "
            + "cifar10valid_test_200ep_seed888 --predictors gp,rf --train-sizes 24,121 --trials 2")
final class EvaluateVerb extends RunVerb<EvaluationConfig, EvaluationResult> {

  @Mixin private TableOption table = new TableOption();

  @Mixin private EvaluationOptions options = new EvaluationOptions();

  @Mixin private FanOutOptions backend = new FanOutOptions("points are measured");

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Points measured at a time (default: 1). Changes nothing but measured times.")
  private int threads = 1;

  private @Nullable BenchmarkTableFile opened;

  EvaluateVerb() {
    super(RunKind.EVALUATION);
  }

  @Override
  protected Result execute() {
    requireAtLeast(1, "--threads", threads);
    requireEffect(backend.withoutEffect("--threads"), backend.instead("--threads"));
    return super.execute();
  }

  private BenchmarkTableFile open() {
    if (opened == null) {
      opened = table.open();
    }
    return opened;
  }

  @Override
  public EvaluationConfig config() {
    EvaluationConfig config =
        EvaluationPlan.complete(
            options.resolve(open(), this::usage, progress()), open(), Predictors::byId);
    EvaluationPlan.check(config, open(), Predictors::byId);
    return config;
  }

  @Override
  public void refuseOthers(String complete) {
    refuseBeside(complete, options.names());
  }

  @Override
  public EvaluationConfig moved(EvaluationConfig config) {
    EvaluationPlan.check(config, open(), Predictors::byId);
    return config;
  }

  @Override
  public String name(EvaluationConfig config) {
    return "evaluate-" + config.getTable().replaceAll("[^A-Za-z0-9_.-]", "_");
  }

  @Override
  public RunWork<EvaluationConfig, EvaluationResult> work(
      EvaluationConfig config, RunProcess process, Optional<Path> resumed) {
    resumed.ifPresent(folder -> progress().println("resuming " + folder));
    progress().println("first the smallest budgets of each predictor, to tell how long all take");
    Optional<BackendConfig> where = backend.backend();
    int atATime = where.map(BackendConfig::getWorkers).orElse(threads);
    EvaluationProgress shown = new EvaluationProgress(progress(), config, atATime);
    return where
        .map(asked -> new EvaluationRun(config, open(), table.name(), asked, shown))
        .orElseGet(() -> new EvaluationRun(config, open(), Predictors::byId, threads, shown));
  }

  @Override
  public String again() {
    return table.argument();
  }

  @Override
  public Result result(Path folder, EvaluationResult result) {
    EvaluationText text = new EvaluationText(result);
    EvaluationScores scores = text.scores(folder);
    Lines lines = text.lines().add("Folder: " + scores.getRunDir());
    best(scores)
        .ifPresent(
            best ->
                lines.next(
                    "lnas predictors fit --predictor",
                    best.getPredictor(),
                    "--table",
                    Path.of(table.name()),
                    "--metric",
                    Path.of(result.getConfig().getMetric()),
                    "--sample",
                    best.getTrainSize(),
                    "--output",
                    Path.of(best.getPredictor() + ".binpb")));
    return new Result(lines.list(), scores, text.allFailed() ? ExitCode.FAILURE : ExitCode.OK);
  }

  /** Of those that are fitted, with their own encoding, on architectures alone. */
  private static Optional<PredictorScore> best(EvaluationScores scores) {
    return scores.getPointsList().stream()
        .filter(score -> score.getTrainSize() > 0 && score.getFidelity() == 0)
        .filter(score -> score.getTrials() > 0 && !score.getPredictor().contains(":"))
        .max(
            Comparator.comparingDouble(
                score ->
                    EvaluationSummary.of(score, Correlation.KENDALL)
                        .map(TrialScore::getMean)
                        .orElse(Double.NEGATIVE_INFINITY)));
  }
}
