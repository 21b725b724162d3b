package org.lambdanas.predictors.service;

import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.lambdanas.predictors.testing.Cells;
import org.lambdanas.proto.v1.Feature;
import org.lambdanas.proto.v1.FitRequest;
import org.lambdanas.proto.v1.FittedPredictor;
import org.lambdanas.proto.v1.LearningCurve;
import org.lambdanas.proto.v1.ListModelsRequest;
import org.lambdanas.proto.v1.ListPredictorsRequest;
import org.lambdanas.proto.v1.LoadRequest;
import org.lambdanas.proto.v1.Observation;
import org.lambdanas.proto.v1.PredictorServiceGrpc;
import org.lambdanas.proto.v1.PredictorServiceGrpc.PredictorServiceStub;
import org.lambdanas.proto.v1.PredictorSpec;
import org.lambdanas.proto.v1.QueryRequest;
import org.lambdanas.proto.v1.ReleaseRequest;

/** Attacks on a server at a port of this machine, and what its other callers notice of them. */
final class AttackedServer implements AutoCloseable {

  private static final String SPACE = "nasbench201";

  private final int port;
  private final ManagedChannel channel;
  private final List<AutoCloseable> attackers = new ArrayList<>();
  private double slowest;

  AttackedServer(int port) {
    this.port = port;
    this.channel = channel();
  }

  private ManagedChannel channel() {
    return Grpc.newChannelBuilder("127.0.0.1:" + port, InsecureChannelCredentials.create()).build();
  }

  /** Asks for health and lists, over an old connection and over a new one. */
  void answers() {
    ManagedChannel fresh = channel();
    try {
      for (ManagedChannel way : List.of(channel, fresh)) {
        timed(
            () ->
                HealthGrpc.newBlockingStub(way)
                    .withDeadlineAfter(60, TimeUnit.SECONDS)
                    .check(HealthCheckRequest.getDefaultInstance()));
        timed(
            () ->
                PredictorServiceGrpc.newBlockingStub(way)
                    .withDeadlineAfter(60, TimeUnit.SECONDS)
                    .listModels(ListModelsRequest.getDefaultInstance()));
        timed(
            () ->
                PredictorServiceGrpc.newBlockingStub(way)
                    .withDeadlineAfter(60, TimeUnit.SECONDS)
                    .listPredictors(ListPredictorsRequest.getDefaultInstance()));
      }
    } finally {
      fresh.shutdownNow();
    }
  }

  private void timed(Supplier<?> call) {
    long start = System.nanoTime();
    if (call.get() == null) {
      throw new AssertionError("no answer");
    }
    slowest = Math.max(slowest, (System.nanoTime() - start) / 1e9);
  }

  /** Seconds that the slowest of these answers took. */
  double slowest() {
    double seconds = slowest;
    slowest = 0;
    return seconds;
  }

  /** Fits a small model; gives its name. */
  String fit() {
    return PredictorServiceGrpc.newBlockingStub(channel)
        .withDeadlineAfter(120, TimeUnit.SECONDS)
        .fit(fitRequest(0))
        .getModel();
  }

  private static FitRequest fitRequest(double tuningSeconds) {
    return FitRequest.newBuilder()
        .setSpec(
            PredictorSpec.newBuilder()
                // Five thousand candidates of a second each.
                .setPredictor(tuningSeconds > 0 ? "dngo" : "rf")
                .setTuningSeconds(tuningSeconds))
        .addAllObservations(Cells.observations(40, 1))
        .build();
  }

  /** The status of a fit that tunes for so long, whose caller goes after so long. */
  Status fit(double tuningSeconds, long patienceMillis) {
    try {
      PredictorServiceGrpc.newBlockingStub(channel)
          .withDeadlineAfter(patienceMillis, TimeUnit.MILLISECONDS)
          .fit(fitRequest(tuningSeconds));
      return Status.OK;
    } catch (StatusRuntimeException e) {
      return e.getStatus();
    }
  }

