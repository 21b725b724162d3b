package org.lambdanas.search.run;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.error.Excerpt;
import org.lambdanas.graph.interchange.Checksums;
import org.lambdanas.proto.v1.ComparisonConfig;
import org.lambdanas.proto.v1.ComparisonResult;
import org.lambdanas.proto.v1.EvaluationConfig;
import org.lambdanas.proto.v1.EvaluationResult;
import org.lambdanas.proto.v1.ExecutionConfig;
import org.lambdanas.proto.v1.FitConfig;
import org.lambdanas.proto.v1.FitResult;
import org.lambdanas.proto.v1.GuidedConfig;
import org.lambdanas.proto.v1.GuidedResult;
import org.lambdanas.proto.v1.Objective;
import org.lambdanas.proto.v1.PredictorStudyConfig;
import org.lambdanas.proto.v1.PredictorStudyResult;
import org.lambdanas.proto.v1.RankingConfig;
import org.lambdanas.proto.v1.RankingResult;
import org.lambdanas.proto.v1.ScoringConfig;
import org.lambdanas.proto.v1.ScoringResult;
import org.lambdanas.proto.v1.SearchConfig;
import org.lambdanas.proto.v1.SearchResult;
import org.lambdanas.proto.v1.SharingConfig;
import org.lambdanas.proto.v1.SharingResult;
import org.lambdanas.proto.v1.TrainingConfig;
import org.lambdanas.proto.v1.TrainingResult;

/**
 * What the runs of a kind have in common. Every kind has its constant here, so that a folder's kind
 * can be told.
 *
 * @param id the noun, as it stands in {@code run.binpb}: {@code "search"}
 * @param verb what starts and resumes it, after {@code lnas}
 * @param home folder of the runs that were given none
 * @param config the resolved configuration
 * @param result what it comes to; by this file a run is known to be done
 * @param execution where and how a configuration computes
 * @param isWide whether its graphs are wide, those of super-networks: several of their operations
 *     can run at a time, each on a core of its own
 * @param identity a configuration without what may change while a run goes on: the place of its
 *     data
 * @param <C> type of the configuration
 * @param <R> type of the result
 */
