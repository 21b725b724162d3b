package org.lambdanas.search.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Against closed forms, and against what scikit-learn 1.9.1 and SciPy say of the same twelve
 * answers: {@code accuracy_score}, {@code precision_recall_fscore_support}, {@code
 * balanced_accuracy_score}, {@code log_loss}, {@code minimize_scalar} over the temperature, {@code
 * binomtest(...).proportion_ci("wilson")}.
 */
class MeasuresTest {

  private static final Offset<Double> EXACT = within(1e-12);

  /** No picture is of the last class, but one is taken for it. */
  private static final float[][] LOGITS = {
    {2.0f, 0.5f, -1.0f, 0.0f},
    {0.1f, 1.5f, 0.3f, -2.0f},
    {1.2f, 1.1f, 0.0f, 0.5f},
    {-0.5f, 0.25f, 3.0f, 0.0f},
    {4.0f, 0.0f, 0.0f, 0.0f},
    {0.0f, 2.5f, 1.0f, 1.0f},
    {0.5f, 0.0f, 0.75f, 0.5f},
    {0.0f, 0.0f, 5.0f, 1.0f},
    {1.0f, 3.0f, 2.0f, 0.0f},
    {0.25f, 0.0f, 0.0f, 2.0f},
    {3.5f, 1.0f, 0.0f, -1.0f},
    {-1.0f, 0.5f, 0.25f, 0.0f}
  };

  private static final int[] TRUTHS = {0, 1, 1, 2, 0, 1, 2, 2, 0, 0, 1, 2};

  private static Answers answers() {
    Answers answers = new Answers(4);
    for (int i = 0; i < TRUTHS.length; i++) {
      answers.add(LOGITS[i], TRUTHS[i]);
    }
    return answers;
  }

  @Test
  void confusionsArePreciselyCounted() {
    ConfusionMatrix matrix = ConfusionMatrix.of(answers());
    long[][] expected = {{2, 1, 0, 1}, {2, 2, 0, 0}, {0, 1, 3, 0}, {0, 0, 0, 0}};
    for (int truth = 0; truth < 4; truth++) {
      for (int answer = 0; answer < 4; answer++) {
        assertThat(matrix.count(truth, answer)).isEqualTo(expected[truth][answer]);
      }
    }
    assertThat(matrix.total()).isEqualTo(12);
    assertThat(matrix.correct()).isEqualTo(7);
    assertThat(matrix.images(1)).isEqualTo(4);
    assertThat(matrix.answered(2)).isEqualTo(3);
    assertThat(matrix.precision(2).orElseThrow()).isEqualTo(1);
    assertThat(matrix.recall(2).orElseThrow()).isEqualTo(0.75);
    assertThat(matrix.f1(2).orElseThrow()).isCloseTo(6 / 7.0, EXACT);
    assertThat(matrix.precision(3).orElseThrow()).isZero();
    assertThat(matrix.recall(3)).isEmpty();
    assertThat(matrix.f1(3).orElseThrow()).isZero();
    assertThat(matrix.macroF1().orElseThrow()).isCloseTo(0.4642857142857143, EXACT);
    assertThat(matrix.balancedAccuracy().orElseThrow()).isCloseTo(0.5833333333333334, EXACT);
  }

  @Test
  void classesThatNeverOccurDoNotCount() {
    Answers answers = new Answers(3);
    answers.add(new float[] {1, 0, 0}, 0);
    ConfusionMatrix matrix = ConfusionMatrix.of(answers);
    assertThat(matrix.precision(1)).isEmpty();
    assertThat(matrix.f1(1)).isEmpty();
    assertThat(matrix.macroF1()).hasValue(1);
    assertThat(matrix.balancedAccuracy()).hasValue(1);
  }

  @Test
  void likelihoodIsScikitLearns() {
    assertThat(Likelihood.negativeLog(answers(), 1)).isCloseTo(1.002310621846955, EXACT);
  }

  @Test
  void logitsOfAnySizeHaveProbabilities() {
    double[] logs = LogSoftmax.of(new float[] {3e38f, 0, -3e38f}, 0.5);
    assertThat(logs[0]).isZero();
    assertThat(logs[1]).isLessThan(-1e38);
    assertThat(LogSoftmax.of(new float[] {7, 7, 7, 7}, 3))
        .containsExactly(
            new double[] {-Math.log(4), -Math.log(4), -Math.log(4), -Math.log(4)}, EXACT);
  }

