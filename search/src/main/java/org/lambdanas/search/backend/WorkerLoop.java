package org.lambdanas.search.backend;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.error.GraphBuildException;
import org.lambdanas.graph.error.LambdaNasException;
import org.lambdanas.graph.interchange.Validation;
import org.lambdanas.proto.v1.BackendConfig;
import org.lambdanas.proto.v1.Objective;
import org.lambdanas.proto.v1.Trial;
import org.lambdanas.proto.v1.WorkerHello;
import org.lambdanas.proto.v1.WorkerSetup;
import org.lambdanas.search.machine.LibraryVersion;
import org.lambdanas.search.machine.NativeTensorFlow;

/** What a worker process does: trials that another process names on its standard input. */
public final class WorkerLoop {

  /** Version of what is said between the two. */
  static final int PROTOCOL = 1;

  private WorkerLoop() {}

  /**
   * Does trials until nobody is left to name them; then the process ends, whatever it is doing.
   * Returns only if nobody ever spoke.
   *
   * @param in a {@link WorkerSetup} and trials
   * @param out where a {@link WorkerHello} and results go; nothing else may
   * @throws ConfigException if what comes in is something else
   */
  public static void serve(InputStream in, OutputStream out) {
    try {
      WorkerSetup setup = WorkerSetup.parseDelimitedFrom(in);
      if (setup == null) {
        return;
      }
      Validation.check(setup);
      BlockingQueue<Trial> trials = new LinkedBlockingQueue<>();
      Thread reader = new Thread(() -> read(in, trials), "trials to come");
      reader.setDaemon(true);
      reader.start();
      serve(setup, trials, out);
      reader.join();
    } catch (IOException | DataException e) {
      throw new ConfigException(
          "a worker is started by a search (--backend workers) and not by hand: " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void read(InputStream in, BlockingQueue<Trial> trials) {
    try {
      for (Trial trial = Trial.parseDelimitedFrom(in);
          trial != null;
          trial = Trial.parseDelimitedFrom(in)) {
        trials.add(trial);
      }
    } catch (IOException e) {
      // Said by halves: whoever spoke is gone.
    }
    // At once: nobody waits for what is at work, and native code hears nothing.
    Runtime.getRuntime().halt(0);
  }

  private static void serve(WorkerSetup setup, BlockingQueue<Trial> trials, OutputStream out)
      throws IOException, InterruptedException {
    WorkerHello.Builder hello =
        WorkerHello.newBuilder()
            .setProtocol(PROTOCOL)
            .setVersion(version())
            .setJava(System.getProperty("java.version"))
            .setProcess(ProcessHandle.current().pid());
    @Nullable Evaluator evaluator = null;
    try {
      if (setup.getObjective().hasTraining() || setup.getObjective().hasScore()) {
        hello.setTensorflow(NativeTensorFlow.load().version());
      }
      evaluator =
          new LocalEvaluator(
              setup.getObjective(),
              TrialWorks.of(setup.getObjective(), setup.getTrialThreads(), 1),
              setup.getLimitSeconds(),
              System::nanoTime);
    } catch (RuntimeException | Error e) {
      String message = TrialFailures.of(e).getMessage();
      if (e instanceof ConfigException) {
        hello.setConfigError(message);
      } else if (e instanceof DataException) {
        hello.setDataError(message);
      } else {
        hello.setMachineError(message);
      }
    }
    hello.build().writeDelimitedTo(out);
    out.flush();
    while (evaluator != null) {
      evaluator.evaluate(trials.take(), () -> false).writeDelimitedTo(out);
      out.flush();
    }
  }

  /** What whoever does trials of an objective elsewhere is told first. */
  static WorkerSetup setup(BackendConfig config, Objective objective) {
    return WorkerSetup.newBuilder()
        .setProtocol(PROTOCOL)
        .setVersion(version())
        .setObjective(objective)
        .setLimitSeconds(config.getLimitSeconds())
        .setTrialThreads(config.getTrialThreads())
        .build();
  }

  /** The program's version, which both sides must have. */
  private static String version() {
    return LibraryVersion.of(WorkerLoop.class);
  }

  /** The trouble of a worker that can do no trial, as the exception that it had. */
  static LambdaNasException trouble(WorkerHello hello) {
    return switch (hello.getTroubleCase()) {
      case CONFIG_ERROR -> new ConfigException(hello.getConfigError());
      case DATA_ERROR -> new DataException(hello.getDataError());
      case MACHINE_ERROR, TROUBLE_NOT_SET ->
          new GraphBuildException("a worker process cannot work: " + hello.getMachineError());
    };
  }
}
