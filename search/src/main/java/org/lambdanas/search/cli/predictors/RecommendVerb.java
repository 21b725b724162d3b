package org.lambdanas.search.cli.predictors;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.graph.space.SearchSpaces;
import org.lambdanas.predictors.predictor.Reversed;
import org.lambdanas.proto.v1.Observation;
import org.lambdanas.proto.v1.PredictorSpec;
import org.lambdanas.proto.v1.Recommendation;
import org.lambdanas.proto.v1.RecommendedPredictor;
import org.lambdanas.proto.v1.TrialScore;
import org.lambdanas.search.cli.option.ConfigOptions;
import org.lambdanas.search.cli.verb.Lines;
import org.lambdanas.search.cli.verb.Result;
import org.lambdanas.search.cli.verb.Verb;
import org.lambdanas.search.study.ObservationRecommender;
import org.lambdanas.search.study.ShippedStudy;
import org.lambdanas.search.study.StudyRecommender;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Says which predictor to use. */
@Command(
    name = "recommend",
    header = "Say which predictor to use.",
    description =
        "With trained networks of your own, by cross-validation on them; or for a search "
            + "space and a number of networks, by the study that comes with the program or one of "
            + "your own. Says "
            + "Kendall's tau that is to be expected, what cannot be told from the best, what a "
            + "tenth more networks would bring, and the next command.",
    footer = {
      "lnas recommend mine.csv",
      "lnas recommend --space nasbench201 --observations 40",
      "lnas recommend --study studies/mine --space nasbench201 --observations 40"
    })
public final class RecommendVerb extends Verb {

  private static final String STUDY = "--study";

  private static final int USUAL_SAMPLE = 100;

  /** Others that are shown. */
  private static final int MOST_SHOWN = 12;

  @Mixin private final ObservationSource source = new ObservationSource(USUAL_SAMPLE);

  @Mixin
  private final ConfigOptions options =
      ConfigOptions.of(PredictorSpec.getDescriptor()).only("--seed", "--lower-is-better").build();

  @Option(
      names = "--space",
      paramLabel = "SPACE",
      description =
          "Ask the study that comes with the program, or --study, about this search space; where"
              + " the study has none of its tables, about all of them.")
  private @Nullable String space;

  @Option(
      names = STUDY,
      paramLabel = "STUDY",
      description =
          "With --space: ask a study of your own, the folder that 'lnas study' made, or the file"
              + " that its --output wrote.")
  private @Nullable Path study;

