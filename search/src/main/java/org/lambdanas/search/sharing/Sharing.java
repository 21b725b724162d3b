package org.lambdanas.search.sharing;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.lambdanas.graph.data.Batch;
import org.lambdanas.graph.data.Batches;
import org.lambdanas.graph.data.ImageSet;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.interchange.LocalPaths;
import org.lambdanas.graph.network.Evaluation;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.graph.sharing.Route;
import org.lambdanas.graph.sharing.Routes;
import org.lambdanas.graph.sharing.SharingGraph;
import org.lambdanas.graph.space.CellSpace;
import org.lambdanas.graph.space.NetworkSize;
import org.lambdanas.graph.space.SearchSpaces;
import org.lambdanas.graph.train.CosineDecay;
import org.lambdanas.graph.training.TrainingGraph;
import org.lambdanas.proto.v1.NamedTensor;
import org.lambdanas.proto.v1.RouteSampling;
import org.lambdanas.proto.v1.RunProvenance;
import org.lambdanas.proto.v1.SharedNetwork;
import org.lambdanas.proto.v1.SharingCheckpoint;
import org.lambdanas.proto.v1.SharingConfig;
import org.lambdanas.proto.v1.SharingMethod;
import org.lambdanas.proto.v1.SharingResult;
import org.lambdanas.proto.v1.TrainingEpochRecord;
import org.lambdanas.proto.v1.TrainingHistory;
import org.lambdanas.proto.v1.WeightOptimizerConfig;
import org.lambdanas.search.run.EpochListener;
import org.lambdanas.search.run.EpochLoop;
import org.lambdanas.search.run.EpochLoop.AfterEpoch;
import org.lambdanas.search.run.Pace;
import org.lambdanas.search.run.RunKind;
import org.lambdanas.search.training.TrainingData;
import org.lambdanas.search.training.TrainingMeter;

/**
 * The training of weights that all architectures of a space share. It is a pure function of its
 * configuration and images (on the CPU, with the same threads, to the bit), also when it is stopped
 * and resumed.
 */
final class Sharing implements AutoCloseable {

  /** Held-out images that say of a few architectures how an epoch went, at most. */
  private static final int WATCHED_IMAGES = 256;

  private final SharingConfig config;
  private final TrainingData data;
  private final NetworkSize size;
  private final CosineDecay schedule;
  private final Optional<Routes> routes;
  private final List<Route> watched;
  private final int stepsPerEpoch;
  private final EpochLoop<Batch, TrainingEpochRecord> loop;
  private final SharingGraph graph;
  private final TrainingMeter meter;

  /**
   * Builds the graph and draws the initial weights.
   *
   * @throws ConfigException if the settings cannot be used
   */
  Sharing(SharingConfig config, TrainingData data) {
    this.config = config;
    this.data = data;
    CellSpace space = SearchSpaces.cellSpaceById(config.getSpace());
    ImageSet images = data.training().images();
    this.size =
        NetworkSize.of(
            space,
            config.getNetwork(),
            images.channels(),
            images.classes(config.getData().getClasses()));
    space.plan(size).checkImageSize(images.height());
    WeightOptimizerConfig optimizer = config.getWeightOptimizer();
    this.schedule =
        new CosineDecay(
            optimizer.getLearningRate(), optimizer.getFinalLearningRate(), config.getEpochs());
    Seed seed = new Seed(config.getSeed());
    this.routes = routes(space, seed.child("ways"));
    this.watched =
        IntStream.range(0, config.getWatched())
            .mapToObj(i -> Route.of(space, space.sample(seed.child("watched").child(i).random())))
            .toList();
    requireImagesForEach(data.training());
    this.stepsPerEpoch = stepsPerEpoch(data.training().batchesPerEpoch(), round());
    this.loop =
        new EpochLoop<>(
            RunKind.SHARING,
            config,
            config.getEpochs(),
            stepsPerEpoch,
            "try a smaller --learning-rate");
    this.graph = new SharingGraph(config, space, size, images.height());
    this.meter = new TrainingMeter(loop.sums(), optimizer.getClipNorm());
  }

  private int paths() {
    return Math.max(1, config.getPaths());
  }

  /** Steps after which all operations of an edge have had equally many images. */
  private long round() {
    long ways = routes.map(Routes::length).orElse(1L);
    return ways / BigInteger.valueOf(ways).gcd(BigInteger.valueOf(paths())).longValue();
  }

  private void requireImagesForEach(Batches batches) {
    int last = (batches.images().size() - 1) % batches.batchSize() + 1;
    if (last < paths()) {
      throw new ConfigException(
          "--paths is %d, but the last batch of an epoch has %d images: give another --batch-size"
              .formatted(paths(), last));
    }
  }

