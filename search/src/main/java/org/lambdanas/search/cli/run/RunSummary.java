package org.lambdanas.search.cli.run;

import com.google.protobuf.Message;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.proto.v1.Architecture;
import org.lambdanas.proto.v1.ComparedRun;
import org.lambdanas.proto.v1.ComparisonConfig;
import org.lambdanas.proto.v1.ComparisonResult;
import org.lambdanas.proto.v1.DataConfig;
import org.lambdanas.proto.v1.EvaluationConfig;
import org.lambdanas.proto.v1.EvaluationResult;
import org.lambdanas.proto.v1.FitConfig;
import org.lambdanas.proto.v1.FitResult;
import org.lambdanas.proto.v1.GuidedConfig;
import org.lambdanas.proto.v1.GuidedEvent;
import org.lambdanas.proto.v1.GuidedResult;
import org.lambdanas.proto.v1.ListedRun;
import org.lambdanas.proto.v1.Objective;
import org.lambdanas.proto.v1.PredictorStudyConfig;
import org.lambdanas.proto.v1.PredictorStudyResult;
import org.lambdanas.proto.v1.RankingConfig;
import org.lambdanas.proto.v1.RankingResult;
import org.lambdanas.proto.v1.ScoringConfig;
import org.lambdanas.proto.v1.ScoringResult;
import org.lambdanas.proto.v1.SearchConfig;
import org.lambdanas.proto.v1.SearchHistory;
import org.lambdanas.proto.v1.SearchResult;
import org.lambdanas.proto.v1.SharingConfig;
import org.lambdanas.proto.v1.SharingResult;
import org.lambdanas.proto.v1.TrainingConfig;
import org.lambdanas.proto.v1.TrainingHistory;
import org.lambdanas.proto.v1.TrainingResult;
import org.lambdanas.search.differentiable.SearchRun;
import org.lambdanas.search.guidedrun.Goal;
import org.lambdanas.search.run.KnownRun;
import org.lambdanas.search.run.RunFolder;
import org.lambdanas.search.run.RunKind;

/** A run of any kind in a few words. */
final class RunSummary {

  private RunSummary() {}

  /** What a list shows of a run. */
  static ListedRun of(KnownRun run) {
    ListedRun.Builder listed =
        ListedRun.newBuilder()
            .setFolder(run.path().toString())
            .setKind(run.kind().map(RunKind::id).orElse(""))
            .setState(run.state())
            .setStarted(run.started())
            .setWritten(run.written().toString())
            .setBytes(run.bytes())
            .setHeadline(headline(run));
    run.config().ifPresent(config -> addSubject(config, listed));
    run.resumption().ifPresent(listed::setResumption);
    return listed.build();
  }

  private static String headline(KnownRun run) {
    if (!run.trouble().isEmpty()) {
      return run.trouble();
    }
    return run.result()
        .map(RunSummary::outcome)
        .orElseGet(() -> run.config().map(config -> progress(run, config)).orElse(""));
  }

  private static void addSubject(Message config, ListedRun.Builder listed) {
    if (config instanceof SearchConfig search) {
      listed.setSpace(search.getSpace()).setData(data(search.getData()));
    } else if (config instanceof TrainingConfig training) {
      listed.setSpace(training.getArchitecture().getSpace()).setData(data(training.getData()));
    } else if (config instanceof ComparisonConfig comparison) {
      addSubject(comparison.hasGuided() ? comparison.getGuided() : comparison.getSearch(), listed);
    } else if (config instanceof EvaluationConfig evaluation) {
      listed.setSpace(spaces(List.of(evaluation))).setData(evaluation.getTable());
    } else if (config instanceof SharingConfig sharing) {
      listed.setSpace(sharing.getSpace()).setData(data(sharing.getData()));
    } else if (config instanceof RankingConfig ranking) {
      listed.setSpace(spaceOf(ranking.getArchitecturesList())).setData(data(ranking.getData()));
    } else if (config instanceof ScoringConfig scoring) {
      listed.setSpace(scoring.getScores().getSpace()).setData(data(scoring.getScores().getData()));
    } else if (config instanceof GuidedConfig guided) {
      listed.setSpace(guided.getSpace()).setData(data(guided.getObjective()));
    } else if (config instanceof PredictorStudyConfig study) {
      listed
          .setSpace(spaces(study.getEvaluationsList()))
          .setData(
              joined(study.getEvaluationsList().stream().map(EvaluationConfig::getTable).toList()));
    } else if (config instanceof FitConfig fit) {
      listed.setSpace(fit.getSpace()).setData(data(fit.getData()));
    }
  }

  /** Pictures of one's own go by the name of their folder. */
  private static String data(DataConfig data) {
    Path folder = Path.of(data.getDirectory()).getFileName();
    return data.getDataSet().equals("folder") && folder != null
        ? folder.toString()
        : data.getDataSet();
  }

  private static String data(Objective objective) {
    return switch (objective.getByCase()) {
      case TABLE -> objective.getTable().getMetric();
      case TRAINING -> data(objective.getTraining().getData());
      case SCORE -> data(objective.getScore().getData());
      case EXTERNAL -> objective.getExternal().getName();
      default -> "";
    };
  }

