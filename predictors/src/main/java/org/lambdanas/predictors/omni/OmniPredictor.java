package org.lambdanas.predictors.omni;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.error.Excerpt;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.predictors.features.Features;
import org.lambdanas.predictors.predictor.Estimates;
import org.lambdanas.predictors.predictor.Family;
import org.lambdanas.predictors.predictor.InputForm;
import org.lambdanas.predictors.predictor.Learned;
import org.lambdanas.predictors.predictor.Learner;
import org.lambdanas.predictors.predictor.LearningTask;
import org.lambdanas.predictors.predictor.Model;
import org.lambdanas.predictors.predictor.ModelBasedPredictor;
import org.lambdanas.predictors.predictor.Predictor;
import org.lambdanas.predictors.predictor.PredictorDescription;
import org.lambdanas.predictors.predictor.PredictorDescription.CurveNeed;
import org.lambdanas.predictors.predictor.SettingDescription;
import org.lambdanas.predictors.predictor.Settings;
import org.lambdanas.predictors.predictor.StandardisedLearner;
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

  /** Fewest epochs of a curve that is read unasked (White et al., their code). */
  private static final int LEAST_EPOCHS = 3;

  private static final String EPOCHS = "curve_epochs";
  private static final String PRIOR = "prior";
  private static final String CARD = "card";

  private static final int MOST_EPOCHS = 1_000_000;

  private final Kind kind;
  private final Map<String, Learner> models;
  private final Map<String, Predictor> curves;

  /**
   * Makes a hybrid.
   *
   * @param kind what it joins unless it is told otherwise
   * @param models the model-based predictors that it may join
   * @param curves the predictors that read curves without a fit, those it takes unasked first
   */
  OmniPredictor(Kind kind, Map<String, Learner> models, Map<String, Predictor> curves) {
    this.kind = kind;
    this.models = models;
    this.curves = curves;
  }

  /**
   * What a hybrid joins unless it is told otherwise.
   *
   * @param id its name
   * @param title its name in words
   * @param source where it comes from
   * @param scores that it reads
   * @param required whether it needs these scores; if not, it takes those that there are, and where
   *     there are none of them all others
   * @param curves how many predictors of curves it asks where there are curves
   * @param model its model-based predictor
   * @param fixed whether it can have no other
   * @param candidates of hyper-parameter optimisation where nothing is said about that
   * @param prior whether the model learns what the signals leave unsaid
   * @param card whether signals that prove to be unreliable are left out
   */
  record Kind(
      String id,
      String title,
      String source,
      List<String> scores,
      boolean required,
      int curves,
      String model,
      boolean fixed,
      int candidates,
      boolean prior,
      boolean card) {}

  /** What a name in a specification's list of parts is. */
  private Parts named(PredictorSpec spec) {
    List<String> scores = new ArrayList<>();
    List<String> read = new ArrayList<>();
    Optional<String> model = kind.fixed ? Optional.of(kind.model) : Optional.empty();
    for (String name : spec.getPartsList()) {
      if (curves.containsKey(name)) {
        read.add(name);
      } else if (!models.containsKey(name)) {
        scores.add(name);
      } else if (!readsVectors(require(models, name).description())
          && !require(models, name).description().encodings().contains("sequence")) {
        throw new ConfigException(
            name
                + " reads graphs, beside which scores and curves have no place: name another"
                + " model");
      } else if (model.filter(other -> !other.equals(name)).isPresent()) {
        throw new ConfigException(
            "%s has one model, %s: leave out %s".formatted(kind.id, model.get(), name));
      } else {
        model = Optional.of(name);
      }
    }
    return new Parts(scores, read, model, true);
  }

  private Parts parts(PredictorSpec spec) {
    Parts parts =
        spec.getPartsCount() > 0
            ? named(spec)
            : new Parts(
                kind.required ? kind.scores : List.of(), List.of(), Optional.of(kind.model), true);
    return parts.leaving(spec);
  }

  private boolean isLeftOut(PredictorSpec spec, String part) {
    return spec.getWithoutList().contains(part);
  }

  @Override
  public PredictorDescription description() {
    return description(PredictorSpec.newBuilder().setPredictor(kind.id).build());
  }

  @Override
  public PredictorDescription description(PredictorSpec spec) {
    Parts parts = parts(spec);
    Learner learner = learner(parts.model());
    PredictorDescription own = learner.description();
    List<SettingDescription> settings = new ArrayList<>();
    settings.add(
        SettingDescription.whole(
            EPOCHS,
            0,
            0,
            MOST_EPOCHS,
            "epochs of a curve that are read; 0: as many as every observation has"));
    if (readsVectors(own)) {
      settings.add(
          SettingDescription.whole(
              PRIOR,
              kind.prior || parts.model().isEmpty() ? 1 : 0,
              0,
              1,
              "1: the model learns what the signals' mean rank leaves unsaid; 0: it learns all"));
    }
    settings.add(
        SettingDescription.whole(
            CARD,
            kind.card ? 1 : 0,
            0,
            1,
            "1: signals that rank "
                + ReliabilityCards.LEAST_OBSERVATIONS
                + " observations or more no better than params are left out; 0: all are kept"));
    settings.addAll(own.settings());
    return new PredictorDescription(
        kind.id,
        kind.title,
        Family.HYBRID,
        encodings(own),
        need(spec, parts),
        parts.scores(),
        Math.max(2, own.leastObservations()),
        own.givesDeviation(),
        settings,
        own.nativeLibrary(),
        kind.source,
        own.published());
  }

  /** Graph features first, where the model reads vectors. */
  private static List<String> encodings(PredictorDescription model) {
    return readsVectors(model)
        ? Stream.concat(Stream.of("graph"), model.encodings().stream()).distinct().toList()
        : model.encodings();
  }

  private static boolean readsVectors(PredictorDescription model) {
    return model.encodings().stream().anyMatch(PredictorDescription.VECTORS::contains);
  }

  private Optional<CurveNeed> need(PredictorSpec spec, Parts parts) {
    if (!parts.curves().isEmpty()) {
      List<CurveNeed> needs = parts.curves().stream().map(this::need).toList();
      return Optional.of(
          new CurveNeed(
              needs.get(0).metrics(),
              needs.stream().mapToInt(CurveNeed::leastEpochs).max().orElse(1)));
    }
    return spec.getPartsCount() > 0 || kind.curves == 0 || isLeftOut(spec, "curve")
        ? Optional.empty()
        : Optional.of(
            new CurveNeed(
                unasked().stream().flatMap(id -> need(id).metrics().stream()).distinct().toList(),
                0));
  }

  private CurveNeed need(String curve) {
    return require(curves, curve).description().curves().orElseThrow();
  }

  /** Predictors of curves of which the first that can be are read unasked. */
  private List<String> unasked() {
    return Stream.of("sotle", "valacc").filter(curves::containsKey).toList();
  }

  private Learner learner(Optional<String> model) {
    return model.<Learner>map(id -> require(models, id)).orElse(Nothing.LEARNER);
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
              .formatted(kind.id, labelled.size()));
    }
    Parts parts = chosen(spec, observations, settings);
    if (parts.isEmpty()) {
      throw new ConfigException(
          kind.id + " has nothing to learn from: leave out less, or name --parts");
    }
    int epochs = epochs(parts, observations, settings);
    Optional<ReliabilityCard> card =
        settings.whole(CARD) == 1 ? card(parts, epochs, spec, labelled) : Optional.empty();
    PredictorSpec.Builder resolved =
        spec.toBuilder().clearParts().addAllParts(parts.names()).clearSettings();
    settings.values().forEach((name, value) -> resolved.addSettings(feature(name, value)));
    set(resolved, EPOCHS, epochs);
    if (kind.candidates > 0 && spec.getTuningCandidates() == 0 && spec.getTuningSeconds() == 0) {
      resolved.setTuningCandidates(kind.candidates);
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
    if (!spec.getPredictor().equals(kind.id)) {
      throw new ConfigException(
          "the specification is for predictor '%s', not for %s"
              .formatted(Excerpt.of(spec.getPredictor()), kind.id));
    }
  }

  /** The parts that are named, or those that the kind and the observations have. */
  private Parts chosen(PredictorSpec spec, List<Observation> observations, Settings settings) {
    Parts parts = parts(spec);
    if (spec.getPartsCount() > 0) {
      parts.scores().forEach(name -> requireKnown(name, observations));
      return parts;
    }
    List<String> scores = parts.scores();
    if (!kind.required && !isLeftOut(spec, "scores")) {
      List<String> there = ReliabilityCards.scores(observations);
      List<String> usual = kind.scores.stream().filter(there::contains).toList();
      scores = usual.isEmpty() ? there : usual;
    }
    List<String> read =
        kind.curves == 0 || isLeftOut(spec, "curve")
            ? List.of()
            : unasked().stream()
                .filter(
                    id ->
                        common(id, observations) >= Math.max(LEAST_EPOCHS, settings.whole(EPOCHS)))
                .limit(kind.curves)
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
                  String.join(", ", new TreeSet<>(curves.keySet())),
                  String.join(", ", models.keySet())));
    }
  }

  /** Epochs that every observation has of what a predictor of curves reads. */
  private int common(String curve, List<Observation> observations) {
    return observations.stream()
        .mapToInt(observation -> Signal.Curve.epochs(need(curve), observation))
        .min()
        .orElse(0);
  }

  private int epochs(Parts parts, List<Observation> observations, Settings settings) {
    return settings.whole(EPOCHS) > 0
        ? settings.whole(EPOCHS)
        : parts.curves().stream()
            .mapToInt(id -> Math.max(need(id).leastEpochs(), common(id, observations)))
            .min()
            .orElse(0);
  }

  private List<Signal> signals(Parts parts, int epochs, String space) {
    return Stream.concat(
            parts.scores().stream().<Signal>map(Signal.Score::new),
            parts.curves().stream().map(id -> Signal.Curve.of(require(curves, id), space, epochs)))
        .toList();
  }

  private static <T> T require(Map<String, T> known, String id) {
    T found = known.get(id);
    if (found == null) {
      throw new IllegalArgumentException("no " + id + " to join");
    }
    return found;
  }

  private Optional<ReliabilityCard> card(
      Parts parts, int epochs, PredictorSpec spec, List<Observation> labelled) {
    List<Signal> signals = signals(parts, epochs, spec.getSpace());
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
      entry.setLeftOut(used.contains(entry.getName()) && !entry.getBetter());
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
    Learner model = learner(used.model());
    if (model instanceof StandardisedLearner standardised) {
      model =
          new StandardisedLearner(
              standardised.learner(), used.scores().size() + used.curves().size());
    }
    PredictorDescription description = description(spec);
    boolean prior =
        readsVectors(model.description())
            && Settings.of(description.settings(), spec).whole(PRIOR) == 1;
    Learner learner =
        prior
            ? new PriorLearner(model, description, used.scores().size(), used.curves().size())
            : new Described(model, description);
    InputForm form =
        new SignalForm(signals(used, epochs, spec.getSpace()), used.encoded(), unlabelled);
    return new ModelBasedPredictor(learner, form);
  }

  @Override
  public Model load(FittedPredictor fitted) {
    PredictorSpec spec = fitted.getSpec();
    try {
      requireOwn(spec);
      Parts parts = parts(spec);
      if (spec.getPartsCount() == 0 || parts.isEmpty()) {
        throw new DataException("the fitted predictor names no parts");
      }
      Optional<ReliabilityCard> card =
          fitted.hasReliability() ? Optional.of(fitted.getReliability()) : Optional.empty();
      int epochs = Settings.of(description(spec).settings(), spec).whole(EPOCHS);
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

  /** No model: what the signals leave unsaid stays unsaid. */
  private enum Nothing implements Learner {
    LEARNER;

    @Override
    public PredictorDescription description() {
      return PredictorDescription.modelBased(
          "none", "no model", PredictorDescription.VECTORS, false, List.of(), "");
    }

    @Override
    public Learned fit(LearningTask task) {
      return learned();
    }

    @Override
    public Learned load(StoredModel stored, Settings settings) {
      return learned();
    }

    private static Learned learned() {
      return Learned.of(
          (List<Features> inputs) -> Estimates.of(new double[inputs.size()]),
          () -> StoredModel.of(List.of()));
    }
  }
}
