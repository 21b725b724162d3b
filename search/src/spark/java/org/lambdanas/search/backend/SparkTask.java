package org.lambdanas.search.backend;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.Function;
import org.lambdanas.proto.v1.Trial;
import org.lambdanas.proto.v1.TrialResult;
import org.lambdanas.proto.v1.WorkerSetup;

/**
 * A trial as a task, wherever Spark has it done. It throws nothing: what fails is a result, so that
 * Spark begins a task again only where its machine is lost.
 */
final class SparkTask implements Function<byte[], byte[]> {

  private static final long serialVersionUID = 1;

  /** One for each process and setup: its images serve all tasks. */
  private static final Map<ByteString, Evaluator> EVALUATORS = new ConcurrentHashMap<>();

  private final byte[] setup;

  SparkTask(WorkerSetup setup) {
    this.setup = setup.toByteArray();
  }

  /** That of this process. */
  static Evaluator evaluator(WorkerSetup setup) {
    return EVALUATORS.computeIfAbsent(
        setup.toByteString(),
        key ->
            new LocalEvaluator(
                setup.getObjective(),
                TrialWorks.of(setup.getObjective(), setup.getTrialThreads(), atATime(setup)),
                setup.getLimitSeconds(),
                System::nanoTime));
  }

  private static int atATime(WorkerSetup setup) {
    SparkEnv env = SparkEnv.get();
    int cores = Runtime.getRuntime().availableProcessors();
    int executor = env == null ? cores : env.conf().getInt("spark.executor.cores", cores);
    return Math.max(1, executor / setup.getTrialThreads());
  }

  @Override
  public byte[] call(byte[] bytes) throws InvalidProtocolBufferException {
    TaskContext task = TaskContext.get();
    Trial trial = Trial.parseFrom(bytes);
    TrialResult result;
    try {
      result = evaluator(WorkerSetup.parseFrom(setup)).evaluate(trial, task::isInterrupted);
    } catch (RuntimeException | Error e) {
      result =
          TrialResult.newBuilder()
              .setTrialSha256(Trials.sha256(trial))
              .setFailure(TrialFailures.of(e))
              .build();
    }
    return result.toBuilder().setAttempts(1 + task.attemptNumber()).build().toByteArray();
  }
}
