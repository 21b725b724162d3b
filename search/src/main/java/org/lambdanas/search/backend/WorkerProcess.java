package org.lambdanas.search.backend;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.lambdanas.graph.error.Excerpt;
import org.lambdanas.graph.error.GraphBuildException;
import org.lambdanas.graph.error.InterruptedRunException;
import org.lambdanas.proto.v1.FailureKind;
import org.lambdanas.proto.v1.Trial;
import org.lambdanas.proto.v1.TrialResult;
import org.lambdanas.proto.v1.WorkerHello;
import org.lambdanas.proto.v1.WorkerSetup;

/** A worker process as its owner sees it: one trial at a time, asked by one thread at a time. */
final class WorkerProcess implements AutoCloseable {

  private static final Logger LOG = LogManager.getLogger();

  private static final long POLL_MILLIS = 20;
  private static final long LAST_WORDS_MILLIS = 2000;

  /** Images may have to be read. */
  private static final double START_SECONDS = 1800;

  /** A worker looks at the limit itself; it is ended where it does not come to look. */
  private static final double GRACE_SECONDS = 5;

  /** What TensorFlow says of itself, whatever it is told. */
  private static final Pattern CHATTER =
      Pattern.compile(
          "WARNING: All log messages before absl::.*|[IW]\\d{4} \\d\\d:.*|\\d{4}-\\d\\d-\\d\\d .*:"
              + " I tensorflow/.*|To enable the following instructions:.*");

  private final int number;
  private final int memoryMib;
  private final double limitSeconds;
  private final Process process;
  private final OutputStream trials;

  /** What it said; empty: it says no more. */
  private final BlockingQueue<Optional<MessageLite>> said = new LinkedBlockingQueue<>();

  private volatile String lastLine = "";
  private final Thread log;

  private WorkerProcess(int number, WorkerSetup setup, int memoryMib) throws IOException {
    this.number = number;
    this.memoryMib = memoryMib;
    this.limitSeconds = setup.getLimitSeconds();
    this.process = new ProcessBuilder(WorkerCommand.of(memoryMib)).start();
    this.trials = process.getOutputStream();
    thread("answers", () -> listen(process.getInputStream()));
    this.log = thread("log", () -> log(process.errorReader(UTF_8)));
  }

  private Thread thread(String what, Runnable work) {
    Thread thread = new Thread(work, "worker " + number + " " + what);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private void listen(InputStream in) {
    try {
      for (Parser<? extends MessageLite> form = WorkerHello.parser();
          ;
          form = TrialResult.parser()) {
        MessageLite message = form.parseDelimitedFrom(in);
        if (message == null) {
          break;
        }
        said.add(Optional.of(message));
      }
    } catch (IOException e) {
      LOG.debug("worker {}", number, e);
    } finally {
      said.add(Optional.empty());
    }
  }

  private void log(BufferedReader lines) {
    try (lines) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (!CHATTER.matcher(line).matches()) {
          lastLine = Excerpt.of(line);
          LOG.info("worker {}: {}", number, Excerpt.printable(line));
        }
      }
    } catch (IOException e) {
      LOG.debug("worker {}", number, e);
    }
  }

  /**
   * Starts a process and waits until it can do trials.
   *
   * @param number for the log
   * @param memoryMib most memory it may have, in MiB; 0: no limit
   * @throws WorkerEnded if it ended instead
   * @throws org.lambdanas.graph.error.LambdaNasException if it says that no trial can be done, or
   *     no process can be started
   */
  static WorkerProcess start(
      int number, WorkerSetup setup, int memoryMib, BooleanSupplier abandoned) throws WorkerEnded {
    WorkerProcess worker;
    try {
      worker = new WorkerProcess(number, setup, memoryMib);
    } catch (IOException e) {
      throw new GraphBuildException("no worker process can be started: " + e, e);
    }
    try {
      worker.say(setup);
      WorkerHello hello = (WorkerHello) worker.hear(START_SECONDS, abandoned);
      if (hello.getTroubleCase() != WorkerHello.TroubleCase.TROUBLE_NOT_SET) {
        throw WorkerLoop.trouble(hello);
      }
      if (hello.getProtocol() != setup.getProtocol()
          || !hello.getVersion().equals(setup.getVersion())) {
        throw new GraphBuildException(
            "worker processes are of version %s, this one is %s: do not replace the program while it runs"
                .formatted(Excerpt.of(hello.getVersion()), setup.getVersion()));
      }
      LOG.debug("worker {}: {}", number, hello);
      return worker;
    } catch (WorkerEnded | RuntimeException e) {
      worker.close();
      throw e;
    }
  }

  /** Has a trial done. */
  TrialResult evaluate(Trial trial, BooleanSupplier abandoned) throws WorkerEnded {
    say(trial);
    TrialResult result =
        (TrialResult)
            hear(
                limitSeconds > 0 ? limitSeconds + GRACE_SECONDS : Double.POSITIVE_INFINITY,
                abandoned);
    if (!result.getTrialSha256().equals(Trials.sha256(trial))) {
      throw ended(FailureKind.FAILURE_KIND_LOST, "the worker answered something else");
    }
    return result;
  }

  private void say(MessageLite message) throws WorkerEnded {
    try {
      message.writeDelimitedTo(trials);
      trials.flush();
    } catch (IOException e) {
      throw lost();
    }
  }

  private MessageLite hear(double patienceSeconds, BooleanSupplier abandoned) throws WorkerEnded {
    long start = System.nanoTime();
    try {
      while (true) {
        Optional<MessageLite> message = said.poll(POLL_MILLIS, TimeUnit.MILLISECONDS);
        if (message != null) {
          // Stays at the end.
          return message.orElseThrow(this::lost);
        }
        if (abandoned.getAsBoolean()) {
          throw ended(FailureKind.FAILURE_KIND_LOST, "it was given up");
        }
        if ((System.nanoTime() - start) / 1e9 > patienceSeconds) {
          throw new WorkerEnded(LocalEvaluator.timedOut(limitSeconds));
        }
        if (memoryMib > 0 && residentKib() > 1024L * memoryMib) {
          throw ended(
              FailureKind.FAILURE_KIND_OUT_OF_MEMORY,
              "it needed more than " + memoryMib + " MiB (--worker-memory)");
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedRunException("interrupted", e);
    }
  }

  /** Memory it has now, in KiB; 0 where the system does not tell. */
  private long residentKib() {
    try {
      return Files.readAllLines(Path.of("/proc/" + process.pid() + "/status")).stream()
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
          .findFirst()
          .orElse(0);
    } catch (IOException | RuntimeException e) {
      return 0;
    }
  }

  private WorkerEnded lost() {
    try {
      // Its last words say why; who ends it cuts them off.
      log.join(LAST_WORDS_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    close();
    return ended(
        FailureKind.FAILURE_KIND_LOST,
        "the worker process ended with exit code "
            + process.exitValue()
            + (lastLine.isEmpty() ? "" : ": " + lastLine));
  }

  private static WorkerEnded ended(FailureKind kind, String message) {
    return new WorkerEnded(TrialFailures.of(kind, message));
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Ends the process, whatever it is doing, and waits for its end. */
  @Override
  public void close() {
    process.destroyForcibly();
    boolean interrupted = Thread.interrupted();
    while (process.isAlive()) {
      try {
        process.waitFor();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
