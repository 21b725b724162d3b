package org.lambdanas.predictors.omni;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.error.Excerpt;
import org.lambdanas.predictors.predictor.PredictorDescription;
import org.lambdanas.predictors.predictor.PredictorDescription.CurveNeed;
import org.lambdanas.proto.v1.Feature;
import org.lambdanas.proto.v1.Observation;
import org.lambdanas.proto.v1.PredictorSpec;

/**
 * Which parts a hybrid has: those that a specification names, or those that its kind and the
 * observations have.
 */
record PartsChoice(Kind kind, Joinable joinable) {

  /** Fewest epochs of a curve that is read unasked (White et al., their code). */
  private static final int LEAST_EPOCHS = 3;

  /** As far as the specification alone says it. */
  Parts of(PredictorSpec spec) {
    Parts parts =
        spec.getPartsCount() > 0
            ? named(spec)
            : new Parts(
                kind.usual().required() ? kind.usual().scores() : List.of(),
                List.of(),
                Optional.of(kind.model().id()),
                true);
    return parts.leaving(spec);
  }

  private Parts named(PredictorSpec spec) {
    List<String> scores = new ArrayList<>();
    List<String> read = new ArrayList<>();
    Optional<String> model =
        kind.model().fixed() ? Optional.of(kind.model().id()) : Optional.empty();
    for (String name : spec.getPartsList()) {
      if (joinable.curves().containsKey(name)) {
        read.add(name);
      } else if (!joinable.models().containsKey(name)) {
        scores.add(name);
      } else if (model.filter(other -> !other.equals(name)).isPresent()) {
        throw new ConfigException(
            "%s has one model, %s: leave out %s".formatted(kind.id(), model.get(), name));
      } else {
        model = Optional.of(name);
      }
    }
    Parts parts = new Parts(scores, read, model, true);
    PredictorDescription learner = joinable.model(parts).description();
    if (!Joinable.readsVectors(learner) && !learner.encodings().contains("sequence")) {
      throw new ConfigException(
          learner.id()
              + " reads graphs, beside which scores and curves have no place: name another model");
    }
    return parts;
  }

  /** What is read of curves; empty: nothing. */
  Optional<CurveNeed> need(PredictorSpec spec) {
    List<CurveNeed> needs = of(spec).curves().stream().map(joinable::need).toList();
    if (!needs.isEmpty()) {
      return Optional.of(
          new CurveNeed(
              needs.get(0).metrics(),
              needs.stream().mapToInt(CurveNeed::leastEpochs).max().orElse(1)));
    }
    return spec.getPartsCount() > 0 || kind.usual().curves() == 0 || Parts.leavesCurves(spec)
        ? Optional.empty()
        : Optional.of(
            new CurveNeed(
                joinable.unasked().stream()
                    .flatMap(id -> joinable.need(id).metrics().stream())
                    .distinct()
                    .toList(),
                0));
  }

  /**
   * With what the observations have.
   *
   * @param epochs that a curve must have to be read; 0: nobody has said
   */
  Parts of(PredictorSpec spec, List<Observation> observations, int epochs) {
    Parts parts = of(spec);
    if (spec.getPartsCount() > 0) {
      parts.scores().forEach(name -> requireKnown(name, observations));
      return parts;
    }
    List<String> scores = parts.scores();
    if (!kind.usual().required() && !Parts.leavesScores(spec)) {
      List<String> there = ReliabilityCards.scores(observations);
      List<String> usual = kind.usual().scores().stream().filter(there::contains).toList();
      scores = usual.isEmpty() ? there : usual;
    }
    List<String> read =
        Parts.leavesCurves(spec)
            ? List.of()
            : joinable.unasked().stream()
                .filter(id -> common(id, observations) >= Math.max(LEAST_EPOCHS, epochs))
                .limit(kind.usual().curves())
                .toList();
    return new Parts(scores, read, parts.model(), parts.encoded());
  }

  /** A name that is nothing else has to be a score. */
  private void requireKnown(String name, List<Observation> observations) {
    Signal.Score score = new Signal.Score(name);
    if (observations.stream().allMatch(observation -> score.find(observation).isEmpty())) {
      Set<String> there =
          observations.stream()
              .flatMap(observation -> observation.getFeaturesList().stream())
              .map(Feature::getName)
              .collect(Collectors.toCollection(TreeSet::new));
      throw new DataException(
          ("none of the observations has %s ('lnas score' computes scores): parts are scores that"
                  + " they come with (%s), predictors of curves (%s) and one model (%s)")
              .formatted(
                  Excerpt.of(name),
                  there.isEmpty() ? "none here" : String.join(", ", there),
                  String.join(", ", new TreeSet<>(joinable.curves().keySet())),
                  String.join(", ", joinable.models().keySet())));
    }
  }

  /** How many epochs of their curves parts read where nobody has said: as many as all have. */
  int epochs(Parts parts, List<Observation> observations) {
    return parts.curves().stream()
        .mapToInt(id -> Math.max(joinable.need(id).leastEpochs(), common(id, observations)))
        .min()
        .orElse(0);
  }

  /** Epochs that every observation has of what a predictor of curves reads. */
  private int common(String curve, List<Observation> observations) {
    return observations.stream()
        .mapToInt(observation -> Signal.Curve.epochs(joinable.need(curve), observation))
        .min()
        .orElse(0);
  }
}
