package org.lambdanas.predictors.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.interchange.MessageFormat;
import org.lambdanas.graph.interchange.Messages;
import org.lambdanas.graph.interchange.TensorMessages;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.graph.testing.Mutations;
import org.lambdanas.predictors.predictor.Learned;
import org.lambdanas.predictors.predictor.Learner;
import org.lambdanas.predictors.predictor.LearningTask;
import org.lambdanas.predictors.stored.StoredModel;
import org.lambdanas.predictors.testing.NasBench201Sample;
import org.lambdanas.proto.v1.FittedPredictor;
import org.lambdanas.proto.v1.NamedTensor;

/** Nothing that is read ends the process, and what is damaged is refused. */
class DamagedModelsTest {

  private static final NasBench201Sample TRAIN =
      NasBench201Sample.all().draw(24, new Seed(11)).standardised();

  static Stream<Named<Learner>> learners() {
    return TreeLearnersTest.learners();
  }

  /** Few trees, so that damage hits every kind of number. */
  private static LearningTask task(Learner learner) {
    return TRAIN.task(
        learner, 1, NasBench201Sample.setting(learner.description().settings().get(0).name(), 4));
  }

  private static StoredModel stored(Learner learner) {
    try (Learned learned = learner.fit(task(learner))) {
      return learned.store();
    }
  }

  @ParameterizedTest
  @MethodSource("learners")
  void mutationsAreReadOrRefused(Learner learner) {
    LearningTask task = task(learner);
    StoredModel stored = stored(learner);
    byte[] bytes =
        FittedPredictor.newBuilder()
            .addAllTensors(stored.tensors())
            .setNativeModel(stored.nativeModel())
            .build()
            .toByteArray();
    Mutations.survive(
        "fitted " + learner.description().id(),
        bytes,
        input -> {
          FittedPredictor fitted =
              Messages.parse(
                  input, MessageFormat.BINARY, FittedPredictor.getDefaultInstance(), "mutation");
          StoredModel model = new StoredModel(fitted.getTensorsList(), fitted.getNativeModel());
          try (Learned learned = learner.load(model, task.settings())) {
            assertThat(learned.predict(TRAIN.inputs()).means()).hasSize(24);
          }
        });
  }

  @Test
  void aModelOfAnotherPredictorIsRefused() {
    assertThatThrownBy(
            () -> new LightGbm().load(stored(new RandomForest()), task(new LightGbm()).settings()))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("has no tensor 'base'");
    assertThatThrownBy(
            () ->
                new RandomForest().load(stored(new NgBoost()), task(new RandomForest()).settings()))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("trees");
    assertThatThrownBy(
            () -> new NgBoost().load(stored(new RandomForest()), task(new NgBoost()).settings()))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("has no tensor 'scale'");
  }

  private static StoredModel with(StoredModel stored, String name, int index, long value) {
    List<NamedTensor> tensors = new ArrayList<>();
    for (NamedTensor tensor : stored.tensors()) {
      if (tensor.getName().equals(name)) {
        long[] values = TensorMessages.longs(tensor, TensorMessages.shape(tensor));
        values[index] = value;
        tensors.add(TensorMessages.of(name, TensorMessages.shape(tensor), values));
      } else {
        tensors.add(tensor);
      }
    }
    return StoredModel.of(tensors);
  }

  @Test
  void treesThatLeadNowhereOrInCirclesAreRefused() {
    RandomForest learner = new RandomForest();
    StoredModel stored = stored(learner);
    for (StoredModel damaged :
        List.of(
            with(stored, "nodes/right", 0, 0),
            with(stored, "nodes/right", 0, 1),
            with(stored, "nodes/right", 0, 1000),
            with(stored, "nodes/right", 0, 1L << 32 | 2),
            with(stored, "nodes/features", 0, 30),
            with(stored, "nodes/features", 0, -2),
            with(stored, "trees/starts", 0, 1),
            with(stored, "trees/starts", 1, 0),
            with(stored, "trees/starts", 1, 1_000_000),
            with(stored, "trees/starts", 4, 3),
            with(stored, "features", 0, 0),
            with(stored, "features", 0, 3),
            with(stored, "features", 0, Long.MAX_VALUE))) {
      assertThatThrownBy(() -> learner.load(damaged, task(learner).settings()))
          .isInstanceOf(DataException.class);
    }
  }
}
