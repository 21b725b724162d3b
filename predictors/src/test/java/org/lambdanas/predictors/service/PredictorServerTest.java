package org.lambdanas.predictors.service;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.interchange.FieldSetting;
import org.lambdanas.predictors.predictor.Model;
import org.lambdanas.predictors.registry.PredictorCatalogue;
import org.lambdanas.predictors.testing.Cells;
import org.lambdanas.predictors.testing.OperationMeans;
import org.lambdanas.proto.v1.DownloadRequest;
import org.lambdanas.proto.v1.Feature;
import org.lambdanas.proto.v1.FitRequest;
import org.lambdanas.proto.v1.FitResponse;
import org.lambdanas.proto.v1.FittedPredictor;
import org.lambdanas.proto.v1.ListModelsRequest;
import org.lambdanas.proto.v1.ListPredictorsRequest;
import org.lambdanas.proto.v1.LoadRequest;
import org.lambdanas.proto.v1.ModelInfo;
import org.lambdanas.proto.v1.Observation;
import org.lambdanas.proto.v1.Prediction;
import org.lambdanas.proto.v1.PredictorServiceGrpc;
import org.lambdanas.proto.v1.PredictorServiceGrpc.PredictorServiceBlockingStub;
import org.lambdanas.proto.v1.QueryRequest;
import org.lambdanas.proto.v1.QueryResponse;
import org.lambdanas.proto.v1.ReleaseRequest;
import org.lambdanas.proto.v1.ServerConfig;

class PredictorServerTest {

  private final OperationMeans predictor = new OperationMeans();
  private final List<ManagedChannel> channels = new ArrayList<>();
  private final List<PredictorServer> servers = new ArrayList<>();

  private PredictorServer start(ServerConfig.Builder config) {
    PredictorServer server =
        PredictorServer.start(new PredictorCatalogue(List.of(predictor)), config.build());
    servers.add(server);
    return server;
  }

  private PredictorServer start() {
    return start(anyPort());
  }

  private static ServerConfig.Builder anyPort() {
    return FieldSetting.withDefaults(ServerConfig.newBuilder()).setPort(0);
  }

  private ManagedChannel channel(PredictorServer server) {
    ManagedChannel channel =
        Grpc.newChannelBuilder("127.0.0.1:" + server.port(), InsecureChannelCredentials.create())
            .build();
    channels.add(channel);
    return channel;
  }

  private PredictorServiceBlockingStub stub(PredictorServer server) {
    return PredictorServiceGrpc.newBlockingStub(channel(server));
  }

  @AfterEach
  void stop() {
    channels.forEach(ManagedChannel::shutdownNow);
    servers.forEach(PredictorServer::close);
    assertThat(predictor.open()).as("models not closed").isZero();
  }

  private static FitRequest fitRequest(int seed) {
    return FitRequest.newBuilder()
        .setSpec(Cells.spec())
        .addAllObservations(Cells.observations(40, seed))
        .build();
  }

  private static FitRequest heldFit() {
    FitRequest.Builder request = fitRequest(1).toBuilder();
    request.getSpecBuilder().addSettings(Feature.newBuilder().setName("held").setValue(1));
    return request.build();
  }

  private static QueryRequest query(String model, List<Observation> queries) {
    return QueryRequest.newBuilder().setModel(model).addAllQueries(queries).build();
  }

  private List<Prediction> expected(int seed, List<Observation> queries) {
    try (Model model = predictor.fit(Cells.spec().build(), Cells.observations(40, seed))) {
      return model.query(queries);
    }
  }

