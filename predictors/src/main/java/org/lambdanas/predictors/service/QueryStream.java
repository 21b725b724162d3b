package org.lambdanas.predictors.service;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.function.BiFunction;
import org.lambdanas.proto.v1.QueryRequest;
import org.lambdanas.proto.v1.QueryResponse;

/**
 * One answer for each request, in order. The next request is taken only when the answer to the last
 * is on its way, so that a caller who does not read is not answered into memory. Answers come from
 * other threads than requests.
 */
final class QueryStream implements StreamObserver<QueryRequest>, Answer<QueryResponse> {

  private final ServerCallStreamObserver<QueryResponse> answers;
  private final BiFunction<QueryRequest, Answer<QueryResponse>, Runnable> query;
  private final Calls.Call call = Calls.current();
  private Runnable forget = () -> {};
  private boolean waiting = true;
  private boolean working;
  private boolean halfClosed;
  private boolean ended;

  /**
   * Starts.
   *
   * @param query begins to work on a request, and gives what to do when nobody waits any more
   */
  QueryStream(
      ServerCallStreamObserver<QueryResponse> answers,
      BiFunction<QueryRequest, Answer<QueryResponse>, Runnable> query) {
    this.answers = answers;
    this.query = query;
    answers.disableAutoRequest();
    answers.setOnReadyHandler(this::goOn);
    // Without a handler, answering a caller who is gone throws.
    answers.setOnCancelHandler(this::cancel);
  }

  private synchronized void goOn() {
    if (waiting && !ended && answers.isReady()) {
      waiting = false;
      // The last request and its answer are done with.
      call.release();
      answers.request(1);
    }
  }

  private synchronized void cancel() {
    ended = true;
    forget.run();
  }

  @Override
  public synchronized void onNext(QueryRequest request) {
    if (!ended) {
      working = true;
      forget = query.apply(request, this);
    }
  }

  @Override
  public synchronized void give(QueryResponse response) {
    if (ended) {
      return;
    }
    working = false;
    answers.onNext(response);
    if (halfClosed) {
      ended = true;
      answers.onCompleted();
    } else {
      waiting = true;
      goOn();
    }
  }

  @Override
  public synchronized void fail(Throwable failure) {
    if (!ended) {
      ended = true;
      answers.onError(Failures.of(failure));
    }
  }

  @Override
  public synchronized void onError(Throwable failure) {
    cancel();
  }

  @Override
  public synchronized void onCompleted() {
    if (working) {
      halfClosed = true;
    } else if (!ended) {
      ended = true;
      answers.onCompleted();
    }
  }
}
