package org.lambdanas.predictors.service;

import io.grpc.Server;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.predictors.registry.PredictorCatalogue;
import org.lambdanas.proto.v1.PredictorServiceGrpc;

/**
 * A server of {@code lambdanas.v1.PredictorService}, with the standard services for health and
 * reflection. Calls on one model wait for one another; calls on several models and fits go on at
 * the same time. There is neither encryption nor authentication.
 */
public final class PredictorServer implements AutoCloseable {

  /** Calls at work at a time. */
  private static final int CALL_THREADS = 64;

  private static final int CALLS_PER_CONNECTION = 64;

  /** For what is cut off to end; what does not leaves its models to the end of the process. */
  private static final long PATIENCE_SECONDS = 5;

  private final Server server;
  private final HealthStatusManager health;
  private final ModelStore models;
  private final ThreadPoolExecutor calls;
  private final ThreadPoolExecutor fits;

  private PredictorServer(PredictorCatalogue catalogue, ServerOptions options) {
    InetSocketAddress address = new InetSocketAddress(options.host(), options.port());
    if (address.isUnresolved()) {
      throw new ConfigException("host '" + options.host() + "' is not known");
    }
    models = new ModelStore(options.mostModels(), options.mostModelBytes());
    calls = daemons("call", CALL_THREADS, new LinkedBlockingQueue<>());
    fits =
        daemons("fit", options.fitThreads(), new ArrayBlockingQueue<>(options.mostWaitingFits()));
    health = new HealthStatusManager();
    server =
        NettyServerBuilder.forAddress(address)
            .executor(calls)
            .maxInboundMessageSize(options.mostMessageBytes())
            .maxConcurrentCallsPerConnection(CALLS_PER_CONNECTION)
            .addService(new PredictorEndpoint(catalogue, models, fits))
            .addService(health.getHealthService())
            .addService(ProtoReflectionServiceV1.newInstance())
            .build();
  }

  private static ThreadPoolExecutor daemons(
      String name, int threads, BlockingQueue<Runnable> waiting) {
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            threads,
            threads,
            10,
            TimeUnit.SECONDS,
            waiting,
            task -> {
              Thread thread = new Thread(task, name);
              thread.setDaemon(true);
              return thread;
            });
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }

  /**
   * Starts a server.
   *
   * @param catalogue the predictors that it offers
   * @param options where it listens and what it may take
   * @return the server, listening; close it
   * @throws ConfigException if it cannot listen there
   */
  public static PredictorServer start(PredictorCatalogue catalogue, ServerOptions options) {
    PredictorServer started = new PredictorServer(catalogue, options);
    try {
      started.server.start();
    } catch (IOException e) {
      started.close();
      throw new ConfigException(
          "cannot listen on "
              + options.host()
              + ":"
              + options.port()
              + ": choose another port, or 0 for any that is free ("
              + e.getMessage()
              + ")",
          e);
    }
    started.health.setStatus(PredictorServiceGrpc.SERVICE_NAME, ServingStatus.SERVING);
    return started;
  }

  /** The port it listens on, 1 to 65535. */
  public int port() {
    return server.getPort();
  }

  /** Whether it listens only to calls from its own machine. */
  public boolean isLoopback() {
    return server.getListenSockets().stream()
        .allMatch(
            socket ->
                socket instanceof InetSocketAddress address
                    && address.getAddress().isLoopbackAddress());
  }

  /** Takes no more calls, and waits for those under way; false if some had to be cut off. */
  public boolean drain(Duration patience) {
    health.enterTerminalState();
    server.shutdown();
    boolean ended = false;
    try {
      ended = server.awaitTermination(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    server.shutdownNow();
    return ended;
  }

  @Override
  public void close() {
    server.shutdownNow();
    // Those that nobody will wait for are not begun; one at work cannot be stopped half way.
    fits.getQueue().clear();
    fits.shutdown();
    try {
      server.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS);
      // Not before: the end of connections is told by these threads too.
      calls.shutdown();
      if (calls.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS)
          && fits.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        models.close();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