public record RunKind<C extends Message, R extends Message>(
    String id,
    String verb,
    String home,
    Stored<C> config,
    Stored<R> result,
    Function<C, ExecutionConfig> execution,
    boolean isWide,
    UnaryOperator<C> identity) {

  /** A differentiable search. */
  public static final RunKind<SearchConfig, SearchResult> SEARCH =
      new RunKind<>(
          "search",
          "search",
          "runs",
          new Stored<>("config.txtpb", SearchConfig.getDefaultInstance()),
          new Stored<>("result.binpb", SearchResult.getDefaultInstance()),
          SearchConfig::getExecution,
          true,
          RunKind::withoutPlace);

  /** A training of one network. */
  public static final RunKind<TrainingConfig, TrainingResult> TRAINING =
      new RunKind<>(
          "training",
          "train",
          "trainings",
          new Stored<>("config.txtpb", TrainingConfig.getDefaultInstance()),
          new Stored<>("result.binpb", TrainingResult.getDefaultInstance()),
          TrainingConfig::getExecution,
          false,
          config ->
              config.toBuilder().setData(config.getData().toBuilder().clearDirectory()).build());

  /**
   * Several searches as one job; their own folders are within its folder. Trainings that follow
   * lose nothing by the threads that suit the searches.
   */
  public static final RunKind<ComparisonConfig, ComparisonResult> COMPARISON =
      new RunKind<>(
          "comparison",
          "compare",
          "runs",
          new Stored<>("comparison.txtpb", ComparisonConfig.getDefaultInstance()),
          new Stored<>("comparison.binpb", ComparisonResult.getDefaultInstance()),
          config ->
              config.hasGuided()
                  ? execution(config.getGuided())
                  : config.getSearch().getExecution(),
          true,
          RunKind::withoutPlace);

  /** An evaluation of predictors. */
  public static final RunKind<EvaluationConfig, EvaluationResult> EVALUATION =
      new RunKind<>(
          "evaluation",
          "predictors evaluate",
          "runs",
          new Stored<>("evaluation.txtpb", EvaluationConfig.getDefaultInstance()),
          new Stored<>("result.binpb", EvaluationResult.getDefaultInstance()),
          config -> ExecutionConfig.getDefaultInstance(),
          false,
          UnaryOperator.identity());

  /** A training of weights that all architectures of a space share. */
  public static final RunKind<SharingConfig, SharingResult> SHARING =
      new RunKind<>(
          "sharing",
          "share",
          "sharings",
          new Stored<>("sharing.txtpb", SharingConfig.getDefaultInstance()),
          new Stored<>("sharing.binpb", SharingResult.getDefaultInstance()),
          SharingConfig::getExecution,
          false,
          config ->
              config.toBuilder().setData(config.getData().toBuilder().clearDirectory()).build());

  /** A ranking of architectures by shared weights. */
  public static final RunKind<RankingConfig, RankingResult> RANKING =
      new RunKind<>(
          "ranking",
          "rank",
          "rankings",
          new Stored<>("ranking.txtpb", RankingConfig.getDefaultInstance()),
          new Stored<>("ranking.binpb", RankingResult.getDefaultInstance()),
          config ->
              ExecutionConfig.newBuilder()
                  .setPrecision(config.getPrecision())
                  .setIntraOpThreads(1)
                  .build(),
          false,
          UnaryOperator.identity());

  /** Scores of networks without training. */
  public static final RunKind<ScoringConfig, ScoringResult> SCORES =
      new RunKind<>(
          "scoring",
          "score",
          "runs",
          new Stored<>("scoring.txtpb", ScoringConfig.getDefaultInstance()),
          new Stored<>("result.binpb", ScoringResult.getDefaultInstance()),
          config -> config.getScores().getExecution(),
          false,
          config ->
              config.toBuilder()
                  .setScores(
                      config.getScores().toBuilder()
                          .setData(config.getScores().getData().toBuilder().clearDirectory()))
                  .clearPool()
                  .clearOutput()
                  .build());

  /** A search that asks for evaluations. It goes on with the same trials wherever they are done. */
  public static final RunKind<GuidedConfig, GuidedResult> GUIDED =
      new RunKind<>(
          "guided search",
          "search",
          "runs",
          new Stored<>("guided.txtpb", GuidedConfig.getDefaultInstance()),
          new Stored<>("result.binpb", GuidedResult.getDefaultInstance()),
          RunKind::execution,
          false,
          RunKind::identity);

  /** Evaluations of predictors on several tables as one job; their own folders are within its. */
  public static final RunKind<PredictorStudyConfig, PredictorStudyResult> STUDY =
      new RunKind<>(
          "study",
          "study",
          "runs",
          new Stored<>("study.txtpb", PredictorStudyConfig.getDefaultInstance()),
          new Stored<>("result.binpb", PredictorStudyResult.getDefaultInstance()),
          config -> ExecutionConfig.getDefaultInstance(),
          false,
          UnaryOperator.identity());

  /**
   * From pictures to a served model; its searches and trainings are within its folder, and share
   * the threads as in a comparison.
   */
  public static final RunKind<FitConfig, FitResult> FIT =
      new RunKind<>(
          "fit",
          "fit",
          "runs",
          new Stored<>("fit.txtpb", FitConfig.getDefaultInstance()),
          new Stored<>("result.binpb", FitResult.getDefaultInstance()),
          FitConfig::getExecution,
          true,
          RunKind::withoutPlace);

  /** All of them. */
  public static final List<RunKind<?, ?>> ALL =
      List.of(
          SEARCH, TRAINING, COMPARISON, EVALUATION, SHARING, RANKING, SCORES, GUIDED, STUDY, FIT);

  /**
   * A message and the file it is kept in.
   *
   * @param file its name; the ending says the format
   * @param form any message of the type
   * @param <M> its type
   */
  public record Stored<M extends Message>(String file, M form) {}

  private static SearchConfig withoutPlace(SearchConfig config) {
    return config.toBuilder().setData(config.getData().toBuilder().clearDirectory()).build();
  }

  private static ComparisonConfig withoutPlace(ComparisonConfig config) {
    ComparisonConfig.Builder own = config.toBuilder();
    if (config.hasGuided()) {
      own.setGuided(identity(config.getGuided()));
    } else {
      own.setSearch(withoutPlace(config.getSearch()));
    }
    if (config.hasTraining()) {
      own.getTrainingBuilder().getDataBuilder().clearDirectory();
    }
    return own.build();
  }

  private static FitConfig withoutPlace(FitConfig config) {
    FitConfig.Builder own = config.toBuilder().clearOutput();
    own.getDataBuilder().clearDirectory();
    own.getPlanBuilder().getSearchBuilder().getDataBuilder().clearDirectory();
    own.getPlanBuilder().getTrainingBuilder().getDataBuilder().clearDirectory();
    if (config.getPlan().hasGuided()) {
      own.getPlanBuilder().setGuided(identity(config.getPlan().getGuided()));
    }
    return own.build();
  }

  private static GuidedConfig identity(GuidedConfig config) {
    return config.toBuilder()
        .setObjective(withoutPlace(config.getObjective()))
        .clearBackend()
        .build();
  }

  /** Trials share the threads of their process, and have as many inside an operation everywhere. */
  private static ExecutionConfig execution(GuidedConfig config) {
    Objective objective = config.getObjective();
    if (!objective.hasTraining() && !objective.hasScore()) {
      return ExecutionConfig.getDefaultInstance();
    }
    ExecutionConfig own =
        objective.hasTraining()
            ? objective.getTraining().getExecution()
            : objective.getScore().getExecution();
    return own.toBuilder()
        .setIntraOpThreads(config.getBackend().getTrialThreads())
        .setInterOpThreads(
            Math.max(config.getBackend().getWorkers(), Runtime.getRuntime().availableProcessors()))
        .build();
  }

  /** An objective without where its images and its table are. */
  public static Objective withoutPlace(Objective objective) {
    Objective.Builder own = objective.toBuilder();
    switch (objective.getByCase()) {
      case TRAINING -> own.getTrainingBuilder().getDataBuilder().clearDirectory();
      case SCORE -> own.getScoreBuilder().getDataBuilder().clearDirectory();
      default -> {}
    }
    return own.build();
  }

  /** What tells a configuration's runs from others in their checkpoints. */
  ByteString identitySha256(C config) {
    return Checksums.sha256(identity.apply(config).toByteString());
  }

  /**
   * The kind of a name; words may be joined as in {@code "guided-search"}.
   *
   * @throws ConfigException if there is none, naming all
   */
  public static RunKind<?, ?> byId(String id) {
    return ALL.stream()
        .filter(kind -> kind.id.equals(id.replace('-', ' ')))
        .findFirst()
        .orElseThrow(
            () ->
                new ConfigException(
                    "there are no runs of the kind '%s', only: %s"
                        .formatted(
                            Excerpt.of(id),
                            ALL.stream()
                                .map(kind -> kind.id.replace(' ', '-'))
                                .collect(Collectors.joining(", ")))));
  }

  /** The folders in which runs of all kinds are, unless they were given another. */
  public static List<String> homes() {
    return ALL.stream().map(RunKind::home).distinct().toList();
  }

  /** With its article, for sentences. */
  public String withArticle() {
    return (id.startsWith("e") ? "an " : "a ") + id;
  }
}
