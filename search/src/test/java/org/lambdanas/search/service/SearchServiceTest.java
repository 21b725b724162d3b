package org.lambdanas.search.service;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.error.InterruptedRunException;
import org.lambdanas.graph.interchange.FieldSetting;
import org.lambdanas.graph.interchange.RecordLog;
import org.lambdanas.predictors.registry.PredictorCatalogue;
import org.lambdanas.predictors.service.PredictorServer;
import org.lambdanas.predictors.table.BenchmarkTableFile;
import org.lambdanas.predictors.table.PublishedTables;
import org.lambdanas.proto.v1.Architecture;
import org.lambdanas.proto.v1.AskRequest;
import org.lambdanas.proto.v1.AskResponse;
import org.lambdanas.proto.v1.BestRequest;
import org.lambdanas.proto.v1.BestResponse;
import org.lambdanas.proto.v1.CreateStudyRequest;
import org.lambdanas.proto.v1.DeleteStudyRequest;
import org.lambdanas.proto.v1.ExecutionConfig;
import org.lambdanas.proto.v1.FailureKind;
import org.lambdanas.proto.v1.Feature;
import org.lambdanas.proto.v1.FrontPoint;
import org.lambdanas.proto.v1.FrontRequest;
import org.lambdanas.proto.v1.FrontResponse;
import org.lambdanas.proto.v1.GuidedConfig;
import org.lambdanas.proto.v1.GuidedEvent;
import org.lambdanas.proto.v1.GuidedQuery;
import org.lambdanas.proto.v1.GuidedResult;
import org.lambdanas.proto.v1.LearningCurve;
import org.lambdanas.proto.v1.ListStudiesRequest;
import org.lambdanas.proto.v1.Measurement;
import org.lambdanas.proto.v1.SearchServiceGrpc;
import org.lambdanas.proto.v1.SearchServiceGrpc.SearchServiceBlockingStub;
import org.lambdanas.proto.v1.ServerConfig;
import org.lambdanas.proto.v1.StrategyKind;
import org.lambdanas.proto.v1.StudyConfig;
import org.lambdanas.proto.v1.StudyInfo;
import org.lambdanas.proto.v1.StudyProposal;
import org.lambdanas.proto.v1.TellRequest;
import org.lambdanas.proto.v1.TrialFailure;
import org.lambdanas.search.api.GuidedSearch;
import org.lambdanas.search.run.RunFolder;
import org.lambdanas.search.run.RunKind;
import org.lambdanas.search.run.RunProcess;

class SearchServiceTest {

  private static final String METRIC = "cifar100_test_200ep_seed888";

  private static final BenchmarkTableFile TABLE =
      PublishedTables.bySpace("nasbench201").orElseThrow();

  private static final RunProcess PROCESS =
      RunProcess.start("test", List.of(), ExecutionConfig.getDefaultInstance());

  @TempDir private Path folder;
  private final List<ManagedChannel> channels = new ArrayList<>();
  private final List<PredictorServer> servers = new ArrayList<>();

  @AfterEach
  void stop() {
    channels.forEach(ManagedChannel::shutdownNow);
    servers.forEach(PredictorServer::close);
  }

  private PredictorServer start(Consumer<ServerConfig.Builder> change) {
    ServerConfig.Builder config =
        FieldSetting.withDefaults(ServerConfig.newBuilder())
            .setPort(0)
            .setStudies(folder.resolve("studies").toString());
    change.accept(config);
    ServerConfig built = config.build();
    PredictorServer server =
        PredictorServer.start(
            new PredictorCatalogue(List.of()),
            built,
            List.of(threads -> SearchEndpoint.of(built, PROCESS, threads)));
    servers.add(server);
    return server;
  }

  private ManagedChannel channel(PredictorServer server) {
    ManagedChannel channel =
        Grpc.newChannelBuilder("127.0.0.1:" + server.port(), InsecureChannelCredentials.create())
            .build();
    channels.add(channel);
    return channel;
  }

  private SearchServiceBlockingStub stub(PredictorServer server) {
    return SearchServiceGrpc.newBlockingStub(channel(server));
  }

