package org.lambdanas.predictors.service;

import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.lambdanas.predictors.predictor.Model;
import org.lambdanas.proto.v1.ModelInfo;

/** A model with a name. Models are for one thread at a time: the lock sees to that. */
final class KeptModel {

  private final ModelInfo info;
  private final Model model;
  // Fair: nobody waits behind a caller who asks again and again.
  private final ReentrantLock lock = new ReentrantLock(true);
  private boolean closed;

  KeptModel(ModelInfo info, Model model) {
    this.info = info;
    this.model = model;
  }

  ModelInfo info() {
    return info;
  }

  /** Uses the model when its turn has come. */
  <T> T use(Function<Model, T> work) {
    lock.lock();
    try {
      if (closed) {
        throw Failures.unknown(info.getModel());
      }
      return work.apply(model);
    } finally {
      lock.unlock();
    }
  }

  /** Waits for whoever uses it. */
  void close() {
    lock.lock();
    try {
      if (!closed) {
        closed = true;
        model.close();
      }
    } finally {
      lock.unlock();
    }
  }
}
