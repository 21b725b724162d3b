package org.lambdanas.search.cli.predictors;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.predictors.omni.ReliabilityCards;
import org.lambdanas.predictors.predictor.CutCurves;
import org.lambdanas.predictors.predictor.Predictor;
import org.lambdanas.predictors.predictor.Reversed;
import org.lambdanas.predictors.registry.Predictors;
import org.lambdanas.predictors.zerocost.ComputedScores;
import org.lambdanas.proto.v1.Observation;
import org.lambdanas.proto.v1.PredictorSpec;
import org.lambdanas.proto.v1.ReliabilityCard;
import org.lambdanas.search.cli.option.ConfigOptions;
import org.lambdanas.search.cli.verb.Result;
import org.lambdanas.search.cli.verb.Verb;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Says which scores and predictors can be trusted on a person's own observations. */
@Command(
    name = "reliability",
    header = "Show how well scores and predictors rank architectures of your own.",
    description =
        "8 to 12 trained ones or more: Kendall's tau with its interval, and which are no "
            + "better than counting parameters. Predictors that are fitted rank what they were "
            + "not fitted on.",
    footer =
        "lnas predictors reliability --table nasbench201 --metric "
            + "cifar10valid_test_200ep_seed888 --sample 12 --predictors gp,omni_gp")
final class ReliabilityVerb extends Verb {

  private static final String NONE = "none";

  @Mixin private final ObservationSource source = new ObservationSource(12);

  @Mixin
  private final ConfigOptions options =
      ConfigOptions.of(PredictorSpec.getDescriptor())
          .only("--space", "--seed", "--lower-is-better")
          .build();

  @Option(
      names = "--scores",
      split = ",",
      paramLabel = "NAME",
      description =
          "Scores that are looked at (default: all that every observation comes with; with --data"
              + " also jacov, synflow, nwot and params). With --data those that are missing are"
              + " computed.")
  private @Nullable List<String> scores;

  @Mixin private final ScoringOptions scoring = new ScoringOptions();

  @Option(
      names = "--predictors",
      split = ",",
      paramLabel = "ID",
      description = "Predictors that are looked at, or none (default: ${DEFAULT-VALUE}).",
      defaultValue = "gp,rf,omni_gp")
  private List<String> predictors = List.of();

  @Option(
      names = "--epochs",
      paramLabel = "N",
      description =
          "Epochs that architectures are trained for before they are ranked: so much of their"
              + " learning curves is read (default: ${DEFAULT-VALUE}, they are not trained).",
      defaultValue = "0")
  private int epochs;

  @Override
  protected Result execute() {
    requireAtLeast(0, "--epochs", epochs);
    List<Predictor> asked =
        predictors.equals(List.of(NONE))
            ? List.of()
            : predictors.stream().distinct().map(Predictors::byId).toList();
    PredictorSpec spec = options.merge(PredictorSpec.newBuilder()).build();
    Seed seed = new Seed(spec.getSeed());
    ObservationSource.Observed observed = source.read(this::usage, seed);
    List<Observation> given =
        observed.lowerIsBetter() || spec.getLowerIsBetter()
            ? Reversed.observations(observed.observations())
            : observed.observations();
    String space =
        spec.getSpace().isEmpty() ? given.get(0).getArchitecture().getSpace() : spec.getSpace();
    List<Observation> observations =
        scored(CutCurves.of(given.stream().filter(Observation::hasTarget).toList(), epochs), space);
    ReliabilityCards cards = new ReliabilityCards(observations, seed.child("reliability"));
    List<String> names =
        scores == null ? new ArrayList<>(ReliabilityCards.scores(observations)) : scores;
    if (names.isEmpty() && asked.isEmpty()) {
      throw usage(
          "there is nothing to judge: the observations come with no scores. --data (such as digits)"
              + " computes some");
    }
    names.forEach(cards::score);
    for (Predictor predictor : asked) {
      String id = predictor.description().id();
      progress().println("judging " + id);
      cards.predictor(
          predictor,
          spec.toBuilder().setPredictor(id).setSpace(space).clearLowerIsBetter().build());
    }
    ReliabilityCard card = cards.card();
    return Result.ok(ReliabilityText.lines(card), card);
  }

  /** With the scores that they lack, if it is said on what they are computed. */
  private List<Observation> scored(List<Observation> observations, String space) {
    if (!scoring.isGiven()) {
      return observations;
    }
    progress().println("computing scores of %d architectures".formatted(observations.size()));
    return ComputedScores.of(
            PredictorSpec.newBuilder().setSpace(space).setScoring(scoring.of(space)).build(),
            scores == null
                ? ComputedScores.USUAL
                : scores.stream().filter(ComputedScores::canBe).toList())
        .map(computed -> computed.completed(observations))
        .orElse(observations);
  }
}
