package org.lambdanas.predictors.stream;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;
import org.lambdanas.predictors.predictor.Model;

/**
 * Copies of one model for several threads, since a model is for one thread at a time. A copy is
 * made only when all others are in use. Closing it closes all copies; none may be in use then.
 */
public final class ModelPool implements AutoCloseable {

  private final Supplier<Model> another;
  private final int most;
  private final Deque<Model> idle = new ArrayDeque<>();
  private final List<Model> all = new ArrayList<>();
  private int made;

  /** A pool of at most so many models, of which it owns the first; the others predict the same. */
  public ModelPool(Model first, Supplier<Model> another, int most) {
    if (most < 1) {
      throw new IllegalArgumentException("at most " + most + " models");
    }
    this.another = another;
    this.most = most;
    idle.add(first);
    all.add(first);
    made = 1;
  }

  /** Number of threads that can have a model at the same time. */
  public int most() {
    return most;
  }

  /** Waits for a model that nobody uses, or makes one. Give it back. */
  Model take() throws InterruptedException {
    synchronized (this) {
      while (idle.isEmpty() && made == most) {
        wait();
      }
      if (!idle.isEmpty()) {
        return idle.remove();
      }
      made++;
    }
    // It may take a while; the others go on meanwhile.
    Model model = another.get();
    synchronized (this) {
      all.add(model);
    }
    return model;
  }

  synchronized void giveBack(Model model) {
    idle.add(model);
    notifyAll();
  }

  @Override
  public synchronized void close() {
    all.forEach(Model::close);
  }
}
