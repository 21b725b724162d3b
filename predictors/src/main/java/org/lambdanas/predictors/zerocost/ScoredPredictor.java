package org.lambdanas.predictors.zerocost;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.lambdanas.predictors.predictor.Model;
import org.lambdanas.predictors.predictor.Predictor;
import org.lambdanas.predictors.predictor.PredictorDescription;
import org.lambdanas.proto.v1.Architecture;
import org.lambdanas.proto.v1.FittedPredictor;
import org.lambdanas.proto.v1.Observation;
import org.lambdanas.proto.v1.PredictorSpec;
import org.lambdanas.proto.v1.Reliability;

/**
 * A predictor that reads scores, whose observations and queries get those that they do not come
 * with, if the specification says how they are computed.
 *
 * @param predictor reads scores
 */
public record ScoredPredictor(Predictor predictor) implements Predictor {

  @Override
  public PredictorDescription description() {
    return predictor.description();
  }

  @Override
  public PredictorDescription description(PredictorSpec spec) {
    return predictor.description(spec);
  }

  @Override
  public void check(PredictorSpec spec) {
    predictor.check(spec);
  }

  @Override
  public List<String> features(PredictorSpec spec) {
    return spec.hasScoring()
        ? predictor.features(spec).stream().filter(name -> !ComputedScores.canBe(name)).toList()
        : predictor.features(spec);
  }

  @Override
  public Model fit(PredictorSpec spec, List<Observation> observations) {
    return fit(spec, observations, List.of());
  }

  @Override
  public Model fit(
      PredictorSpec spec, List<Observation> observations, Collection<Architecture> withheld) {
    List<String> read = predictor.description(spec).features();
    boolean usual =
        read.isEmpty() && spec.getPartsCount() == 0 && !spec.getWithoutList().contains("scores");
    return scored(
        predictor.fit(
            spec, completed(spec, usual ? ComputedScores.USUAL : read, observations), withheld));
  }

  @Override
  public Model load(FittedPredictor fitted) {
    return scored(predictor.load(fitted));
  }

  private static List<Observation> completed(
      PredictorSpec spec, Collection<String> names, List<Observation> observations) {
    return scores(spec, names).map(scores -> scores.completed(observations)).orElse(observations);
  }

  private static Optional<ComputedScores> scores(PredictorSpec spec, Collection<String> names) {
    return ComputedScores.of(spec, names.stream().filter(ComputedScores::canBe).toList());
  }

  /** Asks with those scores that the model reads: not those that proved unreliable. */
  private static Model scored(Model model) {
    FittedPredictor fitted = model.save();
    Set<String> unread = new HashSet<>();
    fitted.getReliability().getEntriesList().stream()
        .filter(Reliability::getLeftOut)
        .map(Reliability::getName)
        .forEach(unread::add);
    List<String> parts = fitted.getSpec().getPartsList();
    List<String> read = parts.stream().filter(part -> !unread.contains(part)).toList();
    // Where nothing would be left, nothing was left out.
    boolean all = read.isEmpty() || fitted.getSpec().getWithoutList().contains("encoding");
    return scores(fitted.getSpec(), all ? parts : read)
        .map(scores -> Model.answering(model, queries -> model.query(scores.completed(queries))))
        .orElse(model);
  }
}