  /** Empty where each step trains all operations. */
  private Optional<Routes> routes(CellSpace space, Seed seed) {
    if (config.getMethod() == SharingMethod.SHARING_METHOD_ONESHOT) {
      return Optional.empty();
    }
    return Optional.of(
        config.getSampling() == RouteSampling.ROUTE_SAMPLING_UNIFORM
            ? Routes.uniform(space, seed)
            : Routes.fair(space, seed));
  }

  /**
   * An epoch goes on into the next batches until all operations have had equally many steps, unless
   * that would more than double it.
   */
  static int stepsPerEpoch(int batches, long round) {
    long whole = (batches + round - 1) / round * round;
    return whole <= 2L * batches ? Math.toIntExact(whole) : batches;
  }

  /**
   * Goes on from a checkpoint.
   *
   * @throws org.lambdanas.graph.error.DataException if it is of another configuration or does not
   *     fit the network
   */
  void restore(SharingCheckpoint checkpoint) {
    loop.restore(checkpoint);
    graph.restore(checkpoint.getTensorsList());
  }

  /** Measures steps and judgements, and puts everything back as it was, to the bit. */
  Optional<Pace> pace(BooleanSupplier stopRequested) {
    return loop.pace(new Steps(), stopRequested);
  }

  /** Trains to the end; false if it was stopped. */
  boolean run(
      EpochListener<TrainingEpochRecord> listener,
      BooleanSupplier stopRequested,
      Consumer<SharingCheckpoint> keep) {
    return loop.run(new Steps(), listener, stopRequested, () -> keep.accept(checkpoint()));
  }

  private final class Steps implements EpochLoop.Steps<Batch, TrainingEpochRecord> {

    @Override
    public Batch prepare(long globalStep) {
      return data.training().batchAt(globalStep);
    }

    @Override
    public double take(Batch batch, int epoch) {
      TrainingGraph.Outcome outcome =
          graph.step(batch, schedule.at(epoch), ways(loop.globalStep()), loop.globalStep());
      meter.add(outcome);
      return outcome.loss();
    }

    @Override
    public Optional<Double> loss() {
      return meter.loss();
    }

    @Override
    public List<NamedTensor> state() {
      return graph.save();
    }

    @Override
    public void restore(List<NamedTensor> state) {
      graph.restore(state);
    }

    @Override
    public List<AfterEpoch> afterEpoch() {
      return List.of(new AfterEpoch(Pace.JUDGING, watchedBatches(), i -> evaluate(i)));
    }

    @Override
    public TrainingEpochRecord record(double seconds) {
      return meter.record(loop.epoch(), schedule.at(loop.epoch()), evaluate(), seconds).build();
    }
  }

  /** The ways of a step, from 0: one for each share of its batch. */
  List<Route> ways(long step) {
    return routes.stream()
        .flatMap(all -> LongStream.range(step * paths(), (step + 1) * paths()).mapToObj(all::at))
        .toList();
  }

  /** The mean over the watched architectures. */
  private Evaluation evaluate() {
    return IntStream.range(0, watchedBatches())
        .mapToObj(this::evaluate)
        .reduce(Evaluation.NONE, Evaluation::plus);
  }

  private int watchedBatches() {
    return Math.min(
        data.validation().batchesPerEpoch(),
        Math.max(1, WATCHED_IMAGES / data.validation().batchSize()));
  }

  /** All watched architectures on a batch. */
  private Evaluation evaluate(int number) {
    Batch batch = data.validation().batch(0, number);
    Evaluation evaluation = Evaluation.NONE;
    for (Route route : watched) {
      evaluation = evaluation.plus(graph.evaluate(batch, route));
    }
    return evaluation;
  }

  SharingCheckpoint checkpoint() {
    return loop.note(SharingCheckpoint.newBuilder()).addAllTensors(graph.save()).build();
  }

  SharingResult result(RunProvenance provenance) {
    return SharingResult.newBuilder()
        .setConfig(config)
        .setProvenance(provenance)
        .setHistory(TrainingHistory.newBuilder().addAllEpochs(loop.history()))
        .setWeights(graph.size())
        .setValidationImages(data.validation().images().size())
        .setSeconds(loop.seconds())
        .build();
  }

  SharedNetwork network(RunProvenance provenance) {
    return SharedNetwork.newBuilder()
        .setConfig(config)
        .setSize(size.message(data.training().images().height(), config.getNetwork().getStem()))
        .addAllWeights(graph.weights())
        .setProvenance(LocalPaths.removed(provenance))
        .build();
  }

  @Override
  public void close() {
    graph.close();
  }
}