  private static void fails(ThrowingCallable call, Status.Code code, String text) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            e -> {
              assertThat(e.getStatus().getCode()).as(e.toString()).isEqualTo(code);
              assertThat(e.getStatus().getDescription()).contains(text).doesNotContain("\n");
            });
  }

  @Test
  void fitsQueriesHandsOutTakesUpAndForgets() {
    PredictorServiceBlockingStub stub = stub(start());
    List<Observation> queries = Cells.queries(3000, 9);
    FitResponse fit =
        stub.fit(fitRequest(1).toBuilder().setSpec(Cells.spec().clearSpace()).build());
    assertThat(fit.getObservations()).isEqualTo(40);
    assertThat(fit.getSpec().getSpace()).isEqualTo("nasbench201");
    assertThat(fit.getFitSeconds()).isPositive();
    List<Prediction> expected = expected(1, queries);
    assertThat(stub.query(query(fit.getModel(), queries)).getPredictionsList()).isEqualTo(expected);

    FittedPredictor saved =
        stub.download(DownloadRequest.newBuilder().setModel(fit.getModel()).build()).getPredictor();
    FitResponse loaded = stub.load(LoadRequest.newBuilder().setPredictor(saved).build());
    assertThat(loaded.getModel()).isNotEqualTo(fit.getModel());
    assertThat(loaded.getFitSeconds()).isZero();
    assertThat(stub.query(query(loaded.getModel(), queries)).getPredictionsList())
        .isEqualTo(expected);

    assertThat(stub.listModels(ListModelsRequest.getDefaultInstance()).getModelsList())
        .extracting(ModelInfo::getModel, ModelInfo::getBytes)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(fit.getModel(), (long) saved.getSerializedSize()),
            org.assertj.core.groups.Tuple.tuple(
                loaded.getModel(), (long) saved.getSerializedSize()));
    ReleaseRequest release = ReleaseRequest.newBuilder().setModel(fit.getModel()).build();
    assertThat(stub.release(release)).isNotNull();
    assertThat(predictor.open()).isEqualTo(1);
    fails(() -> stub.release(release), Status.Code.NOT_FOUND, fit.getModel());
    fails(() -> stub.query(query(fit.getModel(), queries)), Status.Code.NOT_FOUND, "is kept here");
    assertThat(stub.query(query(loaded.getModel(), List.of())).getPredictionsList()).isEmpty();
  }

  @Test
  void thePredictorsAreDescribed() {
    PredictorServiceBlockingStub stub = stub(start());
    assertThat(stub.listPredictors(ListPredictorsRequest.getDefaultInstance()).getPredictorsList())
        .containsExactly(PredictorInfos.of(predictor.description()));
    assertThat(PredictorInfos.of(predictor.description()).getSettingsList()).hasSize(2);
    fails(
        () -> stub.listPredictors(ListPredictorsRequest.newBuilder().setSpace("mars").build()),
        Status.Code.INVALID_ARGUMENT,
        "unknown search space 'mars'");
  }

  @Test
  void errorsAreOneLineWithAFittingCode() {
    PredictorServiceBlockingStub stub = stub(start());
    Status.Code invalid = Status.Code.INVALID_ARGUMENT;
    fails(() -> stub.fit(FitRequest.getDefaultInstance()), invalid, "FitRequest.spec is missing");
    FitRequest good = fitRequest(1);
    fails(
        () -> stub.fit(good.toBuilder().setSpec(Cells.spec().setPredictor("magic")).build()),
        invalid,
        "unknown predictor 'magic'");
    fails(
        () -> stub.fit(good.toBuilder().setSpec(Cells.spec().setSpace("mars")).build()),
        invalid,
        "unknown search space 'mars'");
    fails(
        () ->
            stub.fit(
                good.toBuilder()
                    .setSpec(
                        Cells.spec()
                            .addSettings(Feature.newBuilder().setName("offset").setValue(1e9)))
                    .build()),
        invalid,
        "setting offset");
    fails(() -> stub.fit(good.toBuilder().clearObservations().build()), invalid, "2 observations");
    fails(
        () ->
            stub.fit(
                good.toBuilder()
                    .addObservations(good.getObservations(0).toBuilder().setTarget(Double.NaN))
                    .build()),
        invalid,
        "FitRequest.observations[40].target");
    fails(
        () ->
            stub.load(
                LoadRequest.newBuilder()
                    .setPredictor(FittedPredictor.newBuilder().setSpec(Cells.spec()))
                    .build()),
        invalid,
        "no tensor 'all'");
    fails(
        () ->
            stub.load(
                LoadRequest.newBuilder()
                    .setPredictor(
                        FittedPredictor.newBuilder().setSpec(Cells.spec().setPredictor("xgb")))
                    .build()),
        invalid,
        "unknown kind 'xgb'");
    FitResponse fit = stub.fit(good);
    fails(
        () -> stub.query(query(fit.getModel(), List.of(Observation.getDefaultInstance()))),
        invalid,
        "queries[0].architecture is missing");
    assertThat(predictor.open()).isEqualTo(1);
  }

  @Test
  void messagesAndModelsAreBounded() {
    PredictorServer server = start(anyPort().setMaxMessageMib(1).setMaxModels(2));
    PredictorServiceBlockingStub stub = stub(server);
    Status.Code exhausted = Status.Code.RESOURCE_EXHAUSTED;
    fails(
        () ->
            stub.load(
                LoadRequest.newBuilder()
                    .setPredictor(
                        FittedPredictor.newBuilder()
                            .setSpec(Cells.spec())
                            .setNativeModel(ByteString.copyFrom(new byte[1 << 20])))
                    .build()),
        exhausted,
        "exceeds maximum");
    String first = stub.fit(fitRequest(1)).getModel();
    assertThat(stub.fit(fitRequest(2)).getModel()).isNotEqualTo(first);
    fails(() -> stub.fit(fitRequest(3)), exhausted, "keeps or fits 2 models already");
    assertThat(stub.release(ReleaseRequest.newBuilder().setModel(first).build())).isNotNull();
    // A fit that fails gives its place back.
    fails(
        () -> stub.fit(fitRequest(1).toBuilder().clearObservations().build()),
        Status.Code.INVALID_ARGUMENT,
        "observations");
    assertThat(stub.fit(fitRequest(3)).getModel()).isNotEmpty();

    PredictorServer small = start(anyPort().setMaxModelsMib(1));
    PredictorServiceBlockingStub other = stub(small);
    FittedPredictor fitted =
        stub.download(
                DownloadRequest.newBuilder()
                    .setModel(
                        stub.listModels(ListModelsRequest.getDefaultInstance())
                            .getModels(0)
                            .getModel())
                    .build())
            .getPredictor();
    LoadRequest large =
        LoadRequest.newBuilder()
            .setPredictor(fitted.toBuilder().setNativeModel(ByteString.copyFrom(new byte[700_000])))
            .build();
    assertThat(other.load(large).getModel()).isNotEmpty();
    fails(() -> other.load(large), exhausted, "of at most 1048576 bytes");
  }

  @Test
  void fitsWaitForTheirTurnButNotTooMany() throws Exception {
    PredictorServer server = start(anyPort().setFitThreads(1).setMaxWaitingFits(1));
    PredictorServiceBlockingStub stub = stub(server);
    ExecutorService pool = Executors.newCachedThreadPool();
    try {
      Future<Status.Code> first = pool.submit(() -> code(() -> stub.fit(heldFit())));
      await(() -> predictor.fits() == 1);
      Future<Status.Code> second = pool.submit(() -> code(() -> stub.fit(heldFit())));
      Future<Status.Code> third = pool.submit(() -> code(() -> stub.fit(heldFit())));
      // One waits, and the other is sent away at once.
      await(() -> second.isDone() || third.isDone());
      assertThat(predictor.fits()).isEqualTo(1);
      predictor.letGo();
      assertThat(first.get(60, SECONDS)).isEqualTo(Status.Code.OK);
      assertThat(List.of(second.get(60, SECONDS), third.get(60, SECONDS)))
          .containsExactlyInAnyOrder(Status.Code.OK, Status.Code.RESOURCE_EXHAUSTED);
      assertThat(predictor.fits()).isEqualTo(2);
    } finally {
      predictor.letGo();
      pool.shutdownNow();
    }
  }

  private static Status.Code code(Supplier<?> call) {
    try {
      Object answer = call.get();
      return answer == null ? Status.Code.UNKNOWN : Status.Code.OK;
    } catch (StatusRuntimeException e) {
      return e.getStatus().getCode();
    }
  }

  private static void await(Supplier<Boolean> condition) throws InterruptedException {
    for (int i = 0; i < 12_000 && !condition.get(); i++) {
      Thread.sleep(5);
    }
    assertThat(condition.get()).isTrue();
  }

  @Test
  void callsOnOneModelComeOneAfterTheOther() throws Exception {
    PredictorServer server = start();
    PredictorServiceBlockingStub stub = stub(server);
    String one = stub.fit(fitRequest(1)).getModel();
    String two = stub.fit(fitRequest(2)).getModel();
    List<Observation> queries = Cells.queries(2500, 3);
    List<List<Prediction>> expected = List.of(expected(1, queries), expected(2, queries));
    ExecutorService pool = Executors.newFixedThreadPool(8);
    try {
      List<Future<List<Prediction>>> answers = new ArrayList<>();
      for (int i = 0; i < 16; i++) {
        QueryRequest request = query(i % 2 == 0 ? one : two, queries);
        answers.add(pool.submit(() -> stub.query(request).getPredictionsList()));
      }
      for (int i = 0; i < answers.size(); i++) {
        assertThat(answers.get(i).get(60, SECONDS)).isEqualTo(expected.get(i % 2));
      }
    } finally {
      pool.shutdownNow();
    }
  }

  /** Collects what a stream answers. */
  private static final class Collected implements StreamObserver<QueryResponse> {
    private final List<QueryResponse> answers = new ArrayList<>();
    private final CompletableFuture<Status> end = new CompletableFuture<>();

    @Override
    public void onNext(QueryResponse answer) {
      answers.add(answer);
    }

    @Override
    public void onError(Throwable failure) {
      end.complete(Status.fromThrowable(failure));
    }

    @Override
    public void onCompleted() {
      end.complete(Status.OK);
    }
  }

  @Test
  void aStreamIsAnsweredInOrder() throws Exception {
    PredictorServer server = start();
    ManagedChannel channel = channel(server);
    String model = PredictorServiceGrpc.newBlockingStub(channel).fit(fitRequest(1)).getModel();
    List<Observation> queries = Cells.queries(2000, 8);
    Collected collected = new Collected();
    StreamObserver<QueryRequest> requests =
        PredictorServiceGrpc.newStub(channel).queryStream(collected);
    for (int from = 0; from < 2000; from += 100) {
      requests.onNext(query(model, queries.subList(from, from + 100)));
    }
    requests.onCompleted();
    assertThat(collected.end.get(60, SECONDS).getCode()).isEqualTo(Status.Code.OK);
    assertThat(collected.answers).hasSize(20);
    assertThat(collected.answers.stream().flatMap(a -> a.getPredictionsList().stream()).toList())
        .isEqualTo(expected(1, queries));

    Collected wrong = new Collected();
    StreamObserver<QueryRequest> bad = PredictorServiceGrpc.newStub(channel).queryStream(wrong);
    bad.onNext(query(model, queries.subList(0, 1)));
    bad.onNext(query("other", queries));
    assertThat(wrong.end.get(60, SECONDS).getCode()).isEqualTo(Status.Code.NOT_FOUND);
    assertThat(wrong.answers).hasSize(1);
  }

  @Test
  void aFitThatNobodyWaitsForIsNotKept() throws Exception {
    PredictorServer server = start();
    ManagedChannel channel = channel(server);
    Future<FitResponse> fit = PredictorServiceGrpc.newFutureStub(channel).fit(heldFit());
    await(() -> predictor.fits() == 1);
    fit.cancel(true);
    // It goes on once it has been told, and then the model is thrown away.
    await(() -> predictor.models() == 1 && predictor.open() == 0);
    assertThat(
            PredictorServiceGrpc.newBlockingStub(channel)
                .listModels(ListModelsRequest.getDefaultInstance())
                .getModelsList())
        .isEmpty();

    PredictorServiceBlockingStub stub = PredictorServiceGrpc.newBlockingStub(channel);
    fails(
        () -> stub.withDeadlineAfter(200, MILLISECONDS).fit(heldFit()),
        Status.Code.DEADLINE_EXCEEDED,
        "");
  }

  @Test
  void healthAndReflectionAreThere() throws Exception {
    PredictorServer server = start();
    ManagedChannel channel = channel(server);
    assertThat(
            HealthGrpc.newBlockingStub(channel)
                .check(
                    HealthCheckRequest.newBuilder()
                        .setService(PredictorServiceGrpc.SERVICE_NAME)
                        .build())
                .getStatus())
        .isEqualTo(ServingStatus.SERVING);
    CompletableFuture<ServerReflectionResponse> services = new CompletableFuture<>();
    StreamObserver<ServerReflectionRequest> ask =
        ServerReflectionGrpc.newStub(channel)
            .serverReflectionInfo(
                new StreamObserver<>() {
                  @Override
                  public void onNext(ServerReflectionResponse response) {
                    services.complete(response);
                  }

                  @Override
                  public void onError(Throwable failure) {
                    services.completeExceptionally(failure);
                  }

                  @Override
                  public void onCompleted() {}
                });
    ask.onNext(ServerReflectionRequest.newBuilder().setListServices("").build());
    assertThat(services.get(60, SECONDS).getListServicesResponse().getServiceList())
        .extracting(service -> service.getName())
        .contains(PredictorServiceGrpc.SERVICE_NAME, HealthGrpc.SERVICE_NAME);
    ask.onCompleted();
    assertThat(services.get().getListServicesResponse().getServiceList())
        .extracting(service -> service.getName())
        .contains(
            "grpc.reflection.v1.ServerReflection", "grpc.reflection.v1alpha.ServerReflection");
  }

  @Test
  void drainingLetsCallsEnd() throws Exception {
    PredictorServer server = start();
    assertThat(server.isLoopback()).isTrue();
    PredictorServiceBlockingStub stub = stub(server);
    ExecutorService pool = Executors.newCachedThreadPool();
    try {
      Future<String> fit = pool.submit(() -> stub.fit(heldFit()).getModel());
      await(() -> predictor.fits() == 1);
      Future<Boolean> drained = pool.submit(() -> server.drain(Duration.ofMinutes(2)));
      ListModelsRequest ask = ListModelsRequest.getDefaultInstance();
      await(() -> code(() -> stub.listModels(ask)) == Status.Code.UNAVAILABLE);
      predictor.letGo();
      assertThat(fit.get(60, SECONDS)).startsWith("means-1-");
      assertThat(drained.get(60, SECONDS)).isTrue();

      predictor.hold();
      PredictorServer impatient = start();
      PredictorServiceBlockingStub other = stub(impatient);
      Future<Status.Code> cut = pool.submit(() -> code(() -> other.fit(heldFit())));
      await(() -> predictor.fits() == 2);
      assertThat(impatient.drain(Duration.ofMillis(20))).isFalse();
      assertThat(cut.get(60, SECONDS)).isNotEqualTo(Status.Code.OK);
    } finally {
      predictor.letGo();
      pool.shutdownNow();
    }
  }

  @Test
  void aTakenPortIsRefusedInOneLine() {
    PredictorServer server = start();
    ServerConfig.Builder taken = anyPort().setPort(server.port());
    assertThatThrownBy(() -> start(taken))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("cannot listen on 127.0.0.1:" + server.port())
        .hasMessageNotContaining("\n");
  }
}
