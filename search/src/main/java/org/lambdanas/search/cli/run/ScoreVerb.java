package org.lambdanas.search.cli.run;

import static java.util.stream.Collectors.joining;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.lambdanas.graph.score.Measure;
import org.lambdanas.graph.score.Measures;
import org.lambdanas.graph.score.Scores;
import org.lambdanas.graph.space.SearchSpace;
import org.lambdanas.graph.space.SearchSpaces;
import org.lambdanas.proto.v1.BackendConfig;
import org.lambdanas.proto.v1.MeasureSummary;
import org.lambdanas.proto.v1.ScoredArchitecture;
import org.lambdanas.proto.v1.ScoredRow;
import org.lambdanas.proto.v1.ScoringConfig;
import org.lambdanas.proto.v1.ScoringResult;
import org.lambdanas.search.cli.option.FanOutOptions;
import org.lambdanas.search.cli.verb.Lines;
import org.lambdanas.search.cli.verb.Result;
import org.lambdanas.search.run.Durations;
import org.lambdanas.search.run.RunKind;
import org.lambdanas.search.run.RunProcess;
import org.lambdanas.search.run.RunWork;
import org.lambdanas.search.scoring.ScoringRun;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Scores architectures without training. */
@Command(
    name = "score",
    header = "Score architectures without training them.",
    description =
        "Writes a table of training-free measures. Ctrl-C keeps what is done; --resume "
            + "goes on from it.",
    footer = {
      "lnas score "
          + "'|nor_conv_3x3~0|+|none~0|nor_conv_1x1~1|+|skip_connect~0|none~1|nor_conv_3x3~2|'",
      "lnas score --sample 100 --measures params,nwot,jacov",
      "lnas score --all --rank-by az_nas --output ranking.csv"
    })
public final class ScoreVerb extends RunVerb<ScoringConfig, ScoringResult> {

  @Mixin private ScoreOptions options = new ScoreOptions();

  @Mixin private FanOutOptions backend = new FanOutOptions("networks are scored");

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Networks scored at a time (default: one for each processor). Changes nothing.")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Option(names = "--list", description = "Say which measures there are, and score nothing.")
  private boolean list;

  public ScoreVerb() {
    super(RunKind.SCORES);
  }

  @Override
  protected Result execute() {
    requireAtLeast(1, "--threads", threads);
    requireEffect(backend.withoutEffect("--threads"), backend.instead("--threads"));
    return list ? measures() : super.execute();
  }

  private static Result measures() {
    Lines lines = new Lines();
    ScoringResult.Builder result = ScoringResult.newBuilder();
    for (Measure measure : Measures.withVariants()) {
      lines.add("%-28s %s", measure.id(), measure.summary());
      result.addMeasuresBuilder().setMeasure(measure.id());
    }
    return Result.ok(lines, result.buildPartial());
  }

  @Override
  public ScoringConfig config() {
    return options.resolve(this::usage);
  }

  @Override
  public void refuseOthers(String complete) {
    refuseBeside(complete, options.namesOfWhatIsKept());
    if (!options.arguments().isEmpty()) {
      throw usage(
          complete
              + " brings its own architectures: leave out '"
              + options.arguments().get(0)
              + "'");
    }
  }

  @Override
  public String name(ScoringConfig config) {
    return "scores-" + config.getScores().getSpace();
  }

  @Override
  public RunWork<ScoringConfig, ScoringResult> work(
      ScoringConfig config, RunProcess process, Optional<Path> resumed) {
    ScoringConfig.Builder moved = config.toBuilder();
    options.data().moveTo(moved.getScoresBuilder().getDataBuilder());
    resumed.ifPresent(folder -> progress().println("resuming " + folder));
    Optional<BackendConfig> where = backend.backend();
    if (where.isPresent() && config.getTimed()) {
      throw usage("--timed measures what this process takes: leave out --backend");
    }
    Progress shown = new Progress(progress(), where.map(BackendConfig::getWorkers).orElse(threads));
    ScoringRun run =
        where
            .map(asked -> new ScoringRun(moved.build(), asked, shown))
            .orElseGet(() -> new ScoringRun(moved.build(), threads, shown));
    progress()
        .println(
            ImageOptions.line(
                moved.getScores().getData(),
                run.scorer().images(),
                "%d images, batches of %d"
                    .formatted(run.scorer().images().size(), config.getScores().getBatchSize())));
    return run;
  }