  private SearchServiceBlockingStub stub() {
    return stub(start(config -> {}));
  }

  /** Ends the server and starts another one on the same folder. */
  private SearchServiceBlockingStub restarted() {
    servers.remove(servers.size() - 1).close();
    return stub();
  }

  private static double value(Architecture architecture) {
    return TABLE.value(TABLE.findAny(architecture).orElseThrow(), METRIC);
  }

  private static StudyConfig.Builder config(StrategyKind method, int queries) {
    StudyConfig.Builder config =
        StudyConfig.newBuilder().setSpace("nasbench201").setQueries(queries).setSeed(5);
    config.getStrategyBuilder().setMethod(method);
    config.getObjectiveBuilder().setName("accuracy");
    return config;
  }

  private static CreateStudyRequest create(String study, StudyConfig.Builder config) {
    return CreateStudyRequest.newBuilder().setStudy(study).setConfig(config).build();
  }

  private static AskRequest ask(String study, int count) {
    return AskRequest.newBuilder().setStudy(study).setCount(count).build();
  }

  private static AskRequest askAgain(String study) {
    return ask(study, 1000).toBuilder().setAgain(true).build();
  }

  private static TellRequest tell(String study, int number, double value) {
    return TellRequest.newBuilder()
        .setStudy(study)
        .setNumber(number)
        .setMeasurement(Measurement.newBuilder().setValue(value))
        .build();
  }

  private static TellRequest tell(String study, StudyProposal proposal) {
    return tell(study, proposal.getNumber(), value(proposal.getArchitecture()));
  }

  private static StudyInfo info(SearchServiceBlockingStub stub, String study) {
    return stub.listStudies(ListStudiesRequest.getDefaultInstance()).getStudiesList().stream()
        .filter(info -> info.getStudy().equals(study))
        .findFirst()
        .orElseThrow();
  }

  /** Asks for one after another and tells what it comes to; gives the proposals. */
  private static List<StudyProposal> go(SearchServiceBlockingStub stub, String study, int most) {
    List<StudyProposal> proposals = new ArrayList<>();
    while (proposals.size() < most) {
      AskResponse answer = stub.ask(ask(study, 1));
      for (StudyProposal proposal : answer.getProposalsList()) {
        stub.tell(tell(study, proposal));
        proposals.add(proposal);
      }
      if (answer.getEnded()) {
        break;
      }
    }
    return proposals;
  }

  private static GuidedResult library(StudyConfig.Builder config) {
    return GuidedSearch.in("nasbench201")
        .method(config.getStrategy().getMethod())
        .objective(SearchServiceTest::value)
        .queries(config.getQueries())
        .seed(config.getSeed())
        .configure(
            search -> {
              search.getObjectiveBuilder().setExternal(config.getObjective());
              if (config.hasBudget()) {
                search.setBudget(config.getBudget());
              }
            })
        .run()
        .orElseThrow();
  }

