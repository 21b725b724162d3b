package org.lambdanas.search.cli.predictors;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.interchange.AtomicFile;
import org.lambdanas.graph.interchange.EnumNames;
import org.lambdanas.predictors.registry.Predictors;
import org.lambdanas.predictors.table.BenchmarkTableFile;
import org.lambdanas.proto.v1.BackendConfig;
import org.lambdanas.proto.v1.EvaluationConfig;
import org.lambdanas.proto.v1.EvaluationResult;
import org.lambdanas.proto.v1.PredictorStudyConfig;
import org.lambdanas.proto.v1.PredictorStudyResult;
import org.lambdanas.proto.v1.StudyForecast;
import org.lambdanas.search.cli.option.FanOutOptions;
import org.lambdanas.search.cli.run.RunVerb;
import org.lambdanas.search.cli.verb.Lines;
import org.lambdanas.search.cli.verb.Result;
import org.lambdanas.search.evaluation.EvaluationRun;
import org.lambdanas.search.report.StudyReport;
import org.lambdanas.search.run.Durations;
import org.lambdanas.search.run.RunKind;
import org.lambdanas.search.run.RunProcess;
import org.lambdanas.search.run.RunWork;
import org.lambdanas.search.study.JoinedStudy;
import org.lambdanas.search.study.PredictorStudy;
import org.lambdanas.search.study.ShippedStudy;
import org.lambdanas.search.study.StudyPlan;
import org.lambdanas.search.study.StudySummary;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Studies which predictor to use at which budget. */
@Command(
    name = "study",
    header = "Study which predictor to use at which budget.",
    description =
        "Evaluates predictors on one table after another, and works out who is "
            + "Pareto-optimal, the best at each budget, and what published statements come to. "
            + "Ctrl-C keeps what is done; --resume goes on from it. --shipped shows the study "
            + "that comes with the program.",
    footer = {
      "lnas study --shipped",
      "lnas study --table nasbench201#cifar100_test_200ep_seed888 --predictors gp,rf "
          + "--train-sizes 14,42 --trials 2"
    })
public final class StudyVerb extends RunVerb<PredictorStudyConfig, PredictorStudyResult> {

  private static final String SHIPPED = "--shipped";
  private static final String JOIN = "--join";

  private static final String PAGE = "--page";

  @Mixin private StudiedTables tables = new StudiedTables();

  @Mixin private StudyOptions options = new StudyOptions();

  @Mixin private FanOutOptions backend = new FanOutOptions("points are measured");

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Points measured at a time (default: 1). Changes nothing but measured times.")
  private int threads = 1;

  @Option(
      names = "--dry-run",
      description =
          "Measure the smallest budgets, say what would be measured and how long it would take,"
              + " and stop.")
  private boolean dryRun;

  @Option(names = SHIPPED, description = "Show the study that comes with the program, and stop.")
  private boolean shipped;

  @Option(
      names = JOIN,
      paramLabel = "STUDY",
      description =
          "Show studies as one: folders of studies, or what --output wrote; may be repeated. They"
              + " have other tables, or other predictors, budgets or trials of the same draws. Of"
              + " one that is not done, what is done counts; --table says where its tables are.")
  private List<Path> joined = List.of();

  @Option(
      names = "--output",
      paramLabel = "FILE",
      description = "Write the study there too, in the form in which a program comes with it.")
  private @Nullable Path output;

  @Option(
      names = PAGE,
      paramLabel = "FILE",
      description = "With --shipped or --join, write the page; runs have theirs.")
  private @Nullable Path page;

  public StudyVerb() {
    super(RunKind.STUDY);
  }

  @Override
  protected Result execute() {
    requireAtLeast(1, "--threads", threads);
    requireEffect(backend.withoutEffect("--threads"), backend.instead("--threads"));
    if (shipped) {
      requireEffect(options.names(), SHIPPED);
      requireEffect(
          List.of("--table", "--resume", "--run-dir", "--dry-run", "--output", "--backend"),
          SHIPPED);
      requireEffect(List.of(JOIN), SHIPPED);
      return withPage(ShippedStudy.require(), Optional.empty());
    }
    if (!joined.isEmpty()) {
      requireEffect(options.names(), JOIN);
      requireEffect(List.of("--resume", "--run-dir", "--dry-run", "--backend", "--threads"), JOIN);
      return withPage(
          written(JoinedStudy.of(joined.stream().map(this::study).toList())),
          Optional.ofNullable(output));
    }
    requireEffect(List.of(PAGE), "a study of one's own, whose folder has its page");
    if (dryRun && !isGiven("--resume")) {
      requireEffect(List.of("--output", "--run-dir"), "--dry-run");
      StudyPlan plan = plan();
      return Result.ok(
          planned(plan),
          StudyForecast.newBuilder()
              .setConfig(plan.config())
              .setPoints(plan.points())
              .setSeconds(plan.seconds())
              .build());
    }
    return super.execute();
  }

