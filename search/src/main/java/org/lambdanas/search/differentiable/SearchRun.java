package org.lambdanas.search.differentiable;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.ByteString;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;
import org.lambdanas.graph.space.CellSpace;
import org.lambdanas.graph.space.SearchSpaces;
import org.lambdanas.proto.v1.EpochRecord;
import org.lambdanas.proto.v1.RunProvenance;
import org.lambdanas.proto.v1.SearchCheckpoint;
import org.lambdanas.proto.v1.SearchConfig;
import org.lambdanas.proto.v1.SearchResult;
import org.lambdanas.search.draw.CellDrawing;
import org.lambdanas.search.run.EpochEvents;
import org.lambdanas.search.run.EpochListener;
import org.lambdanas.search.run.Run;
import org.lambdanas.search.run.RunProcess;
import org.lambdanas.search.run.RunWork;

/**
 * A search as a run. Beside what every run has, its folder has {@code tensorboard/} and, when it is
 * done, {@code architecture.txtpb} and {@code cell.svg}.
 */
public final class SearchRun implements RunWork<SearchConfig, SearchResult> {

  /** The found cell, in the folder of a search that is done. */
  public static final String ARCHITECTURE = "architecture.txtpb";

  private final SearchConfig config;
  private final SearchData data;
  private final EpochListener<EpochRecord> listener;
  private final DifferentiableSearch search;

  /**
   * Builds the graph and draws the initial weights.
   *
   * @throws org.lambdanas.graph.error.ConfigException if the settings cannot be used
   */
  public SearchRun(SearchConfig config, SearchData data, EpochListener<EpochRecord> listener) {
    this.config = config;
    this.data = data;
    this.listener = listener;
    this.search = new DifferentiableSearch(config, data);
  }

  @Override
  public RunProcess.Input input() {
    return new RunProcess.Input(
        config.getSeed(), ByteString.copyFrom(data.sha256()), data.images());
  }

  @Override
  public Optional<SearchResult> run(
      Run<SearchConfig, SearchResult> run, BooleanSupplier stopRequested) {
    run.restore(SearchCheckpoint.getDefaultInstance(), search::restore);
    EpochEvents<EpochRecord> events =
        SearchEvents.begin(run.events(), run.provenance(), search.definition(), search.history());
    boolean done =
        search.run(
            listener,
            stopRequested,
            checkpoint -> {
              run.keep(checkpoint);
              events.update(checkpoint.getHistory().getEpochsList());
            });
    if (!done) {
      return Optional.empty();
    }
    SearchResult result = result(run.provenance());
    run.write(ARCHITECTURE, result.getArchitecture());
    run.write("cell.svg", CellDrawing.of(result.getArchitecture()).svg().getBytes(UTF_8));
    run.finish(result);
    return Optional.of(result);
  }

  /** The epoch that a result's architecture was derived after. */
  public static EpochRecord derivedAfter(SearchResult result) {
    int last = result.getHistory().getEpochsCount() - 1;
    return result
        .getHistory()
        .getEpochs(result.hasDerivedAfter() ? result.getDerivedAfter() : last);
  }

  private SearchResult result(RunProvenance provenance) {
    CellSpace space = SearchSpaces.cellSpaceById(config.getSpace());
    OptionalInt backTo = search.backTo();
    EpochRecord last =
        search.history().getEpochs(backTo.orElse(search.history().getEpochsCount() - 1));
    Verdict verdict = Verdict.of(space, last.getArchitecture(), last);
    SearchResult.Builder result =
        SearchResult.newBuilder()
            .setConfig(config)
            .setProvenance(provenance)
            .setArchitecture(last.getArchitecture())
            .setArchitectureText(space.format(last.getArchitecture()))
            .setHistory(search.history())
            .addAllAlpha(backTo.isPresent() ? last.getAlphaList() : search.alpha())
            .setCollapsed(verdict.collapsed())
            .setVerdict(verdict.words())
            .setSeconds(search.seconds())
            .setDerivedAfter(last.getEpoch())
            .setStoppedEarly(backTo.isPresent());
    if (last.hasPublished()) {
      result.setPublished(last.getPublished());
    }
    SearchLimits.of(config)
        .kept(space, last, config.getDerivation(), last.getArchitecture())
        .ifPresent(result::setLimited);
    return result.build();
  }

  @Override
  public void close() {
    search.close();
  }
}
