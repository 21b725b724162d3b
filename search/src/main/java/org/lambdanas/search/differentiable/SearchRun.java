package org.lambdanas.search.differentiable;

import com.google.protobuf.ByteString;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.interchange.FolderLock;
import org.lambdanas.graph.space.CellSpace;
import org.lambdanas.graph.space.SearchSpaces;
import org.lambdanas.proto.v1.EpochRecord;
import org.lambdanas.proto.v1.RunProvenance;
import org.lambdanas.proto.v1.SearchCheckpoint;
import org.lambdanas.proto.v1.SearchConfig;
import org.lambdanas.proto.v1.SearchResult;
import org.lambdanas.search.draw.CellDrawing;
import org.lambdanas.search.run.RunFolder;

/** A search that keeps what it does in a run folder: begun, or resumed, and brought to its end. */
public final class SearchRun implements AutoCloseable {

  private final RunFolder folder;
  private final SearchConfig config;
  private final RunProvenance provenance;
  private final DifferentiableSearch search;
  private final Optional<SearchCheckpoint> resumedAt;

  private SearchRun(
      RunFolder folder,
      SearchConfig config,
      RunProvenance provenance,
      DifferentiableSearch search,
      Optional<SearchCheckpoint> resumedAt) {
    this.folder = folder;
    this.config = config;
    this.provenance = provenance;
    this.search = search;
    this.resumedAt = resumedAt;
  }

  /**
   * Begins a search. The folder is made once the search stands.
   *
   * @param path of the new run folder
   * @param config resolved configuration
   * @param data its images
   * @param provenance where and how it runs
   * @return the run, to be closed
   * @throws org.lambdanas.graph.error.ConfigException if the settings cannot be used or the folder
   *     holds a run
   */
  public static SearchRun begin(
      Path path, SearchConfig config, SearchData data, RunProvenance provenance) {
    DifferentiableSearch search = new DifferentiableSearch(config, data);
    try {
      RunFolder folder = RunFolder.create(path, config, provenance);
      return new SearchRun(folder, config, provenance, search, Optional.empty());
    } catch (RuntimeException e) {
      search.close();
      throw e;
    }
  }

  /**
   * Goes on with a search, from its newest checkpoint if it has one.
   *
   * @param folder of the run
   * @param data its images
   * @return the run, to be closed
   * @throws DataException if the images are others or the checkpoint does not fit
   */
  public static SearchRun resume(RunFolder folder, SearchData data) {
    SearchConfig config = folder.config();
    RunProvenance provenance = folder.provenance();
    if (!provenance.getDataSha256().equals(ByteString.copyFrom(data.sha256()))) {
      throw new DataException(
          "the images are not those that the run in " + folder.path() + " was started with");
    }
    DifferentiableSearch search = new DifferentiableSearch(config, data);
    try {
      Optional<SearchCheckpoint> checkpoint =
          folder.hasCheckpoint() ? Optional.of(folder.newestCheckpoint()) : Optional.empty();
      checkpoint.ifPresent(search::restore);
      return new SearchRun(folder, config, provenance, search, checkpoint);
    } catch (DataException e) {
      search.close();
      throw new DataException(folder.path() + ": " + e.getMessage(), e);
    } catch (RuntimeException e) {
      search.close();
      throw e;
    }
  }

  /**
   * Where the run is kept.
   *
   * @return its folder
   */
  public RunFolder folder() {
    return folder;
  }

  /**
   * What the run goes on from.
   *
   * @return empty if it starts
   */
  public Optional<SearchCheckpoint> resumedAt() {
    return resumedAt;
  }

  /**
   * Searches to the end and writes the result.
   *
   * @param listener watches
   * @param stopRequested asked after every iteration; true stops early
   * @return the result, or empty if the search was stopped; it can be resumed then
   * @throws org.lambdanas.graph.error.DivergedException if the training diverges
   * @throws org.lambdanas.graph.error.ConfigException if another run works in the folder
   */
  public Optional<SearchResult> run(SearchListener listener, BooleanSupplier stopRequested) {
    try (FolderLock lock = FolderLock.take(folder.path())) {
      return runAlone(listener, stopRequested);
    }
  }

  private Optional<SearchResult> runAlone(SearchListener listener, BooleanSupplier stopRequested) {
    SearchEvents events =
        new SearchEvents(folder.events(), provenance, search.definition(), search.history());
    Consumer<SearchCheckpoint> keep =
        checkpoint -> {
          folder.keep(checkpoint);
          events.update(checkpoint.getHistory());
        };
    if (!search.run(listener, stopRequested, keep)) {
      return Optional.empty();
    }
    SearchResult result = result();
    folder.finish(result, CellDrawing.of(result.getArchitecture()).svg());
    return Optional.of(result);
  }

  /**
   * The epoch that a result's architecture was derived after.
   *
   * @param result of a search
   * @return its record
   */
  public static EpochRecord derivedAfter(SearchResult result) {
    int last = result.getHistory().getEpochsCount() - 1;
    return result
        .getHistory()
        .getEpochs(result.hasDerivedAfter() ? result.getDerivedAfter() : last);
  }

  private SearchResult result() {
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
            .addAllAlpha(search.alpha())
            .setCollapsed(verdict.collapsed())
            .setVerdict(verdict.words())
            .setSeconds(search.seconds())
            .setDerivedAfter(last.getEpoch())
            .setStoppedEarly(backTo.isPresent());
    if (last.hasPublished()) {
      result.setPublished(last.getPublished());
    }
    return result.build();
  }

  @Override
  public void close() {
    search.close();
  }
}
