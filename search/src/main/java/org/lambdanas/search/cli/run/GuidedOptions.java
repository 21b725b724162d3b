package org.lambdanas.search.cli.run;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.error.Excerpt;
import org.lambdanas.graph.interchange.EnumNames;
import org.lambdanas.graph.interchange.FieldSetting;
import org.lambdanas.graph.space.NetworkSpace;
import org.lambdanas.graph.space.SearchSpace;
import org.lambdanas.graph.space.SearchSpaces;
import org.lambdanas.predictors.table.BenchmarkTableFile;
import org.lambdanas.predictors.table.PublishedTables;
import org.lambdanas.proto.v1.Architecture;
import org.lambdanas.proto.v1.BackendConfig;
import org.lambdanas.proto.v1.GuidedConfig;
import org.lambdanas.proto.v1.Objective;
import org.lambdanas.proto.v1.ScoreConfig;
import org.lambdanas.proto.v1.StrategyKind;
import org.lambdanas.proto.v1.TableObjective;
import org.lambdanas.proto.v1.TrainingConfig;
import org.lambdanas.search.cli.option.ConfigOptions;
import org.lambdanas.search.cli.option.Depths;
import org.lambdanas.search.cli.option.GivenArchitectures;
import org.lambdanas.search.cli.option.PredictorSettings;
import org.lambdanas.search.cli.option.TextOption;
import org.lambdanas.search.comparison.EvaluationSearches;
import org.lambdanas.search.guidedrun.GuidedConfigs;

/** The options that make up the configuration of a search by evaluations. */
final class GuidedOptions {

  private static final String TRIAL_THREADS = "--trial-threads";
  private static final String TABLE = "table:";
  private static final String TRAIN = "train";
  private static final String SCORE = "score:";

  /** What the trial, or the backend, says in place of a training's or a score's own options. */
  private static final Set<String> NOT_OF_TRAININGS =
      Set.of("--intra-op-threads", "--inter-op-threads");

  private static final Set<String> NOT_OF_SCORES =
      Set.of(
          "--train-portion",
          "--crop-padding",
          "--flip",
          "--cutout",
          "--least-crop-share",
          "--colour-jitter",
          "--augment",
          "--augment-operations",
          "--augment-magnitude",
          "--prefetch",
          "--intra-op-threads",
          "--inter-op-threads");

  private final ConfigOptions options;
  private final TextOption preset;
  private final TextOption objective;
  private final GivenArchitectures candidates;
  private final PredictorSettings predictor;

  GuidedOptions(
      ConfigOptions options,
      TextOption preset,
      TextOption objective,
      GivenArchitectures candidates,
      PredictorSettings predictor) {
    this.options = options;
    this.preset = preset;
    this.objective = objective;
    this.candidates = candidates;
    this.predictor = predictor;
  }

  /** The names of all options but those that a run that goes on takes anew. */
  List<String> namesOfWhatIsKept() {
    List<String> kept = new ArrayList<>(options.names());
    kept.addAll(
        List.of(preset.name(), objective.name(), GivenArchitectures.FROM, PredictorSettings.SET));
    kept.removeAll(options.namesWithin(BackendConfig.getDescriptor()));
    // With other threads the last bits of a training are others.
    kept.add(TRIAL_THREADS);
    kept.remove(ImageOptions.DIRECTORY);
    return kept;
  }

  /** Which images. */
  ImageOptions data() {
    return new ImageOptions(options);
  }

  /** A configuration with the backend that the command line asks for now. */
  GuidedConfig moved(GuidedConfig config) {
    GuidedConfig.Builder moved = options.merge(config.toBuilder());
    switch (config.getObjective().getByCase()) {
      case TRAINING ->
          data().moveTo(moved.getObjectiveBuilder().getTrainingBuilder().getDataBuilder());
      case SCORE -> data().moveTo(moved.getObjectiveBuilder().getScoreBuilder().getDataBuilder());
      default -> {}
    }
    options.check(moved.build());
    return moved.build();
  }

  /**
   * The configuration that the options ask for, complete.
   *
   * @throws ConfigException if an option is unknown, out of range or without effect
   */
  GuidedConfig resolve() {
    GuidedConfig asked = options.merge(GuidedConfigs.defaults()).build();
    String method = EnumNames.of(asked.getStrategy().getMethod());
    GuidedConfig complete = complete(withCandidates(asked, "--method " + method));
    requirePredictor(complete, List.of(method), "--method");
    return complete;
  }

  private GuidedConfig complete(GuidedConfig asked) {
    GuidedConfig complete = GuidedConfigs.complete(asked);
    options.check(complete);
    return complete;
  }

  /**
   * What several methods have in common.
   *
   * @param methods as typed
   * @throws ConfigException if an option is unknown, out of range or without effect
   */
  GuidedConfig shared(List<String> methods) {
    GuidedConfig.Builder asked = options.merge(GuidedConfigs.defaults());
    asked.getStrategyBuilder().setMethod(EvaluationSearches.kind(methods.get(0)));
    GuidedConfig shared =
        GuidedConfigs.shared(
            withCandidates(asked.build(), "--methods " + String.join(",", methods)));
    options.check(
        shared, Map.of(MethodOptions.METHOD, new ConfigOptions.Several("--methods", methods)));
    requirePredictor(shared, methods, "--methods");
    return shared;
  }

