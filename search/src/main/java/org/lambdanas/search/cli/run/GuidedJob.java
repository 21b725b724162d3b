package org.lambdanas.search.cli.run;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.interchange.EnumNames;
import org.lambdanas.graph.space.NetworkSpace;
import org.lambdanas.graph.space.SearchSpaces;
import org.lambdanas.graph.tensor.ExecutionOptions;
import org.lambdanas.predictors.table.PublishedTables;
import org.lambdanas.proto.v1.ExecutionConfig;
import org.lambdanas.proto.v1.Feature;
import org.lambdanas.proto.v1.GuidedConfig;
import org.lambdanas.proto.v1.GuidedFailures;
import org.lambdanas.proto.v1.GuidedForecast;
import org.lambdanas.proto.v1.GuidedQuery;
import org.lambdanas.proto.v1.GuidedResult;
import org.lambdanas.search.budget.Budget;
import org.lambdanas.search.budget.Fronts;
import org.lambdanas.search.cli.option.TableText;
import org.lambdanas.search.cli.verb.Lines;
import org.lambdanas.search.cli.verb.Result;
import org.lambdanas.search.draw.CellDrawing;
import org.lambdanas.search.draw.LineArt;
import org.lambdanas.search.guidedrun.Forecasts;
import org.lambdanas.search.guidedrun.Goal;
import org.lambdanas.search.guidedrun.GuidedParts;
import org.lambdanas.search.guidedrun.GuidedRun;
import org.lambdanas.search.guidedrun.MeasuredTable;
import org.lambdanas.search.machine.NativeTensorFlow;
import org.lambdanas.search.run.Durations;
import org.lambdanas.search.run.RunKind;
import org.lambdanas.search.run.RunProcess;
import org.lambdanas.search.run.RunWork;
import org.lambdanas.search.run.ShellWord;

/** Searches by evaluations on a command line. */
final class GuidedJob implements RunJob<GuidedConfig, GuidedResult> {

  private final GuidedOptions options;
  private final BiConsumer<String, List<String>> refuse;
  private final PrintWriter progress;
  private final int finalists;

  /** A job after which no finalists are measured. */
  GuidedJob(GuidedOptions options, BiConsumer<String, List<String>> refuse, PrintWriter progress) {
    this(options, refuse, progress, 0);
  }

  /**
   * A job.
   *
   * @param refuse refuses options that were given beside something complete
   * @param finalists so many of the best are measured at the end
   */
  GuidedJob(
      GuidedOptions options,
      BiConsumer<String, List<String>> refuse,
      PrintWriter progress,
      int finalists) {
    this.finalists = finalists;
    this.options = options;
    this.refuse = refuse;
    this.progress = progress;
  }

  @Override
  public RunKind<GuidedConfig, GuidedResult> kind() {
    return RunKind.GUIDED;
  }

  @Override
  public GuidedConfig config() {
    return options.resolve();
  }

  @Override
  public GuidedConfig moved(GuidedConfig config) {
    return options.moved(config);
  }

  @Override
  public String name(GuidedConfig config) {
    return "%s-%s-s%s"
        .formatted(
            EnumNames.of(config.getStrategy().getMethod()),
            config.getSpace(),
            Long.toUnsignedString(config.getSeed()));
  }

  @Override
  public void refuseOthers(String complete) {
    refuse.accept(complete, options.namesOfWhatIsKept());
  }

  @Override
  public RunWork<GuidedConfig, GuidedResult> work(
      GuidedConfig config, RunProcess process, Optional<Path> resumed) {
    if (finalists > 0 && Finalists.predicted(config).isEmpty()) {
      throw new ConfigException(
          "--measure-finalists: the search has no latency of a model; give one, such as --limit"
              + " latency:mine.txtpb=5ms with a file of 'lnas measure'");
    }
    GuidedConfig now = resumed.isPresent() ? moved(config) : config;
    GuidedParts parts = GuidedParts.of(now);
    GuidedProgress shown = new GuidedProgress(progress, now, parts, 1);
    return new GuidedRun(
        now,
        parts,
        new GuidedRun.Listener() {
          @Override
          public void begins(int told, int open) {
            resumed.ifPresent(
                folder ->
                    progress.println(
                        "resuming %s: %d of %d evaluations are done, %d were under way"
                            .formatted(folder, told, now.getQueries(), open)));
            progress.println(headline(EnumNames.of(now.getStrategy().getMethod()), now, 1));
            Budget.of(now.getBudget()).saidLimits().ifPresent(progress::println);
            shown.begins(told, open);
          }

          @Override
          public void told(GuidedQuery query, int told, double best, double seconds) {
            shown.told(query, told, best, seconds);
          }
        });
  }

