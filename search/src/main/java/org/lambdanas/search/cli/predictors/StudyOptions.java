package org.lambdanas.search.cli.predictors;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.lambdanas.graph.interchange.FieldSetting;
import org.lambdanas.predictors.evaluation.PredictorNames;
import org.lambdanas.predictors.omni.Hybrids;
import org.lambdanas.proto.v1.EvaluationConfig;
import org.lambdanas.proto.v1.PredictorSpec;
import org.lambdanas.proto.v1.TestSet;
import org.lambdanas.search.cli.option.ConfigOptions;
import org.lambdanas.search.study.StudyPlan;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The options that say what a study is to do. */
final class StudyOptions {

  private static final String TEST_SET = "--test-set";

  @Mixin
  private final ConfigOptions options =
      ConfigOptions.of(EvaluationConfig.getDescriptor())
          .only(
              "--train-sizes",
              "--fidelities",
              "--test-size",
              "--trials",
              "--first-trial",
              "--seed",
              "--distinct",
              TEST_SET)
          .help(
              TEST_SET,
              "How architectures are drawn: uniform (from all of the table) or mutated (tested are"
                  + " mutations of the best few, trained on are mutations of those tested, as a"
                  + " search meets them) (default: both, one after the other).")
          .build();

  @Option(
      names = "--predictors",
      split = ",",
      paramLabel = "ID[:ENCODING]",
      description =
          "Predictors (see 'lnas predictors list'), or all, for all that serve a table's space and"
              + " find what they read in it (default: all). Hybrids are measured without each of"
              + " their parts too.")
  private List<String> predictors = List.of(ServedPredictors.ALL);

  @Option(
      names = "--point-seconds",
      paramLabel = "SECONDS",
      description = "Leave out points that are expected to take longer (default: 60).")
  private double pointSeconds = 60;

  @Option(
      names = "--costly-seconds",
      paramLabel = "SECONDS",
      description = "A predictor is costly if one trial takes longer (default: 20).")
  private double costlySeconds = 20;

  @Option(
      names = "--costly-trials",
      paramLabel = "N",
      description = "Trials of costly predictors (default: 5).")
  private int costlyTrials = 5;

  /** The names of the options. */
  List<String> names() {
    return Stream.concat(
            options.names().stream(),
            Stream.of("--predictors", "--point-seconds", "--costly-seconds", "--costly-trials"))
        .toList();
  }

  /**
   * What the options say, for some tables. Measures the smallest budgets.
   *
   * @param progress told what is measured
   */
  StudyPlan plan(
      List<StudiedTables.Studied> tables,
      Consumer<String> progress,
      Function<String, ParameterException> usage) {
    if (!(pointSeconds > 0) || !(costlySeconds > 0) || costlyTrials < 1) {
      throw usage.apply(
          "--point-seconds and --costly-seconds must be above 0, --costly-trials at least 1");
    }
    EvaluationConfig asked =
        options.merge(FieldSetting.withDefaults(EvaluationConfig.newBuilder())).build();
    progress.accept("first the smallest budgets of each predictor, to tell how long all take");
    StudyPlan plan =
        new StudyPlan(new StudyPlan.Limits(pointSeconds, costlySeconds, costlyTrials), progress);
    List<TestSet> kinds =
        options.isGiven(TEST_SET)
            ? List.of(asked.getTestSet())
            : List.of(TestSet.TEST_SET_UNIFORM, TestSet.TEST_SET_MUTATED);
    for (StudiedTables.Studied studied : tables) {
      List<PredictorSpec> specs = specs(studied, plan);
      for (TestSet kind : kinds) {
        EvaluationConfig.Builder config =
            asked.toBuilder()
                .setMetric(studied.metric())
                .setTestSet(kind)
                // Thousands of points would be too much to keep.
                .setKeepPredictions(0)
                .clearTrainSizes()
                .clearFidelities()
                .addAllTrainSizes(asked.getTrainSizesList().stream().distinct().sorted().toList())
                .addAllPredictors(specs);
        if (studied.table().header().getCurvesCount() > 0) {
          config.addAllFidelities(asked.getFidelitiesList().stream().distinct().sorted().toList());
        }
        plan.add(config.build(), studied.table());
      }
    }
    return plan;
  }

  private List<PredictorSpec> specs(StudiedTables.Studied studied, StudyPlan plan) {
    ServedPredictors served = ServedPredictors.of(studied.table());
    Set<PredictorSpec> specs = new LinkedHashSet<>();
    for (String name : predictors) {
      if (name.equals(ServedPredictors.ALL)) {
        served.all(id -> PredictorSpec.newBuilder().setPredictor(id).build()).stream()
            .flatMap(spec -> withAblations(spec, served).stream())
            .forEach(specs::add);
        continue;
      }
      int colon = name.indexOf(':');
      PredictorSpec.Builder spec =
          PredictorSpec.newBuilder().setPredictor(colon < 0 ? name : name.substring(0, colon));
      if (colon >= 0) {
        spec.setEncoding(name.substring(colon + 1));
      }
      served
          .missing(spec.build())
          .ifPresentOrElse(
              why ->
                  plan.leaveOut(
                      "%s %s: %s, %s"
                          .formatted(
                              studied.table().name(),
                              studied.metric(),
                              PredictorNames.of(spec.build()),
                              why)),
              () -> specs.addAll(withAblations(spec.build(), served)));
    }
    return List.copyOf(specs);
  }

  /** A hybrid also without each of its parts that the table has. */
  private static List<PredictorSpec> withAblations(PredictorSpec spec, ServedPredictors served) {
    List<PredictorSpec> all = new ArrayList<>(List.of(spec));
    if (Hybrids.isOne(spec.getPredictor())) {
      Stream.of("scores", "curve", "encoding")
          .filter(part -> !part.equals("scores") || !served.features().isEmpty())
          .filter(part -> !part.equals("curve") || !served.curves().isEmpty())
          .map(part -> spec.toBuilder().addWithout(part).build())
          .forEach(all::add);
    }
    return all;
  }
}
