package org.lambdanas.predictors.service;

import io.grpc.InsecureServerCredentials;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallExecutorSupplier;
import io.grpc.ServerCredentials;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.TlsServerCredentials;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.MultiThreadIoEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.nio.NioIoHandler;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.protobuf.services.ProtoReflectionService;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import java.io.File;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.error.Excerpt;
import org.lambdanas.graph.interchange.FieldSetting;
import org.lambdanas.predictors.registry.PredictorCatalogue;
import org.lambdanas.proto.v1.PredictorServiceGrpc;
import org.lambdanas.proto.v1.ServerConfig;

/**
 * A server of {@code lambdanas.v1.PredictorService} and services beside it, with the standard ones
 * for health and reflection. Calls on one model wait for one another; calls on several models and
 * fits go on at the same time. Everything that callers can make it take is bounded: time, memory,
 * threads, connections.
 */
public final class PredictorServer implements AutoCloseable {

  private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();

  /** For what is cheap: such calls never wait for others. */
  private static final int LIGHT_THREADS = 4;

  private static final int CALLS_PER_CONNECTION = 32;

  /** What a connection may send without being read: more only helps over long distances. */
  private static final int WINDOW = 1 << 18;

  /** For a message to arrive, and for an answer to be read. */
  private static final long MESSAGE_SECONDS = 60;

  private static final long HANDSHAKE_SECONDS = 10;
  private static final long SILENCE_SECONDS = 60;
  private static final long ECHO_SECONDS = 20;
  private static final long PINGS_APART_SECONDS = 10;
  private static final long IDLE_MINUTES = 10;
  private static final long AGE_MINUTES = 60;
  private static final int RESETS = 500;

  /** For what is cut off to end; what does not leaves its models to the end of the process. */
  private static final long PATIENCE_SECONDS = 5;

  private static final Set<String> LONG =
      Set.of(
          PredictorServiceGrpc.getFitMethod().getFullMethodName(),
          PredictorServiceGrpc.getLoadMethod().getFullMethodName(),
          PredictorServiceGrpc.getQueryMethod().getFullMethodName(),
          PredictorServiceGrpc.getQueryStreamMethod().getFullMethodName(),
          PredictorServiceGrpc.getDownloadMethod().getFullMethodName());

  private final Server server;
  private final HealthStatusManager health = new HealthStatusManager();
  private final Calls calls;
  private final Connections connections;
  private final ModelStore models;
  private final ThreadPoolExecutor light =
      daemons("light", LIGHT_THREADS, new LinkedBlockingQueue<>());
  private final ThreadPoolExecutor heavy = daemons("call", PROCESSORS, new LinkedBlockingQueue<>());
  private final ThreadPoolExecutor queries;
  private final ThreadPoolExecutor fits;
  private final List<OfferedService> others;
  private final Set<String> longMethods;
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(threads("clock"));
  private final EventLoopGroup network =
      new MultiThreadIoEventLoopGroup(PROCESSORS, threads("network"), NioIoHandler.newFactory());

