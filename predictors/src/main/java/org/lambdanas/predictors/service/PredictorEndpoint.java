package org.lambdanas.predictors.service;

import com.google.protobuf.Message;
import io.grpc.Context;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.function.Supplier;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.interchange.Validation;
import org.lambdanas.graph.space.SearchSpaces;
import org.lambdanas.graph.work.Cancellation;
import org.lambdanas.predictors.predictor.Model;
import org.lambdanas.predictors.registry.PredictorCatalogue;
import org.lambdanas.proto.v1.DownloadRequest;
import org.lambdanas.proto.v1.DownloadResponse;
import org.lambdanas.proto.v1.FitRequest;
import org.lambdanas.proto.v1.FitResponse;
import org.lambdanas.proto.v1.FittedPredictor;
import org.lambdanas.proto.v1.ListModelsRequest;
import org.lambdanas.proto.v1.ListModelsResponse;
import org.lambdanas.proto.v1.ListPredictorsRequest;
import org.lambdanas.proto.v1.ListPredictorsResponse;
import org.lambdanas.proto.v1.LoadRequest;
import org.lambdanas.proto.v1.ModelInfo;
import org.lambdanas.proto.v1.PredictorInfo;
import org.lambdanas.proto.v1.PredictorServiceGrpc;
import org.lambdanas.proto.v1.PredictorSpec;
import org.lambdanas.proto.v1.QueryRequest;
import org.lambdanas.proto.v1.QueryResponse;
import org.lambdanas.proto.v1.ReleaseRequest;
import org.lambdanas.proto.v1.ReleaseResponse;

/** The calls of {@code predictor_service.proto}. */
final class PredictorEndpoint extends PredictorServiceGrpc.PredictorServiceImplBase {

  /** Between batches a query looks whether anybody still waits for it, and others get a turn. */
  private static final int BATCH = 1024;

  /** What people are told that calls on models are. */
  private static final String QUERY = "query";

  private final PredictorCatalogue catalogue;
  private final ModelStore models;
  private final ThreadPoolExecutor fits;
  private final ScoringLimits scores;
  private final int mostFitSeconds;
  private final int mostQuerySeconds;

  /**
   * Makes the calls.
   *
   * @param fits where models are made
   * @param scores that callers may have computed
   * @param mostFitSeconds that making one may take
   * @param mostQuerySeconds that a call on one may take, waiting included
   */
  PredictorEndpoint(
      PredictorCatalogue catalogue,
      ModelStore models,
      ThreadPoolExecutor fits,
      ScoringLimits scores,
      int mostFitSeconds,
      int mostQuerySeconds) {
    this.catalogue = catalogue;
    this.models = models;
    this.fits = fits;
    this.scores = scores;
    this.mostFitSeconds = mostFitSeconds;
    this.mostQuerySeconds = mostQuerySeconds;
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
        () -> {
          double tuning = request.getSpec().getTuningSeconds();
          if (tuning > mostFitSeconds) {
            throw new ConfigException(
                "FitRequest.spec.tuning_seconds is "
                    + tuning
                    + ": this server fits for at most "
                    + mostFitSeconds
                    + " s");
          }
          return scores.shown(
              catalogue.fit(
                  scores.admitted(request.getSpec(), "FitRequest.spec"),
                  request.getObservationsList()));
        },
        true);
  }

  @Override
  public void load(LoadRequest request, StreamObserver<FitResponse> answer) {
    later(
        request,
        answer,
        () -> {
          FittedPredictor given = request.getPredictor();
          PredictorSpec spec = scores.admitted(given.getSpec(), "LoadRequest.predictor.spec");
          return scores.shown(catalogue.load(given.toBuilder().setSpec(spec).build()));
        },
        false);
  }

  /** Makes a model when its turn has come, and keeps it if somebody still waits for it then. */
  private void later(
      Message request, StreamObserver<FitResponse> answer, Supplier<Model> maker, boolean timed) {
    Context context = Context.current();
    Runnable work = context.wrap(() -> answer(request, answer, () -> make(maker, timed)));
    ((ServerCallStreamObserver<?>) answer).setOnCancelHandler(() -> fits.remove(work));
    try {
      fits.execute(work);
    } catch (RejectedExecutionException e) {
      answer.onError(
          Failures.of(
              Failures.exhausted(
                  "the server has as many fits under way as it may: try again later")));
    }
  }

  private FitResponse make(Supplier<Model> maker, boolean timed) {
    Runnable check = Turns.bound("fit", mostFitSeconds);
    check.run();
    models.reserve();
    boolean kept = false;
    try {
      long start = System.nanoTime();
      Model model = Cancellation.during(check, maker);
      double seconds = timed ? (System.nanoTime() - start) / 1e9 : 0;
      try {
        check.run();
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
    Runnable forget = query(request, Answer.only(answer));
    ((ServerCallStreamObserver<?>) answer).setOnCancelHandler(forget);
  }

  @Override
  public StreamObserver<QueryRequest> queryStream(StreamObserver<QueryResponse> answers) {
    return new QueryStream((ServerCallStreamObserver<QueryResponse>) answers, this::query);
  }

  @Override
  public void download(DownloadRequest request, StreamObserver<DownloadResponse> answer) {
    Turns.answer(
        request,
        answer,
        QUERY,
        mostQuerySeconds,
        () -> models.get(request.getModel()),
        model -> Optional.of(DownloadResponse.newBuilder().setPredictor(model.save()).build()));
  }

  /** Answers once; gives what to do when nobody waits any more. */
  private Runnable query(QueryRequest request, Answer<QueryResponse> answer) {
    QueryResponse.Builder response = QueryResponse.newBuilder();
    return Turns.use(
        request,
        answer,
        QUERY,
        mostQuerySeconds,
        () -> models.get(request.getModel()),
        model -> {
          int from = response.getPredictionsCount();
          int to = Math.min(request.getQueriesCount(), from + BATCH);
          response.addAllPredictions(model.query(request.getQueriesList().subList(from, to)));
          return to < request.getQueriesCount() ? Optional.empty() : Optional.of(response.build());
        });
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

  private static <T> void answerNow(Message request, StreamObserver<T> answer, Supplier<T> work) {
    // Without a handler, answering a caller who is gone throws.
    ((ServerCallStreamObserver<?>) answer).setOnCancelHandler(() -> {});
    answer(request, answer, work);
  }

  /** Checks the request, does the work and answers, with an error where there is one. */
  private static <T> void answer(Message request, StreamObserver<T> answer, Supplier<T> work) {
    T result;
    try {
      Calls.current().admit();
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
