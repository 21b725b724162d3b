package org.lambdanas.predictors.omni;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.graph.work.Cancellation;
import org.lambdanas.predictors.metric.Bootstrap;
import org.lambdanas.predictors.predictor.HeldOut;
import org.lambdanas.predictors.predictor.Model;
import org.lambdanas.predictors.predictor.Predictor;
import org.lambdanas.proto.v1.Architecture;
import org.lambdanas.proto.v1.Deviations;
import org.lambdanas.proto.v1.Feature;
import org.lambdanas.proto.v1.Observation;
import org.lambdanas.proto.v1.Prediction;
import org.lambdanas.proto.v1.PredictorSpec;
import org.lambdanas.proto.v1.Reliability;
import org.lambdanas.proto.v1.ReliabilityCard;

/**
 * What a person's own observations say of scores and predictors: how well each ranks them, with the
 * interval of that, and whether it does so better than the number of parameters.
 */
public final class ReliabilityCards {

  /** Fewer observations say too little. */
  public static final int LEAST_OBSERVATIONS = 8;

  /** The score that others have to be better than. */
  public static final String BAR = "params";

  private static final double CONFIDENCE = 0.95;
  private static final int FOLDS = 3;

  /** Fits on so many observations, all told, are enough. */
  private static final int ENOUGH = 60;

  private final List<Observation> observations;
  private final double[] targets;
  private final Seed seed;
  private final Map<String, String> kinds = new LinkedHashMap<>();
  private final Map<String, Agreement> agreements = new LinkedHashMap<>();

  /**
   * A card without entries.
   *
   * @param observations with finite targets, at least {@link #LEAST_OBSERVATIONS}
   * @param seed of folds and resamples
   * @throws DataException if they are too few, or one has no target
   */
  public ReliabilityCards(List<Observation> observations, Seed seed) {
    if (observations.size() < LEAST_OBSERVATIONS) {
      throw new DataException(
          "a reliability card takes %s observations with targets or more, there are %s"
              .formatted(LEAST_OBSERVATIONS, observations.size()));
    }
    this.observations = List.copyOf(observations);
    this.targets = new double[observations.size()];
    for (int i = 0; i < targets.length; i++) {
      if (!observations.get(i).hasTarget() || !Double.isFinite(observations.get(i).getTarget())) {
        throw new DataException("observation " + i + " has no target");
      }
      targets[i] = observations.get(i).getTarget();
    }
    this.seed = seed;
    scored(BAR).ifPresent(values -> add(BAR, "score", Agreement.of(targets, values)));
  }

  /** The names of the numbers that every one of some observations comes with, ascending. */
  public static List<String> scores(List<Observation> observations) {
    return observations.get(0).getFeaturesList().stream()
        .map(Feature::getName)
        .filter(
            name -> observations.stream().allMatch(o -> new Signal.Score(name).find(o).isPresent()))
        .sorted()
        .toList();
  }

  private Optional<double[]> scored(String name) {
    Signal.Score score = new Signal.Score(name);
    return observations.stream().allMatch(o -> score.find(o).isPresent())
        ? Optional.of(values(score))
        : Optional.empty();
  }

  private double[] values(Signal signal) {
    return observations.stream()
        .mapToDouble(signal::of)
        // What could not be computed ranks last.
        .map(value -> Double.isFinite(value) ? value : Double.NEGATIVE_INFINITY)
        .toArray();
  }

  private void add(String name, String kind, Agreement agreement) {
    kinds.put(name, kind);
    agreements.put(name, agreement);
  }

  /** Adds a score that every observation comes with; DataException if one lacks it. */
  public ReliabilityCards score(String name) {
    return signal(new Signal.Score(name), "score");
  }

  ReliabilityCards signal(Signal signal, String kind) {
    add(signal.name(), kind, Agreement.of(targets, values(signal)));
    return this;
  }

  /**
   * Adds a predictor. One that is fitted ranks each third of the observations after a fit on the
   * others, several times over; one that is not ranks all of them.
   *
   * @param predictor any
   * @param spec of it, with its space
   */
  public ReliabilityCards predictor(Predictor predictor, PredictorSpec spec) {
    Agreement.Builder agreement = new Agreement.Builder(targets);
    if (predictor.description().leastObservations() == 0) {
      int[] all = IntStream.range(0, targets.length).toArray();
      agreement.add(all, predicted(predictor, spec, new int[0], all));
    } else {
      int repeats = Math.max(1, ENOUGH / targets.length);
      for (int repeat = 0; repeat < repeats; repeat++) {
        RandomGenerator random = seed.child("folds").child(repeat).random();
        int[] foldOf = HeldOut.parts(targets.length, FOLDS, random);
        for (int fold = 0; fold < FOLDS; fold++) {
          Cancellation.check();
          int part = fold;
          int[] held = where(foldOf, f -> f == part);
          agreement.add(held, predicted(predictor, spec, where(foldOf, f -> f != part), held));
        }
      }
    }
    add(spec.getPredictor(), predictor.description().family().toString(), agreement.build());
    return this;
  }

  private static int[] where(int[] foldOf, java.util.function.IntPredicate chosen) {
    return IntStream.range(0, foldOf.length).filter(i -> chosen.test(foldOf[i])).toArray();
  }

  private double[] predicted(Predictor predictor, PredictorSpec spec, int[] fitted, int[] asked) {
    List<Observation> queries = Arrays.stream(asked).mapToObj(observations::get).toList();
    List<Architecture> withheld = queries.stream().map(Observation::getArchitecture).toList();
    List<Observation> known = Arrays.stream(fitted).mapToObj(observations::get).toList();
    PredictorSpec raw = spec.toBuilder().setDeviations(Deviations.DEVIATIONS_RAW).build();
    try (Model model = predictor.fit(raw, known, withheld)) {
      return model.query(queries).stream().mapToDouble(Prediction::getMean).toArray();
    }
  }

  /** The card, best first. */
  public ReliabilityCard card() {
    Agreement none = Agreement.none(targets.length);
    Agreement bar = agreements.getOrDefault(BAR, none);
    List<Reliability> entries = new ArrayList<>();
    agreements.forEach(
        (name, agreement) ->
            entries.add(entry(name, agreement, name.equals(BAR) ? none : bar, none)));
    entries.sort(
        Comparator.comparingDouble(Reliability::getKendallTau)
            .reversed()
            .thenComparing(Reliability::getName));
    return ReliabilityCard.newBuilder()
        .setObservations(targets.length)
        .setConfidence(CONFIDENCE)
        .addAllEntries(entries)
        .build();
  }

  private Reliability entry(String name, Agreement agreement, Agreement bar, Agreement none) {
    Seed own = seed.child("resamples");
    Bootstrap.Ends tau = agreement.interval(none, CONFIDENCE, own.random());
    Bootstrap.Ends gain = agreement.interval(bar, CONFIDENCE, own.random());
    return Reliability.newBuilder()
        .setName(name)
        .setKind(String.valueOf(kinds.get(name)))
        .setKendallTau(agreement.tau())
        .setLow(tau.low())
        .setHigh(tau.high())
        .setGain(agreement.tau() - bar.tau())
        .setGainLow(gain.low())
        .setGainHigh(gain.high())
        .setBetter(agreement.tau() > Math.max(0, bar.tau()))
        .build();
  }
}
