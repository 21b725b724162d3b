package org.lambdanas.search.measure;

import java.util.List;
import java.util.function.Consumer;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.graph.space.NetworkSize;
import org.lambdanas.graph.space.NetworkSpace;
import org.lambdanas.graph.tensor.ExecutionOptions;
import org.lambdanas.graph.tensor.Precision;
import org.lambdanas.proto.v1.Architecture;
import org.lambdanas.proto.v1.ExecutionConfig;
import org.lambdanas.proto.v1.LatencyModel;
import org.lambdanas.proto.v1.LatencyModelOrBuilder;
import org.lambdanas.proto.v1.NetworkConfig;
import org.lambdanas.search.machine.Machine;

/**
 * What latencies are measured of: networks of one size on images of one size, on this machine.
 *
 * @param space of the networks
 * @param network their size
 * @param imageChannels of the images
 * @param classes that are told apart
 * @param side of the images
 * @param batchSize images at a time
 * @param execution device, threads and precision
 */
public record LatencySubject(
    NetworkSpace space,
    NetworkConfig network,
    int imageChannels,
    int classes,
    int side,
    int batchSize,
    ExecutionConfig execution) {

  /** Size of the networks. */
  public NetworkSize size() {
    return NetworkSize.of(space, network, imageChannels, classes);
  }

  /**
   * Times one network.
   *
   * @param seed of weights and images
   */
  public LatencyBenchmark benchmark(Seed seed) {
    return new LatencyBenchmark(
        space,
        size(),
        side,
        batchSize,
        Precision.byId(execution.getPrecision()),
        ExecutionOptions.of(execution),
        seed);
  }

  /**
   * Measures networks one after the other.
   *
   * @param warmUp runs of each before, that do not count
   * @param runs timed runs of each
   * @param seed of weights and images
   * @param each told after each network what there is so far
   * @return what was measured and on what, with no model fitted to it yet
   */
  public LatencyModel measured(
      List<Architecture> architectures,
      int warmUp,
      int runs,
      Seed seed,
      Consumer<LatencyModelOrBuilder> each) {
    LatencyBenchmark benchmark = benchmark(seed);
    LatencyModel.Builder model =
        LatencyModel.newBuilder()
            .setSpace(space.id())
            .setDevice(execution.getDevice())
            .setSize(size().message(side, network.getStem()))
            .setBatchSize(batchSize)
            .setThreads(execution.getIntraOpThreads())
            .setPrecision(execution.getPrecision())
            .setMachine(Machine.current().message(List.of(execution.getDevice())));
    for (Architecture architecture : architectures) {
      model.addMeasurements(benchmark.measure(architecture, warmUp, runs));
      each.accept(model);
    }
    return model.build();
  }
}
