package org.lambdanas.search.api;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.lambdanas.graph.data.ConfiguredImages;
import org.lambdanas.graph.data.DataSet;
import org.lambdanas.graph.interchange.FieldSetting;
import org.lambdanas.graph.interchange.Validation;
import org.lambdanas.graph.tensor.ExecutionOptions;
import org.lambdanas.proto.v1.FitConfig;
import org.lambdanas.proto.v1.FitResult;
import org.lambdanas.search.budget.ModelLimits;
import org.lambdanas.search.fit.FitImages;
import org.lambdanas.search.fit.FitRun;
import org.lambdanas.search.machine.NativeTensorFlow;
import org.lambdanas.search.run.RunFolder;
import org.lambdanas.search.run.RunKind;

/**
 * From labelled pictures to a served model within limits, as {@code lnas fit} does it: sizes and
 * epochs are chosen to fit the time, cells are searched, finalists trained beside baselines, and
 * the best of those that keep the limits is exported.
 *
 * <pre>{@code
 * FitResult result =
 *     PictureFit.on(DataSets.open("folder", Optional.of(pictures)), pictures)
 *         .limit("params=200k")
 *         .time(Duration.ofMinutes(30))
 *         .folder(Path.of("run"))
 *         .run(Path.of("model"))
 *         .orElseThrow();
 * }</pre>
 */
public final class PictureFit {

  private final DataSet data;
  private final Optional<Path> directory;
  private final List<Consumer<FitConfig.Builder>> changes = new ArrayList<>();
  private Optional<Path> folder = Optional.empty();
  private Consumer<String> listener = line -> {};
  private BooleanSupplier stop = () -> false;

  private PictureFit(DataSet data, Optional<Path> directory) {
    this.data = data;
    this.directory = directory;
  }

  /**
   * A fit to images in memory, or to the embedded digits.
   *
   * @param data images and classes
   * @return a fit with the usual settings
   */
  public static PictureFit on(DataSet data) {
    return new PictureFit(data, Optional.empty());
  }

  /**
   * A fit to images in files.
   *
   * @param data a published data set, or pictures in folders
   * @param directory where the files are
   * @return a fit with the usual settings
   */
  public static PictureFit on(DataSet data, Path directory) {
    return new PictureFit(data, Optional.of(directory));
  }

  /**
   * Adds a limit.
   *
   * @param text such as {@code "params=200k"}, {@code "macs=40M"}, {@code "latency=5ms"}
   * @return this
   */
  public PictureFit limit(String text) {
    return configure(config -> config.addLimits(text));
  }

  /**
   * Says what everything may take, roughly; 30 minutes unless it is said.
   *
   * @param time at least 30 seconds
   * @return this
   */
  public PictureFit time(Duration time) {
    return configure(config -> config.setSeconds((double) time.toSeconds()));
  }

  /**
   * Changes settings.
   *
   * @param change of the configuration as it would be without; methods, searches, seed, device
   * @return this
   */
  public PictureFit configure(Consumer<FitConfig.Builder> change) {
    changes.add(change);
    return this;
  }

  /**
   * Keeps the run, or goes on with it.
   *
   * @param path of the run folder
   * @return this
   */
  public PictureFit folder(Path path) {
    this.folder = Optional.of(path);
    return this;
  }

  /**
   * Watches the fit.
   *
   * @param watcher told what happens, in sentences
   * @return this
   */
  public PictureFit listener(Consumer<String> watcher) {
    this.listener = watcher;
    return this;
  }

  /**
   * Makes it possible to stop the fit.
   *
   * @param requested asked often; true ends it, and it can go on later if it has a folder
   * @return this
   */
  public PictureFit stopWhen(BooleanSupplier requested) {
    this.stop = requested;
    return this;
  }

  /**
   * Fits.
   *
   * @param output folder of the model's versions
   * @return the model's place, its accuracy with its interval, and what it was compared with; empty
   *     if the fit was stopped
   * @throws org.lambdanas.graph.error.ConfigException if the limits cannot be kept, or the time is
   *     too short
   * @throws org.lambdanas.graph.error.DataException if the images cannot be used
   */
  public Optional<FitResult> run(Path output) {
    FitConfig.Builder asked = asked(output);
    FitImages images = new FitImages(new ConfiguredImages(asked.getData(), data));
    FitConfig config = planned(asked, images);
    return LibraryRun.run(
        RunKind.FIT,
        config,
        folder,
        process ->
            new FitRun(
                config,
                images,
                process,
                new FitRun.Listener() {
                  @Override
                  public void says(String line) {
                    listener.accept(line);
                  }
                }),
        stop,
        (path, result) -> result);
  }

  private FitConfig.Builder asked(Path output) {
    FitConfig.Builder config =
        FieldSetting.withDefaults(FitConfig.newBuilder())
            .clearPlan()
            .setSeconds(1800)
            .setOutput(output.toAbsolutePath().normalize().toString());
    config.getDataBuilder().setDataSet(data.id()).setTrainPortion(1);
    directory.ifPresent(path -> config.getDataBuilder().setDirectory(path.toString()));
    changes.forEach(change -> change.accept(config));
    return config;
  }

  /**
   * What was planned stays, where the folder has it: times differ from measurement to measurement.
   */
  private FitConfig planned(FitConfig.Builder config, FitImages images) {
    Optional<FitConfig> begun =
        folder
            .filter(path -> RunFolder.kindOf(path).equals(Optional.of(RunKind.FIT)))
            .map(path -> RunFolder.open(path, RunKind.FIT).config());
    if (begun.isPresent()) {
      List<String> limits = ModelLimits.parse(config.getLimitsList()).texts();
      return config.clearLimits().addAllLimits(limits).setPlan(begun.get().getPlan()).build();
    }
    Validation.checkConfig(config.build());
    NativeTensorFlow.load().require(ExecutionOptions.of(config.getExecution()));
    return FitRun.planned(config.build(), images, listener);
  }
}
