package org.lambdanas.predictors.service;

import com.google.protobuf.Message;
import io.grpc.Context;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.lambdanas.graph.error.InterruptedRunException;
import org.lambdanas.graph.interchange.Validation;
import org.lambdanas.graph.work.Cancellation;

/** Answers calls by what is for one thread at a time. */
public final class Turns {

  private Turns() {}

  /**
   * Answers a call of one request and one answer, in turns; with an error in one line where there
   * is one. The request is checked first.
   *
   * @param what the call is, for people: {@code "query"}
   * @param seconds that it may take, waiting included
   * @param queue finds what is used
   * @param turn gives the answer, or nothing if it wants another turn; {@link Cancellation} ends it
   *     when nobody waits any more, or for too long
   * @param <U> what is used
   */
  public static <U, A extends Message> void answer(
      Message request,
      StreamObserver<A> answer,
      String what,
      int seconds,
      Supplier<TurnQueue<U>> queue,
      Function<U, Optional<A>> turn) {
    Runnable forget = use(request, Answer.only(answer), what, seconds, queue, turn);
    // Without a handler, answering a caller who is gone throws.
    ((ServerCallStreamObserver<?>) answer).setOnCancelHandler(forget);
  }

  /** The same for an answer among several; gives what to do when nobody waits any more. */
  static <U, A extends Message> Runnable use(
      Message request,
      Answer<A> answer,
      String what,
      int seconds,
      Supplier<TurnQueue<U>> queue,
      Function<U, Optional<A>> turn) {
    Runnable check = bound(what, seconds);
    Context context = Context.current();
    TurnQueue.Work<U> work =
        new TurnQueue.Work<>() {
          @Override
          public Optional<Runnable> turn(U used) {
            Context before = context.attach();
            try {
              check.run();
              return Cancellation.during(check, () -> turn.apply(used)).map(this::give);
            } catch (Throwable e) {
              return Optional.of(() -> answer.fail(e));
            } finally {
              context.detach(before);
            }
          }

          private Runnable give(A result) {
            // Until the caller has read it.
            Calls.current().take(result.getSerializedSize());
            return () -> {
              try {
                answer.give(result);
              } catch (Throwable e) {
                // An Error too: whoever waits would wait on.
                answer.fail(e);
              }
            };
          }

          @Override
          public void refuse(RuntimeException why) {
            answer.fail(why);
          }
        };
    try {
      Calls.current().admit();
      Validation.check(request);
      TurnQueue<U> found = queue.get();
      found.use(work);
      return () -> found.forget(work);
    } catch (Throwable e) {
      answer.fail(e);
      return () -> {};
    }
  }

  /** Throws once this thread's call is over, or has taken longer than it may from now on. */
  static Runnable bound(String what, int seconds) {
    Context context = Context.current();
    long start = System.nanoTime();
    long most = TimeUnit.SECONDS.toNanos(seconds);
    return () -> {
      if (context.isCancelled()) {
        throw new InterruptedRunException("nobody waits any more");
      }
      if (System.nanoTime() - start > most) {
        throw new InterruptedRunException(
            "the "
                + what
                + " took longer than "
                + seconds
                + " s, the most that this server allows");
      }
    };
  }
}
