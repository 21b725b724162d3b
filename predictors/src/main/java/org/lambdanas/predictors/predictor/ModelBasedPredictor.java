package org.lambdanas.predictors.predictor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.IntFunction;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.error.Excerpt;
import org.lambdanas.graph.error.Suggestion;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.graph.space.SearchSpace;
import org.lambdanas.graph.space.SearchSpaces;
import org.lambdanas.predictors.encoding.Encoder;
import org.lambdanas.predictors.encoding.Encodings;
import org.lambdanas.predictors.features.Features;
import org.lambdanas.predictors.label.LabelScale;
import org.lambdanas.predictors.label.ScaledLabels;
import org.lambdanas.predictors.stored.StoredModel;
import org.lambdanas.proto.v1.Architecture;
import org.lambdanas.proto.v1.CrossValidation;
import org.lambdanas.proto.v1.Deviations;
import org.lambdanas.proto.v1.Feature;
import org.lambdanas.proto.v1.FittedPredictor;
import org.lambdanas.proto.v1.LabelTransform;
import org.lambdanas.proto.v1.NamedTensor;
import org.lambdanas.proto.v1.Observation;
import org.lambdanas.proto.v1.PredictorSpec;

/**
 * A predictor that learns from architectures and their labels (White et al., section 3.1):
 * everything around a {@link Learner}. It reads observations, puts the labels on a scale (rank
 * Gauss unless the specification says otherwise), tunes the settings where the specification asks
 * for it, and gives predictions back in the units of the labels.
 */
public final class ModelBasedPredictor implements Predictor {

  private final Learner learner;
  private final BiFunction<String, String, Encoder> encoders;
  private final InputForm form;

  /** A predictor on the registered encodings. */
  public ModelBasedPredictor(Learner learner) {
    this(learner, InputForm.ENCODING);
  }

  /** A predictor that reads more, or less, than the registered encodings. */
  public ModelBasedPredictor(Learner learner, InputForm form) {
    this(learner, Encodings::of, form);
  }

  /** A predictor on encodings of one's own, by space and encoding. */
  public ModelBasedPredictor(Learner learner, BiFunction<String, String, Encoder> encoders) {
    this(learner, encoders, InputForm.ENCODING);
  }

  private ModelBasedPredictor(
      Learner learner, BiFunction<String, String, Encoder> encoders, InputForm form) {
    this.learner = learner;
    this.encoders = encoders;
    this.form = form;
  }

  @Override
  public PredictorDescription description() {
    return learner.description();
  }

  @Override
  public Model fit(PredictorSpec spec, List<Observation> observations) {
    return fit(spec, observations, List.of());
  }

  @Override
  public Model fit(
      PredictorSpec spec, List<Observation> observations, Collection<Architecture> withheld) {
    requireOwn(spec);
    requireEnough(observations);
    SearchSpace space = SearchSpaces.byId(spec.getSpace());
    Encoder encoder = encoder(spec);
    Settings given = Settings.of(description().settings(), spec);
    InputReader reader = form.fit(encoder, observations);
    List<Features> inputs = new ArrayList<>();
    List<Architecture> keptOut = new ArrayList<>(withheld);
    double[] labels = new double[observations.size()];
    for (int i = 0; i < labels.length; i++) {
      Observation observation = observations.get(i);
      if (!observation.hasTarget()) {
        throw new DataException(
            "observation " + i + " has no target: " + id() + " learns from targets");
      }
      labels[i] = observation.getTarget();
      inputs.add(ModelBasedModel.read(reader, observation, "observation", i));
      keptOut.add(observation.getArchitecture());
    }
    LabelTransform transform = labelTransform(spec);
    ScaledLabels scaled = ScaledLabels.of(transform, labels);
    Seed seed = new Seed(spec.getSeed());
    IntFunction<List<Features>> unlabelled =
        reader
            .unlabelled()
            .<IntFunction<List<Features>>>map(
                all -> count -> all.subList(0, Math.min(count, all.size())))
            .orElseGet(
                () -> new UnlabelledSupply(space, reader, seed.child("unlabelled"), keptOut));
    PredictorSpec.Builder resolved =
        spec.toBuilder()
            .setEncoding(encoder.id())
            .setLabelTransform(transform)
            .clearSettings()
            .addAllSettings(features(given));
    Settings settings = given;
    List<NamedTensor> notes = List.of();
    if (spec.getTuningSeconds() > 0 || spec.getTuningCandidates() > 0) {
      LearningTask task = new LearningTask(inputs, labels, given, seed.child("tuning"), unlabelled);
      Tuning.Outcome outcome = tune(spec, transform, task);
      settings = outcome.settings();
      notes =
          new StoredModel.Writer()
              .vector(
                  ModelBasedModel.TUNING_SCORES,
                  outcome.scores().stream().mapToDouble(score -> score).toArray())
              .tensors();
      resolved.setTuningSeconds(0).setTuningCandidates(outcome.scores().size());
    }
    LearningTask task =
        new LearningTask(inputs, scaled.values(), settings, seed.child("fit"), unlabelled);
    Optional<Integer> folds =
        isCalibrated(spec) ? HeldOut.folds(spec, labels.length) : Optional.empty();
    if (description().givesDeviation()) {
      resolved
          .setDeviations(
              folds.isPresent() ? Deviations.DEVIATIONS_CALIBRATED : Deviations.DEVIATIONS_RAW)
          .setFolds(folds.orElse(0));
    }
    Learned learned = learner.fit(task);
    try {
      Optional<CrossValidation> validation =
          folds.map(count -> heldOut(learned, task, count).result(scaled.values(), scaled.scale()));
      return new ModelBasedModel(
          resolved.build(),
          settings,
          reader,
          scaled.scale(),
          learned,
          labels.length,
          validation,
          notes,
          false);
    } catch (RuntimeException | Error e) {
      learned.close();
      throw e;
    }
  }

