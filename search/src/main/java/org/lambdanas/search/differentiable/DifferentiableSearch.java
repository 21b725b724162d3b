package org.lambdanas.search.differentiable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.lambdanas.graph.data.Batch;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.layer.FedBatch;
import org.lambdanas.graph.network.Evaluation;
import org.lambdanas.graph.space.CellSpace;
import org.lambdanas.graph.space.CellType;
import org.lambdanas.graph.space.NetworkPlan;
import org.lambdanas.graph.space.SearchSpaces;
import org.lambdanas.graph.supernet.AlphaHessian;
import org.lambdanas.graph.supernet.SuperNetwork;
import org.lambdanas.graph.supernet.SuperNetworkSpec;
import org.lambdanas.graph.supernet.WeightStep.Rates;
import org.lambdanas.graph.tensor.GraphRun;
import org.lambdanas.graph.tensor.GraphRuntime;
import org.lambdanas.graph.tensor.Parameter;
import org.lambdanas.graph.tensor.StepScope;
import org.lambdanas.graph.tensor.TensorValues;
import org.lambdanas.graph.train.CosineDecay;
import org.lambdanas.graph.train.LinearRamp;
import org.lambdanas.predictors.table.BenchmarkTableFile;
import org.lambdanas.predictors.table.PublishedTables;
import org.lambdanas.proto.v1.Architecture;
import org.lambdanas.proto.v1.EpochRecord;
import org.lambdanas.proto.v1.NamedTensor;
import org.lambdanas.proto.v1.SearchCheckpoint;
import org.lambdanas.proto.v1.SearchConfig;
import org.lambdanas.proto.v1.SearchHistory;
import org.lambdanas.search.run.EpochListener;
import org.lambdanas.search.run.EpochLoop;
import org.lambdanas.search.run.EpochLoop.AfterEpoch;
import org.lambdanas.search.run.Pace;
import org.lambdanas.search.run.RunKind;
import org.tensorflow.Result;
import org.tensorflow.proto.GraphDef;

/**
 * A differentiable search from images to a cell: DARTS of first or second order, or Λ-DARTS. The
 * search is a pure function of its configuration and images (on the CPU, with the same threads, to
 * the bit), also when it is stopped and resumed.
 */
public final class DifferentiableSearch implements AutoCloseable {

  private final SearchConfig config;
  private final SearchData data;
  private final EpochLoop<BatchPair, EpochRecord> loop;
  private final CellSpace space;
  private final SearchLimits limits;
  private final SearchGraph graph;
  private final GraphRuntime runtime;
  private final SuperNetwork network;
  private final EpochMeter meter;
  private final CosineDecay learningRate;
  private final LinearRamp strength;
  private final Optional<BenchmarkTableFile> table;

  /**
   * Builds the graph and draws the initial weights.
   *
   * @throws org.lambdanas.graph.error.ConfigException if the settings cannot be used
   */
  public DifferentiableSearch(SearchConfig config, SearchData data) {
    this.config = config;
    this.data = data;
    this.loop =
        new EpochLoop<>(
            RunKind.SEARCH,
            config,
            config.getEpochs(),
            data.weights().batchesPerEpoch(),
            "try a smaller --learning-rate or --lambda");
    this.space = SearchSpaces.cellSpaceById(config.getSpace());
    this.learningRate = Settings.learningRate(config);
    this.strength = Settings.strength(config);
    SuperNetworkSpec spec = SearchNetworks.spec(config, data.weights().images());
    this.limits = SearchLimits.of(config);
    this.graph = new SearchGraph(config, spec, limits);
    this.runtime = graph.runtime();
    this.network = graph.network();
    this.meter = new EpochMeter(loop.sums(), config.getWeightOptimizer().getClipNorm());
    this.table = PublishedTables.bySpace(space.id());
  }

  /**
   * Goes on from a checkpoint.
   *
   * @throws DataException if it is of another configuration or does not fit the network
   */
  public void restore(SearchCheckpoint checkpoint) {
    loop.restore(checkpoint);
    runtime.restore(graph.optimizers().state(), checkpoint.getTensorsList());
  }

  /**
   * Searches to the end.
   *
   * @param stopRequested asked after every iteration; true stops early
   * @return true if the search came to its end, false if it was stopped
   * @throws org.lambdanas.graph.error.DivergedException if the training loss is not finite for 50
   *     steps in a row, or in the whole last epoch
   */
  public boolean run(
      EpochListener<EpochRecord> listener,
      BooleanSupplier stopRequested,
      Consumer<SearchCheckpoint> keep) {
    return loop.run(new Iterations(), listener, stopRequested, () -> keep.accept(checkpoint()));
  }

  /**
   * Whether a growing eigenvalue has ended the search.
   *
   * @return the epoch, from 0, whose architecture counts then
   */
  public OptionalInt backTo() {
    double ratio = config.getDiagnosis().getEarlyStopRatio();
    return ratio > 0 ? new EarlyStopping(ratio).backTo(loop.history()) : OptionalInt.empty();
  }

  /**
   * Measures iterations of all kinds, and what follows epochs, and puts everything back as it was,
   * to the bit.
   *
   * @param stopRequested asked again and again; true ends it
   * @return empty if it was ended
   */
  Optional<Pace> pace(BooleanSupplier stopRequested) {
    return loop.pace(new Iterations(), stopRequested);
  }

  private boolean alphaMoves(int epoch) {
    return epoch >= config.getAlphaOptimizer().getWarmUpEpochs();
  }

  private record BatchPair(Batch weights, Batch alpha) {}

  private final class Iterations implements EpochLoop.Steps<BatchPair, EpochRecord> {

