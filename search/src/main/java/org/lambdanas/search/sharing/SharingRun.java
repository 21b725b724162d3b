package org.lambdanas.search.sharing;

import com.google.protobuf.ByteString;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.lambdanas.proto.v1.SharedNetwork;
import org.lambdanas.proto.v1.SharingCheckpoint;
import org.lambdanas.proto.v1.SharingConfig;
import org.lambdanas.proto.v1.SharingResult;
import org.lambdanas.proto.v1.TrainingEpochRecord;
import org.lambdanas.search.run.EpochEvents;
import org.lambdanas.search.run.EpochListener;
import org.lambdanas.search.run.Run;
import org.lambdanas.search.run.RunKind;
import org.lambdanas.search.run.RunProcess;
import org.lambdanas.search.run.RunWork;
import org.lambdanas.search.training.TrainingData;
import org.lambdanas.search.training.TrainingEvents;

/**
 * A training of shared weights as a run. Its folder has {@code tensorboard/} and, when it is done,
 * the trained super-network.
 */
public final class SharingRun implements RunWork<SharingConfig, SharingResult> {

  /** The trained super-network, in the folder of a training that is done. */
  public static final RunKind.Stored<SharedNetwork> NETWORK =
      new RunKind.Stored<>("supernetwork.binpb", SharedNetwork.getDefaultInstance());

  private final SharingConfig config;
  private final TrainingData data;
  private final EpochListener<TrainingEpochRecord> listener;
  private final Sharing sharing;

  /**
   * Builds the graph and draws the initial weights.
   *
   * @throws org.lambdanas.graph.error.ConfigException if the settings cannot be used
   */
  public SharingRun(
      SharingConfig config, TrainingData data, EpochListener<TrainingEpochRecord> listener) {
    this.config = config;
    this.data = data;
    this.listener = listener;
    this.sharing = new Sharing(config, data);
  }

  @Override
  public RunProcess.Input input() {
    return new RunProcess.Input(
        config.getSeed(),
        ByteString.copyFrom(data.sha256()),
        data.training().images().size() + data.validation().images().size());
  }

  @Override
  public Optional<SharingResult> run(
      Run<SharingConfig, SharingResult> run, BooleanSupplier stopRequested) {
    run.restore(SharingCheckpoint.getDefaultInstance(), sharing::restore);
    EpochEvents<TrainingEpochRecord> events = TrainingEvents.begin(run);
    boolean done =
        sharing.run(
            listener,
            stopRequested,
            checkpoint -> {
              run.keep(checkpoint);
              events.update(checkpoint.getHistory().getEpochsList());
            });
    if (!done) {
      return Optional.empty();
    }
    run.write(NETWORK.file(), sharing.network(run.provenance()));
    SharingResult result = sharing.result(run.provenance());
    run.finish(result);
    return Optional.of(result);
  }

  @Override
  public void close() {
    sharing.close();
  }
}
