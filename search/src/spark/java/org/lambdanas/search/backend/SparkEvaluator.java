package org.lambdanas.search.backend;

import com.google.protobuf.InvalidProtocolBufferException;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.api.java.JavaSparkContext;
import org.lambdanas.graph.error.InterruptedRunException;
import org.lambdanas.proto.v1.FailureKind;
import org.lambdanas.proto.v1.Trial;
import org.lambdanas.proto.v1.TrialFailure;
import org.lambdanas.proto.v1.TrialResult;
import org.lambdanas.proto.v1.WorkerSetup;

/** Has trials done by a Spark application: each is a job of one task, in a job group of its own. */
final class SparkEvaluator implements Evaluator {

  private static final long POLL_MILLIS = 50;

  private final JavaSparkContext spark;
  private final SparkTask task;

  SparkEvaluator(JavaSparkContext spark, WorkerSetup setup) {
    this.spark = spark;
    this.task = new SparkTask(setup);
  }

  @Override
  public TrialResult evaluate(Trial trial, BooleanSupplier abandoned) {
    long start = System.nanoTime();
    String name = HexFormat.of().formatHex(Trials.sha256(trial).toByteArray());
    // By thread. Nothing is interrupted: a task asks whether it should go on.
    spark.setJobGroup(name, "trial " + name, false);
    JavaFutureAction<List<byte[]>> job =
        spark.parallelize(List.of(trial.toByteArray()), 1).map(task).collectAsync();
    try {
      while (true) {
        try {
          return TrialResult.parseFrom(job.get(POLL_MILLIS, TimeUnit.MILLISECONDS).get(0));
        } catch (TimeoutException e) {
          if (abandoned.getAsBoolean()) {
            spark.cancelJobGroup(name);
            return failed(trial, FailureKind.FAILURE_KIND_LOST, "it was given up", start);
          }
        }
      }
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      return failed(
          trial, FailureKind.FAILURE_KIND_LOST, String.valueOf(cause.getMessage()), start);
    } catch (InvalidProtocolBufferException e) {
      return failed(trial, FailureKind.FAILURE_KIND_LOST, String.valueOf(e.getMessage()), start);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedRunException("interrupted", e);
    }
  }

  private TrialResult failed(Trial trial, FailureKind kind, String message, long start) {
    TrialFailure failure = TrialFailures.of(kind, message);
    return TrialResult.newBuilder()
        .setTrialSha256(Trials.sha256(trial))
        .setFailure(failure)
        .setAttempts(spark.getConf().getInt("spark.task.maxFailures", 1))
        .setSeconds((System.nanoTime() - start) / 1e9)
        .build();
  }

  @Override
  public void close() {
    spark.stop();
  }
}
