package org.lambdanas.search.backend;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Queue;
import org.lambdanas.proto.v1.Trial;
import org.lambdanas.proto.v1.TrialResult;

/**
 * A number of machines under a simulated clock: each trial takes as long as its training would have
 * taken, and results come in the order in which they would have come. What the search itself takes
 * is not counted, so that the same search has the same history everywhere.
 */
final class SimulatedBackend implements EvaluationBackend {

  private final Evaluator evaluator;
  private final int machines;
  private final Queue<Trial> waiting = new ArrayDeque<>();
  private final PriorityQueue<Running> running =
      new PriorityQueue<>(
          Comparator.comparingDouble(Running::end).thenComparingLong(Running::number));
  private long begun;
  private double now;

  /**
   * A trial at work, whose result is known already; of those that end at once the first goes first.
   */
  private record Running(Trial trial, TrialResult result, double end, long number) {}

  SimulatedBackend(Evaluator evaluator, int machines) {
    this.evaluator = evaluator;
    this.machines = machines;
  }

  @Override
  public int capacity() {
    return machines;
  }

  @Override
  public void submit(Trial trial) {
    waiting.add(trial);
    begin();
  }

  private void begin() {
    while (running.size() < machines && !waiting.isEmpty()) {
      Trial trial = waiting.remove();
      TrialResult result = evaluator.evaluate(trial, () -> false);
      running.add(new Running(trial, result, now + result.getSimulatedSeconds(), begun++));
    }
  }

  @Override
  public Optional<Finished> next(Duration patience) {
    Running first = running.poll();
    if (first == null) {
      return Optional.empty();
    }
    now = first.end();
    begin();
    return Optional.of(new Finished(first.trial(), first.result(), now));
  }

  @Override
  public double seconds() {
    return now;
  }

  @Override
  public boolean isSimulated() {
    return true;
  }

  @Override
  public void close() {
    waiting.clear();
    running.clear();
  }
}
