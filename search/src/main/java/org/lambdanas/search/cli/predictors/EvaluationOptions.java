package org.lambdanas.search.cli.predictors;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.lambdanas.graph.interchange.FieldSetting;
import org.lambdanas.predictors.omni.Hybrids;
import org.lambdanas.predictors.predictor.Family;
import org.lambdanas.predictors.predictor.PredictorDescription;
import org.lambdanas.predictors.registry.Predictors;
import org.lambdanas.predictors.table.BenchmarkTableFile;
import org.lambdanas.predictors.table.PublishedTables;
import org.lambdanas.proto.v1.Deviations;
import org.lambdanas.proto.v1.EvaluationConfig;
import org.lambdanas.proto.v1.Feature;
import org.lambdanas.proto.v1.PredictorSpec;
import org.lambdanas.search.cli.option.ConfigOptions;
import org.lambdanas.search.cli.option.SettingArgument;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The options that say what an evaluation is to do. */
final class EvaluationOptions {

  @Mixin
  private final ConfigOptions options = ConfigOptions.of(EvaluationConfig.getDescriptor()).build();

  /** Of every predictor that they concern. */
  @Mixin
  private final ConfigOptions specOptions =
      ConfigOptions.of(PredictorSpec.getDescriptor())
          .only(
              "--encoding",
              "--label-transform",
              "--tuning-seconds",
              "--tuning-candidates",
              "--as-published",
              "--deviations",
              "--folds",
              "--parts",
              "--without")
          .help(
              "--encoding",
              "Encoding of all predictors that name none (default: each predictor's own).")
          .help(
              "--deviations",
              "Measure how well the deviations of predictions hold (interval_cover_90):"
                  + " calibrated by a cross-validation, which takes --folds further fits, or raw"
                  + " (default: not measured).")
          .build();

  @Mixin private final ScoringOptions scoring = new ScoringOptions();

  @Option(
      names = "--predictors",
      split = ",",
      paramLabel = "ID[:ENCODING]",
      description = {
        "Predictors (see 'lnas predictors list'), with an encoding that is not their own, such as "
            + "xgb,gp,gp:path; or all, for all that serve the table's space and read what it has.",
        "Scores such as jacov are read from the table, or computed if --data says on what."
      })
  private List<String> predictors = List.of();

  @Option(
      names = "--set",
      paramLabel = "PREDICTOR.NAME=VALUE",
      description = "A setting of a predictor (see 'lnas predictors list'); may be repeated.")
  private List<String> settings = List.of();

  /** The names of the options. */
  List<String> names() {
    return Stream.of(
            options.names(), specOptions.names(), scoring.names(), List.of("--predictors", "--set"))
        .flatMap(List::stream)
        .toList();
  }

  /**
   * What the options say.
   *
   * @param table the table
   * @param usage makes the error of wrong options
   * @param notes where to say what is not obvious
   */
  EvaluationConfig resolve(
      BenchmarkTableFile table, Function<String, ParameterException> usage, PrintWriter notes) {
    EvaluationConfig.Builder config =
        options.merge(FieldSetting.withDefaults(EvaluationConfig.newBuilder()));
    if (config.getMetric().isEmpty()) {
      config.setMetric(
          PublishedTables.usualMetric(table)
              .orElseThrow(
                  () ->
                      usage.apply("--metric is missing: 'lnas table info' shows which there are")));
    }
    List<Integer> sizes = ascending(config.getTrainSizesList());
    List<Integer> fidelities = ascending(config.getFidelitiesList());
    config.clearTrainSizes().addAllTrainSizes(sizes);
    config.clearFidelities().addAllFidelities(fidelities);
    PredictorSpec asked = specOptions.merge(PredictorSpec.newBuilder()).build();
    specs(table, asked, usage).forEach(config::addPredictors);
    setSettings(config, usage);
    tune(config, asked, usage, notes);
    return config.build();
  }

  private static List<Integer> ascending(List<Integer> values) {
    return values.stream().distinct().sorted().toList();
  }