  private boolean isCalibrated(PredictorSpec spec) {
    return description().givesDeviation()
        && switch (spec.getDeviations()) {
          case DEVIATIONS_UNSPECIFIED -> !spec.getAsPublished();
          case DEVIATIONS_CALIBRATED -> true;
          case DEVIATIONS_RAW, UNRECOGNIZED -> false;
        };
  }

  private HeldOut heldOut(Learned learned, LearningTask task, int folds) {
    return learned.heldOut().orElseGet(() -> HeldOut.of(learner, task, folds));
  }

  private String id() {
    return description().id();
  }

  private void requireOwn(PredictorSpec spec) {
    if (!spec.getPredictor().equals(id())) {
      throw new ConfigException(
          "the specification is for predictor '%s', not for %s"
              .formatted(Excerpt.of(spec.getPredictor()), id()));
    }
  }

  private void requireEnough(List<Observation> observations) {
    int least = Math.max(1, description().leastObservations());
    if (observations.size() < least) {
      throw new DataException(
          id() + " needs " + least + " observations or more, not " + observations.size());
    }
  }

  @Override
  public void check(PredictorSpec spec) {
    Predictor.super.check(spec);
    encoder(spec);
  }

  private Encoder encoder(PredictorSpec spec) {
    List<String> readable = description().encodings();
    String encoding = spec.getEncoding().isEmpty() ? own(spec) : spec.getEncoding();
    if (!readable.contains(encoding) && !readable.containsAll(List.of(encoding.split("\\+", -1)))) {
      throw new ConfigException(
          "%s cannot read the encoding %s: it reads %s"
              .formatted(id(), Suggestion.quoted(encoding, readable), String.join(", ", readable)));
    }
    return encoders.apply(spec.getSpace(), encoding);
  }

  /** The first of its encodings, or of those of its publication, that the space has. */
  private String own(PredictorSpec spec) {
    List<String> own =
        spec.getAsPublished() ? description().published().encodings() : description().encodings();
    return own.stream()
        .filter(id -> Encodings.has(spec.getSpace(), id))
        .findFirst()
        .orElse(own.get(0));
  }

  private LabelTransform labelTransform(PredictorSpec spec) {
    if (spec.getLabelTransform() != LabelTransform.LABEL_TRANSFORM_UNSPECIFIED) {
      return spec.getLabelTransform();
    }
    return spec.getAsPublished()
        ? description().published().labels()
        : LabelTransform.LABEL_TRANSFORM_RANK_GAUSS;
  }

  private Tuning.Outcome tune(PredictorSpec spec, LabelTransform transform, LearningTask task) {
    if (!Tuning.applies(description())) {
      throw new ConfigException(
          id() + " has no setting with a range to tune in: leave out its tuning");
    }
    int least = Math.max(Tuning.LEAST_OBSERVATIONS, description().leastObservations() * 3 / 2 + 1);
    if (task.labels().length < least) {
      return new Tuning.Outcome(task.settings(), List.of());
    }
    double seconds =
        spec.getTuningSeconds() > 0 ? spec.getTuningSeconds() : Double.POSITIVE_INFINITY;
    int candidates =
        spec.getTuningCandidates() > 0 ? spec.getTuningCandidates() : Tuning.MOST_CANDIDATES;
    return new Tuning(learner, task, transform).search(seconds, candidates);
  }

  static List<Feature> features(Settings settings) {
    List<Feature> features = new ArrayList<>();
    for (Map.Entry<String, Double> setting : settings.values().entrySet()) {
      features.add(
          Feature.newBuilder().setName(setting.getKey()).setValue(setting.getValue()).build());
    }
    return features;
  }

  @Override
  public Model load(FittedPredictor fitted) {
    PredictorSpec spec = fitted.getSpec();
    try {
      requireOwn(spec);
      SearchSpaces.byId(spec.getSpace());
      Encoder encoder = encoder(spec);
      Settings settings =
          Settings.of(
              description().settings(),
              fitted.getSettingsCount() > 0 ? fitted.getSettingsList() : spec.getSettingsList());
      StoredModel all = new StoredModel(fitted.getTensorsList(), fitted.getNativeModel());
      LabelScale scale = LabelScale.load(spec.getLabelTransform(), all);
      List<NamedTensor> notes =
          all.tensors().stream()
              .filter(tensor -> tensor.getName().equals(ModelBasedModel.TUNING_SCORES))
              .toList();
      List<NamedTensor> own =
          all.tensors().stream()
              .filter(tensor -> !notes.contains(tensor))
              .filter(tensor -> !tensor.getName().startsWith(LabelScale.PREFIX))
              .filter(tensor -> !tensor.getName().startsWith(InputReader.PREFIX))
              .toList();
      InputReader reader = form.load(encoder, all);
      List<Integer> sizes = Arrays.stream(reader.shape().sizes()).boxed().toList();
      Learned learned = learner.load(new StoredModel(own, all.nativeModel(), sizes), settings);
      return new ModelBasedModel(
          spec,
          settings,
          reader,
          scale,
          learned,
          fitted.getObservations(),
          fitted.hasCrossValidation() ? Optional.of(fitted.getCrossValidation()) : Optional.empty(),
          notes,
          true);
    } catch (ConfigException e) {
      // What would be a wrong option elsewhere is a damaged file here.
      throw new DataException("the fitted predictor cannot be used: " + e.getMessage(), e);
    }
  }
}