  @Override
  public String again() {
    return options.data().argument();
  }

  @Override
  public Result result(Path folder, ScoringResult result) {
    ScoringResult printed = result.toBuilder().setRunDir(folder.toString()).build();
    Lines lines = new Lines();
    first(printed, lines);
    lines.add("%-28s %12s %12s %12s %10s", "", "least", "median", "largest", "known of");
    for (MeasureSummary measure : printed.getMeasuresList()) {
      lines.add(
          "%-28s %12.6g %12.6g %12.6g %10d",
          measure.getMeasure(),
          measure.getLeast(),
          measure.getMedian(),
          measure.getLargest(),
          measure.getDetermined());
    }
    if (printed.getDisconnected() > 0) {
      lines.add(
          "%d networks have no path from images to logits: they come last, with %.0f.",
          printed.getDisconnected(), Scores.LAST);
    }
    lines.add(
        "%d architectures by %d networks in %.1f s (%.2f s a network), written to %s",
        printed.getRows(),
        printed.getNetworks(),
        printed.getSeconds(),
        printed.getNetworkSeconds() / Math.max(1, printed.getNetworks()),
        printed.getTable());
    lines
        .add("Folder: " + printed.getRunDir())
        .next("lnas table info --table", Path.of(printed.getTable()));
    return Result.ok(lines, printed);
  }

  /** The first rows of the table, best first if they are ranked. */
  private static void first(ScoringResult result, Lines lines) {
    if (result.getFirstCount() == 0) {
      return;
    }
    SearchSpace space = SearchSpaces.byId(result.getConfig().getScores().getSpace());
    List<String> names = result.getMeasuresList().stream().map(MeasureSummary::getMeasure).toList();
    lines.add(
        "%s  architecture%s",
        names.stream().map(name -> padded(name, name)).collect(joining(" ")),
        result.getConfig().getRankBy().isEmpty()
            ? ""
            : ", best first by " + result.getConfig().getRankBy());
    for (ScoredRow row : result.getFirstList()) {
      StringBuilder text = new StringBuilder();
      for (int m = 0; m < names.size(); m++) {
        double score = row.getScores(m);
        text.append(
            padded(
                names.get(m),
                Double.isNaN(score) ? "-" : String.format(Locale.ROOT, "%.6g", score)));
        text.append(' ');
      }
      lines.add("%s %s", text, space.format(row.getArchitecture()));
    }
    lines.add("");
  }

  private static String padded(String name, String text) {
    return " ".repeat(Math.max(0, Math.max(12, name.length()) - text.length())) + text;
  }

  /** Says after some networks how long the others take, and now and then how far it is. */
  private static final class Progress implements ScoringRun.Listener {

    private static final long LINE_EVERY_NANOS = 2_000_000_000L;

    private final PrintWriter out;
    private final int threads;
    private int scored;
    private int before;
    private long started;
    private long lastLine;

    Progress(PrintWriter out, int threads) {
      this.out = out;
      this.threads = threads;
    }

    @Override
    public void begins(int rows, int networks, int open) {
      scored = networks - open;
      from(System.nanoTime());
      out.println(
          "%d architectures are %d networks%s, %d at a time"
              .formatted(
                  rows,
                  networks,
                  scored > 0 ? ", " + scored + " of them scored" : "",
                  Math.min(threads, Math.max(1, open))));
    }

    @Override
    public void expects(double seconds) {
      out.println(Foreseen.line("the first networks", seconds));
      out.println(Faster.half("networks"));
      from(System.nanoTime());
    }

    private void from(long now) {
      before = scored;
      started = now;
      lastLine = now;
    }

    @Override
    public void done(ScoredArchitecture network, int done, int of) {
      scored = done;
      long now = System.nanoTime();
      if (now - lastLine >= LINE_EVERY_NANOS && done < of) {
        lastLine = now;
        double perNetwork = (now - started) / 1e9 / (done - before);
        out.println(
            String.format(
                Locale.ROOT,
                "%d/%d networks, %.2f a second, %s left",
                done,
                of,
                1 / perNetwork,
                Durations.text(perNetwork * (of - done))));
      }
    }
  }
}
