package org.lambdanas.search.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.lambdanas.predictors.predictor.Family;
import org.lambdanas.predictors.predictor.Predictor;
import org.lambdanas.predictors.predictor.PredictorDescription;
import org.lambdanas.predictors.registry.PredictorCatalogue;
import org.lambdanas.predictors.registry.Predictors;
import org.lambdanas.predictors.table.BenchmarkTableFile;
import org.lambdanas.proto.v1.DrawRule;
import org.lambdanas.proto.v1.EvaluationConfig;
import org.lambdanas.proto.v1.Feature;
import org.lambdanas.proto.v1.LabelTransform;
import org.lambdanas.proto.v1.PredictorSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The options that say what an evaluation is to do. */
final class EvaluationOptions {

  /** What NASLib calls the validation accuracy. */
  private static final String BUILT_IN_METRIC = "cifar10valid_test_200ep_seed888";

  private static final String ALL = "all";

  private static final Map<String, LabelTransform> TRANSFORMS =
      Map.of(
          "rank-gauss", LabelTransform.LABEL_TRANSFORM_RANK_GAUSS,
          "z-score", LabelTransform.LABEL_TRANSFORM_Z_SCORE,
          "none", LabelTransform.LABEL_TRANSFORM_NONE);

  @Option(
      names = "--metric",
      paramLabel = "NAME",
      description = {
        "Metric of the table that is predicted (see 'lnas table info').",
        "Default in the built-in table: " + BUILT_IN_METRIC + "."
      })
  private @Nullable String metric;

  @Option(
      names = "--predictors",
      split = ",",
      paramLabel = "ID[:ENCODING]",
      description = {
        "Predictors (see 'lnas predictors list'), with an encoding that is not their own, such as",
        "xgb,gp,gp:path; or all, for all that serve the table's space and read what it has."
      })
  private List<String> predictors = List.of();

  @Option(
      names = "--train-sizes",
      split = ",",
      paramLabel = "N",
      description = "Train sizes (default: 5,8,14,24,42,71,121,205,347,589,1000; darts: to 500).")
  private List<Integer> trainSizes = List.of();

  @Option(
      names = "--fidelities",
      split = ",",
      paramLabel = "EPOCHS",
      description =
          "Epochs of learning curves paid for at a query (default: 15 to the full number).")
  private List<Integer> fidelities = List.of();

  @Option(
      names = "--test-size",
      paramLabel = "N",
      description = "Architectures of each test set (default: 200; darts: 100).")
  private int testSize;

  @Option(
      names = "--trials",
      paramLabel = "N",
      description = "Trials, each with draws of its own (default: 20).")
  private int trials = 20;

  @Option(names = "--seed", paramLabel = "N", description = "Master seed (default: 0).")
  private long seed;

  @Option(
      names = "--distinct",
      paramLabel = "RULE",
      description = {
        "What a trial draws once only: canonical (default: cells that compute the same count as one,",
        "so nothing tested was trained on) or row (as published evaluations do)."
      })
  private String distinct = "canonical";

  @Option(
      names = "--label-transform",
      paramLabel = "NAME",
      description = {
        "Scale on which model-based predictors learn: rank-gauss (default), z-score or none."
      })
  private @Nullable String labelTransform;

  @Option(
      names = "--encoding",
      paramLabel = "NAME",
      description = "Encoding of all predictors that name none (default: each predictor's own).")
  private @Nullable String encoding;

  @Option(
      names = "--set",
      paramLabel = "PREDICTOR.NAME=VALUE",
      description = "A setting of a predictor (see 'lnas predictors list'); may be repeated.")
  private List<String> settings = List.of();

  @Option(
      names = "--tuning-seconds",
      paramLabel = "S",
      description = {
        "Seconds of hyper-parameter optimisation before each fit, in predictors that declare what",
        "to search. How many candidates fit into them differs from run to run."
      })
  private double tuningSeconds;

