package org.lambdanas.predictors.stream;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.lambdanas.predictors.predictor.Model;

/**
 * Copies of one model for several threads, since a model is for one thread at a time. A copy is
 * made only when all others are in use. Closing it closes all copies; none may be in use then.
 */
public final class ModelPool implements AutoCloseable {

  private final Supplier<Model> another;
  private final int most;
  private final Semaphore free;
  private final Queue<Model> idle = new ConcurrentLinkedQueue<>();
  private final Queue<Model> all = new ConcurrentLinkedQueue<>();

  /** A pool of at most so many models, of which it owns the first; the others predict the same. */
  public ModelPool(Model first, Supplier<Model> another, int most) {
    if (most < 1) {
      throw new IllegalArgumentException("at most " + most + " models");
    }
    this.another = another;
    this.most = most;
    this.free = new Semaphore(most);
    idle.add(first);
    all.add(first);
  }

  /** Number of threads that can have a model at the same time. */
  public int most() {
    return most;
  }

  /** Waits for a model that nobody uses, or makes one. Give it back. */
  Model take() throws InterruptedException {
    free.acquire();
    Model model = idle.poll();
    if (model == null) {
      // It may take a while; the others go on meanwhile.
      model = another.get();
      all.add(model);
    }
    return model;
  }

  void giveBack(Model model) {
    idle.add(model);
    free.release();
  }

  @Override
  public void close() {
    all.forEach(Model::close);
  }
}
