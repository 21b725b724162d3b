package org.lambdanas.predictors.omni;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.error.Excerpt;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.predictors.predictor.Family;
import org.lambdanas.predictors.predictor.InputForm;
import org.lambdanas.predictors.predictor.Learned;
import org.lambdanas.predictors.predictor.Learner;
import org.lambdanas.predictors.predictor.LearningTask;
import org.lambdanas.predictors.predictor.Model;
import org.lambdanas.predictors.predictor.ModelBasedPredictor;
import org.lambdanas.predictors.predictor.Predictor;
import org.lambdanas.predictors.predictor.PredictorDescription;
import org.lambdanas.predictors.predictor.Settings;
import org.lambdanas.predictors.predictor.TuningCriterion;
import org.lambdanas.predictors.stored.StoredModel;
import org.lambdanas.proto.v1.Architecture;
import org.lambdanas.proto.v1.Feature;
import org.lambdanas.proto.v1.FittedPredictor;
import org.lambdanas.proto.v1.Observation;
import org.lambdanas.proto.v1.Prediction;
import org.lambdanas.proto.v1.PredictorSpec;
import org.lambdanas.proto.v1.Reliability;
import org.lambdanas.proto.v1.ReliabilityCard;

/**
 * A hybrid: scores, learning curves and a model-based predictor as one predictor. Which of them is
 * settled by its kind, by what the observations have, and by the specification. Observations
 * without a target are what ranks are also taken against.
 */
final class OmniPredictor implements Predictor {

  private final Kind kind;
  private final PartsChoice choice;
  private final Joinable joinable;

  /** Makes a hybrid of a kind out of what can be joined. */
  OmniPredictor(Kind kind, Joinable joinable) {
    this.kind = kind;
    this.choice = new PartsChoice(kind, joinable);
    this.joinable = joinable;
  }

  @Override
  public PredictorDescription description() {
    return description(PredictorSpec.newBuilder().setPredictor(kind.id()).build());
  }

  @Override
  public PredictorDescription description(PredictorSpec spec) {
    return HybridDescription.of(choice, spec);
  }

  @Override
  public Model fit(PredictorSpec spec, List<Observation> observations) {
    return fit(spec, observations, List.of());
  }

  @Override
  public Model fit(
      PredictorSpec spec, List<Observation> observations, Collection<Architecture> withheld) {
    requireOwn(spec);
    Settings settings = Settings.of(description(spec).settings(), spec);
    List<Observation> labelled = observations.stream().filter(Observation::hasTarget).toList();
    List<Observation> others = observations.stream().filter(o -> !o.hasTarget()).toList();
    if (labelled.size() < 2) {
      throw new DataException(
          "%s needs 2 observations with targets or more, not %s"
              .formatted(kind.id(), labelled.size()));
    }
    int asked = settings.whole(HybridDescription.EPOCHS);
    Parts parts = choice.of(spec, observations, asked);
    if (parts.isEmpty()) {
      throw new ConfigException(
          kind.id() + " has nothing to learn from: leave out less, or name --parts");
    }
    int epochs = asked > 0 ? asked : choice.epochs(parts, observations);
    Optional<ReliabilityCard> card =
        settings.whole(HybridDescription.CARD) == 1
            ? card(parts, epochs, spec, labelled)
            : Optional.empty();
    PredictorSpec.Builder resolved =
        spec.toBuilder().clearParts().addAllParts(parts.names()).clearSettings();
    settings.values().forEach((name, value) -> resolved.addSettings(feature(name, value)));
    set(resolved, HybridDescription.EPOCHS, epochs);
    if (kind.model().candidates() > 0
        && spec.getTuningCandidates() == 0
        && spec.getTuningSeconds() == 0) {
      resolved.setTuningCandidates(kind.model().candidates());
    }
    ModelBasedPredictor predictor = predictor(resolved.build(), parts, epochs, card, others);
    return new Hybrid(predictor.fit(resolved.build(), labelled, withheld), card);
  }

  private static Feature feature(String name, double value) {
    return Feature.newBuilder().setName(name).setValue(value).build();
  }

  private static void set(PredictorSpec.Builder spec, String name, double value) {
    for (Feature.Builder setting : spec.getSettingsBuilderList()) {
      if (setting.getName().equals(name)) {
        setting.setValue(value);
      }
    }
  }