  @Option(
      names = "--tuning-candidates",
      paramLabel = "N",
      description = {
        "Most candidates of hyper-parameter optimisation, the defaults included. Without",
        "--tuning-seconds the same in every run."
      })
  private int tuningCandidates;

  @Option(
      names = "--cost-metric",
      paramLabel = "NAME",
      description = {
        "Metric of the table with the seconds of a full training (default: its only one in seconds)."
      })
  private @Nullable String costMetric;

  /**
   * What the options say.
   *
   * @param table the table
   * @param builtIn whether it is the built-in one
   * @param usage makes the error of wrong options
   * @param notes where to say what is not obvious
   * @return a configuration, to be completed
   */
  EvaluationConfig resolve(
      BenchmarkTableFile table,
      boolean builtIn,
      Function<String, ParameterException> usage,
      PrintWriter notes) {
    if (metric == null && !builtIn) {
      throw usage.apply("--metric is missing: 'lnas table info' shows which there are");
    }
    requireAtLeast("--test-size", testSize, testSize == 0 ? 0 : 2, usage);
    requireAtLeast("--trials", trials, 1, usage);
    requireAtLeast("--tuning-candidates", tuningCandidates, 0, usage);
    if (!(tuningSeconds >= 0) || Double.isInfinite(tuningSeconds)) {
      throw usage.apply("--tuning-seconds is " + tuningSeconds + ": must be 0 or more");
    }
    EvaluationConfig.Builder config =
        EvaluationConfig.newBuilder()
            .setMetric(metric == null ? BUILT_IN_METRIC : metric)
            .addAllTrainSizes(ascending("--train-sizes", trainSizes, usage))
            .addAllFidelities(ascending("--fidelities", fidelities, usage))
            .setTestSize(testSize)
            .setTrials(trials)
            .setSeed(seed)
            .setDrawRule(drawRule(usage))
            .setCostMetric(costMetric == null ? "" : costMetric);
    specs(table, usage).forEach(config::addPredictors);
    setSettings(config, usage);
    tune(config, usage, notes);
    return config.build();
  }

  private DrawRule drawRule(Function<String, ParameterException> usage) {
    return switch (distinct) {
      case "canonical" -> DrawRule.DRAW_RULE_CANONICAL;
      case "row" -> DrawRule.DRAW_RULE_ROW;
      default -> throw usage.apply("--distinct is '" + distinct + "': use canonical or row");
    };
  }

  private static void requireAtLeast(
      String option, int value, int least, Function<String, ParameterException> usage) {
    if (value < least) {
      throw usage.apply(option + " is " + value + ": must be at least " + least);
    }
  }

  private static Iterable<Integer> ascending(
      String option, List<Integer> values, Function<String, ParameterException> usage) {
    for (int value : values) {
      requireAtLeast(option, value, 1, usage);
    }
    return new TreeSet<>(values);
  }

  private List<PredictorSpec> specs(
      BenchmarkTableFile table, Function<String, ParameterException> usage) {
    if (predictors.isEmpty()) {
      throw usage.apply("--predictors is missing: 'lnas predictors list' shows which there are");
    }
    List<PredictorSpec> specs = new ArrayList<>();
    for (String name : predictors) {
      if (name.equals(ALL)) {
        all(table).forEach(id -> specs.add(spec(id, usage)));
      } else {
        specs.add(spec(name, usage));
      }
    }
    if (labelTransform != null
        && specs.stream().noneMatch(spec -> description(spec).family() == Family.MODEL_BASED)) {
      throw usage.apply("--label-transform is of no use: none of the predictors is model-based");
    }
    if (encoding != null
        && specs.stream().allMatch(spec -> description(spec).encodings().isEmpty())) {
      throw usage.apply("--encoding is of no use: none of the predictors reads encodings");
    }
    return specs;
  }

