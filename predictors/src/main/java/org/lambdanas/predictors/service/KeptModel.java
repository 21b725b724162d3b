package org.lambdanas.predictors.service;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Executor;
import org.lambdanas.predictors.predictor.Model;
import org.lambdanas.proto.v1.ModelInfo;

/**
 * A model with a name. Models are for one thread at a time: whoever wants to use it waits in a
 * queue, which takes no thread. Safe for use by several threads.
 */
final class KeptModel {

  /** Work of one call, done in turns between which others have theirs. */
  interface Work {

    /**
     * Does a part.
     *
     * @return whether it wants another turn
     */
    boolean turn(Model model);

    /** Ends without a turn. */
    void refuse(RuntimeException why);
  }

  private final ModelInfo info;
  private final Model model;
  private final int most;
  private final Executor threads;
  private final Queue<Work> waiting = new ArrayDeque<>();
  private boolean busy;
  private boolean closed;

  /**
   * Keeps a model.
   *
   * @param most calls at work or waiting
   * @param threads where the work is done
   */
  KeptModel(ModelInfo info, Model model, int most, Executor threads) {
    this.info = info;
    this.model = model;
    this.most = most;
    this.threads = threads;
  }

  ModelInfo info() {
    return info;
  }

  /**
   * Uses the model when its turn has come.
   *
   * @throws io.grpc.StatusRuntimeException if too many wait already, or the model is gone
   */
  synchronized void use(Work work) {
    if (closed) {
      throw Failures.unknown(info.getModel());
    }
    if (waiting.size() + (busy ? 1 : 0) >= most) {
      throw Failures.exhausted(
          "model '"
              + info.getModel()
              + "' has "
              + most
              + " calls waiting already: try again later");
    }
    waiting.add(work);
    next();
  }

  /** Takes work back that nobody wants any more, unless it has its turn just now. */
  synchronized void forget(Work work) {
    waiting.remove(work);
  }

  private synchronized void next() {
    Work work = busy ? null : waiting.poll();
    if (work != null) {
      busy = true;
      // One turn at a time: other models get the thread in between.
      threads.execute(() -> turn(work));
    }
  }

  private void turn(Work work) {
    boolean again = work.turn(model);
    boolean end;
    synchronized (this) {
      busy = false;
      end = closed;
      if (!end) {
        if (again) {
          waiting.add(work);
        }
        next();
      }
    }
    if (end) {
      if (again) {
        work.refuse(Failures.unknown(info.getModel()));
      }
      model.close();
    }
  }

  /** Sends away those who wait; whoever uses it ends that turn first. */
  void close() {
    List<Work> left;
    boolean now;
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
      left = new ArrayList<>(waiting);
      waiting.clear();
      now = !busy;
    }
    left.forEach(work -> work.refuse(Failures.unknown(info.getModel())));
    if (now) {
      model.close();
    }
  }
}
