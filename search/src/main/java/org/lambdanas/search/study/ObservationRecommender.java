package org.lambdanas.search.study;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.predictors.predictor.CutCurves;
import org.lambdanas.proto.v1.Observation;
import org.lambdanas.proto.v1.Recommendation;
import org.lambdanas.proto.v1.RecommendedPredictor;
import org.lambdanas.proto.v1.TrialScore;

/**
 * Which predictor to use with a person's own trained networks: a race of those that may be used, by
 * cross-validation on these networks. Of those within one standard error of the best it names the
 * safest bet (the rule of Breiman et al., Classification and regression trees, 1984, section
 * 3.4.3): with a hundred networks the order of the best few is mostly chance, and a mean of several
 * models is seldom far behind any of them.
 */
public final class ObservationRecommender {

  /** Fewer networks say too little. */
  public static final int LEAST = 8;

  /** Standard errors within which a safer bet is taken. */
  private static final double WITHIN = 1;

  /** What is asked of more networks. */
  private static final double TENTH_MORE = 1.1;

  private final List<Observation> observations;
  private final int epochs;
  private final Optional<EpochSeconds> epochSeconds;
  private final Seed seed;
  private final int threads;
  private final Consumer<String> progress;

  /**
   * A recommender.
   *
   * @param observations of one space; those without a finite target are left out; more is better
   * @param epochs that a query may be trained for; 0: none
   * @param seed of the parts and the fits
   * @param threads fits at a time, at least 1
   * @param progress gets a line now and then
   * @throws DataException if there are fewer than {@link #LEAST} different networks with a target
   */
  public ObservationRecommender(
      List<Observation> observations,
      int epochs,
      Seed seed,
      int threads,
      Consumer<String> progress) {
    this.observations =
        CutCurves.of(
            observations.stream()
                .filter(o -> o.hasTarget() && Double.isFinite(o.getTarget()))
                .toList(),
            epochs);
    this.epochs = epochs;
    this.epochSeconds = EpochSeconds.of(observations);
    this.seed = seed;
    this.threads = threads;
    this.progress = progress;
    if (this.observations.size() < LEAST) {
      throw new DataException(
          "a recommendation takes %s trained networks or more, there are %s"
              .formatted(LEAST, this.observations.size()));
    }
  }

  /**
   * The most epochs of training that fit into a time.
   *
   * @param observations with curves of whole trainings
   * @return empty: they do not say how long an epoch takes
   */
  public static OptionalInt epochsWithin(double seconds, List<Observation> observations) {
    return EpochSeconds.of(observations).stream()
        .mapToInt(known -> known.within(seconds))
        .findAny();
  }

  /** The networks that count. */
  public List<Observation> observations() {
    return observations;
  }

  /**
   * Holds the race.
   *
   * @param names of predictors; empty: those that are quick
   * @param seconds until when slow ones are tried, too; empty: not at all
   * @return without the table's name and metric
   */
  public Recommendation recommend(List<String> names, Optional<Double> seconds) {
    long start = System.nanoTime();
    Contestants contestants = new Contestants(observations, epochs);
    List<Contestant> first =
        names.isEmpty()
            ? contestants.quick()
            : names.stream().distinct().map(contestants::named).toList();
    PredictorRace race = new PredictorRace(observations, seed, threads, this::report);
    progress.accept(
        "%d predictors on %d networks, each fitted %d times on the others of a part"
            .formatted(first.size(), observations.size(), race.folds()));
    race.enter(first, () -> false);
    if (names.isEmpty() && seconds.isPresent()) {
      BooleanSupplier outOfTime = () -> (System.nanoTime() - start) * 1e-9 > seconds.get();
      for (Contestant slow : contestants.slow()) {
        if (!outOfTime.getAsBoolean()) {
          progress.accept("trying " + slow.id());
          race.enter(List.of(slow), outOfTime);
        }
      }
    }
    race.repeat();
    return result(race).setSeconds((System.nanoTime() - start) * 1e-9).build();
  }

