package org.lambdanas.search.study;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.predictors.omni.Hybrids;
import org.lambdanas.predictors.omni.ReliabilityCards;
import org.lambdanas.predictors.predictor.Family;
import org.lambdanas.predictors.predictor.Predictor;
import org.lambdanas.predictors.predictor.PredictorDescription;
import org.lambdanas.predictors.predictor.PredictorDescription.CurveNeed;
import org.lambdanas.predictors.registry.Predictors;
import org.lambdanas.proto.v1.LearningCurve;
import org.lambdanas.proto.v1.Observation;
import org.lambdanas.proto.v1.PredictorSpec;

/**
 * Which predictors may be used with some observations: those that find there what they read, and
 * whose queries train for no more epochs than is allowed.
 */
public final class Contestants {

  /**
   * Predictors of which a fit on some hundred observations takes a second or two at most; scores
   * and curves that are read without a fit are quick, too.
   */
  private static final List<String> QUICK =
      List.of(
          "ensemble",
          "gp",
          "rf",
          "xgb",
          "lgb",
          "ngb",
          "bayes_lin_reg",
          "bohamiann",
          "omni_gp",
          "lcsvr");

  /**
   * Means of several models, which are seldom far behind the best of them; the latter with what
   * scores and curves say.
   */
  private static final Set<String> SAFE = Set.of("ensemble", "omni_gp");

  /** Curves that are read without a fit, but by sampling. */
  private static final Set<String> SAMPLING = Set.of("lce", "lce_m");

  private final List<Observation> observations;
  private final String space;
  private final int epochs;
  private final Set<String> scores;

  /**
   * The predictors for some observations.
   *
   * @param observations all of one space, with curves of the epochs that a query may be trained for
   *     and no more
   * @param epochs that a query may be trained for; 0: none
   */
  public Contestants(List<Observation> observations, int epochs) {
    this.observations = observations;
    this.space = observations.get(0).getArchitecture().getSpace();
    this.epochs = epochs;
    this.scores = Set.copyOf(ReliabilityCards.scores(observations));
  }

  /** Whether a predictor is a safe bet where others seem a little better. */
  static boolean isSafe(String id) {
    return SAFE.contains(id);
  }

  /** Those that are quick. */
  public List<Contestant> quick() {
    List<Contestant> quick = new ArrayList<>();
    for (String id : QUICK) {
      find(id).ifPresent(quick::add);
    }
    for (Predictor predictor : Predictors.all()) {
      PredictorDescription description = predictor.description();
      if (description.leastObservations() == 0 && !SAMPLING.contains(description.id())) {
        find(description.id()).ifPresent(quick::add);
      }
    }
    return quick;
  }

  /** The others, in the order in which predictors are listed. */
  public List<Contestant> slow() {
    Set<String> quick = quick().stream().map(Contestant::id).collect(Collectors.toSet());
    return Predictors.all().stream()
        .map(predictor -> predictor.description().id())
        .filter(id -> !quick.contains(id))
        .flatMap(id -> find(id).stream())
        .toList();
  }

  /** The one of a name, if it may be used. */
  private Optional<Contestant> find(String id) {
    Contestant contestant = contestant(id);
    return lack(contestant).isEmpty() ? Optional.of(contestant) : Optional.empty();
  }

  /**
   * The one of a name.
   *
   * @throws ConfigException if there is none, or it may not be used here
   */
  public Contestant named(String id) {
    Contestant contestant = contestant(id);
    lack(contestant)
        .ifPresent(
            lack -> {
              throw new ConfigException("--predictors: %s %s".formatted(id, lack));
            });
    return contestant;
  }

  private Contestant contestant(String id) {
    Predictor predictor = Predictors.byId(id);
    PredictorSpec spec = PredictorSpec.newBuilder().setPredictor(id).setSpace(space).build();
    boolean reads =
        epochs > 0 && predictor.description().curves().filter(this::isThere).isPresent();
    return new Contestant(predictor, spec, reads ? epochs : 0);
  }

  /** What a predictor lacks to be used here; empty: nothing. */
  private Optional<String> lack(Contestant contestant) {
    PredictorDescription description = contestant.predictor().description();
    Optional<CurveNeed> need = description.curves().filter(curves -> curves.leastEpochs() > 0);
    if (need.isPresent() && need.get().leastEpochs() > epochs) {
      return Optional.of(
          "reads %d epochs of learning curves or more: allow them with --epochs"
              .formatted(need.get().leastEpochs()));
    }
    if (need.isPresent() && !isThere(need.get())) {
      return Optional.of(
          "reads %d epochs of %s, which not every observation has"
              .formatted(epochs, String.join(" or ", need.get().metrics())));
    }
    boolean readsScoresOnly =
        description.family() == Family.ZERO_COST || description.family() == Family.WEIGHT_SHARING;
    List<String> read =
        readsScoresOnly
            ? description.features()
            : contestant.predictor().features(contestant.spec());
    Optional<String> missing = read.stream().filter(name -> !scores.contains(name)).findFirst();
    if (missing.isPresent()) {
      return Optional.of("reads %s, which not every observation has".formatted(missing.get()));
    }
    if (Hybrids.isOne(description.id())
        && contestant.fidelity() == 0
        && Set.of(ReliabilityCards.BAR).containsAll(scores)) {
      return Optional.of("joins scores and learning curves, and the observations have none");
    }
    try {
      contestant.predictor().check(contestant.spec());
    } catch (ConfigException e) {
      return Optional.of("cannot be used: " + e.getMessage());
    }
    return Optional.empty();
  }

  private boolean isThere(CurveNeed need) {
    return observations.stream().allMatch(observation -> isThere(need, observation));
  }

  /** A predictor reads the first of its curves that is there. */
  private boolean isThere(CurveNeed need, Observation observation) {
    return need.metrics().stream()
        .flatMap(
            metric ->
                observation.getCurvesList().stream()
                    .filter(curve -> curve.getMetric().equals(metric)))
        .findFirst()
        .filter(this::isWhole)
        .isPresent();
  }

  private boolean isWhole(LearningCurve curve) {
    return curve.getValuesCount() >= epochs
        && curve.getValuesList().stream().allMatch(Float::isFinite);
  }
}