  private static String spaces(List<EvaluationConfig> evaluations) {
    return joined(
        evaluations.stream()
            .flatMap(evaluation -> evaluation.getPredictorsList().stream())
            .map(predictor -> predictor.getSpace())
            .toList());
  }

  private static String spaceOf(List<Architecture> architectures) {
    return joined(architectures.stream().limit(1).map(Architecture::getSpace).toList());
  }

  /** Each once, in order. */
  private static String joined(List<String> names) {
    Set<String> distinct = new LinkedHashSet<>(names);
    distinct.remove("");
    return String.join(", ", distinct);
  }

  private static String outcome(Message result) {
    if (result instanceof SearchResult search) {
      return text(
          "held-out accuracy %.2f %%%s",
          SearchRun.derivedAfter(search).getValidationAccuracy(),
          search.getCollapsed() ? ", collapsed" : "");
    } else if (result instanceof TrainingResult training) {
      return text(
          "accuracy %.2f %% of %d images",
          training.getValidationAccuracy(), training.getValidationImages());
    } else if (result instanceof ComparisonResult comparison) {
      return outcome(comparison);
    } else if (result instanceof EvaluationResult evaluation) {
      return count(evaluation.getConfig().getPredictorsCount(), "predictor", "predictors")
          + ", "
          + count(evaluation.getConfig().getTrials(), "trial", "trials");
    } else if (result instanceof SharingResult sharing) {
      return epochs(sharing.getHistory(), sharing.getConfig().getEpochs());
    } else if (result instanceof RankingResult ranking) {
      return count(ranking.getRows(), "architecture", "architectures")
          + (ranking.getBestCount() == 0
              ? ""
              : text(", the first has accuracy %.2f %%", ranking.getBest(0).getAccuracy()));
    } else if (result instanceof ScoringResult scoring) {
      return count(scoring.getRows(), "architecture", "architectures")
          + ", "
          + count(scoring.getMeasuresCount(), "measure", "measures");
    } else if (result instanceof GuidedResult guided) {
      return guided.hasBestValue()
          ? text(
              "%s %s, the best of %d evaluations",
              guided.getObjective(), Goal.text(guided.getBestValue()), guided.getQueriesCount())
          : text("none of %d evaluations succeeded", guided.getQueriesCount());
    } else if (result instanceof PredictorStudyResult study) {
      long predictors =
          study.getConfig().getEvaluationsList().stream()
              .flatMap(evaluation -> evaluation.getPredictorsList().stream())
              .map(predictor -> predictor.getPredictor())
              .distinct()
              .count();
      return count(study.getTablesCount(), "evaluation", "evaluations")
          + ", "
          + count(predictors, "predictor", "predictors");
    } else if (result instanceof FitResult fit) {
      return text(
          "test accuracy %.2f %% of %s",
          fit.getFinalists(0).getTestAccuracy(), fit.getFinalists(0).getName());
    }
    return "";
  }

  private static String outcome(ComparisonResult comparison) {
    String all =
        count(comparison.getRunsCount(), "search", "searches")
            + " by "
            + count(comparison.getConfig().getMethodsCount(), "method", "methods");
    return comparison.getRunsList().stream()
        .filter(ComparedRun::hasValidationAccuracy)
        .max(Comparator.comparingDouble(ComparedRun::getValidationAccuracy))
        .map(
            best ->
                text(
                    "%s, held-out accuracy %.2f %% by %s",
                    all, best.getValidationAccuracy(), best.getMethod()))
        .orElse(all);
  }

  /** How far a run without a result is; what cannot be told is left out. */
  private static String progress(KnownRun run, Message config) {
    Path path = run.path();
    try {
      if (config instanceof SearchConfig search) {
        int done =
            new RunFolder<>(path, RunKind.SEARCH)
                .history(SearchHistory.getDefaultInstance())
                .getEpochsCount();
        return text("%d of %d epochs", done, search.getEpochs());
      } else if (config instanceof TrainingConfig training) {
        return epochs(
            new RunFolder<>(path, RunKind.TRAINING).history(TrainingHistory.getDefaultInstance()),
            training.getEpochs());
      } else if (config instanceof SharingConfig sharing) {
        return epochs(
            new RunFolder<>(path, RunKind.SHARING).history(TrainingHistory.getDefaultInstance()),
            sharing.getEpochs());
      } else if (config instanceof GuidedConfig guided) {
        long told =
            new RunFolder<>(path, RunKind.GUIDED)
                .log(GuidedEvent.getDefaultInstance()).stream()
                    .filter(GuidedEvent::hasTold)
                    .count();
        return text("%d of %d evaluations", told, guided.getQueries());
      }
      return "";
    } catch (DataException e) {
      return "";
    }
  }

  private static String epochs(TrainingHistory history, int all) {
    int done = history.getEpochsCount();
    return text("%d of %d epochs", done, all)
        + (done == 0
            ? ""
            : text(", accuracy %.2f %%", history.getEpochs(done - 1).getValidationAccuracy()));
  }

  private static String count(long number, String one, String several) {
    return number + " " + (number == 1 ? one : several);
  }

  private static String text(String form, Object... values) {
    return String.format(Locale.ROOT, form, values);
  }
}
