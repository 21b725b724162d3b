package org.lambdanas.search;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.FileDescriptor;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lambdanas.graph.interchange.MessageTypes;
import org.lambdanas.graph.interchange.Validation;
import org.lambdanas.graph.testing.WrongMessages;
import org.lambdanas.proto.v1.JudgementProto;
import org.lambdanas.proto.v1.ResultProto;

/** The rules of the messages that the modules above the graph check. */
class MessageRulesTest {

  private static final Set<FileDescriptor> PRINTED =
      Set.of(ResultProto.getDescriptor(), JudgementProto.getDescriptor());

  /** Each golden is good; one thing is made wrong: the error has to name that field. */
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          encoding-dense; length: 5; length: 6; Encoding.vector.values
          encoding-dense; 0.25; nan; Encoding.vector.values[3]
          encoding-sparse; 363; 364; Encoding.vector.indices[2]
          encoding-sparse; [0, 17; [17, 17; Encoding.vector.indices[1]
          encoding-sparse; 363; 4294967295; Encoding.vector.indices[2]
          encoding-graph; used_nodes: 3; used_nodes: 5; Encoding.graph.used_nodes
          encoding-graph; features: 2; features: 1073741824; Encoding.graph.node_features
          encoding-graph; target: 1; target: 4; Encoding.graph.arcs[0]
          encoding-sequence; 11; 12; Encoding.sequence.tokens[1]
          observations; target: 91.5533; target: inf; observations[0].target
          observations; "synflow"; "flops"; observations[0].features[1]
          observations; cost_seconds: 1520.75; cost_seconds: -1; observations[0].cost_seconds
          predictions; deviation: 0.75; deviation: -0.75; predictions[0].deviation
          predictor-spec; "eta"; "max_depth"; PredictorSpec.settings[1]
          fitted-predictor; shape: [2, 2]; shape: [2, 3]; FittedPredictor.tensors[0].doubles
          benchmark-table-coded; rows: 3; rows: 4; BenchmarkTable.header.rows
          benchmark-table-coded; codes: [0, 15624]; codes: [0]; BenchmarkTable.blocks[0].codes
          benchmark-table-coded; columns { values: [10, nan] }; ; BenchmarkTable.blocks[0].columns
          benchmark-table-coded; lengths: [2, 0]; lengths: [2, 1]; BenchmarkTable.blocks[0].curves[0].values
          benchmark-table-coded; "latency"; "cifar10_test_200ep_mean"; BenchmarkTable.header.metrics[1]
          benchmark-table-written; space: "nasbench_nlp" rows; space: "darts" rows; blocks[0].architectures[0]
          benchmark-table-written; space: "nasbench_nlp" rows; space: "a\\nb" rows; BenchmarkTable.header.space
          table-row; rank: 2; rank: 15626; TableRow.metrics[0].rank
          search-config; train_portion: 0.5; train_portion: 1; SearchConfig.data.train_portion
          search-config; epochs: 50; ; SearchConfig.epochs
          search-config; momentum: 0.9; momentum: 1; SearchConfig.weight_optimizer.momentum
          search-config; precision: "float32"; precision: "half"; SearchConfig.execution.precision
          search-config; kind: REGULARISER_KIND_SIGN_CORRELATION; ; SearchConfig.regulariser.kind
          search-config; epsilon0: 0.001; epsilon0: 0; SearchConfig.regulariser.epsilon0
          search-history; epoch: 1; epoch: 0; SearchHistory.epochs[1].epoch
          search-history; lambda_train: 0.0625; lambda_train: 1.0625; SearchHistory.epochs[0].lambda_train
          search-result; train_accuracy: 35.5; train_accuracy: 135.5; SearchResult.history.epochs[0].train_accuracy
          search-result; seconds: 625.5; seconds: nan; SearchResult.seconds
          checkpoint-file; \\377"; "; CheckpointFile.sha256
          search-checkpoint; "stem/weights/momentum"; "stem/weights"; SearchCheckpoint.tensors[1]
          fitted-predictor-tuned; value: 3; value: 3 } settings { name: "max_depth" value: 4; FittedPredictor.settings[1]
          evaluation-result; train_sizes: [5, 121, 1000]; train_sizes: [5, 121, 121]; EvaluationResult.config.train_sizes[2]
          evaluation-result; fidelities: [3, 49]; fidelities: [0, 49]; EvaluationResult.config.fidelities[0]
          evaluation-result; test_size: 200; test_size: 1; EvaluationResult.config.test_size
          evaluation-result; trials: 20; trials: 0; EvaluationResult.config.trials
          evaluation-result; 89abcdef"; 89abcde"; EvaluationResult.config.table_sha256
          evaluation-result; trial: 19; trial: 20; EvaluationResult.points[0].trial
          evaluation-result; predictor: 1 trial; predictor: 2 trial; EvaluationResult.points[0].predictor
          evaluation-result; value: 0.625; value: nan; EvaluationResult.points[0].metrics[0].value
          evaluation-result; "mean_absolute_error"; "kendall_tau"; EvaluationResult.points[0].metrics[1]
          evaluation-result; fit_seconds: 0.25; fit_seconds: -0.25; EvaluationResult.points[0].fit_seconds
          service-list-response; default_value: 3; default_value: 11; predictors[0].settings[0].default_value
          service-list-response; "lcsvr"; "lc\\nsvr"; predictors[0].predictor
          service-fit-request; target: 91.25; target: nan; FitRequest.observations[0].target
          service-fit-response; fit_seconds: 0.125; fit_seconds: -1; FitResponse.fit_seconds
          service-query-request; model: "rf-1"; ; QueryRequest.model
          service-load-request; shape: [2]; shape: [3]; LoadRequest.predictor.tensors[0].floats
          service-models; "rf-1"; ""; ListModelsResponse.models[0].model
          service-create-study; queries: 100; ; CreateStudyRequest.config.queries
          service-create-study; name: "accuracy"; name: ""; CreateStudyRequest.config.objective.name
          service-create-study; population: 30; population: 0; CreateStudyRequest.config.strategy.population
          service-ask; count: 4; count: 1001; AskRequest.count
          service-tell; value: 91.5; value: nan; TellRequest.measurement.value
          service-tell; seconds: 12.5; seconds: -1; TellRequest.seconds
          service-tell; metric: "train_loss"; ; TellRequest.measurement.curves[0].metric
          evaluation-config-mutated; predictor: 1; predictor: 2; EvaluationConfig.limits[1].predictor
          study-score; score_seconds: 0.75; score_seconds: -1; StudyScore.score_seconds
          predictor-study-config; table: "nasbench201"; table: ""; PredictorStudyConfig.evaluations[0].table
          predictor-study-result; seconds: 12.5; seconds: -1; PredictorStudyResult.seconds
          predictor-study-result; seconds: 0.5; seconds: inf; PredictorStudyResult.winners[0].query_seconds
          study-table; space: "nasbench_nlp"; ; StudyTable.space
          recommendation; query_seconds: 1.5; query_seconds: -1; Recommendation.query_seconds
          service-front; name: "params"; name: "accuracy"; FrontResponse.front.axes[1]
          """)
  void oneWrongFieldIsNamed(String golden, String from, String to, String where) {
    WrongMessages.oneWrongFieldIsNamed(golden, from, to, where);
  }

  @Test
  void everyTypeHasRulesOrNoneToHave() {
    Set<String> without = new TreeSet<>();
    MessageTypes.all().values().stream()
        .filter(type -> !Validation.hasRules(type))
        // What is only printed.
        .filter(type -> !PRINTED.contains(type.getDescriptorForType().getFile()))
        .forEach(type -> without.add(type.getDescriptorForType().getName()));
    // Adding a message type means deciding whether it has rules.
    assertThat(without)
        .containsExactlyInAnyOrder(
            "Arc", // by the cell around it
            "AskResponse", // by its proposals
            "DeleteStudyResponse",
            "DoubleValues",
            "EncodingList",
            "EvaluationDraw", // by the result around it
            "FloatValues",
            "GuidedForecast",
            "IntValues",
            "ListModelsRequest",
            "ListModelsResponse",
            "ListPredictorsRequest",
            "ListPredictorsResponse",
            "ListStudiesRequest",
            "ListStudiesResponse",
            "Machine",
            "MethodPair",
            "MethodScore",
            "MethodSummary",
            "MetricColumn", // by the block around it
            "Numerics",
            "Objective", // by its parts
            "Observations",
            "PairSpan", // by the pair around it
            "PredictorLimit", // by the configuration around it
            "Predictions",
            "PublishedPair",
            "QueryResponse",
            "ReleaseResponse",
            "StudyStatement");
  }
}
