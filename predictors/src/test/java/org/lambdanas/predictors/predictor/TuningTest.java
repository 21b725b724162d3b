package org.lambdanas.predictors.predictor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.error.DivergedException;
import org.lambdanas.graph.interchange.TensorMessages;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.graph.space.NasBench201Space;
import org.lambdanas.predictors.stored.StoredModel;
import org.lambdanas.proto.v1.Architecture;
import org.lambdanas.proto.v1.Feature;
import org.lambdanas.proto.v1.FittedPredictor;
import org.lambdanas.proto.v1.LabelTransform;
import org.lambdanas.proto.v1.NamedTensor;
import org.lambdanas.proto.v1.Observation;
import org.lambdanas.proto.v1.PredictorSpec;

class TuningTest {

  private static final LabelTransform RANK_GAUSS = LabelTransform.LABEL_TRANSFORM_RANK_GAUSS;

  private static List<Observation> observations(int count) {
    RandomGenerator random = new Seed(21).random();
    List<Observation> observations = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Architecture cell = NasBench201Space.INSTANCE.sample(random);
      long convolutions =
          cell.getEdgeCell().getOperationsList().stream().filter(o -> o.contains("conv")).count();
      observations.add(
          Observation.newBuilder()
              .setArchitecture(cell)
              .setTarget(convolutions + 0.4 * random.nextDouble())
              .build());
    }
    return observations;
  }

  private static LearningTask task(Learner learner, int count) {
    List<Observation> observations = observations(count);
    return new LearningTask(
        observations.stream()
            .map(o -> new TinyEncoder("nasbench201", "tiny").features(o.getArchitecture()))
            .toList(),
        observations.stream().mapToDouble(Observation::getTarget).toArray(),
        Settings.of(learner.description().settings(), List.of()),
        new Seed(1),
        n -> List.of());
  }

  @Test
  void memorisingDoesNotPay() {
    Learner memory = new MemorisingLearner();
    double score =
        new Tuning(memory, task(memory, 90), RANK_GAUSS)
            .score(Settings.of(memory.description().settings(), List.of()));
    assertThat(score).isLessThan(0.35);
    Learner kernel = new KernelLearner();
    assertThat(
            new Tuning(kernel, task(kernel, 90), RANK_GAUSS)
                .score(Settings.of(kernel.description().settings(), List.of())))
        .isGreaterThan(0.4);
  }

  @Test
  void foldsAreAShuffledPartition() {
    int[] folds = HeldOut.parts(100, 3, new Seed(3).random());
    int[] counts = new int[3];
    for (int fold : folds) {
      counts[fold]++;
    }
    assertThat(counts).containsExactly(34, 33, 33);
    assertThat(folds)
        .isEqualTo(HeldOut.parts(100, 3, new Seed(3).random()))
        .isNotEqualTo(HeldOut.parts(100, 3, new Seed(4).random()));
  }

  @Test
  void theFirstCandidateIsTheSettingsAsGivenAndTheBestWins() {
    List<Settings> tried = new ArrayList<>();
    Learner watched = learner(new KernelLearner().description(), tried, false);
    Tuning.Outcome outcome =
        new Tuning(watched, task(watched, 60), RANK_GAUSS).search(Double.POSITIVE_INFINITY, 20);
    assertThat(outcome.scores()).hasSize(20).allMatch(score -> score >= 0 && score <= 1);
    assertThat(tried).hasSize(60);
    assertThat(tried.get(0)).isEqualTo(task(watched, 60).settings());
    assertThat(tried.stream().distinct()).hasSize(20);
    assertThat(tried)
        .allSatisfy(
            settings -> {
              assertThat(settings.number("width")).isBetween(0.1, 10.0);
              assertThat(settings.number("power")).isIn(1.0, 2.0, 3.0, 4.0);
            });
    double best = outcome.scores().stream().mapToDouble(x -> x).max().orElseThrow();
    assertThat(outcome.settings()).isEqualTo(tried.get(3 * outcome.scores().indexOf(best)));
    assertThat(best).isGreaterThan(outcome.scores().get(0));
  }

  @Test
  void timeStopsItAndOneCandidateIsTriedAlways() {
    Learner kernel = new KernelLearner();
    assertThat(new Tuning(kernel, task(kernel, 30), RANK_GAUSS).search(1e-9, 5000).scores())
        .hasSize(1);
  }

  @Test
  void aCandidateThatDivergesCountsAsNothing() {
    List<Settings> tried = new ArrayList<>();
    Learner bad = learner(new KernelLearner().description(), tried, true);
    Tuning.Outcome outcome = new Tuning(bad, task(bad, 30), RANK_GAUSS).search(1e9, 3);
    assertThat(outcome.scores()).containsExactly(0.0, 0.0, 0.0);
    assertThat(outcome.settings()).isEqualTo(task(bad, 30).settings());
  }

  @Test
  void theModelKnowsHowItWasTunedAndCanBeMadeAgain() {
    Predictor predictor = new ModelBasedPredictor(new KernelLearner(), TinyEncoder::of);
    PredictorSpec spec =
        PredictorSpec.newBuilder()
            .setPredictor("kernel")
            .setSpace("nasbench201")
            .addSettings(Feature.newBuilder().setName("width").setValue(0.01))
            .setTuningSeconds(600)
            .setTuningCandidates(7)
            .build();
    try (Model model = predictor.fit(spec, observations(40))) {
      FittedPredictor saved = model.save();
      assertThat(saved.getSpec().getTuningCandidates()).isEqualTo(7);
      assertThat(saved.getSpec().getTuningSeconds()).isEqualTo(0);
      NamedTensor scores =
          saved.getTensorsList().stream()
              .filter(tensor -> tensor.getName().equals("tuning/scores"))
              .findFirst()
              .orElseThrow();
      assertThat(TensorMessages.doubles(scores, 7)).hasSize(7);
      assertThat(saved.getSettingsList()).isNotEqualTo(saved.getSpec().getSettingsList());
      try (Model again = predictor.fit(saved.getSpec(), observations(40));
          Model loaded = predictor.load(saved)) {
        assertThat(again.save()).isEqualTo(saved);
        assertThat(loaded.query(observations(9))).isEqualTo(model.query(observations(9)));
        assertThat(loaded.save()).isEqualTo(saved);
      }
    }
    // Too few to cut into folds: as given.
    try (Model model = predictor.fit(spec, observations(9))) {
      FittedPredictor saved = model.save();
      assertThat(saved.getSpec().getTuningCandidates()).isEqualTo(0);
      try (Model loaded = predictor.load(saved)) {
        assertThat(loaded.query(observations(9))).isEqualTo(model.query(observations(9)));
      }
    }
  }

  @Test
  void whatHasNothingToTuneSaysSo() {
    PredictorDescription plain =
        new PredictorDescription(
            "plain",
            "Plain",
            Family.MODEL_BASED,
            List.of("tiny"),
            Optional.empty(),
            1,
            false,
            List.of(),
            Optional.empty(),
            "none");
    Predictor predictor =
        new ModelBasedPredictor(learner(plain, new ArrayList<>(), false), TinyEncoder::of);
    PredictorSpec spec =
        PredictorSpec.newBuilder()
            .setPredictor("plain")
            .setSpace("nasbench201")
            .setTuningCandidates(2)
            .build();
    assertThatThrownBy(() -> predictor.fit(spec, observations(20)))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("no setting with a range");
  }

  private static Learner learner(
      PredictorDescription description, List<Settings> tried, boolean diverges) {
    return new Learner() {
      @Override
      public PredictorDescription description() {
        return description;
      }

      @Override
      public Learned fit(LearningTask task) {
        tried.add(task.settings());
        if (diverges) {
          throw new DivergedException("as planned");
        }
        return new KernelLearner().fit(task);
      }

      @Override
      public Learned load(StoredModel stored, Settings settings) {
        throw new UnsupportedOperationException();
      }
    };
  }
}