  /** The predictors that serve the space and read no curves that the table does not have. */
  private static List<String> all(BenchmarkTableFile table) {
    String space = table.header().getSpace();
    List<String> curves = table.header().getCurvesList();
    return Predictors.all().stream()
        .map(Predictor::description)
        .filter(
            description ->
                PredictorCatalogue.spaces(description).stream()
                    .anyMatch(served -> served.id().equals(space)))
        .filter(
            description ->
                description
                    .curves()
                    .map(need -> need.metrics().stream().anyMatch(curves::contains))
                    .orElse(true))
        .map(PredictorDescription::id)
        .toList();
  }

  private PredictorSpec spec(String name, Function<String, ParameterException> usage) {
    int colon = name.indexOf(':');
    String id = colon < 0 ? name : name.substring(0, colon);
    PredictorDescription description = Predictors.byId(id).description();
    PredictorSpec.Builder spec = PredictorSpec.newBuilder().setPredictor(id);
    if (colon >= 0) {
      spec.setEncoding(name.substring(colon + 1));
    } else if (encoding != null && !description.encodings().isEmpty()) {
      spec.setEncoding(encoding);
    }
    if (labelTransform != null && description.family() == Family.MODEL_BASED) {
      spec.setLabelTransform(transform(labelTransform, usage));
    }
    return spec.build();
  }

  private static LabelTransform transform(String name, Function<String, ParameterException> usage) {
    LabelTransform transform = TRANSFORMS.get(name.toLowerCase(Locale.ROOT));
    if (transform == null) {
      throw usage.apply("--label-transform is '" + name + "': use rank-gauss, z-score or none");
    }
    return transform;
  }

  private static PredictorDescription description(PredictorSpec spec) {
    return Predictors.byId(spec.getPredictor()).description();
  }

  private void setSettings(
      EvaluationConfig.Builder config, Function<String, ParameterException> usage) {
    for (String text : settings) {
      int equals = text.indexOf('=');
      int dot = text.indexOf('.');
      Optional<Double> value = equals < 0 ? Optional.empty() : number(text.substring(equals + 1));
      if (dot < 1 || dot > equals || value.isEmpty()) {
        throw usage.apply(
            "--set is '" + text + "': must be like PREDICTOR.NAME=VALUE, such as rf.trees=50");
      }
      String id = text.substring(0, dot);
      Feature setting =
          Feature.newBuilder()
              .setName(text.substring(dot + 1, equals))
              .setValue(value.get())
              .build();
      boolean used = false;
      for (PredictorSpec.Builder spec : config.getPredictorsBuilderList()) {
        if (spec.getPredictor().equals(id)) {
          if (spec.getSettingsList().stream()
              .anyMatch(given -> given.getName().equals(setting.getName()))) {
            throw usage.apply("--set gives " + id + "." + setting.getName() + " twice");
          }
          spec.addSettings(setting);
          used = true;
        }
      }
      if (!used) {
        throw usage.apply("--set is for " + id + ", which is not among the --predictors");
      }
    }
  }

  private static Optional<Double> number(String text) {
    try {
      return Optional.of(Double.parseDouble(text));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  private void tune(
      EvaluationConfig.Builder config,
      Function<String, ParameterException> usage,
      PrintWriter notes) {
    if (tuningSeconds == 0 && tuningCandidates == 0) {
      return;
    }
    List<String> fixed = new ArrayList<>();
    for (PredictorSpec.Builder spec : config.getPredictorsBuilderList()) {
      PredictorDescription description = Predictors.byId(spec.getPredictor()).description();
      if (description.family() == Family.MODEL_BASED
          && description.settings().stream().anyMatch(setting -> setting.search().isPresent())) {
        spec.setTuningSeconds(tuningSeconds).setTuningCandidates(tuningCandidates);
      } else {
        fixed.add(spec.getPredictor());
      }
    }
    if (fixed.size() == config.getPredictorsCount()) {
      throw usage.apply("there is nothing to tune in " + String.join(", ", fixed));
    }
    if (!fixed.isEmpty()) {
      notes.println("not tuned, having nothing to tune: " + String.join(", ", fixed));
    }
  }
}