  private void report(PredictorRace.Runner runner) {
    progress.accept(
        runner
            .failure()
            .map(why -> "%s: %s".formatted(runner.contestant().id(), why))
            .orElseGet(
                () ->
                    String.format(
                        Locale.ROOT,
                        "%s: tau %.3f, %.2f s a fit",
                        runner.contestant().id(),
                        runner.tau(),
                        runner.fitSeconds())));
  }

  private Recommendation.Builder result(PredictorRace race) {
    List<PredictorRace.Runner> left = race.inIt();
    if (left.isEmpty()) {
      throw new ConfigException(
          "no predictor could be used: "
              + race.runners().stream()
                  .map(runner -> runner.contestant().id() + ": " + runner.failure().orElse(""))
                  .collect(Collectors.joining("; ")));
    }
    PredictorRace.Runner best = choice(race, left);
    Optional<Growth> growth = race.growth(best);
    List<RecommendedPredictor> others = new ArrayList<>();
    race.runners().stream()
        .filter(runner -> runner != best)
        .forEach(runner -> others.add(predictor(race, runner, Optional.of(best), growth)));
    others.sort(
        Comparator.comparing((RecommendedPredictor other) -> other.getFailure().isEmpty() ? 0 : 1)
            .thenComparing(other -> -other.getTau().getMean()));
    Recommendation.Builder result =
        Recommendation.newBuilder()
            .setSpace(observations.get(0).getArchitecture().getSpace())
            .setObservations(observations.size())
            .setEpochs(epochs)
            .setBest(predictor(race, best, Optional.empty(), growth))
            .addAllOthers(others)
            .setBy("cross-validation");
    growth.ifPresent(
        known ->
            result.setGainOfATenth(
                known.gain(observations.size(), TENTH_MORE * observations.size())));
    return result;
  }

  /** The safest bet that is within a standard error of the best. */
  private static PredictorRace.Runner choice(PredictorRace race, List<PredictorRace.Runner> left) {
    PredictorRace.Runner first = left.get(0);
    return left.stream()
        .filter(runner -> Contestants.isSafe(runner.contestant().id()))
        .filter(
            runner -> {
              double[] behind = PredictorRace.above(first, runner);
              return Arrays.stream(behind).average().orElse(0)
                  <= WITHIN * ResampledMean.error(behind, race.folds());
            })
        .findFirst()
        .orElse(first);
  }

  private RecommendedPredictor predictor(
      PredictorRace race,
      PredictorRace.Runner runner,
      Optional<PredictorRace.Runner> best,
      Optional<Growth> growth) {
    RecommendedPredictor.Builder result =
        RecommendedPredictor.newBuilder()
            .setPredictor(runner.contestant().id())
            .setFidelity(runner.contestant().fidelity());
    if (runner.failure().isPresent()) {
      return result.setFailure(runner.failure().get()).build();
    }
    TrialScore measured = ResampledMean.of(runner.parts(), race.folds());
    // What the best gains by the last tenth of the networks, the others gain alike.
    double more =
        growth
            .filter(known -> runner.contestant().isFitted())
            .map(known -> known.at(observations.size(), measured.getMean()) - measured.getMean())
            .orElse(0.0);
    best.map(named -> ResampledMean.of(PredictorRace.above(named, runner), race.folds()))
        .ifPresent(
            above -> result.setNotDistinguishable(above.getLow() <= 0 && above.getHigh() >= 0));
    return result
        .setTau(
            measured.toBuilder()
                .setMean(Math.max(-1, Math.min(1, measured.getMean() + more)))
                .setLow(Math.max(-1, measured.getLow() + more))
                .setHigh(Math.min(1, measured.getHigh() + more)))
        .setFitSeconds(runner.fitSeconds())
        .setQuerySeconds(
            runner.querySeconds()
                + epochSeconds.map(known -> known.of(runner.contestant().fidelity())).orElse(0.0))
        .build();
  }
}