  private static void fails(ThrowingCallable call, Status.Code code, String... words) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            e -> {
              assertThat(e.getStatus().getCode()).as(e.toString()).isEqualTo(code);
              assertThat(e.getStatus().getDescription()).contains(words).doesNotContain("\n");
            });
  }

  private void invalid(
      SearchServiceBlockingStub stub, StudyConfig.Builder config, String... words) {
    fails(() -> stub.createStudy(create("bad", config)), Status.Code.INVALID_ARGUMENT, words);
    assertThat(folder.resolve("studies/bad")).doesNotExist();
  }

  @ParameterizedTest
  @EnumSource(names = {"STRATEGY_KIND_GUIDED", "STRATEGY_KIND_REGULARISED_EVOLUTION"})
  void proposalsAreThoseOfTheSameSearchInOneProgramAlsoAfterARestart(StrategyKind method) {
    StudyConfig.Builder config = config(method, 18);
    GuidedResult expected = library(config);
    SearchServiceBlockingStub stub = stub();
    StudyInfo made = stub.createStudy(create("one", config)).getStudy();
    assertThat(made.getConfig().getStrategy().getMethod()).isEqualTo(method);
    assertThat(made.getCreated()).isNotEmpty();
    List<StudyProposal> proposals = new ArrayList<>(go(stub, "one", 13));
    stub = restarted();
    assertThat(info(stub, "one").getTold()).isEqualTo(13);
    proposals.addAll(go(stub, "one", 100));

    assertThat(proposals.stream().map(StudyProposal::getArchitecture))
        .isEqualTo(expected.getQueriesList().stream().map(GuidedQuery::getArchitecture).toList());
    assertThat(proposals.stream().map(StudyProposal::getNumber)).doesNotHaveDuplicates();
    BestResponse best = stub.best(BestRequest.newBuilder().setStudy("one").build());
    assertThat(best.getProposal().getArchitecture()).isEqualTo(expected.getArchitecture());
    assertThat(best.getProposal().getArchitectureText()).isEqualTo(expected.getArchitectureText());
    assertThat(best.getProposal().getNumber()).isEqualTo(expected.getBestQuery());
    assertThat(best.getMeasurement().getValue()).isEqualTo(expected.getBestValue());
    assertThat(best.getStudy()).isEqualTo(info(stub, "one"));
    assertThat(best.getStudy().getDone()).isTrue();
    assertThat(stub.ask(ask("one", 5))).isEqualTo(AskResponse.newBuilder().setEnded(true).build());

    // What is kept is a run like any other.
    GuidedResult kept = RunFolder.open(folder.resolve("studies/one"), RunKind.GUIDED).result();
    assertThat(kept.getBestValuesList()).isEqualTo(expected.getBestValuesList());
    assertThat(kept.getEndedEarly()).isEmpty();
    assertThat(restarted().best(BestRequest.newBuilder().setStudy("one").build())).isEqualTo(best);
  }

  @Test
  void whatWasHandedOutAndNotToldIsKnownAfterARestart() {
    SearchServiceBlockingStub stub = stub();
    stub.createStudy(create("one", config(StrategyKind.STRATEGY_KIND_RANDOM, 20)));
    List<StudyProposal> asked = stub.ask(ask("one", 5)).getProposalsList();
    assertThat(asked).hasSize(5);
    stub.tell(tell("one", asked.get(3)));
    stub = restarted();
    assertThat(stub.ask(askAgain("one")).getProposalsList())
        .containsExactly(asked.get(0), asked.get(1), asked.get(2), asked.get(4));
    stub.tell(tell("one", asked.get(0)));
    assertThat(stub.ask(ask("one", 1).toBuilder().setAgain(true).build()).getProposalsList())
        .containsExactly(asked.get(1));
    assertThat(stub.ask(ask("one", 2)).getProposalsList())
        .extracting(StudyProposal::getNumber)
        .containsExactly(5, 6);
    assertThat(info(stub, "one").getAsked()).isEqualTo(7);
  }

  @Test
  void theSameMayBeToldTwiceAndNothingElse() {
    SearchServiceBlockingStub stub = stub();
    stub.createStudy(create("one", config(StrategyKind.STRATEGY_KIND_RANDOM, 20)));
    stub.ask(ask("one", 3));
    StudyInfo told = stub.tell(tell("one", 1, 71.5)).getStudy();
    assertThat(told.getTold()).isEqualTo(1);
    assertThat(told.getBestValue()).isEqualTo(71.5);
    TellRequest failed =
        TellRequest.newBuilder()
            .setStudy("one")
            .setNumber(2)
            .setFailure(TrialFailure.newBuilder().setKind(FailureKind.FAILURE_KIND_DIVERGED))
            .build();
    assertThat(stub.tell(failed).getStudy().getFailed()).isEqualTo(1);
    SearchServiceBlockingStub now = restarted();
    assertThat(now.tell(tell("one", 1, 71.5)).getStudy().getTold()).isEqualTo(2);
    assertThat(now.tell(failed).getStudy().getFailed()).isEqualTo(1);
    fails(
        () -> now.tell(tell("one", 1, 71.25)),
        Status.Code.ALREADY_EXISTS,
        "TellRequest.number is 1",
        "accuracy 71.5");
    fails(() -> now.tell(tell("one", 2, 71.5)), Status.Code.ALREADY_EXISTS, "(diverged)");
    fails(
        () -> now.tell(tell("one", 3, 1)),
        Status.Code.INVALID_ARGUMENT,
        "TellRequest.number is 3",
        "3 proposals");
    assertThat(now.tell(tell("one", 0, 72)).getStudy().getBestValue()).isEqualTo(72);
  }

  @Test
  void aStudyMayBeCreatedTwiceAsItIsAndBeDeleted() {
    SearchServiceBlockingStub stub = stub();
    StudyConfig.Builder config = config(StrategyKind.STRATEGY_KIND_RANDOM, 20);
    stub.createStudy(create("one", config));
    stub.createStudy(create("another", config));
    List<StudyProposal> first = stub.ask(ask("one", 2)).getProposalsList();
    assertThat(stub.createStudy(create("one", config)).getStudy().getAsked()).isEqualTo(2);
    fails(
        () -> stub.createStudy(create("one", config(StrategyKind.STRATEGY_KIND_RANDOM, 21))),
        Status.Code.ALREADY_EXISTS,
        "study 'one'",
        "other settings");
    DeleteStudyRequest delete = DeleteStudyRequest.newBuilder().setStudy("one").build();
    stub.deleteStudy(delete);
    fails(() -> stub.deleteStudy(delete), Status.Code.NOT_FOUND, "no study 'one'");
    fails(() -> stub.ask(ask("one", 1)), Status.Code.NOT_FOUND, "no study 'one'");
    assertThat(folder.resolve("studies").toFile().list())
        .containsExactlyInAnyOrder(".lock", "another");
    assertThat(stub.listStudies(ListStudiesRequest.getDefaultInstance()).getStudiesList())
        .extracting(StudyInfo::getStudy)
        .containsExactly("another");
    stub.createStudy(create("one", config));
    assertThat(stub.ask(ask("one", 2)).getProposalsList()).isEqualTo(first);
  }

  @Test
  void theFrontIsThatOfTheSameSearchInOneProgram() {
    StudyConfig.Builder config = config(StrategyKind.STRATEGY_KIND_GUIDED, 14);
    config.getBudgetBuilder().addMinimise("params").addLimits("params=1M");
    GuidedResult expected = library(config);
    SearchServiceBlockingStub stub = stub();
    stub.createStudy(create("one", config));
    List<StudyProposal> proposals = go(stub, "one", 100);
    assertThat(proposals).hasSize(14);
    FrontResponse front = stub.front(FrontRequest.newBuilder().setStudy("one").build());
    assertThat(front.getFront()).isEqualTo(expected.getFront());
    assertThat(restarted().front(FrontRequest.newBuilder().setStudy("one").build()))
        .isEqualTo(front);
    assertThat(front.getFront().getPointsList())
        .hasSizeGreaterThan(2)
        .allSatisfy(point -> assertThat(point.getValues(1)).isLessThanOrEqualTo(1e6));
    assertThat(front.getFront().getPointsList().stream().map(FrontPoint::getArchitecture))
        .isSubsetOf(proposals.stream().map(StudyProposal::getArchitecture).toList());
    assertThat(proposals)
        .allSatisfy(
            proposal -> {
              assertThat(proposal.getCosts(0).getName()).isEqualTo("params");
              assertThat(proposal.getCosts(0).getValue()).isBetween(0.0, 1e6);
            });
    assertThat(folder.resolve("studies/one/front.csv")).exists();
  }

  @Test
  void lessMayBeBetterAndCurvesAreReadByWhoGoesByThem() {
    StudyConfig.Builder config = config(StrategyKind.STRATEGY_KIND_SUCCESSIVE_HALVING, 30);
    config.getObjectiveBuilder().setName("loss").setLowerIsBetter(true);
    config.getStrategyBuilder().setMostEpochs(9).setPredictor("lce");
    SearchServiceBlockingStub stub = stub();
    stub.createStudy(create("one", config));
    Set<Integer> fidelities = new HashSet<>();
    double best = Double.POSITIVE_INFINITY;
    for (int i = 0; i < 30; i++) {
      StudyProposal proposal = stub.ask(ask("one", 1)).getProposals(0);
      fidelities.add(proposal.getFidelity());
      int epochs = proposal.getFidelity() == 0 ? 9 : proposal.getFidelity();
      double end = 100 - value(proposal.getArchitecture());
      LearningCurve.Builder curve = LearningCurve.newBuilder().setMetric("validation_accuracy");
      for (int epoch = 1; epoch <= epochs; epoch++) {
        curve.addValues((float) (100 - end - 20.0 / epoch));
      }
      double loss = end + 20.0 / epochs;
      TellRequest.Builder told = tell("one", proposal.getNumber(), loss).toBuilder();
      told.getMeasurementBuilder().addCurves(curve);
      stub.tell(told.build());
      if (epochs == 9) {
        best = Math.min(best, loss);
      }
    }
    assertThat(fidelities).containsExactlyInAnyOrder(1, 3, 0);
    assertThat(info(stub, "one").getBestValue()).isEqualTo(best);
    fails(
        () -> stub.front(FrontRequest.newBuilder().setStudy("one").build()),
        Status.Code.FAILED_PRECONDITION,
        "study 'one' minimises no cost");
  }

  @Test
  void clientsAtTheSameTimeGetDifferentProposals() throws Exception {
    PredictorServer server = start(config -> {});
    SearchServiceBlockingStub stub = stub(server);
    stub.createStudy(create("one", config(StrategyKind.STRATEGY_KIND_REGULARISED_EVOLUTION, 60)));
    ConcurrentLinkedQueue<StudyProposal> all = new ConcurrentLinkedQueue<>();
    ExecutorService clients = Executors.newFixedThreadPool(4);
    try {
      List<Callable<Integer>> work = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        SearchServiceBlockingStub own = stub(server);
        int count = i + 1;
        work.add(
            () -> {
              while (true) {
                AskResponse answer = own.ask(ask("one", count));
                for (StudyProposal proposal : answer.getProposalsList()) {
                  own.tell(tell("one", proposal));
                  all.add(proposal);
                }
                if (answer.getEnded()) {
                  return count;
                }
              }
            });
      }
      for (Future<Integer> client : clients.invokeAll(work)) {
        client.get();
      }
    } finally {
      clients.shutdownNow();
    }
    assertThat(all.stream().map(StudyProposal::getNumber).collect(Collectors.toSet())).hasSize(60);
    assertThat(all.stream().map(StudyProposal::getArchitecture).distinct()).hasSize(60);
    assertThat(info(stub, "one").getTold()).isEqualTo(60);
    assertThat(info(stub, "one").getDone()).isTrue();
    assertThat(info(restarted(), "one").getDone()).isTrue();
  }

  @Test
  void moreStudiesThanThereIsRoomForTakeTurnsInMemory() {
    StudyConfig.Builder config = config(StrategyKind.STRATEGY_KIND_GUIDED, 13);
    SearchServiceBlockingStub stub = stub(start(server -> server.setMaxOpenStudies(1)));
    List<StudyProposal> alone = new ArrayList<>();
    List<StudyProposal> other = new ArrayList<>();
    stub.createStudy(create("one", config));
    stub.createStudy(create("two", config));
    for (int i = 0; i < 13; i++) {
      alone.addAll(go(stub, "one", 1));
      other.addAll(go(stub, "two", 1));
    }
    assertThat(alone).hasSize(13).isEqualTo(other);
    assertThat(alone.stream().map(StudyProposal::getArchitecture))
        .isEqualTo(
            library(config).getQueriesList().stream().map(GuidedQuery::getArchitecture).toList());
  }

  @Test
  void whatIsTooMuchIsRefused() {
    SearchServiceBlockingStub stub =
        stub(start(server -> server.setMaxStudies(1).setMaxStudyQueries(1200).setMaxStudyMib(1)));
    StudyConfig.Builder config = config(StrategyKind.STRATEGY_KIND_RANDOM, 1200);
    invalid(
        stub,
        config.clone().setQueries(1201),
        "CreateStudyRequest.config.queries is 1201",
        "at most 1200");
    stub.createStudy(create("one", config));
    fails(
        () -> stub.createStudy(create("two", config)),
        Status.Code.RESOURCE_EXHAUSTED,
        "1 studies already");
    assertThat(folder.resolve("studies/two")).doesNotExist();

    // No more out than a client can ask for again.
    assertThat(stub.ask(ask("one", 1000)).getProposalsCount()).isEqualTo(1000);
    assertThat(stub.ask(ask("one", 1))).isEqualTo(AskResponse.getDefaultInstance());
    assertThat(stub.ask(askAgain("one")).getProposalsCount()).isEqualTo(1000);
    TellRequest.Builder told = tell("one", 0, 1).toBuilder();
    LearningCurve.Builder curve = LearningCurve.newBuilder().setMetric("loss");
    for (int i = 0; i < 15_000; i++) {
      curve.addValues(1);
    }
    told.getMeasurementBuilder().addCurves(curve);
    // Each takes 60 KB; the proposals take their part, too.
    for (int number = 0; number < 12; number++) {
      stub.tell(told.setNumber(number).build());
    }
    fails(
        () -> {
          for (int number = 12; number < 18; number++) {
            stub.tell(told.setNumber(number).build());
          }
        },
        Status.Code.RESOURCE_EXHAUSTED,
        "'one'",
        "1 MiB");
    // What takes no room goes on.
    int before = info(stub, "one").getTold();
    assertThat(stub.tell(tell("one", 500, 2)).getStudy().getTold()).isEqualTo(before + 1);
    TellRequest.Builder many = tell("one", 600, 3).toBuilder();
    for (int i = 0; i < 100; i++) {
      many.getMeasurementBuilder().addMetrics(Feature.newBuilder().setName("metric" + i));
    }
    fails(() -> stub.tell(many.build()), Status.Code.RESOURCE_EXHAUSTED, "'one'", "100 names");
    many.getMeasurementBuilder().removeMetrics(99);
    stub.tell(many.build());

    for (int i = 0; i < 2000; i++) {
      curve.addValues(1);
    }
    TellRequest.Builder longer = told.clone().setNumber(600);
    longer.getMeasurementBuilder().clearCurves().addCurves(curve);
    fails(() -> stub.tell(longer.build()), Status.Code.RESOURCE_EXHAUSTED, "too long");
  }

  @Test
  void whatIsWrongIsSaidInOneLine() {
    SearchServiceBlockingStub stub = stub();
    StudyConfig.Builder good = config(StrategyKind.STRATEGY_KIND_GUIDED, 20);
    for (String name : List.of("", ".", "..", "a/b", ".removed-a", "a b", "-a", "a".repeat(65))) {
      fails(
          () -> stub.createStudy(create(name, good)),
          Status.Code.INVALID_ARGUMENT,
          "CreateStudyRequest.study");
    }
    fails(
        () -> stub.createStudy(CreateStudyRequest.newBuilder().setStudy("a").build()),
        Status.Code.INVALID_ARGUMENT,
        "CreateStudyRequest.config is missing");
    invalid(stub, good.clone().clearSpace(), "CreateStudyRequest.config.space is missing");
    invalid(stub, good.clone().setSpace("mars"), "unknown search space 'mars'");
    invalid(stub, good.clone().clearObjective(), "config.objective is missing");
    invalid(stub, good.clone().setQueries(0), "CreateStudyRequest.config.queries is 0");
    StudyConfig.Builder bad = good.clone();
    bad.getStrategyBuilder().setMethodValue(77);
    invalid(stub, bad, "strategy.method", "77");
    bad = good.clone();
    bad.getStrategyBuilder().setCandidates(20_001);
    invalid(stub, bad, "strategy.candidates is 20001", "at most 20000");
    bad = good.clone();
    bad.getStrategyBuilder().setPredictor("magic");
    invalid(stub, bad, "unknown predictor 'magic'");
    bad = good.clone();
    bad.getStrategyBuilder().setPrior("/etc/passwd#score");
    invalid(stub, bad, "strategy.prior: '/etc/passwd#score'", "nasbench201");
    for (String cost : List.of("latency:/etc/passwd", "/etc/passwd#x", "speed")) {
      bad = good.clone();
      bad.getBudgetBuilder().addMinimise(cost);
      invalid(stub, bad, "config.budget: '" + cost + "'", "params, macs");
      bad = good.clone();
      bad.getBudgetBuilder().addLimits(cost + "=3");
      invalid(stub, bad, "config.budget: '" + cost + "'");
    }
    bad = good.clone();
    bad.getBudgetBuilder().addLimits("params=many");
    invalid(stub, bad, "--limit params=many");
    bad = good.clone();
    bad.getBudgetBuilder().addLimits("params=1");
    invalid(stub, bad, "no architecture was found that keeps params");
    bad = good.clone();
    bad.getBudgetBuilder().addMinimise("params");
    bad.getStrategyBuilder().setMethod(StrategyKind.STRATEGY_KIND_BANANAS);
    invalid(stub, bad, "several objectives");

    stub.createStudy(create("good", good));
    fails(() -> stub.ask(ask("none", 1)), Status.Code.NOT_FOUND, "no study 'none'");
    fails(() -> stub.ask(ask("good", 0)), Status.Code.INVALID_ARGUMENT, "AskRequest.count is 0");
    fails(() -> stub.ask(ask("good", 1001)), Status.Code.INVALID_ARGUMENT, "AskRequest.count");
    stub.ask(ask("good", 1));
    fails(
        () -> stub.tell(TellRequest.newBuilder().setStudy("good").build()),
        Status.Code.INVALID_ARGUMENT,
        "neither a measurement nor a failure");
    fails(
        () -> stub.tell(tell("good", 0, Double.NaN)),
        Status.Code.INVALID_ARGUMENT,
        "TellRequest.measurement.value");
    fails(
        () ->
            stub.tell(
                TellRequest.newBuilder()
                    .setStudy("good")
                    .setFailure(TrialFailure.getDefaultInstance())
                    .build()),
        Status.Code.INVALID_ARGUMENT,
        "TellRequest.failure.kind is missing");
    fails(() -> stub.tell(tell("good", -1, 1)), Status.Code.INVALID_ARGUMENT, "TellRequest.number");
    BestResponse best = stub.best(BestRequest.newBuilder().setStudy("good").build());
    assertThat(best.hasProposal()).isFalse();
    assertThat(best.getStudy().hasBestValue()).isFalse();
    assertThat(best.getStudy().getAsked()).isEqualTo(1);
  }

  @Test
  void anAskThatTakesTooLongLeavesTheStudyAsItWas() {
    StudyConfig.Builder config = config(StrategyKind.STRATEGY_KIND_GUIDED, 13);
    GuidedConfig search =
        StudyConfigs.search(StudyConfigs.withDefaults(create("one", config)).getConfig());
    Path path = folder.resolve("one");
    // The first proposals are random, the next takes a fit, in which time is looked at.
    Study hurried = Study.create(path, search, PROCESS, new StudyLimits(1, 1, 13, 1 << 20, 0, 1));
    List<StudyProposal> proposals = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      proposals.addAll(askAndTell(hurried));
    }
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> hurried.ask(ask("one", 1)))
          .isInstanceOf(InterruptedRunException.class)
          .hasMessageContaining("the ask took longer than 0 s");
      while (!hurried.isReady()) {
        assertThat(hurried.info().getAsked()).isEqualTo(10);
      }
    }
    hurried.shut();
    Study patient =
        new Study(RunFolder.open(path, RunKind.GUIDED), new StudyLimits(1, 1, 13, 1 << 20, 60, 1));
    while (!patient.isReady()) {
      assertThat(patient.info().getTold()).isEqualTo(10);
    }
    for (int i = 0; i < 3; i++) {
      proposals.addAll(askAndTell(patient));
    }
    patient.shut();
    assertThat(proposals.stream().map(StudyProposal::getArchitecture))
        .isEqualTo(
            library(config).getQueriesList().stream().map(GuidedQuery::getArchitecture).toList());
  }

  private static List<StudyProposal> askAndTell(Study study) {
    List<StudyProposal> proposals = study.ask(ask("one", 1)).getProposalsList();
    proposals.forEach(proposal -> study.tell(tell("one", proposal)));
    return proposals;
  }

  @Test
  void aLogOfAnotherSearchIsNotGoneOnWith() {
    SearchServiceBlockingStub stub = stub();
    stub.createStudy(create("one", config(StrategyKind.STRATEGY_KIND_RANDOM, 20)));
    stub.createStudy(create("two", config(StrategyKind.STRATEGY_KIND_RANDOM, 20)));
    go(stub, "one", 3);
    servers.remove(servers.size() - 1).close();
    Path log = folder.resolve("studies/one/points.log");
    List<GuidedEvent> events = RecordLog.read(log, GuidedEvent.getDefaultInstance());
    Architecture other = events.get(3).getAsked().getProposals(0).getArchitecture();
    GuidedEvent.Builder first = events.get(0).toBuilder();
    first.getAskedBuilder().getProposalsBuilder(0).setArchitecture(other);
    log.toFile().delete();
    try (RecordLog<GuidedEvent> changed = RecordLog.open(log, GuidedEvent.getDefaultInstance())) {
      changed.append(first.build());
    }
    SearchServiceBlockingStub again = stub();
    for (int i = 0; i < 2; i++) {
      fails(
          () -> again.ask(ask("one", 1)),
          Status.Code.FAILED_PRECONDITION,
          "study 'one' cannot go on",
          "does not come to the proposals");
    }
    assertThat(info(again, "one").getAsked()).isEqualTo(1);
    assertThat(go(again, "two", 100)).hasSize(20);
  }

  @Test
  void aFolderIsOneServersAndHoldsWhatItKnows() throws Exception {
    SearchServiceBlockingStub stub = stub();
    stub.createStudy(create("one", config(StrategyKind.STRATEGY_KIND_RANDOM, 20)));
    assertThatThrownBy(() -> start(config -> {}))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("in use");
    Files.createDirectories(folder.resolve("studies/.removed-x"));
    Files.createDirectories(folder.resolve("studies/damaged"));
    Files.writeString(folder.resolve("studies/damaged/guided.txtpb"), "space: 7", UTF_8);
    Files.writeString(folder.resolve("studies/readme"), "notes", UTF_8);
    SearchServiceBlockingStub again = restarted();
    assertThat(again.listStudies(ListStudiesRequest.getDefaultInstance()).getStudiesList())
        .extracting(StudyInfo::getStudy)
        .containsExactly("one");
    fails(
        () -> again.createStudy(create("damaged", config(StrategyKind.STRATEGY_KIND_RANDOM, 20))),
        Status.Code.ALREADY_EXISTS,
        "study 'damaged'");
    assertThat(folder.resolve("studies/.removed-x")).doesNotExist();
  }

  @Test
  void healthKnowsTheServiceWhereItIsOffered() {
    HealthCheckRequest request =
        HealthCheckRequest.newBuilder().setService(SearchServiceGrpc.SERVICE_NAME).build();
    assertThat(HealthGrpc.newBlockingStub(channel(start(config -> {}))).check(request).getStatus())
        .isEqualTo(ServingStatus.SERVING);
    PredictorServer without =
        PredictorServer.start(
            new PredictorCatalogue(List.of()),
            FieldSetting.withDefaults(ServerConfig.newBuilder()).setPort(0).build());
    servers.add(without);
    SearchServiceBlockingStub stub = stub(without);
    fails(() -> stub.ask(ask("one", 1)), Status.Code.UNIMPLEMENTED, "Ask");
  }

  @Test
  void nobodyAsksWithoutTheToken() throws Exception {
    Path token = Files.writeString(folder.resolve("token"), "0123456789abcdef", UTF_8);
    SearchServiceBlockingStub stub = stub(start(config -> config.setTokenFile(token.toString())));
    fails(
        () -> stub.listStudies(ListStudiesRequest.getDefaultInstance()),
        Status.Code.UNAUTHENTICATED,
        "token");
  }
}
