package org.lambdanas.graph.sharing;

import com.google.protobuf.ByteString;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.lambdanas.graph.data.Batches;
import org.lambdanas.graph.data.ConfiguredImages;
import org.lambdanas.graph.data.ImageSet;
import org.lambdanas.graph.data.Normalisation;
import org.lambdanas.graph.data.SearchSplit;
import org.lambdanas.graph.data.Split;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.interchange.Checksums;
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
import org.lambdanas.proto.v1.DataConfig;
import org.lambdanas.proto.v1.JudgedImages;
import org.lambdanas.proto.v1.ModelSize;
import org.lambdanas.proto.v1.NormStatistics;
import org.lambdanas.proto.v1.RankingConfig;
import org.lambdanas.proto.v1.SharedNetwork;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.family.TFloating;

/**
 * Says of architectures how well they classify some images with shared weights. Weights and images
 * are given to TensorFlow once, unless these are too many; nothing that an architecture is judged
 * by depends on the ones before. Safe for use by several threads.
 */
public final class RouteJudge implements AutoCloseable {

  private final CellSpace space;
  private final GraphRuntime runtime;
  private final StepScope kept = new StepScope();
  private final NetworkInputs inputs;
  private final FedRouting routing;
  private final List<Statistic> statistics;
  private final Classification judged;
  private final Optional<FedImages> calibration;
  private final FedImages images;
  private final ByteString dataSha256;

  /**
   * Reads the images and builds the graph.
   *
   * @param config which of the images, and how many at a time
   * @param network whose weights are used
   * @param data where the images are now
   * @throws DataException if the network is not that of the configuration, or the images are not
   *     those that it was trained with
   */
  public static RouteJudge open(RankingConfig config, SharedNetwork network, DataConfig data) {
    if (!Checksums.sha256(network.toByteString()).equals(config.getNetworkSha256())) {
      throw new DataException(
          config.getNetwork() + " is not the network that the configuration was made for");
    }
    ConfiguredImages configured = ConfiguredImages.of(data);
    ImageSet all = configured.load(Split.TRAIN);
    ByteString sha256 = ByteString.copyFrom(all.sha256());
    if (!network.getProvenance().getDataSha256().equals(sha256)) {
      throw new DataException("the images are not those that the shared weights were trained with");
    }
    SearchSplit split = SearchSplit.of(configured.sized(all), data.getTrainPortion());
    Normalisation normalisation = configured.dataSet().normalisation();
    int size = config.getBatchSize();
    return new RouteJudge(
        network,
        Precision.byId(config.getPrecision()),
        config.getStatistics() == NormStatistics.NORM_STATISTICS_RECALIBRATED
            ? Optional.of(
                batches(split.weights(), config.getCalibrationImages(), size, normalisation))
            : Optional.empty(),
        batches(
            config.getJudgeBy() == JudgedImages.JUDGED_IMAGES_TRAINING
                ? split.weights()
                : split.alpha(),
            config.getImages(),
            size,
            normalisation),
        sha256);
  }

  /** The first images, shared out evenly: statistics of a small rest would be others. */
  private static Batches batches(
      ImageSet from, int count, int batchSize, Normalisation normalisation) {
    int images = count == 0 ? from.size() : Math.min(count, from.size());
    int parts = (images - 1) / batchSize + 1;
    return Batches.inOrder(from.range(0, images), (images - 1) / parts + 1, normalisation);
  }

  /**
   * Builds the graph.
   *
   * @param calibration images whose statistics batch norms take over, for each architecture anew;
   *     none: batch norms go by the images that are judged, batch by batch
   * @param images to judge by
   */
  private RouteJudge(
      SharedNetwork network,
      Precision precision,
      Optional<Batches> calibration,
      Batches images,
      ByteString dataSha256) {
    this.dataSha256 = dataSha256;
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
      this.calibration = calibration.map(batches -> FedImages.of(kept, precision, batches));
      this.images = FedImages.of(kept, precision, images);
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

  /** Images that architectures are judged by. */
  public int images() {
    return images.size();
  }

  /** Of all images that were read. */
  public ByteString dataSha256() {
    return dataSha256;
  }

  /** How an architecture of the space does on all images. */
  public Evaluation judge(Architecture architecture) {
    Route route = Route.of(space, architecture);
    Map<Parameter, double[]> means =
        calibration.map(batches -> means(batches, route)).orElse(Map.of());
    Evaluation sum = Evaluation.NONE;
    for (int b = 0; b < images.count(); b++) {
      try (StepScope scope = new StepScope()) {
        FedBatch batch = images.batch(b, scope);
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
  private Map<Parameter, double[]> means(FedImages batches, Route route) {
    List<double[]> means =
        statistics.stream().map(statistic -> new double[(int) statistic.running().size()]).toList();
    double all = batches.size();
    for (int b = 0; b < batches.count(); b++) {
      try (StepScope scope = new StepScope()) {
        FedBatch batch = batches.batch(b, scope);
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