    @Override
    public BatchPair prepare(long globalStep) {
      return new BatchPair(data.weights().batchAt(globalStep), data.alpha().batchAt(globalStep));
    }

    @Override
    public double take(BatchPair pair, int epoch) {
      Rates rates = new Rates(learningRate.at(epoch), strength.at(epoch));
      StepOutcome outcome = graph.iterate(pair.weights(), pair.alpha(), rates, alphaMoves(epoch));
      meter.add(outcome);
      return outcome.weights().reading().loss();
    }

    @Override
    public Optional<Double> loss() {
      return meter.trainLoss();
    }

    @Override
    public List<NamedTensor> state() {
      return runtime.save(graph.optimizers().state());
    }

    @Override
    public void restore(List<NamedTensor> state) {
      runtime.restore(graph.optimizers().state(), state);
    }

    @Override
    public String kind(int epoch) {
      return "iteration"
          + (strength.at(epoch) > 0 ? " with the alignment" : "")
          + (alphaMoves(epoch) ? "" : ", alpha still");
    }

    @Override
    public List<AfterEpoch> afterEpoch() {
      List<AfterEpoch> work = new ArrayList<>();
      if (config.getEvaluate()) {
        work.add(
            new AfterEpoch(
                Pace.JUDGING,
                data.evaluation().batchesPerEpoch(),
                i -> graph.evaluate(data.evaluation().batch(0, i))));
      }
      int every = config.getDiagnosis().getHessianEvery();
      if (every > 0) {
        work.add(new AfterEpoch("eigenvalue", 1.0 / every, i -> eigenvalue()));
      }
      return work;
    }

    @Override
    public boolean isOver() {
      return backTo().isPresent();
    }

    @Override
    public EpochRecord record(double seconds) {
      Map<CellType, double[][]> mixing = mixing();
      Architecture free = MixingRecords.derive(space, mixing, config.getDerivation());
      Architecture derived = limits.derive(free, mixing, config.getDerivation());
      EpochRecord.Builder record =
          EpochRecord.newBuilder()
              .setEpoch(loop.epoch())
              .setLambdaStrength(strength.at(loop.epoch()))
              .setLearningRate(learningRate.at(loop.epoch()))
              .addAllMixing(
                  // What the search comes to by itself.
                  MixingRecords.of(space, mixing, free))
              .setArchitecture(derived)
              .setSeconds(seconds);
      meter.fill(
          record, network.spec().plan().cells().stream().map(NetworkPlan.Cell::type).toList());
      if (config.getEvaluate()) {
        Evaluation evaluation = evaluate();
        record
            .setEvaluationLoss(evaluation.meanLoss())
            .setEvaluationAccuracy(evaluation.accuracy());
      }
      int every = config.getDiagnosis().getHessianEvery();
      if (every > 0 && (loop.epoch() + 1) % every == 0) {
        double eigenvalue = eigenvalue();
        if (Double.isFinite(eigenvalue)) {
          record.setHessianEigenvalue(eigenvalue);
        }
      }
      if (config.getDiagnosis().getEarlyStopRatio() > 0) {
        record.addAllAlpha(alpha());
      }
      table.flatMap(t -> t.lookup(derived)).ifPresent(record::setPublished);
      return record.build();
    }
  }

  /** Always on the same images. */
  private double eigenvalue() {
    try (StepScope scope = new StepScope()) {
      FedBatch batch = FedBatch.of(scope, runtime.precision(), data.evaluation().batch(0, 0));
      return new AlphaHessian(network)
          .largestEigenvalue(batch, config.getAlphaOptimizer().getWeightDecay());
    }
  }

  private Evaluation evaluate() {
    Evaluation evaluation = Evaluation.NONE;
    for (int i = 0; i < data.evaluation().batchesPerEpoch(); i++) {
      evaluation = evaluation.plus(graph.evaluate(data.evaluation().batch(0, i)));
    }
    return evaluation;
  }

  private Map<CellType, double[][]> mixing() {
    Map<CellType, double[][]> mixing = new LinkedHashMap<>();
    try (StepScope scope = new StepScope()) {
      GraphRun runner = runtime.runner();
      List<CellType> types = network.cellTypes();
      types.forEach(type -> runner.fetch(network.mixing(type)));
      Result result = runtime.run(scope, runner);
      for (int t = 0; t < types.size(); t++) {
        CellType type = types.get(t);
        double[] flat = TensorValues.doubles(result.get(t));
        double[][] rows = new double[type.edges()][type.operations()];
        for (int i = 0; i < flat.length; i++) {
          rows[i / type.operations()][i % type.operations()] = flat[i];
        }
        mixing.put(type, rows);
      }
    }
    return mixing;
  }

  SearchCheckpoint checkpoint() {
    return loop.note(SearchCheckpoint.newBuilder())
        .addAllTensors(runtime.save(graph.optimizers().state()))
        .build();
  }

  /** Wall-clock seconds of this search, earlier parts of a resumed one included. */
  public double seconds() {
    return loop.seconds();
  }

  /** The graph. */
  public GraphDef definition() {
    return runtime.definition();
  }

  /**
   * The records of the epochs done.
   *
   * @return in order
   */
  public SearchHistory history() {
    return SearchHistory.newBuilder().addAllEpochs(loop.history()).build();
  }

  /**
   * The architecture parameters as they stand.
   *
   * @return one tensor for each cell type, {@code [edges, operations]}
   */
  public List<NamedTensor> alpha() {
    List<Parameter> parameters = network.cellTypes().stream().map(network::alpha).toList();
    return runtime.save(parameters);
  }

  /** Session runs so far. */
  public long sessionRuns() {
    return runtime.runs();
  }

  @Override
  public void close() {
    graph.close();
  }
}
