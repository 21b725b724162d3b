package org.lambdanas.search.study;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.error.LambdaNasException;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.graph.space.SearchSpace;
import org.lambdanas.graph.space.SearchSpaces;
import org.lambdanas.graph.work.OpenWork;
import org.lambdanas.predictors.numeric.RandomIndices;
import org.lambdanas.predictors.omni.Agreement;
import org.lambdanas.predictors.predictor.HeldOut;
import org.lambdanas.predictors.predictor.Model;
import org.lambdanas.proto.v1.Architecture;
import org.lambdanas.proto.v1.Deviations;
import org.lambdanas.proto.v1.Observation;
import org.lambdanas.proto.v1.Prediction;
import org.lambdanas.proto.v1.PredictorSpec;

/**
 * Predictors that rank the same observations in a repeated cross-validation; what is clearly worse
 * than the best so far goes no further. Each part is predicted by fits on all others, so at close
 * to the full number, and tau is that of all predictions of a repeat together. The same
 * observations, seed and contestants give the same, whatever the number of threads.
 */
final class PredictorRace {

  /** Parts of a repeat, where there are enough observations. */
  static final int FOLDS = 10;

  /** So many predictions of held-out observations, all told, are enough, */
  private static final int ENOUGH = 100;

  /** or so many repeats. */
  private static final int MOST_REPEATS = 5;

  private static final double FEWER = 0.5;

  private final List<Observation> observations;
  private final double[] targets;
  private final int[] formOf;
  private final int forms;
  private final int folds;
  private final Seed seed;
  private final int threads;
  private final Listener listener;
  private final List<Runner> runners = new ArrayList<>();

  /** Watches a race. */
  @FunctionalInterface
  interface Listener {

    /** A contestant was judged once, or has failed. */
    void judged(Runner runner);
  }

  /** A contestant with what is known of it so far. */
  static final class Runner {

    private final Contestant contestant;

    /** Tau by the observations of a part, of each part of each repeat. */
    private final List<double[]> repeats = new ArrayList<>();

    private double fitSeconds;
    private int fits;
    private double querySeconds;
    private int queries;
    private @Nullable String failure;
    private boolean isOut;

    private Runner(Contestant contestant) {
      this.contestant = contestant;
    }

    Contestant contestant() {
      return contestant;
    }

    /** Why it came to nothing, if so. */
    Optional<String> failure() {
      return Optional.ofNullable(failure);
    }

    /** Tau at close to the full number; not to be asked of what has failed. */
    double tau() {
      return repeats.stream().flatMapToDouble(Arrays::stream).average().orElse(Double.NaN);
    }

    /** Tau by parts, those of the first repeat first. */
    double[] parts() {
      return repeats.stream().flatMapToDouble(Arrays::stream).toArray();
    }

    /** The mean of a fit. */
    double fitSeconds() {
      return fits == 0 ? 0 : fitSeconds / fits;
    }

    /** The mean of a prediction. */
    double querySeconds() {
      return queries == 0 ? 0 : querySeconds / queries;
    }
  }

  /** A fit that is to be done. */
  private record Fit(int part, int repeat, int[] trained, int[] held) {}

  /** What a fit came to: predictions for what was held out, or why there are none. */
  private record Fitted(
      double[] predictions, double fitSeconds, double querySeconds, @Nullable String failure) {}

  /**
   * A race without runners.
   *
   * @param observations of one space, with finite targets of which more is better; those that are
   *     the same network are in one part
   * @param threads fits at a time, at least 1
   * @throws DataException if there are too few to say anything
   */
  PredictorRace(List<Observation> observations, Seed seed, int threads, Listener listener) {
    this.observations = List.copyOf(observations);
    this.targets = observations.stream().mapToDouble(Observation::getTarget).toArray();
    this.seed = seed;
    this.threads = threads;
    this.listener = listener;
    SearchSpace space = SearchSpaces.of(observations.get(0).getArchitecture());
    Map<Architecture, Integer> numbers = new HashMap<>();
    this.formOf =
        observations.stream()
            .map(observation -> space.canonical(observation.getArchitecture()))
            .mapToInt(form -> numbers.merge(form, numbers.size(), (known, next) -> known))
            .toArray();
    this.forms = numbers.size();
    this.folds = Math.min(FOLDS, forms);
  }

  /** Parts of each repeat. */
  int folds() {
    return folds;
  }

  /** Observations that a fit is on, in the mean. */
  private double trained() {
    return observations.size() * (1 - 1.0 / folds);
  }

  /** All that have run, in the order in which they entered. */
  List<Runner> runners() {
    return List.copyOf(runners);
  }

  /**
   * Judges contestants once; those that are clearly worse than the best are out.
   *
   * @param outOfTime asked again and again; true: who is not done has failed
   */
  void enter(List<Contestant> contestants, BooleanSupplier outOfTime) {
    for (Contestant contestant : contestants) {
      Runner runner = new Runner(contestant);
      runners.add(runner);
      repeat(runner, 0, outOfTime);
      listener.judged(runner);
    }
    leaveOut();
  }

  /** Judges those that are left again, where there are few observations. */
  void repeat() {
    int repeats = Math.min(MOST_REPEATS, Math.max(1, ENOUGH / targets.length));
    for (int repeat = 1; repeat < repeats; repeat++) {
      for (Runner runner : inIt()) {
        repeat(runner, repeat, () -> false);
      }
      leaveOut();
    }
  }