  private List<PredictorSpec> specs(
      BenchmarkTableFile table, PredictorSpec asked, Function<String, ParameterException> usage) {
    if (predictors.isEmpty()) {
      throw usage.apply("--predictors is missing: 'lnas predictors list' shows which there are");
    }
    List<PredictorSpec> specs = new ArrayList<>();
    for (String name : predictors) {
      if (name.equals(ServedPredictors.ALL)) {
        ServedPredictors.of(table)
            .all(id -> spec(id, asked, table.header().getSpace()))
            .forEach(specs::add);
      } else {
        specs.add(spec(name, asked, table.header().getSpace()));
      }
    }
    if (specOptions.isGiven("--label-transform")
        && specs.stream().allMatch(spec -> description(spec).encodings().isEmpty())) {
      throw usage.apply("--label-transform is of no use: none of the predictors learns by a model");
    }
    if ((specOptions.isGiven("--parts") || specOptions.isGiven("--without"))
        && specs.stream().noneMatch(spec -> Hybrids.isOne(spec.getPredictor()))) {
      throw usage.apply("--parts and --without are of no use: none of the predictors is an omni");
    }
    if (specOptions.isGiven("--encoding")
        && specs.stream().allMatch(spec -> description(spec).encodings().isEmpty())) {
      throw usage.apply("--encoding is of no use: none of the predictors reads encodings");
    }
    if (specOptions.isGiven("--deviations")
        && specs.stream().noneMatch(spec -> description(spec).givesDeviation())) {
      throw usage.apply("--deviations is of no use: none of the predictors gives deviations");
    }
    if (specOptions.isGiven("--folds")
        && asked.getDeviations() != Deviations.DEVIATIONS_CALIBRATED) {
      throw usage.apply("--folds goes with --deviations calibrated");
    }
    if (scoring.isGiven() && specs.stream().noneMatch(PredictorSpec::hasScoring)) {
      throw usage.apply("how scores are computed is of no use: none of the predictors reads any");
    }
    return specs;
  }

  private PredictorSpec spec(String name, PredictorSpec asked, String space) {
    int colon = name.indexOf(':');
    String id = colon < 0 ? name : name.substring(0, colon);
    PredictorSpec.Builder spec =
        PredictorSpec.newBuilder().setPredictor(id).setAsPublished(asked.getAsPublished());
    if (Hybrids.isOne(id)) {
      spec.addAllParts(asked.getPartsList()).addAllWithout(asked.getWithoutList());
    }
    PredictorDescription description = Predictors.byId(id).description(spec.build());
    if (colon >= 0) {
      spec.setEncoding(name.substring(colon + 1));
    } else if (!description.encodings().isEmpty()) {
      spec.setEncoding(asked.getEncoding());
    }
    if (!description.encodings().isEmpty()) {
      spec.setLabelTransform(asked.getLabelTransform());
    }
    if (description.givesDeviation()
        && asked.getDeviations() != Deviations.DEVIATIONS_UNSPECIFIED) {
      // What is not fitted has nothing to calibrate by.
      boolean raw = description.leastObservations() == 0;
      spec.setDeviations(raw ? Deviations.DEVIATIONS_RAW : asked.getDeviations());
      spec.setFolds(
          spec.getDeviations() == Deviations.DEVIATIONS_CALIBRATED ? asked.getFolds() : 0);
    }
    if (scoring.isGiven() && (description.family() == Family.ZERO_COST || Hybrids.isOne(id))) {
      spec.setScoring(scoring.of(space));
    }
    return spec.build();
  }

  private static PredictorDescription description(PredictorSpec spec) {
    return Predictors.byId(spec.getPredictor()).description(spec);
  }

  private void setSettings(
      EvaluationConfig.Builder config, Function<String, ParameterException> usage) {
    for (String text : settings) {
      int dot = text.indexOf('.');
      if (dot < 1 || dot > text.indexOf('=')) {
        throw usage.apply(
            "--set is '" + text + "': must be like PREDICTOR.NAME=VALUE, such as rf.trees=50");
      }
      String id = text.substring(0, dot);
      Feature setting = SettingArgument.parse(text.substring(dot + 1));
      List<PredictorSpec.Builder> specs =
          config.getPredictorsBuilderList().stream()
              .filter(spec -> spec.getPredictor().equals(id))
              .toList();
      if (specs.isEmpty()) {
        throw usage.apply("--set is for " + id + ", which is not among the --predictors");
      }
      specs.forEach(spec -> SettingArgument.add(setting, spec));
    }
  }

  private static void tune(
      EvaluationConfig.Builder config,
      PredictorSpec asked,
      Function<String, ParameterException> usage,
      PrintWriter notes) {
    if (asked.getTuningSeconds() == 0 && asked.getTuningCandidates() == 0) {
      return;
    }
    List<String> fixed = new ArrayList<>();
    for (PredictorSpec.Builder spec : config.getPredictorsBuilderList()) {
      PredictorDescription description = description(spec.build());
      if (!description.encodings().isEmpty()
          && description.settings().stream().anyMatch(setting -> setting.search().isPresent())) {
        spec.setTuningSeconds(asked.getTuningSeconds())
            .setTuningCandidates(asked.getTuningCandidates());
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
