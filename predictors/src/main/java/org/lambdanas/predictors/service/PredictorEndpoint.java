package org.lambdanas.predictors.service;

import com.google.protobuf.Message;
import io.grpc.Context;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.lambdanas.graph.interchange.Validation;
import org.lambdanas.graph.space.SearchSpaces;
import org.lambdanas.predictors.predictor.Model;
import org.lambdanas.predictors.registry.PredictorCatalogue;
import org.lambdanas.proto.v1.DownloadRequest;
import org.lambdanas.proto.v1.DownloadResponse;
import org.lambdanas.proto.v1.FitRequest;
import org.lambdanas.proto.v1.FitResponse;
import org.lambdanas.proto.v1.ListModelsRequest;
import org.lambdanas.proto.v1.ListModelsResponse;
import org.lambdanas.proto.v1.ListPredictorsRequest;
import org.lambdanas.proto.v1.ListPredictorsResponse;
import org.lambdanas.proto.v1.LoadRequest;
import org.lambdanas.proto.v1.ModelInfo;
import org.lambdanas.proto.v1.Observation;
import org.lambdanas.proto.v1.Prediction;
import org.lambdanas.proto.v1.PredictorInfo;
import org.lambdanas.proto.v1.PredictorServiceGrpc;
import org.lambdanas.proto.v1.QueryRequest;
import org.lambdanas.proto.v1.QueryResponse;
import org.lambdanas.proto.v1.ReleaseRequest;
import org.lambdanas.proto.v1.ReleaseResponse;

/** The calls of {@code predictor_service.proto}. */
final class PredictorEndpoint extends PredictorServiceGrpc.PredictorServiceImplBase {

  /** Between batches a query looks whether anybody still waits for it, and others get a turn. */
  private static final int BATCH = 1024;

  private final PredictorCatalogue catalogue;
  private final ModelStore models;
  private final ExecutorService fits;

  PredictorEndpoint(PredictorCatalogue catalogue, ModelStore models, ExecutorService fits) {
    this.catalogue = catalogue;
    this.models = models;
    this.fits = fits;
  }

  @Override
  public void listPredictors(
      ListPredictorsRequest request, StreamObserver<ListPredictorsResponse> answer) {
    answerNow(
        request,
        answer,
        () -> {
          String space = request.getSpace();
          if (!space.isEmpty()) {
            SearchSpaces.byId(space);
          }
          List<PredictorInfo> infos =
              catalogue.predictors().stream()
                  .map(predictor -> PredictorInfos.of(predictor.description()))
                  .filter(info -> space.isEmpty() || info.getSpacesList().contains(space))
                  .toList();
          return ListPredictorsResponse.newBuilder().addAllPredictors(infos).build();
        });
  }

  @Override
  public void fit(FitRequest request, StreamObserver<FitResponse> answer) {
    later(
        request,
        answer,
        () -> catalogue.fit(request.getSpec(), request.getObservationsList()),
        true);
  }

  @Override
  public void load(LoadRequest request, StreamObserver<FitResponse> answer) {
    later(request, answer, () -> catalogue.load(request.getPredictor()), false);
  }

  /** Makes a model when its turn has come, and keeps it if somebody still waits for it then. */
  private void later(
      Message request, StreamObserver<FitResponse> answer, Supplier<Model> maker, boolean timed) {
    expectCancellation(answer);
    Context context = Context.current();
    Runnable work =
        context.wrap(
            () ->
                answer(
                    request,
                    answer,
                    () -> {
                      requireWanted(context);
                      return make(context, maker, timed);
                    }));
    try {
      fits.execute(work);
    } catch (RejectedExecutionException e) {
      answer.onError(
          Failures.of(
              Failures.exhausted(
                  "the server has as many fits under way as it may: try again later")));
    }
  }

  private FitResponse make(Context context, Supplier<Model> maker, boolean timed) {
    models.reserve();
    boolean kept = false;
    try {
      long start = System.nanoTime();
      Model model = maker.get();
      double seconds = timed ? (System.nanoTime() - start) / 1e9 : 0;
      try {
        requireWanted(context);
        ModelInfo info = models.put(model);
        kept = true;
        return FitResponse.newBuilder()
            .setModel(info.getModel())
            .setSpec(info.getSpec())
            .setObservations(info.getObservations())
            .setFitSeconds(seconds)
            .build();
      } finally {
        if (!kept) {
          model.close();
        }
      }
    } finally {
      if (!kept) {
        models.giveBack();
      }
    }
  }

  @Override
  public void query(QueryRequest request, StreamObserver<QueryResponse> answer) {
    Context context = Context.current();
    answerNow(request, answer, () -> query(request, context));
  }

  private QueryResponse query(QueryRequest request, Context context) {
    KeptModel model = models.get(request.getModel());
    List<Observation> queries = request.getQueriesList();
    List<Prediction> predictions = new ArrayList<>(queries.size());
    for (int from = 0; from < queries.size(); from += BATCH) {
      requireWanted(context);
      List<Observation> batch = queries.subList(from, Math.min(from + BATCH, queries.size()));
      predictions.addAll(model.use(m -> m.query(batch)));
    }
    return QueryResponse.newBuilder().addAllPredictions(predictions).build();
  }

  @Override
  public StreamObserver<QueryRequest> queryStream(StreamObserver<QueryResponse> answers) {
    ServerCallStreamObserver<QueryResponse> out = (ServerCallStreamObserver<QueryResponse>) answers;
    Context context = Context.current();
    return new QueryStream(
        out,
        request -> {
          Validation.check(request);
          return query(request, context);
        });
  }

  @Override
  public void download(DownloadRequest request, StreamObserver<DownloadResponse> answer) {
    answerNow(
        request,
        answer,
        () ->
            DownloadResponse.newBuilder()
                .setPredictor(models.get(request.getModel()).use(Model::save))
                .build());
  }

  @Override
  public void listModels(ListModelsRequest request, StreamObserver<ListModelsResponse> answer) {
    answerNow(
        request, answer, () -> ListModelsResponse.newBuilder().addAllModels(models.all()).build());
  }

  @Override
  public void release(ReleaseRequest request, StreamObserver<ReleaseResponse> answer) {
    answerNow(
        request,
        answer,
        () -> {
          models.release(request.getModel());
          return ReleaseResponse.getDefaultInstance();
        });
  }

  /** Without a handler, answering a caller who is gone throws. */
  private static void expectCancellation(StreamObserver<?> answer) {
    ((ServerCallStreamObserver<?>) answer).setOnCancelHandler(() -> {});
  }

  private static void requireWanted(Context context) {
    if (context.isCancelled()) {
      throw Status.CANCELLED.withDescription("nobody waits any more").asRuntimeException();
    }
  }

  private static <T> void answerNow(Message request, StreamObserver<T> answer, Supplier<T> work) {
    expectCancellation(answer);
    answer(request, answer, work);
  }

  /** Checks the request, does the work and answers, with an error where there is one. */
  private static <T> void answer(Message request, StreamObserver<T> answer, Supplier<T> work) {
    T result;
    try {
      Validation.check(request);
      result = work.get();
    } catch (Throwable e) {
      answer.onError(Failures.of(e));
      return;
    }
    answer.onNext(result);
    answer.onCompleted();
  }
}
