package org.lambdanas.search.measure;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.lambdanas.graph.data.Batch;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.error.DivergedException;
import org.lambdanas.graph.layer.FedBatch;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.graph.supernet.SuperNetworkSpec;
import org.lambdanas.graph.supernet.WeightStep.Fate;
import org.lambdanas.graph.supernet.WeightStep.Rates;
import org.lambdanas.graph.tensor.GpuKernels;
import org.lambdanas.graph.tensor.GraphRun;
import org.lambdanas.graph.tensor.GraphRuntime;
import org.lambdanas.graph.tensor.StepScope;
import org.lambdanas.proto.v1.SearchConfig;
import org.lambdanas.proto.v1.SearchMethod;
import org.lambdanas.search.differentiable.SearchGraph;

/**
 * Times the steps of a search on random images. The iterations are those of the search itself. The
 * kinds of work take turns, so that a machine that grows slower or faster does so for all alike.
 */
public final class StepBenchmark implements AutoCloseable {

  /** What is timed. */
  public enum Work {
    /**
     * One session run that computes the loss and its gradients in all weights and nothing else; the
     * batch lies in native memory already.
     */
    WEIGHT_PASS,
    /** An iteration of first-order DARTS: a step of alpha and one of the weights. */
    DARTS_ITERATION,
    /** An iteration of Λ-DARTS: a step of alpha and a regularised one of the weights. */
    LAMBDA_ITERATION
  }

  /**
   * What was measured.
   *
   * @param times wall-clock times of each kind of work
   * @param sessionRuns session runs that one piece of each kind of work takes
   */
  public record Report(Map<Work, Timings> times, Map<Work, Long> sessionRuns) {

    /** Copies. */
    public Report {
      times = Map.copyOf(times);
      sessionRuns = Map.copyOf(sessionRuns);
    }
  }

  private final SearchGraph graph;
  private final int batchSize;
  private final RandomBatches trainBatches;
  private final RandomBatches validationBatches;
  private final Rates dartsRates;
  private final Rates lambdaRates;
  private final double buildSeconds;
  private final double firstRunSeconds;
  private long nextBatch;

  /**
   * Builds the super-network and runs the first iteration, which makes the session ready.
   *
   * @param config resolved configuration of a search with Λ-DARTS and a strength above 0
   * @param spec the super-network
   * @throws ConfigException if the settings cannot be used
   */
  public StepBenchmark(SearchConfig config, SuperNetworkSpec spec) {
    double strength = config.getRegulariser().getStrength();
    if (config.getMethod() != SearchMethod.SEARCH_METHOD_LAMBDA_DARTS || !(strength > 0)) {
      throw new ConfigException("the benchmark needs Λ-DARTS with a strength above 0");
    }
    double learningRate = config.getWeightOptimizer().getLearningRate();
    this.dartsRates = new Rates(learningRate, 0);
    this.lambdaRates = new Rates(learningRate, strength);
    Seed seed = new Seed(config.getSeed());
    this.batchSize = config.getBatchSize();
    this.trainBatches = new RandomBatches(spec, batchSize, seed.child("weight images"));
    this.validationBatches = new RandomBatches(spec, batchSize, seed.child("alpha images"));
    long start = System.nanoTime();
    this.graph = new SearchGraph(config, spec);
    this.buildSeconds = secondsSince(start);
    try {
      this.firstRunSeconds = seconds(Work.LAMBDA_ITERATION);
    } catch (RuntimeException e) {
      graph.close();
      throw e;
    }
  }

  /**
   * Time to build the graph and to set all initial values.
   *
   * @return seconds
   */
  public double buildSeconds() {
    return buildSeconds;
  }

  /**
   * Time of the very first iteration, in which the session prepares each of its runs.
   *
   * @return seconds
   */
  public double firstRunSeconds() {
    return firstRunSeconds;
  }

  /**
   * Does every kind of work in turn, several times.
   *
   * @param warmUp rounds that are not counted, at least 0
   * @param steps rounds that are, at least 1
   * @param progress told one line after each round
   * @throws ConfigException if a number of rounds is out of range
   * @throws DivergedException if an iteration could not be regularised
   */
  public Report run(int warmUp, int steps, Consumer<String> progress) {
    if (warmUp < 0 || steps < 1) {
      throw new ConfigException(
          "cannot measure " + steps + " steps after " + warmUp + ": give at least 1 after 0");
    }
    Map<Work, List<Double>> seconds = new EnumMap<>(Work.class);
    Map<Work, Long> runs = new EnumMap<>(Work.class);
    for (int round = -warmUp; round < steps; round++) {
      for (Work work : Work.values()) {
        long before = graph.runtime().runs();
        double took = seconds(work);
        if (round >= 0) {
          seconds.computeIfAbsent(work, w -> new ArrayList<>()).add(took);
          runs.put(work, graph.runtime().runs() - before);
        }
      }
      progress.accept(
          round < 0
              ? "warm-up " + (round + warmUp + 1) + " of " + warmUp
              : "round " + (round + 1) + " of " + steps);
    }
    Map<Work, Timings> times = new EnumMap<>(Work.class);
    seconds.forEach((work, list) -> times.put(work, new Timings(list)));
    return new Report(times, runs);
  }

  /** Does one piece of work with tracing on. */
  public OperationProfile profile(Work work) {
    return OperationProfile.of(
        graph.runtime().traced(() -> seconds(work)), batchSize, graph.runtime()::node);
  }

  /** Does one piece of work to tell what it would ask of a GPU. */
  public GpuWork gpuWork(Work work) {
    GraphRuntime runtime = graph.runtime();
    GpuKernels kernels = GpuKernels.ofLibrary();
    return GpuWork.of(
        runtime.carriedOut(() -> seconds(work)),
        runtime.definition(),
        kernels.areBuilt(),
        kernels::of);
  }

  /** What the processors that did the profiled work are able to; of single precision. */
  public StepLimit limit(OperationProfile profile) {
    return StepLimit.of(profile, graph.runtime());
  }

  private double seconds(Work work) {
    Batch train = trainBatches.at(nextBatch);
    Batch validation = validationBatches.at(nextBatch++);
    switch (work) {
      case WEIGHT_PASS:
        return weightPass(train);
      case DARTS_ITERATION:
        return iteration(train, validation, dartsRates, Fate.OFF);
      case LAMBDA_ITERATION:
        return iteration(train, validation, lambdaRates, Fate.APPLIED);
    }
    throw new IllegalArgumentException("no such work: " + work);
  }

  private double weightPass(Batch batch) {
    try (StepScope scope = new StepScope()) {
      FedBatch fed = FedBatch.of(scope, graph.runtime().precision(), batch);
      GraphRun runner = graph.network().runner(fed).fetch(graph.network().loss());
      // As targets they are computed, but not copied to the host.
      graph.network().weightGradients().forEach(runner::addTarget);
      long start = System.nanoTime();
      graph.runtime().run(scope, runner);
      return secondsSince(start);
    }
  }

  private double iteration(Batch train, Batch validation, Rates rates, Fate expected) {
    long start = System.nanoTime();
    Fate fate = graph.iterate(train, validation, rates, true).weights().term().fate();
    double took = secondsSince(start);
    if (fate != expected) {
      throw new DivergedException(
          "the alignment term of an iteration was " + fate + ", so its time says nothing");
    }
    return took;
  }

  private static double secondsSince(long nanos) {
    return (System.nanoTime() - nanos) / 1e9;
  }

  @Override
  public void close() {
    graph.close();
  }
}
