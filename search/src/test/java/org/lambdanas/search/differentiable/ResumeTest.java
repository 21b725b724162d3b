package org.lambdanas.search.differentiable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.interchange.MessageFormat;
import org.lambdanas.graph.interchange.Messages;
import org.lambdanas.graph.testing.Mutations;
import org.lambdanas.proto.v1.EpochRecord;
import org.lambdanas.proto.v1.RegulariserKind;
import org.lambdanas.proto.v1.SearchCheckpoint;
import org.lambdanas.proto.v1.SearchConfig;
import org.lambdanas.proto.v1.SearchMethod;
import org.lambdanas.proto.v1.StepOrder;
import org.lambdanas.search.differentiable.TinySearch.Course;
import org.lambdanas.search.run.EpochListener;
import org.lambdanas.search.run.Pace;

/** A stopped and resumed search is the uninterrupted one, to the bit. */
class ResumeTest {

  static Stream<Arguments> searches() {
    SearchConfig.Builder signs = TinySearch.config(SearchMethod.SEARCH_METHOD_LAMBDA_DARTS);
    signs
        .setStepOrder(StepOrder.STEP_ORDER_WEIGHTS_FIRST)
        .getRegulariserBuilder()
        .setKind(RegulariserKind.REGULARISER_KIND_SIGN_CORRELATION);
    return Stream.of(
        Arguments.of("darts", TinySearch.config(SearchMethod.SEARCH_METHOD_DARTS).build()),
        Arguments.of(
            "darts-2nd", TinySearch.config(SearchMethod.SEARCH_METHOD_DARTS_SECOND_ORDER).build()),
        Arguments.of(
            "corr, evaluated",
            TinySearch.config(SearchMethod.SEARCH_METHOD_LAMBDA_DARTS).setEvaluate(true).build()),
        Arguments.of("signcorr, weights first", signs.build()),
        Arguments.of("corr, central difference", TinySearch.central().build()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("searches")
  void stoppedInAnEpochAndBetweenEpochs(String name, SearchConfig config) {
    Course whole = TinySearch.run(config);
    assertThat(whole.done()).isTrue();
    try (DifferentiableSearch first = TinySearch.start(config);
        DifferentiableSearch second = TinySearch.start(config)) {
      Course stopped = TinySearch.run(first, 4);
      assertThat(stopped.done()).isFalse();
      assertThat(stopped.last().getEpoch()).isEqualTo(1);
      assertThat(stopped.last().getStep()).isEqualTo(1);
      assertThat(stopped.last().getRunningList()).isNotEmpty();

      second.restore(stopped.last());
      Course border = TinySearch.run(second, 2);
      assertThat(border.done()).isFalse();
      assertThat(border.last().getEpoch()).isEqualTo(2);
      assertThat(border.last().getStep()).isZero();
      assertThat(border.last().getTensorsList())
          .isEqualTo(whole.checkpoints().get(1).getTensorsList());

      // Into a search that has gone elsewhere since.
      first.restore(border.last());
      Course rest = TinySearch.run(first, Integer.MAX_VALUE);
      assertThat(rest.done()).isTrue();
      assertThat(rest.last().getTensorsList()).isEqualTo(whole.last().getTensorsList());
      assertThat(rest.records()).isEqualTo(whole.records());
      assertThat(first.alpha()).isEqualTo(TinySearch.tensors(whole.last(), "alpha"));

      // A search that was killed after its last checkpoint has nothing left to do.
      second.restore(rest.last());
      assertThat(TinySearch.run(second, Integer.MAX_VALUE))
          .matches(Course::done)
          .matches(course -> course.checkpoints().isEmpty());
      assertThat(second.history()).isEqualTo(rest.last().getHistory());
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("searches")
  void measuringThePaceLeavesNoTrace(String name, SearchConfig config) {
    Course whole = TinySearch.run(config);
    try (DifferentiableSearch search = TinySearch.start(config)) {
      Pace pace = search.pace(() -> false).orElseThrow();
      assertThat(pace.parts()).isNotEmpty().allMatch(part -> part.seconds() > 0);
      TinySearch.run(search, 4);
      assertThat(search.pace(() -> false)).isPresent();
      assertThat(search.pace(() -> true)).isEmpty();
      Course rest = TinySearch.run(search, Integer.MAX_VALUE);
      assertThat(rest.last().getTensorsList()).isEqualTo(whole.last().getTensorsList());
      assertThat(rest.records()).isEqualTo(whole.records());
    }
  }

  @Test
  void aLongSearchSaysWhatItExpectsAndAShortOneDoesNot() {
    SearchConfig.Builder config = TinySearch.config(SearchMethod.SEARCH_METHOD_LAMBDA_DARTS);
    List<Pace> expected = new ArrayList<>();
    EpochListener<EpochRecord> listener =
        new EpochListener<>() {
          @Override
          public void expects(Pace pace) {
            expected.add(pace);
          }
        };
    int[] asked = {0};
    try (DifferentiableSearch shortSearch = TinySearch.start(config.build());
        DifferentiableSearch longSearch = TinySearch.start(config.setEpochs(100).build())) {
      shortSearch.run(listener, () -> false, checkpoint -> {});
      assertThat(expected).isEmpty();
      // The first questions come before and between the measured iterations.
      longSearch.run(listener, () -> asked[0]++ > 40, checkpoint -> {});
      assertThat(expected).singleElement().matches(pace -> pace.secondsLeft() > 0);
      assertThat(expected.get(0).parts())
          .extracting(Pace.Part::name, Pace.Part::left)
          .containsExactly(tuple("iteration", 3.0), tuple("iteration with the alignment", 297.0));
    }
  }

  @Test
  void whatFollowsEpochsIsMeasuredToo() {
    SearchConfig.Builder config =
        TinySearch.config(SearchMethod.SEARCH_METHOD_DARTS).setEvaluate(true);
    config.getDiagnosisBuilder().setHessianEvery(2);
    config.getAlphaOptimizerBuilder().setWarmUpEpochs(1);
    SearchConfig asked = config.build();
    Course whole = TinySearch.run(asked);
    try (DifferentiableSearch search = TinySearch.start(asked)) {
      assertThat(search.pace(() -> false).orElseThrow().parts())
          .extracting(Pace.Part::name, Pace.Part::left)
          .containsExactly(
              tuple("iteration, alpha still", 3.0),
              tuple("iteration", 6.0),
              tuple(Pace.JUDGING, 9.0),
              tuple("eigenvalue", 1.5));
      assertThat(TinySearch.run(search, Integer.MAX_VALUE).records()).isEqualTo(whole.records());
    }
  }

  @Test
  void checkpointsThatDoNotFitAreRefused() {
    SearchConfig config = TinySearch.config(SearchMethod.SEARCH_METHOD_DARTS).build();
    try (DifferentiableSearch search = TinySearch.start(config)) {
      SearchCheckpoint good = TinySearch.run(search, 4).last();
      refused(search, good.toBuilder().setConfigSha256(good.getConfigSha256().substring(1)));
      refused(search, good.toBuilder().setEpoch(2));
      refused(search, good.toBuilder().setStep(3));
      refused(search, good.toBuilder().setStep(-1));
      refused(search, good.toBuilder().removeTensors(0));
      refused(search, good.toBuilder().setTensors(0, good.getTensors(1)));
      SearchCheckpoint.Builder wrongSum = good.toBuilder();
      wrongSum.getRunningBuilder(0).clearDoubles();
      refused(search, wrongSum);
      SearchCheckpoint.Builder reshaped = good.toBuilder();
      reshaped.getTensorsBuilder(0).addShape(1);
      refused(search, reshaped);
      Mutations.survive(
          "search checkpoint payload",
          good.toByteArray(),
          bytes ->
              search.restore(
                  Messages.parse(
                      bytes,
                      MessageFormat.BINARY,
                      SearchCheckpoint.getDefaultInstance(),
                      "checkpoint")));
      search.restore(good);
      assertThat(TinySearch.run(search, Integer.MAX_VALUE).done()).isTrue();
    }
  }

  private static void refused(DifferentiableSearch search, SearchCheckpoint.Builder checkpoint) {
    assertThatThrownBy(() -> search.restore(checkpoint.build()))
        .isInstanceOf(DataException.class)
        .message()
        .doesNotContain("\n");
  }
}