  /** What is about to be done. */
  static String headline(String methods, GuidedConfig config, int searches) {
    return "%s in %s: %d evaluations of %s, %d at a time (%s)"
        .formatted(
            methods,
            config.getSpace(),
            searches * config.getQueries(),
            Goal.of(config).name(),
            config.getBackend().getWorkers(),
            EnumNames.of(config.getBackend().getKind()));
  }

  @Override
  public String again() {
    return options.data().argument() + (finalists > 0 ? " --measure-finalists=" + finalists : "");
  }

  /** Says how long so many searches like one would take. */
  static Result dryRun(GuidedConfig config, int searches) {
    ExecutionConfig execution = RunKind.GUIDED.execution().apply(config);
    if (!execution.getDevice().isEmpty()) {
      NativeTensorFlow.load().require(ExecutionOptions.of(execution));
    }
    GuidedForecast one = Forecasts.of(config, GuidedParts.of(config));
    GuidedForecast forecast =
        one.toBuilder()
            .setQueries(searches * one.getQueries())
            .setEstimatedSeconds(searches * one.getEstimatedSeconds())
            .setSimulatedSeconds(searches * one.getSimulatedSeconds())
            .build();
    Lines lines = new Lines();
    if (config.getObjective().hasTable()) {
      lines.add(
          "%d evaluations are looked up; what the method itself computes comes to that.",
          forecast.getQueries());
      if (forecast.getSimulatedSeconds() > 0) {
        lines.add(
            "Their trainings would take about %s, %d at a time, by the first %d.",
            Durations.text(forecast.getSimulatedSeconds()),
            forecast.getWorkers(),
            forecast.getTrials());
      }
    } else {
      lines.add(
          "A trial takes about %s. %d of them, %d at a time, would take about %s, and what the"
              + " method itself computes comes to that.",
          Durations.text(forecast.getTrialSeconds()),
          forecast.getQueries(),
          forecast.getWorkers(),
          Durations.text(forecast.getEstimatedSeconds()));
    }
    return Result.ok(lines, forecast);
  }

  @Override
  public Result result(Path folder, GuidedResult result) {
    GuidedResult.Builder printed = result.toBuilder().setRunDir(folder.toString());
    Path table = folder.resolve(MeasuredTable.FILE);
    if (Files.exists(table)) {
      printed.setTable(table.toString());
    }
    if (finalists > 0) {
      printed.addAllFinalists(Finalists.measure(result, finalists, progress));
    }
    return Result.ok(lines(printed.build()), printed.build());
  }

  private static Lines lines(GuidedResult result) {
    Lines lines = new Lines();
    if (result.hasArchitecture()) {
      lines
          .add(result.getArchitectureText())
          .add("")
          .addAll(
              CellDrawing.find(result.getArchitecture())
                  .map(drawing -> drawing.lines(LineArt.ofTerminal()))
                  .orElse(List.of()))
          .add("")
          .add(
              "%s %s: the best of %d evaluations, number %d of them",
              result.getObjective(),
              Goal.text(result.getBestValue()),
              result.getQueriesCount(),
              result.getBestQuery() + 1);
    } else {
      lines.add("None of %d evaluations succeeded.", result.getQueriesCount());
    }
    for (Feature cost : result.getCostsList()) {
      lines.add("%s %s", cost.getName(), Goal.text(cost.getValue()));
    }
    Finalists.add(result.getFinalistsList(), lines);
    if (result.hasFront()) {
      Fronts.lines(result.getFront()).forEach(line -> lines.add("%s", line));
    }
    for (GuidedFailures failures : result.getFailuresList()) {
      lines.add("%d failed: %s", failures.getTrials(), EnumNames.of(failures.getKind()));
    }
    if (!result.getEndedEarly().isEmpty()) {
      lines.add("Ended early: %s.", result.getEndedEarly());
    }
    if (result.hasPublished()) {
      lines.add("Published results of it:");
      TableText.addPublished(lines, PublishedTables.headline(result.getPublished()));
    }
    if (result.getSimulatedSeconds() > 0) {
      lines.add(
          "The trainings would have taken %s, %d at a time %s.",
          Durations.text(result.getSimulatedSeconds()),
          result.getConfig().getBackend().getWorkers(),
          Durations.text(result.getClockSeconds()));
    }
    if (result.getTrialSeconds() > 0) {
      lines.add("The trials took %s.", Durations.text(result.getTrialSeconds()));
    }
    if (!result.getTable().isEmpty()) {
      lines.add("All that was measured, as a table: %s", result.getTable());
    }
    lines.add("Run folder: %s", result.getRunDir());
    if (result.hasArchitecture()
        && SearchSpaces.of(result.getArchitecture()) instanceof NetworkSpace) {
      lines.next("lnas train", ShellWord.of(result.getArchitectureText()));
    }
    return lines;
  }
}
