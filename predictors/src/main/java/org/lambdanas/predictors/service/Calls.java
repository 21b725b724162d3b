package org.lambdanas.predictors.service;

import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The calls under way: how much memory their messages take together, those half received included,
 * and how long a message may be on its way. Safe for use by several threads.
 */
final class Calls extends ServerStreamTracer.Factory {

  /** The call that a thread works for. */
  private static final Context.Key<Call> CALL = Context.key("call");

  /** So much of a call is not counted: small ones are answered however much others take. */
  private static final int FREE = 1 << 12;

  /** What a piece of a message takes beside its bytes: messages may come byte by byte. */
  private static final int PIECE = 256;

  /** Longest request of a light call. */
  private static final int LIGHT = 1 << 16;

  /** For a message to arrive once the server is to stop. */
  private static final long STOPPING_PATIENCE = TimeUnit.SECONDS.toNanos(2);

  private final long most;
  private final long patience;
  private final Set<String> heavy;
  private final AtomicLong used = new AtomicLong();
  private final Set<Call> open = ConcurrentHashMap.newKeySet();
  private volatile boolean stopping;

  /**
   * Starts without calls.
   *
   * @param most bytes of all messages together
   * @param patienceSeconds how long a message may take from its first byte to its last
   * @param heavy full names of the methods whose messages may be long
   */
  Calls(long most, long patienceSeconds, Set<String> heavy) {
    this.most = most;
    this.patience = TimeUnit.SECONDS.toNanos(patienceSeconds);
    this.heavy = heavy;
  }

  /** The call that this thread works for. */
  static Call current() {
    return CALL.get();
  }

  /** Cuts off calls whose messages have been on their way for too long. Call it often. */
  void cutSlowOnes() {
    long now = System.nanoTime();
    open.stream().filter(call -> call.isSlow(now)).forEach(Call::cut);
  }

  /** Cuts off, from now on, calls for which nothing is done: those that wait for their callers. */
  void cutIdleOnes() {
    stopping = true;
  }

  @Override
  public ServerStreamTracer newServerStreamTracer(String method, Metadata headers) {
    Call call = new Call(heavy.contains(method) ? Long.MAX_VALUE : LIGHT);
    open.add(call);
    return call;
  }

  /** One call. */
  final class Call extends ServerStreamTracer {

    private final long longest;
    private volatile Context.@Nullable CancellableContext context;
    private volatile boolean unary;
    private volatile boolean underWay = true;
    private volatile long since = System.nanoTime();
    private Connections.@Nullable Connection connection;
    private boolean atWork;
    private boolean closed;
    private long taken;
    private @Nullable RuntimeException refusal;

    Call(long longest) {
      this.longest = longest;
    }

    @Override
    public Context filterContext(Context parent) {
      Context.CancellableContext own = parent.withValue(CALL, this).withCancellation();
      context = own;
      return own;
    }

    @Override
    public void serverCallStarted(ServerCallInfo<?, ?> info) {
      unary = info.getMethodDescriptor().getType() == MethodType.UNARY;
      synchronized (this) {
        connection = info.getAttributes().get(Connections.CONNECTION);
      }
    }

    /** What is thrown here ends the call with that status. */
    @Override
    public void inboundWireSize(long bytes) {
      if (!underWay) {
        onItsWay();
      }
      take(bytes + PIECE);
    }

    @Override
    public synchronized void inboundMessageRead(int number, long wireSize, long size) {
      underWay = false;
      if (connection != null && !atWork && !closed) {
        atWork = true;
        connection.begin();
      }
    }

    @Override
    public void outboundMessage(int number) {
      // Answers of a stream wait until the caller reads them.
      if (unary) {
        onItsWay();
      }
    }

    private void onItsWay() {
      since = System.nanoTime();
      underWay = true;
    }

    private boolean isSlow(long now) {
      return underWay
          ? now - since > (stopping ? STOPPING_PATIENCE : patience)
          : stopping && isResting();
    }

    /** Whether it is a stream without a request to work on. */
    private synchronized boolean isResting() {
      return !unary && (longest == LIGHT || taken == 0);
    }

    private void cut() {
      Context.CancellableContext own = context;
      if (own != null) {
        own.cancel(new TimeoutException("a message has been on its way for too long"));
      }
    }

    /**
     * Counts memory.
     *
     * @throws io.grpc.StatusRuntimeException RESOURCE_EXHAUSTED if that is too much for this call,
     *     or with what the others take
     */
    synchronized void take(long bytes) {
      if (closed) {
        return;
      }
      if (taken + bytes > longest) {
        throw Failures.exhausted("the request is too long for a call of its kind");
      }
      long counted = Math.max(0, taken + bytes - FREE) - Math.max(0, taken - FREE);
      if (used.addAndGet(counted) > most && counted > 0) {
        used.addAndGet(-counted);
        throw Failures.exhausted(
            "the messages of all calls under way together would take more than the "
                + (most >> 20)
                + " MiB that the server has for them: try again later, or send less");
      }
      taken += bytes;
    }

    /** Gives back what was taken so far. */
    synchronized void release() {
      used.addAndGet(-Math.max(0, taken - FREE));
      taken = 0;
    }

    /** Says that a request cannot be read; whoever works on it is told by {@link #admit}. */
    synchronized void refuse(RuntimeException why) {
      refusal = why;
    }

    /** Throws if the request was refused while it was read. */
    synchronized void admit() {
      if (refusal != null) {
        throw refusal;
      }
    }

    @Override
    public void streamClosed(Status status) {
      open.remove(this);
      synchronized (this) {
        release();
        closed = true;
        if (connection != null && atWork) {
          connection.end();
        }
      }
      Context.CancellableContext own = context;
      if (own != null) {
        own.cancel(null);
      }
    }
  }
}
