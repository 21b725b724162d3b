package org.lambdanas.search.service;

import com.google.protobuf.Message;
import io.grpc.BindableService;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.lambdanas.predictors.service.OfferedService;
import org.lambdanas.predictors.service.TurnQueue;
import org.lambdanas.predictors.service.Turns;
import org.lambdanas.proto.v1.AskRequest;
import org.lambdanas.proto.v1.AskResponse;
import org.lambdanas.proto.v1.BestRequest;
import org.lambdanas.proto.v1.BestResponse;
import org.lambdanas.proto.v1.CreateStudyRequest;
import org.lambdanas.proto.v1.CreateStudyResponse;
import org.lambdanas.proto.v1.DeleteStudyRequest;
import org.lambdanas.proto.v1.DeleteStudyResponse;
import org.lambdanas.proto.v1.FrontRequest;
import org.lambdanas.proto.v1.FrontResponse;
import org.lambdanas.proto.v1.ListStudiesRequest;
import org.lambdanas.proto.v1.ListStudiesResponse;
import org.lambdanas.proto.v1.SearchServiceGrpc;
import org.lambdanas.proto.v1.ServerConfig;
import org.lambdanas.proto.v1.TellRequest;
import org.lambdanas.proto.v1.TellResponse;
import org.lambdanas.search.run.RunProcess;

/** The calls of {@code search_service.proto}. */
public final class SearchEndpoint extends SearchServiceGrpc.SearchServiceImplBase
    implements OfferedService {

  private final StudyLimits limits;
  private final Studies studies;

  /** For what is about all studies: one is created at a time. */
  private final TurnQueue<Studies> all;

  private SearchEndpoint(StudyLimits limits, Studies studies, Executor threads) {
    this.limits = limits;
    this.studies = studies;
    this.all =
        new TurnQueue<>(
            "the server",
            studies,
            limits.calls(),
            threads,
            () -> StudyErrors.of(Status.UNAVAILABLE, "the server ends"),
            Studies::close);
  }

  /**
   * Makes the service.
   *
   * @param config with a folder of studies, and what callers may take
   * @param process what studies are begun under
   * @param threads where studies are worked on
   * @throws org.lambdanas.graph.error.ConfigException if another server has the folder
   * @throws org.lambdanas.graph.error.DataException if the folder cannot be used
   */
  public static OfferedService of(ServerConfig config, RunProcess process, Executor threads) {
    StudyLimits limits = StudyLimits.of(config);
    return new SearchEndpoint(
        limits, new Studies(Path.of(config.getStudies()), process, limits, threads), threads);
  }

  @Override
  public BindableService calls() {
    return this;
  }

  @Override
  public Set<String> longMethods() {
    return Set.of(
        SearchServiceGrpc.getListStudiesMethod().getFullMethodName(),
        SearchServiceGrpc.getAskMethod().getFullMethodName(),
        SearchServiceGrpc.getFrontMethod().getFullMethodName());
  }

  @Override
  public void createStudy(CreateStudyRequest request, StreamObserver<CreateStudyResponse> answer) {
    CreateStudyRequest filled = StudyConfigs.withDefaults(request);
    Turns.answer(
        filled,
        answer,
        "call",
        limits.seconds(),
        () -> all,
        of -> Optional.of(CreateStudyResponse.newBuilder().setStudy(of.create(filled)).build()));
  }

  @Override
  public void listStudies(ListStudiesRequest request, StreamObserver<ListStudiesResponse> answer) {
    Turns.answer(
        request,
        answer,
        "call",
        limits.seconds(),
        () -> all,
        of -> Optional.of(ListStudiesResponse.newBuilder().addAllStudies(of.all()).build()));
  }

  @Override
  public void ask(AskRequest request, StreamObserver<AskResponse> answer) {
    onStudy(request, request.getStudy(), answer, inMemory(study -> study.ask(request)));
  }

  @Override
  public void tell(TellRequest request, StreamObserver<TellResponse> answer) {
    onStudy(request, request.getStudy(), answer, inMemory(study -> study.tell(request)));
  }

  @Override
  public void best(BestRequest request, StreamObserver<BestResponse> answer) {
    onStudy(request, request.getStudy(), answer, study -> Optional.of(study.best()));
  }

  @Override
  public void front(FrontRequest request, StreamObserver<FrontResponse> answer) {
    onStudy(request, request.getStudy(), answer, study -> Optional.of(study.front()));
  }

  @Override
  public void deleteStudy(DeleteStudyRequest request, StreamObserver<DeleteStudyResponse> answer) {
    onStudy(
        request,
        request.getStudy(),
        answer,
        study -> {
          studies.delete(study);
          return Optional.of(DeleteStudyResponse.getDefaultInstance());
        });
  }

  private <A extends Message> void onStudy(
      Message request, String name, StreamObserver<A> answer, Function<Study, Optional<A>> turn) {
    Turns.answer(request, answer, "call", limits.seconds(), () -> studies.turns(name), turn);
  }

  /** Brings a study into memory first, in as many turns as it takes. */
  private <A> Function<Study, Optional<A>> inMemory(Function<Study, A> work) {
    return study -> {
      if (!studies.makeRoom(study)) {
        throw StudyErrors.of(
            Status.RESOURCE_EXHAUSTED,
            "the server has as many studies at work as it may: try again later");
      }
      return study.isReady() ? Optional.of(work.apply(study)) : Optional.empty();
    };
  }

  @Override
  public void close() {
    all.close();
  }
}