  @Override
  public PredictorStudyConfig config() {
    StudyPlan plan = plan();
    planned(plan).list().forEach(line -> progress().println(line));
    return plan.config();
  }

  private StudyPlan plan() {
    List<StudiedTables.Studied> studied = tables.all(this::usage);
    StudyPlan plan = options.plan(studied, progress()::println, this::usage);
    if (plan.config().getEvaluationsCount() == 0) {
      throw new ConfigException(
          "there is nothing to study: " + String.join("; ", plan.config().getLeftOutList()));
    }
    return plan;
  }

  private Lines planned(StudyPlan plan) {
    Lines lines = new Lines();
    for (EvaluationConfig evaluation : plan.config().getEvaluationsList()) {
      lines.add(
          "%s: %d predictors, %d trials, test sets of %d%s%s",
          heading(evaluation),
          evaluation.getPredictorsCount(),
          evaluation.getTrials(),
          evaluation.getTestSize(),
          evaluation.getTrainSizesCount() == 0
              ? ""
              : ", train sizes " + evaluation.getTrainSizesList(),
          evaluation.getFidelitiesCount() == 0 ? "" : ", epochs " + evaluation.getFidelitiesList());
    }
    plan.config().getLeftOutList().forEach(what -> lines.add("left out: " + what));
    int atATime = backend.backend().map(BackendConfig::getWorkers).orElse(threads);
    return lines.add(
        "%d points, expected: %s", plan.points(), Durations.text(plan.seconds() / atATime));
  }

  static String heading(EvaluationConfig evaluation) {
    return "%s, %s, %s test sets"
        .formatted(
            evaluation.getTable(), evaluation.getMetric(), EnumNames.of(evaluation.getTestSet()));
  }

  @Override
  public void refuseOthers(String complete) {
    refuseBeside(complete, options.names());
  }

  @Override
  public String name(PredictorStudyConfig config) {
    return "study";
  }

  @Override
  public RunWork<PredictorStudyConfig, PredictorStudyResult> work(
      PredictorStudyConfig config, RunProcess process, Optional<Path> resumed) {
    resumed.ifPresent(folder -> progress().println("resuming " + folder));
    return new PredictorStudy(config, process, new Evaluated());
  }

  @Override
  public String again() {
    return tables.arguments();
  }

  private PredictorStudyResult study(Path path) {
    return GivenStudy.read(path, open -> PredictorStudy.soFar(open, tables::of));
  }

  private Result withPage(PredictorStudyResult study, Optional<Path> kept) {
    if (page != null) {
      AtomicFile.write(page, StudyReport.html(study).getBytes(UTF_8));
      progress().println("written to " + page);
    }
    return shown(study, kept);
  }

  private PredictorStudyResult written(PredictorStudyResult study) {
    if (output != null) {
      ShippedStudy.write(output, study);
      progress().println("written to " + output);
    }
    return study;
  }

  @Override
  public Result result(Path folder, PredictorStudyResult result) {
    written(result);
    return shown(result.toBuilder().setRunDir(folder.toString()).build(), Optional.of(folder));
  }

  /**
   * Shows a study.
   *
   * @param kept where it can be asked afterwards, if it is not the one that comes with the program
   */
  private Result shown(PredictorStudyResult result, Optional<Path> kept) {
    PredictorStudyResult complete = StudySummary.with(result).build();
    Lines lines = StudyText.of(complete);
    if (shipped || kept.isPresent()) {
      StudyText.next(complete, kept, lines);
    }
    return Result.ok(lines, complete);
  }

  /** Shows each evaluation like one alone, under a heading. */
  private final class Evaluated implements PredictorStudy.Evaluator {

    @Override
    public BenchmarkTableFile table(EvaluationConfig own) {
      return tables.of(own);
    }

    @Override
    public RunWork<EvaluationConfig, EvaluationResult> work(EvaluationConfig own) {
      Optional<BackendConfig> where = backend.backend();
      EvaluationProgress shown =
          new EvaluationProgress(
              progress(), own, where.map(BackendConfig::getWorkers).orElse(threads));
      return where
          .map(asked -> new EvaluationRun(own, table(own), tables.nameOf(own), asked, shown))
          .orElseGet(() -> new EvaluationRun(own, table(own), Predictors::byId, threads, shown));
    }

    @Override
    public void begins(EvaluationConfig own, int done, int of) {
      progress().println("%s (%d/%d)".formatted(heading(own), done + 1, of));
    }

    @Override
    public void found(EvaluationConfig own, int done, int of) {
      progress().println("%s (%d/%d): done before".formatted(heading(own), done + 1, of));
    }
  }
}