  /** Refuses settings of a predictor that no method has. */
  private void requirePredictor(GuidedConfig config, List<String> methods, String option) {
    if (!predictor.given().isEmpty()
        && methods.stream()
            .map(method -> GuidedConfigs.of(config, EvaluationSearches.kind(method), 0))
            .allMatch(own -> own.getStrategy().getPredictor().isEmpty())) {
      throw new ConfigException(
          "%s has no effect with %s %s: leave it out"
              .formatted(PredictorSettings.SET, option, String.join(",", methods)));
    }
  }

  private GuidedConfig withCandidates(GuidedConfig asked, String method) {
    String what =
        objective
            .given()
            .orElseThrow(
                () ->
                    new ConfigException(
                        "%s asks for evaluations: say with --objective what they measure"
                            .formatted(method)));
    GuidedConfig.Builder config = asked.toBuilder();
    SearchSpace space = SearchSpaces.byId(config.getSpace());
    for (Architecture candidate : candidates.read(List.of(), Optional.of(space))) {
      space.validate(candidate);
      config.addCandidates(candidate);
    }
    config.getStrategyBuilder().addAllSettings(predictor.given());
    return withObjective(config, what, method);
  }

  /**
   * The configuration of a table of one's own: listed architectures are trained, each once.
   *
   * @param listed of one space, at least one
   */
  GuidedConfig resolve(List<Architecture> listed) {
    GuidedConfig.Builder config =
        options
            .merge(GuidedConfigs.defaults())
            .setSpace(listed.get(0).getSpace())
            .addAllCandidates(listed)
            .setQueries(listed.size());
    config.getStrategyBuilder().setMethod(StrategyKind.STRATEGY_KIND_RANDOM);
    return complete(withObjective(config, TRAIN, "--method random"));
  }

  private GuidedConfig withObjective(GuidedConfig.Builder config, String what, String method) {
    Set<String> used = new HashSet<>(options.names(GuidedConfig.getDescriptor()));
    if (what.startsWith(TABLE)) {
      used.addAll(options.names(TableObjective.getDescriptor()));
      used.remove(TRIAL_THREADS);
      requireEffect(used, method, what);
      looked(config, what.substring(TABLE.length()));
    } else if (what.equals(TRAIN)) {
      used.addAll(options.names(TrainingConfig.getDescriptor()));
      used.add(preset.name());
      used.removeAll(NOT_OF_TRAININGS);
      requireEffect(used, method, what);
      NetworkSpace space = SearchSpaces.networkSpaceById(config.getSpace());
      Depths.requireUnitOf(space, options);
      config.getObjectiveBuilder().setTraining(new TrainOptions(options, preset).resolve(space));
    } else if (what.startsWith(SCORE)) {
      used.addAll(options.names(ScoreConfig.getDescriptor()));
      used.removeAll(NOT_OF_SCORES);
      requireEffect(used, method, what);
      scored(config, what.substring(SCORE.length()));
    } else {
      throw new ConfigException(
          "--objective is '%s': use table:FILE#METRIC, train or score:MEASURE"
              .formatted(Excerpt.of(what)));
    }
    return config.build();
  }

  /** Refuses what this method, or this objective, does not read. */
  private void requireEffect(Set<String> used, String method, String what) {
    for (String name :
        Stream.concat(
                options.names().stream().filter(options::isGiven),
                preset.given().stream().map(given -> preset.name()))
            .toList()) {
      if (!used.contains(name)) {
        boolean elsewhere =
            name.equals(preset.name())
                || options.names(TrainingConfig.getDescriptor()).contains(name)
                || options.names(ScoreConfig.getDescriptor()).contains(name)
                || options.names(TableObjective.getDescriptor()).contains(name)
                || options.names(GuidedConfig.getDescriptor()).contains(name);
        throw new ConfigException(
            "%s has no effect with %s: leave it out"
                .formatted(name, elsewhere ? "--objective " + Excerpt.of(what) : method));
      }
    }
  }

  private void looked(GuidedConfig.Builder config, String text) {
    int mark = text.lastIndexOf('#');
    if (mark <= 0 || mark == text.length() - 1) {
      throw new ConfigException(
          "--objective is 'table:%s': it needs a table and a metric, table:FILE#METRIC ('lnas table"
                  .formatted(Excerpt.of(text))
              + " info' shows a table's)");
    }
    String name = text.substring(0, mark);
    BenchmarkTableFile table = PublishedTables.open(name);
    String metric = text.substring(mark + 1);
    String space = table.header().getSpace();
    if (options.isGiven("--space") && !config.getSpace().equals(space)) {
      throw new ConfigException(
          "--space is %s, but the table is of space %s".formatted(config.getSpace(), space));
    }
    TableObjective asked = options.merge(TableObjective.newBuilder()).build();
    config
        .setSpace(space)
        .setObjective(
            Objective.newBuilder()
                .setTable(GuidedConfigs.lookedUp(name, metric, asked.getCostMetric())));
  }

  private void scored(GuidedConfig.Builder config, String measure) {
    NetworkSpace space = SearchSpaces.networkSpaceById(config.getSpace());
    Depths.requireUnitOf(space, options);
    ScoreConfig.Builder score =
        options
            .merge(FieldSetting.withDefaults(ScoreConfig.newBuilder()))
            .setSpace(space.id())
            .clearMeasures()
            .addMeasures(measure);
    new ScoreDefaults(options).settle(score, List.of());
    if (score.getMeasuresCount() != 1) {
      throw new ConfigException(
          "--objective is 'score:%s': name one measure ('lnas score --list' shows them)"
              .formatted(Excerpt.of(measure)));
    }
    score.getExecutionBuilder().setIntraOpThreads(config.getBackend().getTrialThreads());
    config.getObjectiveBuilder().setScore(score);
  }
}