  private PredictorServer(
      PredictorCatalogue catalogue,
      ServerConfig config,
      InetSocketAddress address,
      ServerCredentials credentials,
      List<ServerInterceptor> checks,
      ThreadPoolExecutor queries,
      List<OfferedService> others) {
    this.queries = queries;
    this.others = others;
    longMethods =
        Stream.concat(LONG.stream(), others.stream().flatMap(o -> o.longMethods().stream()))
            .collect(Collectors.toUnmodifiableSet());
    models =
        new ModelStore(
            config.getMaxModels(),
            mebibytes(config.getMaxModelsMib()),
            config.getMaxWaitingQueries(),
            queries);
    fits =
        daemons(
            "fit",
            config.getFitThreads() == 0 ? PROCESSORS : config.getFitThreads(),
            new ArrayBlockingQueue<>(config.getMaxWaitingFits()));
    calls = new Calls(memory(config), MESSAGE_SECONDS, longMethods);
    connections = new Connections(config.getMaxConnections());
    NettyServerBuilder builder =
        NettyServerBuilder.forAddress(address, credentials)
            .channelFactory(connections)
            .bossEventLoopGroup(network)
            .workerEventLoopGroup(network)
            .addTransportFilter(connections)
            .addStreamTracerFactory(calls)
            .executor(light)
            .callExecutor(executors())
            .maxInboundMessageSize((int) mebibytes(config.getMaxMessageMib()))
            .maxConcurrentCallsPerConnection(CALLS_PER_CONNECTION)
            .flowControlWindow(WINDOW)
            .handshakeTimeout(HANDSHAKE_SECONDS, TimeUnit.SECONDS)
            .keepAliveTime(SILENCE_SECONDS, TimeUnit.SECONDS)
            .keepAliveTimeout(ECHO_SECONDS, TimeUnit.SECONDS)
            .permitKeepAliveTime(PINGS_APART_SECONDS, TimeUnit.SECONDS)
            .permitKeepAliveWithoutCalls(true)
            .maxConnectionIdle(IDLE_MINUTES, TimeUnit.MINUTES)
            .maxConnectionAge(AGE_MINUTES, TimeUnit.MINUTES)
            .maxConnectionAgeGrace(
                Math.max(config.getMaxFitSeconds(), config.getMaxQuerySeconds())
                    + 2L * MESSAGE_SECONDS,
                TimeUnit.SECONDS)
            .maxRstFramesPerWindow(RESETS, (int) SILENCE_SECONDS)
            .addService(health.getHealthService());
    services(catalogue, config)
        .forEach(service -> builder.addService(ServerInterceptors.intercept(service, checks)));
    server = builder.build();
    Object unused =
        clock.scheduleWithFixedDelay(
            () -> {
              calls.cutSlowOnes();
              connections.closeSilentOnes();
            },
            1,
            1,
            TimeUnit.SECONDS);
  }

  /** Of older clients too. */
  @SuppressWarnings("deprecation")
  private List<ServerServiceDefinition> services(
      PredictorCatalogue catalogue, ServerConfig config) {
    return Stream.concat(
            Stream.concat(
                    Stream.of(
                        new PredictorEndpoint(
                            catalogue,
                            models,
                            fits,
                            ScoringLimits.of(config),
                            config.getMaxFitSeconds(),
                            config.getMaxQuerySeconds())),
                    others.stream().map(OfferedService::calls))
                .map(calls -> MessageMemory.weighed(calls.bindService())),
            Stream.of(
                ProtoReflectionServiceV1.newInstance().bindService(),
                ProtoReflectionService.newInstance().bindService()))
        .toList();
  }

  /** What is cheap waits for nothing but its like. */
  private ServerCallExecutorSupplier executors() {
    return new ServerCallExecutorSupplier() {
      @Override
      public <Q, A> Executor getExecutor(ServerCall<Q, A> call, Metadata headers) {
        return longMethods.contains(call.getMethodDescriptor().getFullMethodName()) ? heavy : light;
      }
    };
  }

  private static long mebibytes(int count) {
    return (long) count << 20;
  }

  private static long memory(ServerConfig config) {
    // As it comes in, and once more where it is read.
    long longest = 3 * mebibytes(config.getMaxMessageMib());
    return config.getMaxMemoryMib() == 0
        ? Math.max(longest, Runtime.getRuntime().maxMemory() / 4)
        : mebibytes(config.getMaxMemoryMib());
  }

  private static ThreadFactory threads(String name) {
    return task -> {
      Thread thread = new Thread(task, name);
      thread.setDaemon(true);
      return thread;
    };
  }

  private static ThreadPoolExecutor daemons(
      String name, int threads, BlockingQueue<Runnable> waiting) {
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(threads, threads, 10, TimeUnit.SECONDS, waiting, threads(name));
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }

  /** Starts a server of predictors only. */
  public static PredictorServer start(PredictorCatalogue catalogue, ServerConfig given) {
    return start(catalogue, given, List.of());
  }

