package org.lambdanas.predictors.service;

import com.google.protobuf.Message;
import io.grpc.Context;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.error.InterruptedRunException;
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
    Runnable check = bound("fit", mostFitSeconds);
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

  /** Throws once this thread's call is over, or has taken longer than it may from now on. */
  private static Runnable bound(String what, int seconds) {
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
    Runnable forget =
        use(
            request,
            request.getModel(),
            Answer.only(answer),
            model -> Optional.of(DownloadResponse.newBuilder().setPredictor(model.save()).build()));
    ((ServerCallStreamObserver<?>) answer).setOnCancelHandler(forget);
  }

  /** Answers once; gives what to do when nobody waits any more. */
  private Runnable query(QueryRequest request, Answer<QueryResponse> answer) {
    QueryResponse.Builder response = QueryResponse.newBuilder();
    return use(
        request,
        request.getModel(),
        answer,
        model -> {
          int from = response.getPredictionsCount();
          int to = Math.min(request.getQueriesCount(), from + BATCH);
          response.addAllPredictions(model.query(request.getQueriesList().subList(from, to)));
          return to < request.getQueriesCount() ? Optional.empty() : Optional.of(response.build());
        });
  }

  /**
   * Uses a model in turns.
   *
   * @param turn gives the answer, or nothing if it wants another turn
   * @return takes the work back
   */
  private <T extends Message> Runnable use(
      Message request, String name, Answer<T> answer, Function<Model, Optional<T>> turn) {
    Runnable check = bound("query", mostQuerySeconds);
    Context context = Context.current();
    KeptModel.Work work =
        new KeptModel.Work() {
          @Override
          public boolean turn(Model model) {
            Context before = context.attach();
            try {
              check.run();
              Optional<T> result = Cancellation.during(check, () -> turn.apply(model));
              if (result.isPresent()) {
                // Until the caller has read it.
                Calls.current().take(result.get().getSerializedSize());
                answer.give(result.get());
              }
              return result.isEmpty();
            } catch (Throwable e) {
              answer.fail(e);
              return false;
            } finally {
              context.detach(before);
            }
          }

          @Override
          public void refuse(RuntimeException why) {
            answer.fail(why);
          }
        };
    try {
      Calls.current().admit();
      Validation.check(request);
      KeptModel model = models.get(name);
      model.use(work);
      return () -> model.forget(work);
    } catch (Throwable e) {
      answer.fail(e);
      return () -> {};
    }
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
