package org.lambdanas.search.api;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.lambdanas.graph.data.ConfiguredImages;
import org.lambdanas.graph.data.DataSet;
import org.lambdanas.graph.export.SavedModels;
import org.lambdanas.graph.interchange.Messages;
import org.lambdanas.proto.v1.Architecture;
import org.lambdanas.proto.v1.TrainedNetwork;
import org.lambdanas.proto.v1.TrainingConfig;
import org.lambdanas.proto.v1.TrainingEpochRecord;
import org.lambdanas.proto.v1.TrainingResult;
import org.lambdanas.search.run.EpochListener;
import org.lambdanas.search.run.RunKind;
import org.lambdanas.search.training.TrainingData;
import org.lambdanas.search.training.TrainingPresets;
import org.lambdanas.search.training.TrainingRun;

/** The training of the network of a found cell, from scratch. Set up by its methods, then run. */
public final class NetworkTraining {

  private final Architecture architecture;
  private final DataSet data;
  private final Optional<Path> directory;
  private final List<Consumer<TrainingConfig.Builder>> changes = new ArrayList<>();
  private Optional<Path> folder = Optional.empty();
  private Consumer<TrainingEpochRecord> listener = epoch -> {};
  private BooleanSupplier stop = () -> false;

  private NetworkTraining(Architecture architecture, DataSet data, Optional<Path> directory) {
    this.architecture = architecture;
    this.data = data;
    this.directory = directory;
  }

  /**
   * What a training came to.
   *
   * @param result accuracies and history
   * @param network the weights, and all that is needed to classify an image
   */
  public record Trained(TrainingResult result, TrainedNetwork network) {

    /**
     * Writes the network as a SavedModel, and has another process load it and compute the same.
     *
     * @param models folder of its versions; the next free number is taken
     * @return folder of the new version
     * @throws org.lambdanas.graph.error.DataException if it cannot be written or computes something
     *     else
     */
    public Path export(Path models) {
      return SavedModels.export(network, models, OptionalLong.empty()).folder();
    }
  }

  /**
   * A training on images in memory, or on the embedded digits.
   *
   * @param architecture what is trained
   * @param data images and classes
   * @return a training with the usual settings of the architecture's space
   */
  public static NetworkTraining of(Architecture architecture, DataSet data) {
    return new NetworkTraining(architecture, data, Optional.empty());
  }

  /**
   * A training on images in files.
   *
   * @param architecture what is trained
   * @param data a published data set, or pictures in folders
   * @param directory where the files are
   * @return a training with the usual settings of the architecture's space
   */
  public static NetworkTraining of(Architecture architecture, DataSet data, Path directory) {
    return new NetworkTraining(architecture, data, Optional.of(directory));
  }

  /**
   * Changes settings.
   *
   * @param change of the configuration as it would be without
   * @return this
   */
  public NetworkTraining configure(Consumer<TrainingConfig.Builder> change) {
    changes.add(change);
    return this;
  }

  /**
   * Keeps the run, or goes on with it, as {@link LambdaDarts#folder} does.
   *
   * @param path of the run folder
   * @return this
   */
  public NetworkTraining folder(Path path) {
    this.folder = Optional.of(path);
    return this;
  }

  /**
   * Watches the training.
   *
   * @param watcher receives the record of every epoch when it is done
   * @return this
   */
  public NetworkTraining listener(Consumer<TrainingEpochRecord> watcher) {
    this.listener = watcher;
    return this;
  }

  /**
   * Makes it possible to stop the training.
   *
   * @param requested asked after every step; true ends the training, which can go on later if it
   *     has a folder
   * @return this
   */
  public NetworkTraining stopWhen(BooleanSupplier requested) {
    this.stop = requested;
    return this;
  }

  /**
   * The configuration that {@link #run} uses.
   *
   * @return complete: nothing is left to a default
   */
  public TrainingConfig config() {
    TrainingConfig.Builder config =
        TrainingPresets.config(
            TrainingPresets.of(architecture.getSpace(), data), architecture, data);
    directory.ifPresent(path -> config.getDataBuilder().setDirectory(path.toString()));
    changes.forEach(change -> change.accept(config));
    return config.build();
  }

  /**
   * Trains.
   *
   * @return what came of it; empty if the training was stopped
   * @throws org.lambdanas.graph.error.ConfigException if the settings cannot be used, or the folder
   *     holds another run
   * @throws org.lambdanas.graph.error.DataException if the images cannot be used
   * @throws org.lambdanas.graph.error.DivergedException if the training diverges
   */
  public Optional<Trained> run() {
    TrainingConfig config = config();
    return LibraryRun.run(
        RunKind.TRAINING,
        config,
        folder,
        process ->
            new TrainingRun(
                config,
                TrainingData.load(config, new ConfiguredImages(config.getData(), data)),
                new EpochListener<>() {
                  @Override
                  public void epoch(TrainingEpochRecord record, int epochs) {
                    listener.accept(record);
                  }
                }),
        stop,
        (path, result) ->
            new Trained(
                result,
                Messages.read(path.resolve(TrainingRun.MODEL.file()), TrainingRun.MODEL.form())));
  }
}