  /**
   * Starts a server.
   *
   * @param catalogue the predictors that it offers
   * @param given where it listens and what it may take
   * @param further make the services that it offers beside, which the server closes, with the
   *     threads for work on what is for one thread at a time
   * @return the server, listening; close it
   * @throws ConfigException if it cannot listen there, or may not: an address that other machines
   *     reach needs encryption and a token, unless the configuration says otherwise
   * @throws org.lambdanas.graph.error.DataException if the token cannot be read
   */
  public static PredictorServer start(
      PredictorCatalogue catalogue,
      ServerConfig given,
      List<Function<Executor, OfferedService>> further) {
    ServerConfig config = FieldSetting.withMissing(given.toBuilder()).build();
    InetSocketAddress address = new InetSocketAddress(config.getHost(), config.getPort());
    if (address.isUnresolved()) {
      throw new ConfigException("--host " + Excerpt.of(config.getHost()) + " is not known");
    }
    if (!address.getAddress().isLoopbackAddress()
        && !isProtected(config)
        && !config.getInsecure()) {
      throw new ConfigException(
          "--host "
              + config.getHost()
              + " can be reached from other machines: give --tls-certificate, --tls-key and"
              + " --token-file, or --insecure to do without");
    }
    if (memory(config) < mebibytes(config.getMaxMessageMib())) {
      throw new ConfigException(
          "--max-memory-mib is "
              + config.getMaxMemoryMib()
              + ": must be at least --max-message-mib, which is "
              + config.getMaxMessageMib());
    }
    ServerCredentials credentials = credentials(config);
    List<ServerInterceptor> checks =
        config.getTokenFile().isEmpty()
            ? List.of()
            : List.of(TokenCheck.of(Path.of(config.getTokenFile())));
    ThreadPoolExecutor queries = daemons("query", PROCESSORS, new LinkedBlockingQueue<>());
    List<OfferedService> others = new ArrayList<>();
    PredictorServer started;
    try {
      further.forEach(service -> others.add(service.apply(queries)));
      started =
          new PredictorServer(
              catalogue, config, address, credentials, checks, queries, List.copyOf(others));
    } catch (RuntimeException e) {
      others.forEach(OfferedService::close);
      throw e;
    }
    try {
      started.server.start();
    } catch (IOException e) {
      started.close();
      throw new ConfigException(
          "cannot listen on "
              + config.getHost()
              + ":"
              + config.getPort()
              + ": choose another port, or 0 for any that is free ("
              + e.getMessage()
              + ")",
          e);
    }
    started.server.getServices().stream()
        .map(service -> service.getServiceDescriptor().getName())
        .filter(name -> !name.startsWith("grpc."))
        .forEach(name -> started.health.setStatus(name, ServingStatus.SERVING));
    return started;
  }

  /** Whether calls are encrypted and need a token. */
  public static boolean isProtected(ServerConfig config) {
    return !config.getTlsCertificate().isEmpty() && !config.getTokenFile().isEmpty();
  }

  private static ServerCredentials credentials(ServerConfig config) {
    String certificate = config.getTlsCertificate();
    String key = config.getTlsKey();
    if (certificate.isEmpty() != key.isEmpty()) {
      throw new ConfigException(
          (key.isEmpty()
                  ? "--tls-certificate needs --tls-key"
                  : "--tls-key needs --tls-certificate")
              + ": they go together");
    }
    if (certificate.isEmpty()) {
      return InsecureServerCredentials.create();
    }
    try {
      // Read here once: the server would only say that it cannot be built.
      GrpcSslContexts.forServer(new File(certificate), new File(key)).build();
      return TlsServerCredentials.create(new File(certificate), new File(key));
    } catch (IOException | IllegalArgumentException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new ConfigException(
          "--tls-certificate "
              + certificate
              + " and --tls-key "
              + key
              + " are no certificate and its PKCS #8 key in PEM form: "
              + Excerpt.of(String.valueOf(cause.getMessage())),
          e);
    }
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

  /** Takes no more calls, and waits for those at work; false if some had to be cut off. */
  public boolean drain(Duration patience) {
    health.enterTerminalState();
    server.shutdown();
    calls.cutIdleOnes();
    connections.closeIdleOnes();
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
    // Ends the work on every call.
    server.shutdownNow();
    fits.getQueue().clear();
    fits.shutdown();
    try {
      server.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS);
      fits.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS);
      models.close();
      others.forEach(OfferedService::close);
      queries.shutdown();
      queries.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    // Not before: the end of connections is told by these threads too.
    heavy.shutdown();
    light.shutdown();
    clock.shutdown();
    Object unused = network.shutdownGracefully(0, PATIENCE_SECONDS, TimeUnit.SECONDS);
  }
}
