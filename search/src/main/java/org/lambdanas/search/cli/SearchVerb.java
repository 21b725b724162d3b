package org.lambdanas.search.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.error.InterruptedRunException;
import org.lambdanas.graph.interchange.Messages;
import org.lambdanas.graph.space.CellSpace;
import org.lambdanas.graph.space.SearchSpaces;
import org.lambdanas.graph.tensor.ExecutionOptions;
import org.lambdanas.predictors.table.PublishedTables;
import org.lambdanas.proto.v1.EpochRecord;
import org.lambdanas.proto.v1.RunProvenance;
import org.lambdanas.proto.v1.SearchConfig;
import org.lambdanas.proto.v1.SearchForecast;
import org.lambdanas.proto.v1.SearchResult;
import org.lambdanas.search.differentiable.ConfigRanges;
import org.lambdanas.search.differentiable.DryRun;
import org.lambdanas.search.differentiable.SearchData;
import org.lambdanas.search.differentiable.SearchRun;
import org.lambdanas.search.draw.CellDrawing;
import org.lambdanas.search.draw.LineArt;
import org.lambdanas.search.machine.NativeTensorFlow;
import org.lambdanas.search.run.Provenances;
import org.lambdanas.search.run.RunFolder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Searches a cell on images. */
@Command(
    name = "search",
    description = {
      "Search a cell on images, by default on the embedded digits.",
      "Ctrl-C keeps a checkpoint; --resume goes on from it."
    })
final class SearchVerb extends Verb {

  private static final String NEWEST = "";

  @Mixin private SearchOptions options = new SearchOptions();

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "A complete configuration, such as the config.txtpb of an earlier run.")
  private @Nullable Path configFile;

  @Option(
      names = "--run-dir",
      paramLabel = "DIR",
      description = "Folder of the run (default: runs/TIME-METHOD-DATA-sSEED).")
  private @Nullable Path runDir;

  @Option(
      names = "--resume",
      arity = "0..1",
      paramLabel = "DIR",
      fallbackValue = NEWEST,
      description =
          "Go on with the run in DIR, or in --run-dir, or else the newest in runs/. Its"
              + " configuration holds.")
  private @Nullable String resume;

  @Option(
      names = "--dry-run",
      description = "Take one step of every phase, say how long the search would take, and stop.")
  private boolean dryRun;

  @Override
  protected Result execute() {
    if (resume != null) {
      refuseBeside("--resume", List.of("--config", "--dry-run"));
      refuseBeside("--resume", OptionNames.of(options));
      return resume(RunFolder.open(resumedFolder(resume)));
    }
    SearchConfig config = config();
    NativeTensorFlow.load().require(ExecutionOptions.of(config.getExecution()));
    SearchData data = SearchData.load(config);
    if (dryRun) {
      return dryRun(config, data);
    }
    RunProvenance provenance =
        Provenances.now(
            Version.text(), arguments(), config.getSeed(), data.sha256(), data.images());
    try (SearchRun run =
        SearchRun.begin(
            runDir == null ? defaultFolder(config) : runDir, config, data, provenance)) {
      progress().println("run folder " + run.folder().path());
      return search(run, config);
    }
  }

  private SearchConfig config() {
    if (configFile == null) {
      return options.resolve();
    }
    refuseBeside("--config", OptionNames.of(options));
    SearchConfig config = Messages.read(configFile, SearchConfig.getDefaultInstance());
    ConfigRanges.check(config);
    return config;
  }

  private Path resumedFolder(String argument) {
    if (!argument.equals(NEWEST)) {
      return Path.of(argument);
    }
    if (runDir != null) {
      return runDir;
    }
    try (Stream<Path> folders = Files.list(Path.of("runs"))) {
      return folders
          .filter(Files::isDirectory)
          .max(Comparator.comparing(Path::toString))
          .orElseThrow(() -> new ConfigException("there is no run in runs/: give --resume DIR"));
    } catch (IOException e) {
      throw new ConfigException("there is no folder runs/ here: give --resume DIR", e);
    }
  }

  private static Path defaultFolder(SearchConfig config) {
    String method =
        config
            .getMethod()
            .name()
            .substring("SEARCH_METHOD_".length())
            .toLowerCase(Locale.ROOT)
            .replace('_', '-');
    return DatedFolder.unused(
        "runs", method + "-" + config.getData().getDataSet() + "-s" + config.getSeed());
  }

  private Result resume(RunFolder folder) {
    SearchConfig config = folder.config();
    ConfigRanges.check(config);
    NativeTensorFlow.load().require(ExecutionOptions.of(config.getExecution()));
    SearchData data = SearchData.load(config);
    try (SearchRun run = SearchRun.resume(folder, data)) {
      progress()
          .println(
              run.resumedAt()
                  .map(
                      checkpoint ->
                          Resumption.at(folder.path(), checkpoint.getEpoch(), checkpoint.getStep()))
                  .orElse(Resumption.fromStart(folder.path())));
      return search(run, config);
    }
  }

  private Result search(SearchRun run, SearchConfig config) {
    CellSpace space = SearchSpaces.cellSpaceById(config.getSpace());
    try (Interruption interruption = Interruption.watch();
        SearchProgress progress =
            new SearchProgress(
                progress(), space, Boolean.getBoolean("lnas.terminal") && !isQuiet())) {
      SearchResult result =
          run.run(progress, interruption::requested)
              .orElseThrow(() -> new InterruptedRunException(stopped(run.folder())));
      EpochRecord last = SearchRun.derivedAfter(result);
      CellDrawing drawing = CellDrawing.of(result.getArchitecture());
      ReportVerb.write(run.folder().path());
      SearchResult printed = result.toBuilder().setRunDir(run.folder().path().toString()).build();
      return Result.ok(lines(printed, last, drawing), printed);
    }
  }

  private static String stopped(RunFolder folder) {
    return "stopped; go on with: lnas search --resume " + folder.path();
  }

  private static Lines lines(SearchResult result, EpochRecord last, CellDrawing drawing) {
    Lines lines =
        new Lines()
            .add(result.getArchitectureText())
            .add("")
            .addAll(drawing.lines(LineArt.ofTerminal()))
            .add("")
            .add(result.getVerdict());
    if (result.getStoppedEarly()) {
      lines.add(
          "Stopped early after epoch %d: the Hessian's eigenvalue grew. This is the cell of epoch"
              + " %d.",
          result.getHistory().getEpochsCount(), result.getDerivedAfter() + 1);
    }
    if (last.hasPublished()) {
      lines.add("Published results of this cell:");
      TableText.addPublished(lines, PublishedTables.headline(last.getPublished()));
    }
    return lines.add("Searched in %.1f s. Run folder: %s", result.getSeconds(), result.getRunDir());
  }

  private Result dryRun(SearchConfig config, SearchData data) {
    DryRun.Report report = DryRun.of(config, data);
    SearchForecast forecast =
        SearchForecast.newBuilder()
            .putAllPhaseSeconds(report.seconds())
            .setEstimatedSeconds(report.estimatedSeconds())
            .setIterationsPerEpoch(data.weights().batchesPerEpoch())
            .setEpochs(config.getEpochs())
            .build();
    Lines lines = new Lines();
    report.seconds().forEach((phase, seconds) -> lines.add("%-22s %8.3f s", phase, seconds));
    lines.add(
        "Every phase works. The search would take about %.0f s: %d epochs of %d iterations.",
        forecast.getEstimatedSeconds(), forecast.getEpochs(), forecast.getIterationsPerEpoch());
    return Result.ok(lines, forecast);
  }
}