  /** Fits at a time that tune for an hour, whose callers go after a moment. */
  List<Status> endlessFits(int count) throws Exception {
    ExecutorService callers = Executors.newCachedThreadPool();
    try {
      List<Future<Status>> fits = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        fits.add(callers.submit(() -> fit(3600, 500)));
      }
      List<Status> ends = new ArrayList<>();
      for (Future<Status> fit : fits) {
        ends.add(fit.get());
      }
      return ends;
    } finally {
      callers.shutdownNow();
    }
  }

  /** Loads a model that takes minutes for a query; gives its name. */
  String slowModel() {
    return PredictorServiceGrpc.newBlockingStub(channel)
        .load(
            LoadRequest.newBuilder()
                .setPredictor(
                    FittedPredictor.newBuilder()
                        .setSpec(
                            PredictorSpec.newBuilder()
                                .setPredictor("lce_m")
                                .setSpace(SPACE)
                                .addSettings(
                                    Feature.newBuilder().setName("steps").setValue(100_000))))
                .build())
        .getModel();
  }

  /** Queries at a time; {@code ended} is told how each of them ended. */
  Supplier<Void> queries(String model, int count, BiConsumer<Integer, Status> ended) {
    LearningCurve.Builder curve =
        LearningCurve.newBuilder().setMetric("validation_accuracy").setFirstEpoch(1);
    for (int epoch = 1; epoch <= 60; epoch++) {
      curve.addValues(90 - 60f / epoch);
    }
    Observation query = Cells.queries(1, 1).get(0).toBuilder().addCurves(curve).build();
    QueryRequest request = QueryRequest.newBuilder().setModel(model).addQueries(query).build();
    List<ManagedChannel> channels = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      // So many calls of a connection go at a time.
      if (i % 30 == 0) {
        channels.add(channel());
      }
      int number = i;
      PredictorServiceStub stub = PredictorServiceGrpc.newStub(channels.get(channels.size() - 1));
      stub.query(request, ending(status -> ended.accept(number, status)));
    }
    return () -> {
      channels.forEach(ManagedChannel::shutdownNow);
      return null;
    };
  }

  private static <T> StreamObserver<T> ending(java.util.function.Consumer<Status> ended) {
    return new StreamObserver<>() {
      @Override
      public void onNext(T answer) {}

      @Override
      public void onError(Throwable failure) {
        ended.accept(Status.fromThrowable(failure));
      }

      @Override
      public void onCompleted() {
        ended.accept(Status.OK);
      }
    };
  }

  void release(String model) {
    Object released =
        PredictorServiceGrpc.newBlockingStub(channel)
            .release(ReleaseRequest.newBuilder().setModel(model).build());
    if (released == null) {
      throw new AssertionError("no answer");
    }
  }

  /**
   * Messages at a time of which all but the last bytes are sent; gives how many the server has
   * taken.
   */
  int unfinished(int count, int mebibytes, int piece) throws Exception {
    ExecutorService callers = Executors.newCachedThreadPool();
    try {
      List<Future<Boolean>> sent = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        RawCalls raw = new RawCalls(port);
        attackers.add(raw);
        int stream = raw.begin(PredictorServiceGrpc.getLoadMethod().getFullMethodName());
        int length = mebibytes << 20;
        sent.add(callers.submit(() -> raw.send(stream, length, length - 1024, piece)));
      }
      int taken = 0;
      for (Future<Boolean> one : sent) {
        taken += one.get() ? 1 : 0;
      }
      return taken;
    } finally {
      callers.shutdownNow();
    }
  }

  /** Connections that say nothing, or no more than a greeting. */
  void connections(int count) throws IOException {
    for (int i = 0; i < count; i++) {
      attackers.add(
          i % 2 == 0 ? new Socket(InetAddress.getLoopbackAddress(), port) : new RawCalls(port));
    }
  }

  /** Loads a fitted predictor with some of its bytes changed; gives how each load ended. */
  List<Status> damagedLoads(FittedPredictor fitted, int count) {
    byte[] good = fitted.toByteArray();
    Random random = new Random(good.length);
    List<Status> ends = new ArrayList<>();
    while (ends.size() < count) {
      byte[] bytes = good.clone();
      for (int i = 0; i <= random.nextInt(4); i++) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      try {
        FittedPredictor damaged = FittedPredictor.parseFrom(bytes);
        release(
            PredictorServiceGrpc.newBlockingStub(channel)
                .load(LoadRequest.newBuilder().setPredictor(damaged).build())
                .getModel());
        ends.add(Status.OK);
      } catch (com.google.protobuf.InvalidProtocolBufferException e) {
        // No message at all: it does not get as far.
      } catch (StatusRuntimeException e) {
        ends.add(e.getStatus());
      }
    }
    return ends;
  }

  /** The attackers hang up. */
  void leave() throws Exception {
    for (AutoCloseable attacker : attackers) {
      attacker.close();
    }
    attackers.clear();
  }

  @Override
  public void close() throws Exception {
    leave();
    channel.shutdownNow();
  }
}
