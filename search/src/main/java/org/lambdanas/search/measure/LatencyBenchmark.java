package org.lambdanas.search.measure;

import java.util.ArrayList;
import java.util.List;
import org.lambdanas.graph.data.Batch;
import org.lambdanas.graph.layer.BatchNormMode;
import org.lambdanas.graph.layer.FedBatch;
import org.lambdanas.graph.layer.NetworkInputs;
import org.lambdanas.graph.layer.NetworkParameters;
import org.lambdanas.graph.network.ArchitectureDefinition;
import org.lambdanas.graph.network.DiscreteNetwork;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.graph.space.NetworkSize;
import org.lambdanas.graph.space.NetworkSpace;
import org.lambdanas.graph.space.NetworkStem;
import org.lambdanas.graph.space.SearchSpaces;
import org.lambdanas.graph.tensor.ExecutionOptions;
import org.lambdanas.graph.tensor.GraphRuntime;
import org.lambdanas.graph.tensor.Precision;
import org.lambdanas.graph.tensor.StepScope;
import org.lambdanas.proto.v1.Architecture;
import org.lambdanas.proto.v1.LatencyMeasurement;
import org.lambdanas.proto.v1.LatencyModel;
import org.lambdanas.proto.v1.ModelSize;
import org.lambdanas.search.machine.NativeTensorFlow;
import org.tensorflow.ndarray.Shape;

/**
 * Times the networks of architectures on this machine: one inference with running statistics after
 * another, of a batch of noise that lies in native memory already, until the logits are there.
 */
public final class LatencyBenchmark {

  private final NetworkSpace space;
  private final NetworkSize size;
  private final int side;
  private final int batchSize;
  private final Precision precision;
  private final ExecutionOptions options;
  private final Seed seed;

  /** A benchmark of batches of square images. */
  public LatencyBenchmark(
      NetworkSpace space,
      NetworkSize size,
      int side,
      int batchSize,
      Precision precision,
      ExecutionOptions options,
      Seed seed) {
    this.space = space;
    this.size = size;
    this.side = side;
    this.batchSize = batchSize;
    this.precision = precision;
    this.options = options;
    this.seed = seed;
  }

  /** A benchmark of what a latency model was measured on. */
  public static LatencyBenchmark of(LatencyModel model, Seed seed) {
    NetworkSpace space = SearchSpaces.networkSpaceById(model.getSpace());
    ExecutionOptions options =
        new ExecutionOptions(
            model.getDevice(), model.getThreads(), ExecutionOptions.CPU.interOpThreads());
    NativeTensorFlow.load().require(options);
    ModelSize size = model.getSize();
    return new LatencyBenchmark(
        space,
        new NetworkSize(
            size.getChannels(),
            size.getCells(),
            size.getImageChannels(),
            size.getClasses(),
            NetworkStem.of(size.getStem())),
        size.getImageSize(),
        model.getBatchSize(),
        model.getPrecision().isEmpty() ? Precision.FLOAT32 : Precision.byId(model.getPrecision()),
        options,
        seed);
  }

  /**
   * Times a network.
   *
   * @param warmUp runs before, that do not count; the first prepares the session
   * @param runs at least 1
   * @return median and quartiles
   */
  public LatencyMeasurement measure(Architecture architecture, int warmUp, int runs) {
    try (GraphRuntime runtime = new GraphRuntime(precision, options);
        StepScope scope = new StepScope()) {
      DiscreteNetwork network =
          new DiscreteNetwork(
              NetworkInputs.of(
                  runtime, Shape.of(side, side, size.imageChannels()), seed.child("noise")),
              NetworkParameters.of(runtime, "", seed.child("weights")),
              new ArchitectureDefinition(space, architecture, space.plan(size)),
              BatchNormMode.INFERENCE);
      network.initialise();
      FedBatch batch = FedBatch.of(scope, precision, images());
      List<Double> seconds = new ArrayList<>();
      for (int run = -warmUp; run < runs; run++) {
        long start = System.nanoTime();
        try (StepScope own = new StepScope()) {
          network.run(own, batch, List.of(network.logits()));
        }
        double took = (System.nanoTime() - start) / 1e9;
        if (run >= 0) {
          seconds.add(took);
        }
      }
      Timings times = new Timings(seconds);
      return LatencyMeasurement.newBuilder()
          .setArchitecture(architecture)
          .setMilliseconds(1e3 * times.median())
          .setLower(1e3 * times.quantile(0.25))
          .setUpper(1e3 * times.quantile(0.75))
          .setRuns(runs)
          .build();
    }
  }

  private Batch images() {
    var random = seed.child("images").random();
    float[] values = new float[batchSize * side * side * size.imageChannels()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return new Batch(values, new int[batchSize], batchSize, side, side, size.imageChannels());
  }
}
