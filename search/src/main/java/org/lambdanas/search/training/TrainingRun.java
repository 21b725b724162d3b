package org.lambdanas.search.training;

import com.google.protobuf.ByteString;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.interchange.Messages;
import org.lambdanas.proto.v1.TrainedNetwork;
import org.lambdanas.proto.v1.TrainingCheckpoint;
import org.lambdanas.proto.v1.TrainingConfig;
import org.lambdanas.proto.v1.TrainingEpochRecord;
import org.lambdanas.proto.v1.TrainingResult;
import org.lambdanas.search.run.EpochEvents;
import org.lambdanas.search.run.EpochListener;
import org.lambdanas.search.run.Run;
import org.lambdanas.search.run.RunKind;
import org.lambdanas.search.run.RunProcess;
import org.lambdanas.search.run.RunWork;

/** A training as a run. Its folder has the trained network, too, when it is done. */
public final class TrainingRun implements RunWork<TrainingConfig, TrainingResult> {

  /** The trained network, in the folder of a training that is done. */
  public static final RunKind.Stored<TrainedNetwork> MODEL =
      new RunKind.Stored<>("model.binpb", TrainedNetwork.getDefaultInstance());

  private final TrainingConfig config;
  private final TrainingData data;
  private final EpochListener<TrainingEpochRecord> listener;
  private final Training training;
  private boolean started;

  /**
   * Builds the graph and draws the initial weights.
   *
   * @throws org.lambdanas.graph.error.ConfigException if the settings cannot be used
   */
  public TrainingRun(
      TrainingConfig config, TrainingData data, EpochListener<TrainingEpochRecord> listener) {
    this.config = config;
    this.data = data;
    this.listener = listener;
    this.training = new Training(config, data);
  }

  @Override
  public RunProcess.Input input() {
    return new RunProcess.Input(
        config.getSeed(), ByteString.copyFrom(data.sha256()), data.training().images().size());
  }

  /** Reads the initial weights, if the configuration names any. */
  @Override
  public void start() {
    String file = config.getInitialWeights();
    if (!file.isEmpty()) {
      TrainedNetwork network = Messages.read(Path.of(file), TrainedNetwork.getDefaultInstance());
      try {
        training.start(network);
      } catch (DataException e) {
        throw new DataException(file + ": " + e.getMessage(), e);
      }
    }
    started = true;
  }

  @Override
  public Optional<TrainingResult> run(
      Run<TrainingConfig, TrainingResult> run, BooleanSupplier stopRequested) {
    boolean restored = run.restore(TrainingCheckpoint.getDefaultInstance(), training::restore);
    if (!restored && !started) {
      start();
    }
    EpochEvents<TrainingEpochRecord> events = TrainingEvents.begin(run);
    boolean done =
        training.run(
            listener,
            stopRequested,
            checkpoint -> {
              run.keep(checkpoint);
              events.update(checkpoint.getHistory().getEpochsList());
            });
    if (!done) {
      return Optional.empty();
    }
    TrainingResult result = training.result(run.provenance());
    run.write(MODEL.file(), training.network(result));
    run.finish(result);
    return Optional.of(result);
  }

  @Override
  public void close() {
    training.close();
  }
}
