package org.lambdanas.search.backend;

import com.google.protobuf.ByteString;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.lambdanas.graph.error.GraphBuildException;
import org.lambdanas.proto.v1.BackendConfig;
import org.lambdanas.proto.v1.FailureKind;
import org.lambdanas.proto.v1.Objective;
import org.lambdanas.proto.v1.Trial;
import org.lambdanas.proto.v1.TrialFailure;
import org.lambdanas.proto.v1.TrialResult;
import org.lambdanas.proto.v1.WorkerSetup;

/**
 * Has trials done by worker processes, as many as threads ask. A worker that is lost is replaced,
 * and its trial begun again; one that fails is not tried again.
 */
final class WorkerPool implements Evaluator {

  private static final Logger LOG = LogManager.getLogger();

  /** How often a trial that was lost is begun again. */
  private static final int MOST_RETRIES = 2;

  /** So many workers, lost in a row before they could do anything, say that the next would be. */
  private static final int MOST_STARTS = 5;

  /** Starts workers, as {@link WorkerProcess#start}. */
  @FunctionalInterface
  interface Starter {
    /** Starts one. */
    WorkerProcess start(int number, WorkerSetup setup, int memoryMib, BooleanSupplier abandoned)
        throws WorkerEnded;
  }

  private final Starter starter;
  private final WorkerSetup setup;
  private final int memoryMib;
  private final AtomicInteger started = new AtomicInteger();
  private final AtomicLong answered = new AtomicLong();
  private final Queue<WorkerProcess> idle = new ConcurrentLinkedQueue<>();
  private final Set<WorkerProcess> all = ConcurrentHashMap.newKeySet();

  /**
   * Starts one worker; others come when they are needed.
   *
   * @throws org.lambdanas.graph.error.LambdaNasException if it says that no trial can be done
   */
  WorkerPool(BackendConfig config, Objective objective) {
    this(config, objective, WorkerProcess::start);
  }

  WorkerPool(BackendConfig config, Objective objective, Starter starter) {
    this.starter = starter;
    this.setup = WorkerLoop.setup(config, objective);
    this.memoryMib = config.getMemoryMib();
    idle.add(start(() -> false));
  }

  @Override
  public TrialResult evaluate(Trial trial, BooleanSupplier abandoned) {
    long start = System.nanoTime();
    for (int attempt = 1; ; attempt++) {
      WorkerProcess worker = worker(abandoned);
      try {
        TrialResult result = worker.evaluate(trial, abandoned);
        answered.incrementAndGet();
        if (abandoned.getAsBoolean()
            || result.getFailure().getKind() == FailureKind.FAILURE_KIND_OUT_OF_MEMORY) {
          // What it holds now would be missing for the next trial.
          end(worker);
        } else {
          idle.add(worker);
        }
        return result.toBuilder().setAttempts(attempt).build();
      } catch (WorkerEnded e) {
        end(worker);
        if (!e.isLost() || attempt > MOST_RETRIES || abandoned.getAsBoolean()) {
          return failed(trial, e.failure(), attempt, (System.nanoTime() - start) / 1e9);
        }
        LOG.warn("a trial is begun again: {}", e.getMessage());
      }
    }
  }

  private static TrialResult failed(
      Trial trial, TrialFailure failure, int attempts, double seconds) {
    ByteString name = Trials.sha256(trial);
    return TrialResult.newBuilder()
        .setTrialSha256(name)
        .setFailure(failure)
        .setAttempts(attempts)
        .setSeconds(seconds)
        .build();
  }

  private WorkerProcess worker(BooleanSupplier abandoned) {
    for (WorkerProcess worker = idle.poll(); worker != null; worker = idle.poll()) {
      if (worker.isAlive()) {
        return worker;
      }
      end(worker);
    }
    return start(abandoned);
  }

  /** Lost starts are in a row only while no worker has a result. */
  private WorkerProcess start(BooleanSupplier abandoned) {
    int lost = 0;
    long before = answered.get();
    while (true) {
      try {
        WorkerProcess worker =
            starter.start(started.incrementAndGet(), setup, memoryMib, abandoned);
        all.add(worker);
        return worker;
      } catch (WorkerEnded e) {
        long now = answered.get();
        lost = now == before ? lost + 1 : 1;
        before = now;
        if (!e.isLost() || abandoned.getAsBoolean()) {
          throw new GraphBuildException("no worker process can be started: " + e.getMessage(), e);
        }
        if (lost == MOST_STARTS) {
          throw new GraphBuildException(
              "%d worker processes in a row ended before they could do a trial, the last so: %s; %s"
                  .formatted(
                      lost,
                      e.getMessage(),
                      "give them more memory (--worker-memory, or fewer --workers), or choose"
                          + " --backend in-process"),
              e);
        }
        LOG.warn("a worker is started again: {}", e.getMessage());
      }
    }
  }

  private void end(WorkerProcess worker) {
    worker.close();
    all.remove(worker);
  }

  @Override
  public void close() {
    all.forEach(this::end);
  }
}
