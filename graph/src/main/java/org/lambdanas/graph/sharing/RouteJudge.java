package org.lambdanas.graph.sharing;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.lambdanas.graph.data.Batch;
import org.lambdanas.graph.layer.BatchNormMode;
import org.lambdanas.graph.layer.FedBatch;
import org.lambdanas.graph.layer.NetworkInputs;
import org.lambdanas.graph.layer.NetworkParameters;
import org.lambdanas.graph.layer.RunningStatistics.Statistic;
import org.lambdanas.graph.layer.TowerLayers;
import org.lambdanas.graph.network.Classification;
import org.lambdanas.graph.network.Evaluation;
import org.lambdanas.graph.network.NetworkBuilder;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.graph.space.CellSpace;
import org.lambdanas.graph.space.NetworkSize;
import org.lambdanas.graph.space.SearchSpaces;
import org.lambdanas.graph.tensor.GraphRun;
import org.lambdanas.graph.tensor.GraphRuntime;
import org.lambdanas.graph.tensor.Parameter;
import org.lambdanas.graph.tensor.Precision;
import org.lambdanas.graph.tensor.StepScope;
import org.lambdanas.graph.tensor.TensorValues;
import org.lambdanas.proto.v1.Architecture;
import org.lambdanas.proto.v1.ModelSize;
import org.lambdanas.proto.v1.SharedNetwork;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.family.TFloating;

/**
 * Says of architectures how well they classify some images with shared weights. Weights and images
 * are given to TensorFlow once; nothing that an architecture is judged by depends on the ones
 * before. Safe for use by several threads.
 */
public final class RouteJudge implements AutoCloseable {

  private final CellSpace space;
  private final GraphRuntime runtime;
  private final StepScope kept = new StepScope();
  private final NetworkInputs inputs;
  private final FedRouting routing;
  private final List<Statistic> statistics;
  private final Classification judged;
  private final List<FedBatch> calibration;
  private final List<FedBatch> images;

  /**
   * Builds the graph.
   *
   * @param network whose weights are used
   * @param calibration images whose statistics batch norms take over, for each architecture anew;
   *     none: batch norms go by the images that are judged, batch by batch
   * @param images to judge by
   */
  public RouteJudge(
      SharedNetwork network, Precision precision, List<Batch> calibration, List<Batch> images) {
    this.space = SearchSpaces.cellSpaceById(network.getConfig().getSpace());
    this.runtime = GraphRuntime.sequential(precision);
    try {
      ModelSize model = network.getSize();
      NetworkSize size =
          NetworkSize.of(
              space,
              network.getConfig().getNetwork(),
              model.getImageChannels(),
              model.getClasses());
      Seed seed = new Seed(network.getConfig().getSeed());
      this.inputs =
          NetworkInputs.of(
              runtime,
              Shape.of(model.getImageSize(), model.getImageSize(), model.getImageChannels()),
              seed.child("noise"));
      this.routing = new FedRouting(inputs, space.cellTypes());
      NetworkParameters parameters = NetworkParameters.of(runtime, "", seed.child("network"));
      TowerLayers observing = new TowerLayers(inputs, parameters, BatchNormMode.TRAINING);
      Operand<TFloating> logits = logits(observing, size);
      this.statistics = observing.statistics();
      this.judged =
          Classification.of(
              runtime,
              calibration.isEmpty()
                  ? logits
                  : logits(new TowerLayers(inputs, parameters, BatchNormMode.INFERENCE), size),
              inputs.labels(),
              size.classes());
      this.calibration = fed(calibration);
      this.images = fed(images);
      runtime.restoreAll(parameters.weights().all(), network.getWeightsList());
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private Operand<TFloating> logits(TowerLayers layers, NetworkSize size) {
    return layers.join(
        new NetworkBuilder<>(layers)
            .routedNetwork(space.plan(size), layers.split(inputs.images()), routing));
  }

  private List<FedBatch> fed(List<Batch> batches) {
    return batches.stream().map(batch -> FedBatch.of(kept, runtime.precision(), batch)).toList();
  }

  /** How an architecture of the space does on all images. */
  public Evaluation judge(Architecture architecture) {
    Route route = Route.of(space, architecture);
    Map<Parameter, double[]> means = calibration.isEmpty() ? Map.of() : means(route);
    Evaluation sum = Evaluation.NONE;
    for (FedBatch batch : images) {
      try (StepScope scope = new StepScope()) {
        GraphRun run = inputs.runner(batch);
        routing.feed(scope, run, route);
        means.forEach(
            (running, mean) ->
                run.feed(
                    running.value(), scope.tensor(runtime.precision(), running.shape(), mean)));
        sum = sum.plus(Evaluation.of(scope, runtime, run, judged, batch.size()));
      }
    }
    return sum;
  }

  /** Means over the batches; not a number of those batch norms that no images go through. */
  private Map<Parameter, double[]> means(Route route) {
    List<double[]> means =
        statistics.stream().map(statistic -> new double[(int) statistic.running().size()]).toList();
    double all = calibration.stream().mapToInt(FedBatch::size).sum();
    for (FedBatch batch : calibration) {
      try (StepScope scope = new StepScope()) {
        GraphRun run = inputs.runner(batch);
        routing.feed(scope, run, route);
        statistics.forEach(statistic -> run.fetch(statistic.observed()));
        Result result = runtime.run(scope, run);
        for (int i = 0; i < statistics.size(); i++) {
          double[] mean = means.get(i);
          double[] observed = TensorValues.doubles(result.get(i));
          Arrays.setAll(mean, c -> mean[c] + observed[c] * batch.size() / all);
        }
      }
    }
    Map<Parameter, double[]> byParameter = new LinkedHashMap<>();
    for (int i = 0; i < statistics.size(); i++) {
      byParameter.put(statistics.get(i).running(), means.get(i));
    }
    return byParameter;
  }

  @Override
  public void close() {
    kept.close();
    runtime.close();
  }
}
