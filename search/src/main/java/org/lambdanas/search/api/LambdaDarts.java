package org.lambdanas.search.api;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.lambdanas.graph.data.ConfiguredImages;
import org.lambdanas.graph.data.DataSet;
import org.lambdanas.graph.error.Choice;
import org.lambdanas.graph.interchange.Validation;
import org.lambdanas.graph.space.SearchSpaces;
import org.lambdanas.proto.v1.EpochRecord;
import org.lambdanas.proto.v1.RegulariserKind;
import org.lambdanas.proto.v1.SearchConfig;
import org.lambdanas.proto.v1.SearchMethod;
import org.lambdanas.proto.v1.SearchResult;
import org.lambdanas.search.differentiable.SearchData;
import org.lambdanas.search.differentiable.SearchLimits;
import org.lambdanas.search.differentiable.SearchPresets;
import org.lambdanas.search.differentiable.SearchRun;
import org.lambdanas.search.run.EpochListener;
import org.lambdanas.search.run.RunKind;

/**
 * A search for a cell: Λ-DARTS, or plain DARTS of first or second order. Set up by its methods,
 * then run once. With the same data, settings and seed it finds the same cell (on the CPU, with the
 * same threads, to the bit).
 */
public final class LambdaDarts {

  private final DataSet data;
  private final Optional<Path> directory;
  private final List<Consumer<SearchConfig.Builder>> changes = new ArrayList<>();
  private String space = SearchSpaces.DEFAULT;
  private SearchMethod method = SearchMethod.SEARCH_METHOD_LAMBDA_DARTS;
  private SearchPresets.Preset preset;
  private Optional<Path> folder = Optional.empty();
  private Consumer<EpochRecord> listener = epoch -> {};
  private BooleanSupplier stop = () -> false;

  private LambdaDarts(DataSet data, Optional<Path> directory) {
    this.data = data;
    this.directory = directory;
    this.preset = SearchPresets.of(data.imageSize());
  }

  /**
   * A search on images in memory, or on the embedded digits.
   *
   * @param data images and classes
   * @return a search with the usual settings
   */
  public static LambdaDarts on(DataSet data) {
    return new LambdaDarts(data, Optional.empty());
  }

  /**
   * A search on images in files.
   *
   * @param data a published data set, or pictures in folders
   * @param directory where the files are
   * @return a search with the usual settings
   */
  public static LambdaDarts on(DataSet data, Path directory) {
    return new LambdaDarts(data, Optional.of(directory));
  }

  /**
   * Chooses the search space.
   *
   * @param id such as {@code "nasbench201"} (the default), {@code "darts"}, {@code "s2"}
   * @return this
   */
  public LambdaDarts space(String id) {
    this.space = SearchSpaces.cellSpaceById(id).id();
    return this;
  }

  /**
   * Chooses the method.
   *
   * @param searchMethod Λ-DARTS by default
   * @return this
   */
  public LambdaDarts method(SearchMethod searchMethod) {
    this.method = searchMethod;
    return this;
  }

  /**
   * Chooses the settings that hold where nothing else is said.
   *
   * @param id {@code "paper"}, as published for the space, or {@code "laptop"}, the default for
   *     images up to 16 pixels
   * @return this
   */
  public LambdaDarts preset(String id) {
    this.preset =
        Choice.of("preset", id, List.of(SearchPresets.Preset.values()), SearchPresets.Preset::id);
    return this;
  }

  /**
   * Changes settings.
   *
   * @param change of the configuration as it would be without; epochs, batch size, seed, network,
   *     optimisers, regulariser, device and more. The preset's limit on skip connections holds
   *     beside limits on costs, unless it is cleared: small cells may need more of them
   * @return this
   */
  public LambdaDarts configure(Consumer<SearchConfig.Builder> change) {
    changes.add(change);
    return this;
  }

  /**
   * Keeps the run: checkpoints after every epoch, history, TensorBoard events and result. If the
   * folder holds a run of the same settings and images already, that goes on where it was. Without
   * a folder nothing is kept.
   *
   * @param path of the run folder
   * @return this
   */
  public LambdaDarts folder(Path path) {
    this.folder = Optional.of(path);
    return this;
  }

  /**
   * Watches the search.
   *
   * @param watcher receives the record of every epoch when it is done
   * @return this
   */
  public LambdaDarts listener(Consumer<EpochRecord> watcher) {
    this.listener = watcher;
    return this;
  }

  /**
   * Makes it possible to stop the search.
   *
   * @param requested asked after every iteration; true ends the search, which can go on later if it
   *     has a folder
   * @return this
   */
  public LambdaDarts stopWhen(BooleanSupplier requested) {
    this.stop = requested;
    return this;
  }

  /**
   * The configuration that {@link #run} uses.
   *
   * @return complete: nothing is left to a default
   * @throws org.lambdanas.graph.error.ConfigException if a setting is out of range
   */
  public SearchConfig config() {
    SearchConfig.Builder config =
        SearchPresets.config(
            preset, space, data, method, RegulariserKind.REGULARISER_KIND_CORRELATION);
    directory.ifPresent(path -> config.getDataBuilder().setDirectory(path.toString()));
    changes.forEach(change -> change.accept(config));
    SearchConfig complete = SearchLimits.resolved(config.build());
    Validation.checkConfig(complete);
    return complete;
  }

  /**
   * Searches.
   *
   * @return the found architecture with its verdict, history and mixing weights; empty if the
   *     search was stopped
   * @throws org.lambdanas.graph.error.ConfigException if the settings cannot be used, or the folder
   *     holds another run
   * @throws org.lambdanas.graph.error.DataException if the images cannot be used
   * @throws org.lambdanas.graph.error.DivergedException if the training diverges
   */
  public Optional<SearchResult> run() {
    SearchConfig config = config();
    return LibraryRun.run(
        RunKind.SEARCH,
        config,
        folder,
        process ->
            new SearchRun(
                config,
                SearchData.load(config, new ConfiguredImages(config.getData(), data)),
                new EpochListener<>() {
                  @Override
                  public void epoch(EpochRecord record, int epochs) {
                    listener.accept(record);
                  }
                }),
        stop,
        (path, result) -> result);
  }
}