  private void requireOwn(PredictorSpec spec) {
    if (!spec.getPredictor().equals(kind.id())) {
      throw new ConfigException(
          "the specification is for predictor '%s', not for %s"
              .formatted(Excerpt.of(spec.getPredictor()), kind.id()));
    }
  }

  private Optional<ReliabilityCard> card(
      Parts parts, int epochs, PredictorSpec spec, List<Observation> labelled) {
    List<Signal> signals = joinable.signals(parts, epochs, spec.getSpace());
    if (labelled.size() < ReliabilityCards.LEAST_OBSERVATIONS || signals.isEmpty()) {
      return Optional.empty();
    }
    ReliabilityCards cards =
        new ReliabilityCards(labelled, new Seed(spec.getSeed()).child("reliability"));
    signals.forEach(
        signal ->
            cards.signal(
                signal,
                signal instanceof Signal.Curve ? Family.LEARNING_CURVE.toString() : "score"));
    ReliabilityCard.Builder card = cards.card().toBuilder();
    Set<String> used = new HashSet<>(parts.names());
    for (Reliability.Builder entry : card.getEntriesBuilderList()) {
      // One that surely says something may add to params though it is weaker; if it does not, the
      // cross-validation takes its weight away.
      boolean doubtful = entry.getLow() <= 0 || entry.getGainHigh() < 0;
      entry.setLeftOut(used.contains(entry.getName()) && !entry.getBetter() && doubtful);
    }
    return Optional.of(card.build());
  }

  private ModelBasedPredictor predictor(
      PredictorSpec spec,
      Parts parts,
      int epochs,
      Optional<ReliabilityCard> card,
      List<Observation> unlabelled) {
    Set<String> out =
        card.stream()
            .flatMap(c -> c.getEntriesList().stream())
            .filter(Reliability::getLeftOut)
            .map(Reliability::getName)
            .collect(Collectors.toSet());
    Parts kept = parts.without(out);
    Parts used =
        // With nothing left, everything is better than nothing.
        kept.isEmpty() ? parts : kept;
    Learner model = joinable.model(used);
    PredictorDescription description = description(spec);
    boolean prior =
        used.signals() > 0
            && Joinable.readsVectors(model.description())
            && Settings.of(description.settings(), spec).whole(HybridDescription.PRIOR) == 1;
    Learner learner =
        prior ? JointLearner.of(model, description, used) : new Described(model, description);
    InputForm form =
        new SignalForm(joinable.signals(used, epochs, spec.getSpace()), used.encoded(), unlabelled);
    return new ModelBasedPredictor(learner, form);
  }

  @Override
  public Model load(FittedPredictor fitted) {
    PredictorSpec spec = fitted.getSpec();
    try {
      requireOwn(spec);
      Parts parts = choice.of(spec);
      if (spec.getPartsCount() == 0 || parts.isEmpty()) {
        throw new DataException("the fitted predictor names no parts");
      }
      Optional<ReliabilityCard> card =
          fitted.hasReliability() ? Optional.of(fitted.getReliability()) : Optional.empty();
      int epochs = Settings.of(description(spec).settings(), spec).whole(HybridDescription.EPOCHS);
      return new Hybrid(predictor(spec, parts, epochs, card, List.of()).load(fitted), card);
    } catch (ConfigException e) {
      throw new DataException("the fitted predictor cannot be used: " + e.getMessage(), e);
    }
  }

  /** What has been fitted, with what was said of its parts. */
  private record Hybrid(Model model, Optional<ReliabilityCard> card) implements Model {

    @Override
    public List<Prediction> query(List<Observation> queries) {
      return model.query(queries);
    }

    @Override
    public FittedPredictor save() {
      FittedPredictor.Builder fitted = model.save().toBuilder();
      card.ifPresent(fitted::setReliability);
      return fitted.build();
    }

    @Override
    public void close() {
      model.close();
    }
  }

  /** A learner under a hybrid's name. */
  private record Described(Learner learner, PredictorDescription description) implements Learner {

    @Override
    public TuningCriterion judgedBy() {
      return learner.judgedBy();
    }

    @Override
    public Learned fit(LearningTask task) {
      return learner.fit(task);
    }

    @Override
    public Learned load(StoredModel stored, Settings settings) {
      return learner.load(stored, settings);
    }
  }
}
