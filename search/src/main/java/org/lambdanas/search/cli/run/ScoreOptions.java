package org.lambdanas.search.cli.run;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.interchange.FieldSetting;
import org.lambdanas.graph.score.Measures;
import org.lambdanas.graph.score.RankCombination;
import org.lambdanas.graph.space.SearchSpace;
import org.lambdanas.graph.space.SearchSpaces;
import org.lambdanas.predictors.table.PublishedTables;
import org.lambdanas.proto.v1.Architecture;
import org.lambdanas.proto.v1.ScoringConfig;
import org.lambdanas.search.cli.option.ConfigOptions;
import org.lambdanas.search.cli.option.GivenArchitectures;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** The options that say which networks are scored, and how. */
final class ScoreOptions {

  private static final String CELLS = "--cells";

  @Parameters(
      arity = "0..*",
      paramLabel = "ARCHITECTURE",
      description = "Texts of the search space, or files as --from takes them.")
  private List<String> arguments = List.of();

  @Mixin private final GivenArchitectures given = new GivenArchitectures();

  @Option(
      names = "--combine",
      paramLabel = "RULE",
      description =
          "Add a column of ranks: az_nas, logrank:MEASURE,... or ranksum:MEASURE,... May be given "
              + "several times.")
  private List<String> combinations = List.of();

  @Mixin
  private final ConfigOptions options =
      ConfigOptions.of(ScoringConfig.getDescriptor())
          .without(
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
              "--cells-per-stage",
              "--inter-op-threads")
          .help(
              CELLS,
              "Depth in the unit of the space: cells in each stage, or in all (default: as"
                  + " published).")
          .help("--channels", "Channels of the first stage (default: as published).")
          .byDefault("--intra-op-threads", "1")
          .help(
              "--intra-op-threads",
              "Threads inside an operation (default: 1, as networks are scored side by side).")
          .build();

  /** The names of the options, but for where the images are. */
  List<String> namesOfWhatIsKept() {
    return Stream.concat(
            options.names().stream()
                .filter(name -> !name.equals(ImageOptions.DIRECTORY))
                .filter(name -> !name.equals("--intra-op-threads")),
            Stream.of(GivenArchitectures.FROM, "--combine"))
        .toList();
  }

  List<String> arguments() {
    return arguments;
  }

  ImageOptions data() {
    return new ImageOptions(options);
  }

  /**
   * The configuration that the options ask for, complete and checked.
   *
   * @param usage makes the error of wrong options
   * @throws ConfigException if an option cannot be used
   * @throws DataException if a file cannot be read
   */
  ScoringConfig resolve(Function<String, ParameterException> usage) {
    ScoringConfig.Builder config =
        options.merge(FieldSetting.withDefaults(ScoringConfig.newBuilder()));
    List<Architecture> given = given(config);
    int ways =
        (given.isEmpty() ? 0 : 1) + (config.getSample() > 0 ? 1 : 0) + (config.getAll() ? 1 : 0);
    if (ways != 1) {
      throw usage.apply(
          "which networks? Give architectures or --from FILE, or else --sample N, or else --all");
    }
    if (config.getAll()) {
      SearchSpaces.byId(config.getScores().getSpace()).members();
    }
    config.addAllArchitectures(given).addAllCombinations(new LinkedHashSet<>(combinations));
    rankBy(config);
    if (config.getCombinationsCount() == 0 && !config.getPool().isEmpty()) {
      throw usage.apply("--pool has no effect without --combine: leave it out");
    }
    if (!config.getPool().isEmpty()) {
      config.setPoolSha256(PublishedTables.open(config.getPool()).header().getSha256());
    }
    new ScoreDefaults(options).settle(config.getScoresBuilder(), config.getCombinationsList());
    options.check(config.build());
    return config.build();
  }

  /** What the table is ordered by is in it. */
  private static void rankBy(ScoringConfig.Builder config) {
    String name = config.getRankBy();
    if (name.isEmpty()) {
      return;
    }
    if (Measures.withVariants().stream().anyMatch(measure -> measure.id().equals(name))) {
      if (!config.getScores().getMeasuresList().contains(name)) {
        config.getScoresBuilder().addMeasures(name);
      }
      return;
    }
    try {
      config.setRankBy(RankCombination.parse(name).name());
    } catch (ConfigException e) {
      throw new ConfigException(
          "--rank-by is neither a measure ('lnas score --list') nor a combination: "
              + e.getMessage(),
          e);
    }
    if (!config.getCombinationsList().contains(name)) {
      config.addCombinations(name);
    }
  }

  /** Reads the architectures; the first of them says the space if no option does. */
  private List<Architecture> given(ScoringConfig.Builder config) {
    Optional<SearchSpace> asked =
        options.isGiven("--space")
            ? Optional.of(SearchSpaces.byId(config.getScores().getSpace()))
            : Optional.empty();
    List<Architecture> all = given.read(arguments, asked);
    if (asked.isEmpty() && !all.isEmpty()) {
      config.getScoresBuilder().setSpace(all.get(0).getSpace());
    }
    String space = config.getScores().getSpace();
    for (Architecture architecture : all) {
      if (!architecture.getSpace().equals(space)) {
        throw new DataException(
            "an architecture is of space %s, not %s: score one space at a time"
                .formatted(architecture.getSpace(), space));
      }
      SearchSpaces.byId(space).validate(architecture);
    }
    return all;
  }
}