  @Option(
      names = "--observations",
      paramLabel = "N",
      description = "With --space: how many trained networks there are.")
  private @Nullable Integer networks;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      description =
          "Epochs that every query may be trained for; curves of that length are read then"
              + " (default: 0, queries are not trained).")
  private @Nullable Integer epochs;

  @Option(
      names = "--query-seconds",
      paramLabel = "SECONDS",
      description =
          "The same in seconds, where the networks come with their seconds of an epoch or of the"
              + " training.")
  private @Nullable Double querySeconds;

  @Option(
      names = "--predictors",
      split = ",",
      paramLabel = "ID",
      description = "Predictors that may be named (default: those that are fitted in a second).")
  private List<String> predictors = List.of();

  @Option(
      names = "--seconds",
      paramLabel = "SECONDS",
      description =
          "Try slow predictors, too, as long as no more time has passed. What is named may depend"
              + " on the machine then.")
  private @Nullable Double seconds;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Fits at a time (default: as many as there are cores). Changes only times.")
  private int threads = Runtime.getRuntime().availableProcessors();

  /** For the command line. */
  public RecommendVerb() {}

  @Override
  protected Result execute() {
    requireAtLeast(1, "--threads", threads);
    if (epochs != null) {
      requireAtLeast(0, "--epochs", epochs);
    }
    if (epochs != null && querySeconds != null) {
      throw usage("--epochs and --query-seconds say the same: give one of them");
    }
    requireSeconds("--query-seconds", querySeconds);
    requireSeconds("--seconds", seconds);
    return space == null ? byObservations() : byStudy(space);
  }

  private void requireSeconds(String option, @Nullable Double value) {
    if (value != null && !(value > 0 && value < Double.POSITIVE_INFINITY)) {
      throw usage(option + " is " + value + ": must be above 0");
    }
  }

  private Result byStudy(String asked) {
    if (source.isGiven()) {
      throw usage("observations say their search space: leave out --space");
    }
    requireEffect(
        List.of(
            "--metric",
            "--sample",
            "--input-format",
            "--seed",
            "--lower-is-better",
            "--predictors",
            "--seconds",
            "--threads"),
        "--space");
    if (networks == null) {
      throw usage("how many trained networks are there? Give --observations N");
    }
    requireAtLeast(0, "--observations", networks);
    SearchSpaces.byId(asked);
    Recommendation answer =
        new StudyRecommender(
                study == null ? ShippedStudy.require() : GivenStudy.read(study),
                asked,
                networks,
                epochs == null ? 0 : epochs,
                querySeconds == null ? 0 : querySeconds)
            .recommend();
    return Result.ok(lines(answer), answer);
  }

  private Result byObservations() {
    if (!source.isGiven()) {
      throw usage(
          study == null
              ? "give a file of trained networks or --table, or --space with --observations to ask"
                  + " the study"
              : STUDY + " is asked about a search space: give --space and --observations too");
    }
    requireEffect(List.of("--observations", STUDY), "networks of your own");
    if (seconds != null && !predictors.isEmpty()) {
      throw usage("--seconds tries more than --predictors names: give one of them");
    }
    PredictorSpec spec = options.merge(PredictorSpec.newBuilder()).build();
    Seed seed = new Seed(spec.getSeed());
    ObservationSource.Observed observed = source.read(this::usage, seed);
    boolean reversed = observed.lowerIsBetter() || spec.getLowerIsBetter();
    List<Observation> given =
        reversed ? Reversed.observations(observed.observations()) : observed.observations();
    Recommendation answer =
        new ObservationRecommender(
                given,
                epochs(given),
                seed.child("recommendation"),
                threads,
                line -> progress().println(line))
            .recommend(predictors, Optional.ofNullable(seconds));
    Recommendation result =
        answer.toBuilder()
            .setTable(source.name())
            .setMetric(source.metric())
            .setQuerySeconds(querySeconds == null ? 0 : querySeconds)
            .setNextCommand(next(answer))
            .build();
    return Result.ok(lines(result), result);
  }

  private int epochs(List<Observation> observations) {
    if (querySeconds == null) {
      return epochs == null ? 0 : epochs;
    }
    return ObservationRecommender.epochsWithin(querySeconds, observations)
        .orElseThrow(
            () ->
                new DataException(
                    "--query-seconds: the networks do not say how long their epochs took: give"
                        + " --epochs"));
  }

  private String next(Recommendation answer) {
    String name = source.name();
    String stem =
        Path.of(name)
            .getFileName()
            .toString()
            .replaceFirst("\\.(csv|jsonl|binpb|json|txtpb)?(\\.gz)?$", "");
    return "lnas predictors fit %s%s%s --predictor %s --output %s-%s.binpb"
        .formatted(
            source.arguments(),
            isGiven("--seed")
                ? " --seed " + options.merge(PredictorSpec.newBuilder()).build().getSeed()
                : "",
            isGiven("--lower-is-better") ? " --lower-is-better" : "",
            answer.getBest().getPredictor(),
            stem.replaceAll("[^A-Za-z0-9_.-]", "_"),
            answer.getBest().getPredictor());
  }

  private static Lines lines(Recommendation answer) {
    RecommendedPredictor best = answer.getBest();
    Lines lines =
        new Lines()
            .add(
                "Use %s: with %d trained networks its Kendall's tau is expected to be %s",
                best.getPredictor(), answer.getObservations(), tau(best.getTau()))
            .add(
                answer.getTables() > 0
                    ? "by the study, in the mean over %d tables: %s"
                    : "by %2$s on %1$s",
                answer.getTables() > 0 ? answer.getTables() : answer.getTable(),
                answer.getTables() > 0 ? answer.getTable() : answer.getBy())
            .add(
                "a fit takes %.2f s, a query %.4f s%s",
                best.getFitSeconds(),
                best.getQuerySeconds(),
                best.getFidelity() > 0
                    ? ", with %d epochs of training".formatted(best.getFidelity())
                    : "");
    List<RecommendedPredictor> shown =
        answer.getOthersList().stream()
            .filter(other -> other.getFailure().isEmpty())
            .limit(MOST_SHOWN)
            .toList();
    if (!shown.isEmpty()) {
      lines.add("").add("%-16s %7s   %-17s %s", "others", "tau", "interval", "");
      for (RecommendedPredictor other : shown) {
        lines.add(
            "%-16s %7s   %-17s %s",
            other.getPredictor(),
            number(other.getTau().getMean()),
            interval(other.getTau()),
            other.getNotDistinguishable() ? "cannot be told from " + best.getPredictor() : "");
      }
    }
    for (RecommendedPredictor other : answer.getOthersList()) {
      if (!other.getFailure().isEmpty()) {
        lines.add("without %s: %s", other.getPredictor(), other.getFailure());
      }
    }
    lines.add("");
    if (answer.hasGainOfATenth()) {
      TrialScore gain = answer.getGainOfATenth();
      lines.add(
          "a tenth more networks would bring %s (%s to %s)",
          signed(gain.getMean()), signed(gain.getLow()), signed(gain.getHigh()));
    }
    if (!answer.getNextCommand().isEmpty()) {
      lines.next(answer.getNextCommand());
    }
    return lines;
  }

  private static String tau(TrialScore score) {
    return Double.isFinite(score.getLow())
        ? number(score.getMean()) + " (" + interval(score) + ")"
        : number(score.getMean());
  }

  private static String interval(TrialScore score) {
    return Double.isFinite(score.getLow())
        ? number(score.getLow()) + " to " + number(score.getHigh())
        : "";
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.3f", value);
  }

  private static String signed(double value) {
    return String.format(Locale.ROOT, "%+.3f", value);
  }
}
