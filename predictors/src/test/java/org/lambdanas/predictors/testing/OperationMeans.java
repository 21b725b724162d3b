package org.lambdanas.predictors.testing;

import com.google.protobuf.ByteString;
import io.grpc.Context;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.interchange.TensorMessages;
import org.lambdanas.predictors.predictor.Family;
import org.lambdanas.predictors.predictor.Model;
import org.lambdanas.predictors.predictor.Predictor;
import org.lambdanas.predictors.predictor.PredictorDescription;
import org.lambdanas.predictors.predictor.SettingDescription;
import org.lambdanas.predictors.predictor.Settings;
import org.lambdanas.proto.v1.Architecture;
import org.lambdanas.proto.v1.FittedPredictor;
import org.lambdanas.proto.v1.NamedTensor;
import org.lambdanas.proto.v1.Observation;
import org.lambdanas.proto.v1.Prediction;
import org.lambdanas.proto.v1.PredictorSpec;

/**
 * A predictor for tests, in closed form: the mean over a cell's edges of the mean target of the
 * observations with the same operation there (the mean of all where there is none). It counts the
 * models that are not closed, and notices when two threads use one.
 */
public final class OperationMeans implements Predictor {

  private static final PredictorDescription DESCRIPTION =
      new PredictorDescription(
          "means",
          "Means by operation",
          Family.MODEL_BASED,
          List.of("adjacency_one_hot"),
          Optional.empty(),
          2,
          true,
          List.of(
              SettingDescription.number("offset", 0, -100, 100, "added to each prediction"),
              SettingDescription.whole("held", 0, 0, 1, "1: the fit waits to be let go")),
          Optional.empty(),
          "none");

  private final AtomicInteger open = new AtomicInteger();
  private final AtomicInteger models = new AtomicInteger();
  private final AtomicInteger fits = new AtomicInteger();
  private volatile CountDownLatch gate = new CountDownLatch(1);

  @Override
  public PredictorDescription description() {
    return DESCRIPTION;
  }

  /** Models that have been made and not closed. */
  public int open() {
    return open.get();
  }

  /** Lets the fits go that are held, and those to come. */
  public void letGo() {
    gate.countDown();
  }

  /** Holds fits again. */
  public void hold() {
    gate = new CountDownLatch(1);
  }

  /** Models that have been made. */
  public int models() {
    return models.get();
  }

  /** Fits that have begun. */
  public int fits() {
    return fits.get();
  }

  @Override
  public Model fit(PredictorSpec spec, List<Observation> observations) {
    fits.incrementAndGet();
    Settings settings = Settings.of(DESCRIPTION.settings(), spec.getSettingsList());
    if (observations.size() < DESCRIPTION.leastObservations()) {
      throw new DataException("means needs 2 observations or more, not " + observations.size());
    }
    if (settings.whole("held") == 1) {
      await();
    }
    Map<String, double[]> sums = new TreeMap<>();
    for (Observation observation : observations) {
      if (!observation.hasTarget()) {
        throw new DataException("an observation has no target");
      }
      add(sums, "all", observation.getTarget());
      List<String> keys = keys(observation.getArchitecture());
      keys.forEach(key -> add(sums, key, observation.getTarget()));
    }
    List<NamedTensor> tensors = new ArrayList<>();
    sums.forEach(
        (key, sum) ->
            tensors.add(TensorMessages.of(key, new long[0], new double[] {sum[0] / sum[1]})));
    return load(
        FittedPredictor.newBuilder()
            .setSpec(spec.toBuilder().setEncoding("adjacency_one_hot"))
            .setObservations(observations.size())
            .addAllTensors(tensors)
            .setNativeModel(ByteString.copyFromUtf8("none"))
            .build());
  }

  /** Until it is let go, or whoever asked for it over the network is gone. */
  private void await() {
    try {
      while (!gate.await(2, TimeUnit.MILLISECONDS) && !Context.current().isCancelled()) {
        // Still held.
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void add(Map<String, double[]> sums, String key, double target) {
    double[] sum = sums.computeIfAbsent(key, unused -> new double[2]);
    sum[0] += target;
    sum[1]++;
  }

  private static List<String> keys(Architecture architecture) {
    if (!architecture.hasEdgeCell()) {
      throw new DataException("no cell with operations on its edges");
    }
    List<String> operations = architecture.getEdgeCell().getOperationsList();
    List<String> keys = new ArrayList<>();
    for (int e = 0; e < operations.size(); e++) {
      keys.add(e + "/" + operations.get(e));
    }
    return keys;
  }

  @Override
  public Model load(FittedPredictor fitted) {
    Settings settings = Settings.of(DESCRIPTION.settings(), fitted.getSpec().getSettingsList());
    Map<String, Double> means = new TreeMap<>();
    fitted
        .getTensorsList()
        .forEach(tensor -> means.put(tensor.getName(), TensorMessages.doubles(tensor)[0]));
    Double all = means.get("all");
    if (all == null) {
      throw new DataException("the fitted predictor has no tensor 'all'");
    }
    open.incrementAndGet();
    models.incrementAndGet();
    return new Means(fitted, means, all, settings.number("offset"));
  }

  private final class Means implements Model {

    private final FittedPredictor fitted;
    private final Map<String, Double> means;
    private final double all;
    private final double offset;
    private final AtomicInteger users = new AtomicInteger();
    private boolean closed;

    Means(FittedPredictor fitted, Map<String, Double> means, double all, double offset) {
      this.fitted = fitted;
      this.means = means;
      this.all = all;
      this.offset = offset;
    }

    @Override
    public List<Prediction> query(List<Observation> queries) {
      if (users.incrementAndGet() > 1 || closed) {
        throw new IllegalStateException("used by two threads at a time, or closed");
      }
      try {
        return queries.stream().map(query -> predict(query.getArchitecture())).toList();
      } finally {
        users.decrementAndGet();
      }
    }

    private Prediction predict(Architecture architecture) {
      List<String> keys = keys(architecture);
      double sum = 0;
      for (String key : keys) {
        sum += means.getOrDefault(key, all);
      }
      double mean = sum / keys.size();
      return Prediction.newBuilder()
          .setArchitecture(architecture)
          .setMean(mean + offset)
          .setDeviation(Math.abs(mean - all))
          .build();
    }

    @Override
    public FittedPredictor save() {
      return fitted;
    }

    @Override
    public void close() {
      if (!closed) {
        closed = true;
        open.decrementAndGet();
      }
    }
  }
}
