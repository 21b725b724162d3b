package org.lambdanas.search.cli.run;

import com.google.protobuf.ByteString;
import java.io.PrintWriter;
import java.io.Writer;
import java.util.Map;
import java.util.Optional;
import org.lambdanas.graph.data.ConfiguredImages;
import org.lambdanas.graph.space.SearchSpaces;
import org.lambdanas.proto.v1.ComparedRun;
import org.lambdanas.proto.v1.ComparisonConfig;
import org.lambdanas.proto.v1.DataConfig;
import org.lambdanas.proto.v1.EpochRecord;
import org.lambdanas.proto.v1.ScoreConfig;
import org.lambdanas.proto.v1.SearchConfig;
import org.lambdanas.proto.v1.SearchForecast;
import org.lambdanas.proto.v1.SearchResult;
import org.lambdanas.proto.v1.TrainingConfig;
import org.lambdanas.proto.v1.TrainingEpochRecord;
import org.lambdanas.search.comparison.CellChoice;
import org.lambdanas.search.comparison.ComparedTrainings;
import org.lambdanas.search.comparison.Comparison;
import org.lambdanas.search.differentiable.SearchData;
import org.lambdanas.search.differentiable.SearchRun;
import org.lambdanas.search.run.Durations;
import org.lambdanas.search.run.EpochListener;
import org.lambdanas.search.run.RunProcess;
import org.lambdanas.search.run.RunWork;

/** Shows each search and each training of a comparison like one alone, under a heading. */
final class ShownSearches implements Comparison.Searcher<SearchConfig, SearchResult> {

  private final JobVerb verb;
  private final PrintWriter progress;
  private final ImageOptions images;
  private final ComparisonConfig compared;
  private final SearchConfig config;
  private final EpochProgress<EpochRecord> search;

  /**
   * The searches of a comparison.
   *
   * @param verb that does it
   * @param images where they are now
   */
  ShownSearches(
      JobVerb verb, PrintWriter progress, ImageOptions images, ComparisonConfig compared) {
    this.verb = verb;
    this.progress = progress;
    this.images = images;
    this.compared = compared;
    this.config =
        compared.getSearch().toBuilder()
            .setData(moved(compared.getSearch().getData()))
            .setSeed(compared.getSeeds(0))
            .build();
    this.search =
        verb.epochs(
            Optional.empty(), "", new SearchLines(SearchSpaces.cellSpaceById(config.getSpace())));
  }

  private DataConfig moved(DataConfig data) {
    DataConfig.Builder moved = data.toBuilder();
    images.moveTo(moved);
    return moved.build();
  }

  static String heading(String method, long seed) {
    return method + ", seed " + Long.toUnsignedString(seed);
  }

  /** Trainings may take longer than the searches: a person knows before anything is done. */
  @Override
  public void start() {
    if (!compared.hasTraining()) {
      return;
    }
    SearchForecast forecast =
        CompareVerb.forecast(compared, new PrintWriter(Writer.nullWriter(), false));
    double trainings =
        forecast.getPhaseSecondsMap().entrySet().stream()
            .filter(part -> part.getKey().startsWith("train "))
            .mapToDouble(Map.Entry::getValue)
            .sum();
    progress.println(
        "expected: %s, of which %s for searches and %s for trainings of %d epochs"
            .formatted(
                Durations.text(forecast.getEstimatedSeconds()),
                Durations.text(forecast.getEstimatedSeconds() - trainings),
                Durations.text(trainings),
                compared.getTraining().getEpochs()));
  }

  @Override
  public Optional<CellChoice> choice() {
    if (!compared.hasChoice()) {
      return Optional.empty();
    }
    ScoreConfig scores = compared.getChoice();
    return Optional.of(
        new CellChoice(compared, scores.toBuilder().setData(moved(scores.getData())).build()));
  }

  @Override
  public Optional<ComparedTrainings> trainings() {
    if (!compared.hasTraining()) {
      return Optional.empty();
    }
    return Optional.of(
        new ComparedTrainings(
            compared,
            ConfiguredImages.of(moved(compared.getTraining().getData())),
            new ComparedTrainings.Listener() {
              @Override
              public void says(String line) {
                progress.println(line);
              }

              @Override
              public EpochListener<TrainingEpochRecord> training(TrainingConfig own) {
                return verb.epochs(Optional.empty(), "", TrainVerb::lines);
              }
            }));
  }

  @Override
  public RunProcess.Input input() {
    SearchData data = SearchData.load(config);
    progress.println(ImageOptions.line(config.getData(), data));
    return new RunProcess.Input(
        config.getSeed(), ByteString.copyFrom(data.sha256()), data.images());
  }

  @Override
  public RunWork<SearchConfig, SearchResult> work(SearchConfig own) {
    return new SearchRun(
        own, SearchData.load(own.toBuilder().setData(config.getData()).build()), search);
  }

  @Override
  public void begins(String method, long seed, int done, int of) {
    progress.println("%s (%d/%d)".formatted(heading(method, seed), done + 1, of));
  }

  @Override
  public void done(ComparedRun run, boolean found) {
    progress.println(
        heading(run.getMethod(), run.getSeed())
            + (found ? ", done before: " : ": ")
            + run.getCells(0).getArchitectureText());
  }
}
