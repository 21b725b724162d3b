package org.lambdanas.graph.supernet;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.lambdanas.graph.alignment.Alignment;
import org.lambdanas.graph.alignment.HostAlignment;
import org.lambdanas.graph.alignment.HostAlignment.Agreement;
import org.lambdanas.graph.data.Batch;
import org.lambdanas.graph.layer.FedBatch;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.graph.space.CellType;
import org.lambdanas.graph.space.NasBench201Space;
import org.lambdanas.graph.space.NetworkSize;
import org.lambdanas.graph.supernet.SearchOptimizers.WeightSettings;
import org.lambdanas.graph.tensor.ExecutionOptions;
import org.lambdanas.graph.tensor.GraphRun;
import org.lambdanas.graph.tensor.GraphRuntime;
import org.lambdanas.graph.tensor.Parameter;
import org.lambdanas.graph.tensor.Precision;
import org.lambdanas.graph.tensor.StepScope;
import org.lambdanas.graph.tensor.TensorValues;
import org.lambdanas.graph.train.Adam;
import org.lambdanas.proto.v1.NamedTensor;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.types.family.TFloating;

/**
 * A NAS-Bench-201 super-network of one cell a stage with its optimisers and the steps of a search.
 */
public final class TinySearch implements AutoCloseable {

  static final CellType CELL = NasBench201Space.INSTANCE.cellTypes().get(0);
  static final int CELLS = 3;
  static final int ENTRIES = 30;

  /** The sizes and settings of a tiny search. */
  public record Setup(
      Precision precision, int threads, int channels, int imageSize, long seed, boolean plain) {

    public static final Setup SMALL = new Setup(Precision.FLOAT64, 1, 2, 8, 1, false);

    public Setup precision(Precision other) {
      return new Setup(other, threads, channels, imageSize, seed, plain);
    }

    public Setup threads(int number) {
      return new Setup(precision, number, channels, imageSize, seed, plain);
    }

    public Setup seed(long other) {
      return new Setup(precision, threads, channels, imageSize, other, plain);
    }

    /** Descent without momentum, decay and clipping. */
    public Setup plainDescent() {
      return new Setup(precision, threads, channels, imageSize, seed, true);
    }
  }

  /** Searches that are built once for all tests of a class and start anew for each of them. */
  static final class Pool implements AutoCloseable {
    private final Map<Setup, TinySearch> built = new HashMap<>();

    TinySearch fresh(Setup setup) {
      TinySearch search = built.computeIfAbsent(setup, TinySearch::new);
      search.optimizers.initialise();
      return search;
    }

    @Override
    public void close() {
      built.values().forEach(TinySearch::close);
      built.clear();
    }
  }

  final Setup setup;
  final GraphRuntime runtime;
  final SuperNetwork network;
  final SearchOptimizers optimizers;
  final Readings readings;
  final PlainWeightStep weightStep;
  final AlphaStep alphaStep;
  private final Map<Alignment, Map<Double, CentralWeightStep>> central =
      new EnumMap<>(Alignment.class);
  private @Nullable ExactWeightStep exact;

  public TinySearch(Setup setup) {
    this.setup = setup;
    this.runtime =
        new GraphRuntime(
            setup.precision(), new ExecutionOptions("cpu", setup.threads(), setup.threads()));
    this.network =
        new SuperNetwork(
            runtime,
            new SuperNetworkSpec(
                NasBench201Space.INSTANCE,
                new NetworkSize(setup.channels(), 1, 3, 4),
                setup.imageSize(),
                .5),
            new Seed(setup.seed()));
    this.optimizers =
        new SearchOptimizers(
            network,
            setup.plain() ? new WeightSettings(0, 0, 0) : new WeightSettings(.9, 3e-4, 5),
            new Adam.Settings(3e-4, .5, .999, 1e-8, 1e-3));
    this.readings = new Readings(network, Alignment.CORRELATION);
    this.weightStep = new PlainWeightStep(optimizers, readings);
    this.alphaStep = new AlphaStep(optimizers, readings);
  }

  /** With everything at its initial value. */
  public static TinySearch start(Setup setup) {
    TinySearch search = new TinySearch(setup);
    search.optimizers.initialise();
    return search;
  }

