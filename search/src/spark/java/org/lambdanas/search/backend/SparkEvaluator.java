package org.lambdanas.search.backend;

import com.google.protobuf.InvalidProtocolBufferException;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.api.java.JavaSparkContext;
import org.lambdanas.graph.error.Excerpt;
import org.lambdanas.graph.error.GraphBuildException;
import org.lambdanas.graph.error.InterruptedRunException;
import org.lambdanas.proto.v1.FailureKind;
import org.lambdanas.proto.v1.Trial;
import org.lambdanas.proto.v1.TrialFailure;
import org.lambdanas.proto.v1.TrialResult;
import org.lambdanas.proto.v1.WorkerSetup;

/** Has trials done by a Spark application: each is a job of one task, in a job group of its own. */
final class SparkEvaluator implements Evaluator {

  /** A task that was lost with its machine is begun again twice; no other task fails. */
  static final int MOST_ATTEMPTS = 3;

  /** How Spark says that a task was lost so often: nothing else that ends a task is the trial's. */
  private static final Pattern LOST =
      Pattern.compile("failed " + MOST_ATTEMPTS + " times.*ExecutorLostFailure");

  private static final long POLL_MILLIS = 50;

  /** How long a trial waits while the cluster gives no executor, as Spark writes durations. */
  private static final String PATIENCE = "spark.lambdanas.executorTimeout";

  private final JavaSparkContext spark;
  private final SparkTask task;
  private final long patienceSeconds;

  SparkEvaluator(JavaSparkContext spark, WorkerSetup setup) {
    this.spark = spark;
    this.task = new SparkTask(setup);
    this.patienceSeconds = spark.getConf().getTimeAsSeconds(PATIENCE, "120s");
  }

  @Override
  public TrialResult evaluate(Trial trial, BooleanSupplier abandoned) {
    long start = System.nanoTime();
    String name = HexFormat.of().formatHex(Trials.sha256(trial).toByteArray());
    JavaFutureAction<List<byte[]>> job = begin(trial, name);
    long seen = start;
    try {
      while (true) {
        try {
          return TrialResult.parseFrom(job.get(POLL_MILLIS, TimeUnit.MILLISECONDS).get(0));
        } catch (TimeoutException e) {
          if (abandoned.getAsBoolean()) {
            spark.cancelJobGroup(name);
            return lost(trial, "it was given up", start);
          }
          if (hasExecutors()) {
            seen = System.nanoTime();
          } else if (System.nanoTime() - seen > TimeUnit.SECONDS.toNanos(patienceSeconds)) {
            spark.cancelJobGroup(name);
            throw withoutExecutors();
          }
        }
      }
    } catch (ExecutionException e) {
      String reason = Excerpt.firstLine(e.getCause() instanceof Exception cause ? cause : e);
      if (LOST.matcher(reason).find()) {
        return lost(trial, reason, start);
      }
      // It is not the trial: with the cluster back, the search goes on.
      throw new GraphBuildException("the Spark application has ended: " + reason, e);
    } catch (InvalidProtocolBufferException e) {
      throw new GraphBuildException("a Spark task answers something else: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedRunException("interrupted", e);
    }
  }

  private JavaFutureAction<List<byte[]>> begin(Trial trial, String name) {
    try {
      // By thread. Nothing is interrupted: a task asks whether it should go on.
      spark.setJobGroup(name, "trial " + name, false);
      return spark.parallelize(List.of(trial.toByteArray()), 1).map(task).collectAsync();
    } catch (IllegalStateException e) {
      throw new GraphBuildException(
          "the Spark application has ended; its master's log says why", e);
    }
  }

  /** The driver counts as one. */
  private boolean hasExecutors() {
    return spark.isLocal() || spark.sc().statusTracker().getExecutorInfos().length > 1;
  }

  private GraphBuildException withoutExecutors() {
    return new GraphBuildException(
        ("no worker of the Spark cluster at %s has had room for an executor (cores: %s, memory: %s)"
                + " for %d s: start workers, or ask for fewer --trial-threads")
            .formatted(
                Excerpt.of(spark.master()),
                spark.getConf().get("spark.executor.cores"),
                spark.getConf().get("spark.executor.memory", "1g"),
                patienceSeconds));
  }

  private static TrialResult lost(Trial trial, String message, long start) {
    TrialFailure failure = TrialFailures.of(FailureKind.FAILURE_KIND_LOST, message);
    return TrialResult.newBuilder()
        .setTrialSha256(Trials.sha256(trial))
        .setFailure(failure)
        .setAttempts(MOST_ATTEMPTS)
        .setSeconds((System.nanoTime() - start) / 1e9)
        .build();
  }

  @Override
  public void close() {
    spark.stop();
  }
}
