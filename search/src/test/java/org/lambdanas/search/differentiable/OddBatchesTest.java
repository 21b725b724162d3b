package org.lambdanas.search.differentiable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.lambdanas.graph.data.Batch;
import org.lambdanas.graph.error.DivergedException;
import org.lambdanas.graph.layer.FedBatch;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.graph.supernet.Readings;
import org.lambdanas.graph.supernet.SearchOptimizers;
import org.lambdanas.graph.supernet.SuperNetwork;
import org.lambdanas.graph.supernet.WeightStep.Rates;
import org.lambdanas.graph.tensor.ExecutionOptions;
import org.lambdanas.graph.tensor.GraphRuntime;
import org.lambdanas.graph.tensor.StepScope;
import org.lambdanas.proto.v1.EpochRecord;
import org.lambdanas.proto.v1.NamedTensor;
import org.lambdanas.proto.v1.RegulariserGradient;
import org.lambdanas.proto.v1.SearchConfig;
import org.lambdanas.proto.v1.SearchMethod;
import org.lambdanas.search.differentiable.TinySearch.Course;
import org.lambdanas.search.run.RunningSums;

/** Batches that are too small, too large or not numbers. */
class OddBatchesTest {

  static Stream<Arguments> searches() {
    return Stream.of(
        Arguments.of("darts", TinySearch.config(SearchMethod.SEARCH_METHOD_DARTS).build(), 0),
        Arguments.of(
            "darts-2nd",
            TinySearch.config(SearchMethod.SEARCH_METHOD_DARTS_SECOND_ORDER).build(),
            0),
        Arguments.of(
            "exact", TinySearch.config(SearchMethod.SEARCH_METHOD_LAMBDA_DARTS).build(), 1),
        Arguments.of("central", TinySearch.central().build(), 1));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("searches")
  void aBatchThatIsNotFiniteChangesNothingAndIsCounted(
      String name, SearchConfig config, int skipped) {
    SearchData data = SearchData.load(config);
    try (GraphRuntime runtime =
        new GraphRuntime(Settings.precision(config), ExecutionOptions.of(config.getExecution()))) {
      SuperNetwork network =
          new SuperNetwork(
              runtime, SearchNetworks.spec(config, data.weights().images()), new Seed(0));
      SearchOptimizers optimizers =
          new SearchOptimizers(network, Settings.weights(config), Settings.alpha(config));
      SearchIteration iteration =
          new SearchIteration(
              config,
              optimizers,
              new Readings(network, Settings.alignment(config)),
              Optional.empty());
      EpochMeter meter = new EpochMeter(new RunningSums(), 5);
      optimizers.initialise();
      Rates rates = new Rates(0.025, 0.25);
      Batch good = data.weights().batch(0, 0);
      float[] lost = good.images().clone();
      Arrays.fill(lost, Float.NaN);
      Batch bad =
          new Batch(lost, good.labels(), good.size(), good.height(), good.width(), good.channels());
      iterate(iteration, meter, runtime, rates, good);
      List<NamedTensor> before = runtime.save(optimizers.state());
      iterate(iteration, meter, runtime, rates, bad);
      assertThat(runtime.save(optimizers.state())).isEqualTo(before);
      iterate(iteration, meter, runtime, rates, good);
      assertThat(runtime.save(optimizers.state())).isNotEqualTo(before);

      EpochRecord.Builder record = EpochRecord.newBuilder();
      meter.fill(record, network.cellTypes());
      assertThat(record.getSteps()).isEqualTo(3);
      assertThat(record.getLossNotFinite()).isEqualTo(2);
      assertThat(record.getSkippedNotFinite()).isEqualTo(skipped);
      assertThat(record.getTrainLoss()).isFinite().isPositive();
      assertThat(record.getValidationLoss()).isFinite().isPositive();
      assertThat(record.getLambdaTrain()).isFinite();
      assertThat(record.getCells(0).getGradientNorm()).isFinite().isPositive();
    }
  }

  private static void iterate(
      SearchIteration iteration, EpochMeter meter, GraphRuntime runtime, Rates rates, Batch batch) {
    try (StepScope scope = new StepScope()) {
      FedBatch fed = FedBatch.of(scope, runtime.precision(), batch);
      meter.add(iteration.run(fed, fed, rates, true));
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"REGULARISER_GRADIENT_CENTRAL", "REGULARISER_GRADIENT_EXACT"})
  void oneImageABatchAndMapsOfOnePixel(RegulariserGradient gradient) {
    SearchConfig.Builder config =
        TinySearch.config(SearchMethod.SEARCH_METHOD_LAMBDA_DARTS)
            .setEpochs(2)
            .setBatchSize(1)
            .setEvaluate(true);
    config.getRegulariserBuilder().setGradient(gradient);
    config.getDataBuilder().setTrainImages(3).setImageSize(4).setCropPadding(0);
    Course course = TinySearch.run(config.build());
    assertThat(course.records())
        .hasSize(2)
        .allSatisfy(
            record -> {
              assertThat(record.getSteps()).isEqualTo(1);
              assertThat(record.getTrainLoss()).isFinite();
              assertThat(record.getEvaluationLoss()).isFinite();
              assertThat(record.getLossNotFinite()).isZero();
            });
  }

  @Test
  void oneEpochNeverRegularises() {
    SearchConfig.Builder config =
        TinySearch.config(SearchMethod.SEARCH_METHOD_LAMBDA_DARTS).setEpochs(1);
    config.getDataBuilder().setTrainImages(2);
    Course course = TinySearch.run(config.build());
    assertThat(course.done()).isTrue();
    assertThat(course.records()).hasSize(1);
    assertThat(course.records().get(0).getLambdaStrength()).isZero();
    assertThat(course.records().get(0).getRegulariserNorm()).isZero();
  }

  @Test
  void aBatchLargerThanTheDataIsAllOfIt() {
    SearchConfig.Builder config =
        TinySearch.config(SearchMethod.SEARCH_METHOD_DARTS).setEpochs(2).setBatchSize(512);
    config.getDataBuilder().setTrainImages(10);
    assertThat(TinySearch.run(config.build()).records())
        .extracting(EpochRecord::getSteps)
        .containsExactly(1, 1);
  }

  @Test
  void aSearchTooShortToLoseFiftyStepsStillSaysThatItDiverged() {
    SearchConfig.Builder config = TinySearch.config(SearchMethod.SEARCH_METHOD_DARTS).setEpochs(4);
    config.getWeightOptimizerBuilder().setLearningRate(1e30);
    assertThatThrownBy(() -> TinySearch.run(config.build()))
        .isInstanceOf(DivergedException.class)
        .hasMessageContaining("--learning-rate")
        .message()
        .doesNotContain("\n");
  }
}