  /** Random images and labels, the same for the same seed and size. */
  FedBatch batch(StepScope scope, int images, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] pixels = new float[images * setup.imageSize() * setup.imageSize() * 3];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (float) random.nextGaussian();
    }
    return fed(scope, pixels, random.ints(images, 0, 4).toArray());
  }

  FedBatch poisoned(StepScope scope, float value) {
    float[] pixels = new float[2 * setup.imageSize() * setup.imageSize() * 3];
    Arrays.fill(pixels, .5f);
    pixels[7] = value;
    return fed(scope, pixels, new int[] {0, 1});
  }

  private FedBatch fed(StepScope scope, float[] pixels, int[] labels) {
    return FedBatch.of(
        scope,
        setup.precision(),
        new Batch(pixels, labels, labels.length, setup.imageSize(), setup.imageSize(), 3));
  }

  /** Fetches one tensor on a batch, at moved mixing weights. */
  double[] values(StepScope scope, FedBatch batch, Operand<?> what, double[] deltas) {
    GraphRun runner = network.runner(batch).fetch(what);
    network.feedDelta(
        runner, CELL, scope.tensor(setup.precision(), network.stackedShape(CELL), deltas));
    return TensorValues.doubles(runtime.run(scope, runner).get(0));
  }

  double[] values(StepScope scope, FedBatch batch, Operand<?> what) {
    return TensorValues.doubles(runtime.run(scope, network.runner(batch).fetch(what)).get(0));
  }

  double[] values(Operand<TFloating> what) {
    try (StepScope scope = new StepScope()) {
      return TensorValues.doubles(runtime.run(scope, runtime.runner().fetch(what)).get(0));
    }
  }

  List<NamedTensor> state() {
    return runtime.save(optimizers.state());
  }

  /** All weights one after another. */
  double[] weights() {
    // In one run: TensorFlow prepares each kind of run from the whole graph.
    try (StepScope scope = new StepScope()) {
      GraphRun runner = runtime.runner();
      network.weights().forEach(weight -> runner.fetch(weight.value()));
      Result result = runtime.run(scope, runner);
      return IntStream.range(0, result.size())
          .mapToObj(i -> TensorValues.doubles(result.get(i)))
          .flatMapToDouble(Arrays::stream)
          .toArray();
    }
  }

  /** Feeds weights to a run in place of the stored ones. */
  void feedWeights(StepScope scope, GraphRun runner, double[] all) {
    int start = 0;
    for (Parameter weight : network.weights()) {
      double[] part = Arrays.copyOfRange(all, start, start + (int) weight.size());
      runner.feed(weight.value(), scope.tensor(setup.precision(), weight.shape(), part));
      start += (int) weight.size();
    }
  }

  Agreement agreement(StepScope scope, FedBatch batch, Alignment alignment) {
    return HostAlignment.of(alignment)
        .of(rows(values(scope, batch, network.cellGradients(CELL))))
        .orElseThrow();
  }

  /**
   * A step with the central difference on one batch, as a search makes it.
   *
   * @param strength of the alignment in the objective, which it is subtracted from
   */
  WeightStep.Outcome regularised(
      StepScope scope,
      FedBatch batch,
      Alignment alignment,
      double strength,
      double epsilon0,
      double rate) {
    return central(alignment, epsilon0).run(scope, batch, new WeightStep.Rates(rate, strength));
  }

  WeightStep central(Alignment alignment, double epsilon0) {
    return central
        .computeIfAbsent(alignment, kind -> new HashMap<>())
        .computeIfAbsent(
            epsilon0,
            length ->
                new CentralWeightStep(
                    optimizers, new Readings(network, alignment), List.of(CELL), length));
  }

  WeightStep exact() {
    if (exact == null) {
      exact = new ExactWeightStep(optimizers, readings, List.of(CELL));
    }
    return exact;
  }

  static double[] deltas(Agreement agreement, double step) {
    return Arrays.stream(agreement.directions())
        .flatMapToDouble(Arrays::stream)
        .map(d -> step * d)
        .toArray();
  }

  static double[][] rows(double[] stacked) {
    double[][] rows = new double[stacked.length / ENTRIES][];
    for (int l = 0; l < rows.length; l++) {
      rows[l] = Arrays.copyOfRange(stacked, l * ENTRIES, (l + 1) * ENTRIES);
    }
    return rows;
  }

  @Override
  public void close() {
    runtime.close();
  }
}
