package org.lambdanas.predictors.service;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.function.Function;
import org.lambdanas.proto.v1.QueryRequest;
import org.lambdanas.proto.v1.QueryResponse;

/**
 * One answer for each request, in order. The next request is taken only when the answer to the last
 * is on its way, so that a caller who does not read is not answered into memory.
 */
final class QueryStream implements StreamObserver<QueryRequest> {

  private final ServerCallStreamObserver<QueryResponse> answers;
  private final Function<QueryRequest, QueryResponse> query;
  private boolean waiting;
  private boolean ended;

  QueryStream(
      ServerCallStreamObserver<QueryResponse> answers,
      Function<QueryRequest, QueryResponse> query) {
    this.answers = answers;
    this.query = query;
    answers.disableAutoRequest();
    answers.setOnReadyHandler(this::goOn);
    // Without a handler, answering a caller who is gone throws.
    answers.setOnCancelHandler(() -> ended = true);
    waiting = true;
  }

  /** Callbacks of one call come one after the other. */
  private void goOn() {
    if (waiting && !ended && answers.isReady()) {
      waiting = false;
      answers.request(1);
    }
  }

  @Override
  public void onNext(QueryRequest request) {
    if (ended) {
      return;
    }
    try {
      answers.onNext(query.apply(request));
    } catch (Throwable e) {
      ended = true;
      answers.onError(Failures.of(e));
      return;
    }
    waiting = true;
    goOn();
  }

  @Override
  public void onError(Throwable failure) {
    ended = true;
  }

  @Override
  public void onCompleted() {
    if (!ended) {
      ended = true;
      answers.onCompleted();
    }
  }
}
