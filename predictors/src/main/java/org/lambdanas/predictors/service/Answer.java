package org.lambdanas.predictors.service;

import io.grpc.stub.StreamObserver;

/** Where the result of a piece of work goes: one of the two is called, once. */
interface Answer<T> {

  /** Answers. */
  void give(T result);

  /** Answers with an error. */
  void fail(Throwable failure);

  /** The only answer of a call. */
  static <T> Answer<T> only(StreamObserver<T> observer) {
    return new Answer<>() {
      @Override
      public void give(T result) {
        observer.onNext(result);
        observer.onCompleted();
      }

      @Override
      public void fail(Throwable failure) {
        observer.onError(Failures.of(failure));
      }
    };
  }
}