  @Test
  void slopeIsTheDerivativeOfTheLikelihood() {
    double inverse = 0.8;
    double step = 1e-5;
    double numeric =
        (Likelihood.negativeLog(answers(), 1 / (inverse + step))
                - Likelihood.negativeLog(answers(), 1 / (inverse - step)))
            / (2 * step);
    assertThat(Likelihood.slope(answers(), inverse)).isCloseTo(numeric, within(1e-8));
  }

  @Test
  void temperatureHasTheSmallestLikelihood() {
    Temperature temperature = Temperature.of(answers());
    assertThat(temperature.atLimit()).isFalse();
    assertThat(temperature.value()).isCloseTo(1.2904481632345226, within(1e-6));
    assertThat(Likelihood.negativeLog(answers(), temperature.value()))
        .isCloseTo(0.9823916168585985, EXACT);
  }

  /** Two classes, a logit apart, right in n of m: p = n / m at 1 / T = ln(p / (1 - p)). */
  @ParameterizedTest
  @CsvSource({"9, 10, 1", "3, 4, 1", "3, 4, 5"})
  void temperatureOfTwoClassesHasAClosedForm(int right, int all, float apart) {
    Answers answers = new Answers(2);
    for (int i = 0; i < all; i++) {
      answers.add(new float[] {apart, 0}, i < right ? 0 : 1);
    }
    double share = (double) right / all;
    assertThat(Temperature.of(answers).value())
        .isCloseTo(apart / Math.log(share / (1 - share)), within(1e-6));
    assertThat(Reliability.of(answers, Temperature.of(answers).value()).expectedError())
        .isCloseTo(0, within(1e-6));
  }

  @Test
  void temperaturesBeyondTheRangeAreAtItsEnds() {
    Answers right = new Answers(2);
    right.add(new float[] {1, 0}, 0);
    assertThat(Temperature.of(right)).isEqualTo(new Temperature(Temperature.LEAST, true));
    Answers wrong = new Answers(2);
    wrong.add(new float[] {1, 0}, 1);
    assertThat(Temperature.of(wrong)).isEqualTo(new Temperature(Temperature.MOST, true));
  }

  @Test
  void calibrationErrorIsThatOfItsDefinition() {
    assertThat(Reliability.of(answers(), 1).expectedError()).isCloseTo(0.22842227978384702, EXACT);
    assertThat(Reliability.of(answers(), 1.2904481632345226).expectedError())
        .isCloseTo(0.2730871476510624, within(1e-9));
  }

  @Test
  void binsHoldWhatIsAboveTheirLowerEnd() {
    // Exactly 1/3 belongs to the fifth of fifteen bins, and certainty to the last.
    Answers answers = new Answers(3);
    answers.add(new float[] {0, 0, 0}, 0);
    answers.add(new float[] {1000, 0, 0}, 1);
    Reliability reliability = Reliability.of(answers, 1);
    assertThat(reliability.bins()).hasSize(15);
    assertThat(reliability.bins().stream().map(Reliability.Bin::images).filter(n -> n > 0))
        .containsExactly(1L, 1L);
    Reliability.Bin last = reliability.bins().get(14);
    assertThat(last.high()).isEqualTo(1);
    assertThat(last.confidence()).isEqualTo(1);
    assertThat(last.accuracy()).isZero();
    Reliability.Bin third = reliability.bins().get(4);
    assertThat(third.accuracy()).isEqualTo(1);
    assertThat(reliability.expectedError()).isCloseTo((1 + 2 / 3.0) / 2, EXACT);
    assertThat(reliability.bins().get(0).confidence()).isNaN();
  }

  @ParameterizedTest
  @CsvSource({
    "7, 12, 0.31951131254954973, 0.8067396863412435",
    "0, 10, 0, 0.27753279986288926",
    "10, 10, 0.7224672001371109, 1",
    "351, 360, 0.953177078553323, 0.9867927674024181"
  })
  void intervalsAreScipys(long successes, long trials, double low, double high) {
    WilsonInterval interval = WilsonInterval.of(successes, trials);
    assertThat(interval.low()).isCloseTo(low, EXACT);
    assertThat(interval.high()).isCloseTo(high, EXACT);
  }

  @Test
  void nonsenseIsRefused() {
    assertThatThrownBy(() -> new Answers(2).add(new float[3], 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Answers(2).add(new float[2], 2))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> WilsonInterval.of(3, 2)).isInstanceOf(IllegalArgumentException.class);
  }
}