  /**
   * How one grows with the number of observations: by the same parts after fits on half as many.
   *
   * @return empty: it does not learn, or fails with so few
   */
  Optional<Growth> growth(Runner runner) {
    if (!runner.contestant.isFitted()) {
      return Optional.empty();
    }
    Runner fewer = new Runner(runner.contestant);
    double[] atHalf = taus(fewer, fits(0, FEWER), () -> false);
    return fewer.failure == null
        ? Optional.of(
            new Growth(FEWER * trained(), atHalf, trained(), runner.repeats.get(0), folds))
        : Optional.empty();
  }

  /** Those that are neither out nor failed, the best first. */
  List<Runner> inIt() {
    return runners.stream()
        .filter(runner -> !runner.isOut && runner.failure == null)
        .sorted(Comparator.comparingDouble(Runner::tau).reversed())
        .toList();
  }

  private void repeat(Runner runner, int repeat, BooleanSupplier outOfTime) {
    double[] parts = taus(runner, fits(repeat, 1), outOfTime);
    if (runner.failure == null) {
      runner.repeats.add(parts);
    }
  }

  private void leaveOut() {
    List<Runner> left = inIt();
    for (Runner runner : left) {
      runner.isOut =
          runner != left.get(0) && ResampledMean.of(above(left.get(0), runner), folds).getLow() > 0;
    }
  }

  /** How far one is above another by each part that both were judged by. */
  static double[] above(Runner one, Runner other) {
    double[] ours = one.parts();
    double[] theirs = other.parts();
    return IntStream.range(0, Math.min(ours.length, theirs.length))
        .mapToDouble(i -> ours[i] - theirs[i])
        .toArray();
  }

  /** The fits of a repeat, on a share of what they could be on. */
  private List<Fit> fits(int repeat, double share) {
    Seed own = seed.child("repeat").child(repeat);
    int[] partOfForm = HeldOut.parts(forms, folds, own.child("parts").random());
    List<Fit> fits = new ArrayList<>();
    for (int part = 0; part < folds; part++) {
      int held = part;
      int[] others = where(i -> partOfForm[formOf[i]] != held);
      if (share < 1) {
        int[] order =
            RandomIndices.shuffled(others.length, own.child("fewer").child(part).random());
        int[] all = others;
        others =
            Arrays.stream(order)
                .limit(Math.round(share * all.length))
                .map(i -> all[i])
                .sorted()
                .toArray();
      }
      fits.add(new Fit(part, repeat, others, where(i -> partOfForm[formOf[i]] == held)));
    }
    return fits;
  }

  private int[] where(IntPredicate chosen) {
    return IntStream.range(0, targets.length).filter(chosen).toArray();
  }

  /** Does fits, and gives tau by each part. */
  private double[] taus(Runner runner, List<Fit> fits, BooleanSupplier outOfTime) {
    double[] predicted = new double[targets.length];
    int before = runner.fits;
    new OpenWork<Fit, Fitted>("race", threads, Duration.ZERO)
        .run(
            fits,
            fit -> fitted(runner.contestant, fit),
            (fit, fitted) -> {
              if (fitted.failure() != null) {
                runner.failure = fitted.failure();
                return;
              }
              for (int i = 0; i < fit.held().length; i++) {
                predicted[fit.held()[i]] = fitted.predictions()[i];
              }
              runner.fitSeconds += fitted.fitSeconds();
              runner.fits++;
              runner.querySeconds += fitted.querySeconds();
              runner.queries += fit.held().length;
            },
            () -> runner.failure != null || outOfTime.getAsBoolean());
    if (runner.failure == null && runner.fits < before + fits.size()) {
      runner.failure = "took longer than the time that was left: give more --seconds";
    }
    if (runner.failure != null) {
      return new double[0];
    }
    double[] values = Agreement.of(targets, predicted).pseudoValues();
    return fits.stream()
        .mapToDouble(
            fit -> Arrays.stream(fit.held()).mapToDouble(i -> values[i]).average().orElse(0))
        .toArray();
  }

  private Fitted fitted(Contestant contestant, Fit fit) {
    List<Observation> queries = Arrays.stream(fit.held()).mapToObj(observations::get).toList();
    List<Observation> known =
        contestant.isFitted()
            ? Arrays.stream(fit.trained()).mapToObj(observations::get).toList()
            : List.of();
    PredictorSpec spec =
        contestant.spec().toBuilder()
            .setSeed(seed.child(contestant.id()).child(fit.repeat()).child(fit.part()).value())
            .setDeviations(Deviations.DEVIATIONS_RAW)
            .build();
    long start = System.nanoTime();
    try (Model model =
        contestant
            .predictor()
            .fit(spec, known, queries.stream().map(Observation::getArchitecture).toList())) {
      long fitted = System.nanoTime();
      double[] predictions =
          model.query(queries).stream().mapToDouble(Prediction::getMean).toArray();
      long done = System.nanoTime();
      return new Fitted(
          predictions,
          (fitted - start) * 1e-9,
          (done - fitted) * 1e-9,
          Arrays.stream(predictions).allMatch(Double::isFinite)
              ? null
              : "predicts what is no number");
    } catch (LambdaNasException e) {
      return failed(String.valueOf(e.getMessage()));
    } catch (RuntimeException | LinkageError e) {
      // A library's error must not end what the other predictors can do.
      return failed(e.toString());
    }
  }

  private static Fitted failed(String why) {
    return new Fitted(new double[0], 0, 0, why.strip().replaceAll("\\s*\\R\\s*", "; "));
  }
}
