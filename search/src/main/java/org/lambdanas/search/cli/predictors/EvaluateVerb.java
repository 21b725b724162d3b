package org.lambdanas.search.cli.predictors;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.lambdanas.predictors.evaluation.Evaluation;
import org.lambdanas.predictors.evaluation.EvaluationPlan;
import org.lambdanas.predictors.evaluation.PredictorNames;
import org.lambdanas.predictors.metric.Correlation;
import org.lambdanas.predictors.registry.Predictors;
import org.lambdanas.predictors.table.BenchmarkTableFile;
import org.lambdanas.proto.v1.BackendConfig;
import org.lambdanas.proto.v1.EvaluationConfig;
import org.lambdanas.proto.v1.EvaluationPoint;
import org.lambdanas.proto.v1.EvaluationResult;
import org.lambdanas.proto.v1.EvaluationScores;
import org.lambdanas.proto.v1.Feature;
import org.lambdanas.search.cli.option.FanOutOptions;
import org.lambdanas.search.cli.option.TableOption;
import org.lambdanas.search.cli.run.RunVerb;
import org.lambdanas.search.cli.verb.ExitCode;
import org.lambdanas.search.cli.verb.Result;
import org.lambdanas.search.evaluation.EvaluationRun;
import org.lambdanas.search.run.Durations;
import org.lambdanas.search.run.RunKind;
import org.lambdanas.search.run.RunProcess;
import org.lambdanas.search.run.RunWork;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Evaluates predictors on a benchmark table. */
@Command(
    name = "evaluate",
    description = {
      "Measure how well predictors rank the architectures of a benchmark table: trials with test",
      "and training sets that share nothing, at every train size and fidelity, with the same draws",
      "for every predictor. Ctrl-C keeps what is done; --resume goes on from it."
    })
final class EvaluateVerb extends RunVerb<EvaluationConfig, EvaluationResult> {

  /** Predictors that the forecast names. */
  private static final int MOST_NAMED = 4;

  private static final long LINE_EVERY_NANOS = 2_000_000_000L;

  @Mixin private TableOption table = new TableOption();

  @Mixin private EvaluationOptions options = new EvaluationOptions();

  @Mixin private FanOutOptions backend = new FanOutOptions("points are measured");

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = {"Points measured at a time (default: 1). Changes nothing but measured times."})
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
  public void refuseBesideResume() {
    refuseBeside("--resume", options.names());
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
    Progress shown = new Progress(progress(), config, atATime);
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
    return new Result(
        text.lines().add("Folder: " + scores.getRunDir()).list(),
        scores,
        text.allFailed() ? ExitCode.FAILURE : ExitCode.OK);
  }

  /** A line now and then, and one for each new reason to fail. */
  private static final class Progress implements Evaluation.Listener {

    private final PrintWriter out;
    private final List<String> names;
    private final int threads;
    private final Set<String> reasons = new HashSet<>();
    private long lastLine = System.nanoTime() - LINE_EVERY_NANOS;

    Progress(PrintWriter out, EvaluationConfig config, int threads) {
      this.out = out;
      this.threads = threads;
      this.names = PredictorNames.of(config);
    }

    @Override
    public void forecast(Map<Integer, Double> seconds) {
      double all = seconds.values().stream().mapToDouble(Double::doubleValue).sum();
      out.println(
          "expected: "
              + Durations.text(all / threads)
              + seconds.entrySet().stream()
                  .sorted(Map.Entry.<Integer, Double>comparingByValue().reversed())
                  .limit(MOST_NAMED)
                  .map(e -> names.get(e.getKey()) + " " + Durations.text(e.getValue()))
                  .collect(Collectors.joining(", ", ", most of it for ", "")));
    }

    @Override
    public void done(EvaluationPoint point, int done, int of) {
      String name = names.get(point.getPredictor());
      if (!point.getFailure().isEmpty()) {
        if (reasons.add(name + point.getFailure())) {
          out.println("failed: " + name + " at " + budget(point) + ": " + point.getFailure());
        }
        return;
      }
      long now = System.nanoTime();
      if (now - lastLine < LINE_EVERY_NANOS && done < of) {
        return;
      }
      lastLine = now;
      out.println(
          String.format(
              Locale.ROOT,
              "%d/%d  %s, %s, trial %d: tau %.3f, fit %.2f s",
              done,
              of,
              name,
              budget(point),
              point.getTrial(),
              point.getMetricsList().stream()
                  .filter(metric -> metric.getName().equals(Correlation.KENDALL.id()))
                  .mapToDouble(Feature::getValue)
                  .findFirst()
                  .orElse(Double.NaN),
              point.getFitSeconds()));
    }

    private static String budget(EvaluationPoint point) {
      if (point.getTrainSize() == 0 && point.getFidelity() == 0) {
        return "no training";
      }
      return (point.getTrainSize() > 0 ? "n " + point.getTrainSize() : "")
          + (point.getTrainSize() > 0 && point.getFidelity() > 0 ? ", " : "")
          + (point.getFidelity() > 0 ? "epochs " + point.getFidelity() : "");
    }
  }
}
