package org.lambdanas.search.comparison;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.protobuf.ByteString;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.lambdanas.proto.v1.ComparedTraining;
import org.lambdanas.proto.v1.ComparisonResult;
import org.lambdanas.proto.v1.TrainedPair;
import org.lambdanas.proto.v1.TrialScore;
import org.lambdanas.search.judge.WilsonInterval;

class TrainedSummaryTest {

  private static final int PICTURES = 100;

  /** Right on the pictures from one to another. */
  private static ComparedTraining training(String method, long seed, int from, int to) {
    BitSet right = new BitSet();
    right.set(from, to);
    return ComparedTraining.newBuilder()
        .setMethod(method)
        .setSeed(seed)
        .setFolder("train-" + method + "-s" + seed)
        .setTestAccuracy(100.0 * (to - from) / PICTURES)
        .setTestPictures(PICTURES)
        .setRight(ByteString.copyFrom(right.toByteArray()))
        .build();
  }

  private static ComparisonResult result(ComparedTraining... trainings) {
    return ComparisonResult.newBuilder().addAllTrainings(List.of(trainings)).build();
  }

  private static TrainedPair pair(ComparedTraining... trainings) {
    List<TrainedPair> pairs = TrainedSummary.pairs(result(trainings));
    assertThat(pairs).hasSize(1);
    return pairs.get(0);
  }

  private static TrialScore accuracy(ComparedTraining... trainings) {
    return TrainedSummary.methods(result(trainings)).get(0).getAccuracy();
  }

  @Test
  void singleNetworksAreToldApartByThePictures() {
    TrainedPair clear = pair(training("a", 1, 0, 80), training("b", 1, 0, 60));
    assertThat(clear.getOnlyFirstRight()).isEqualTo(20);
    assertThat(clear.getOnlySecondRight()).isZero();
    assertThat(clear.getLead().getMean()).isEqualTo(20, within(1e-9));
    assertThat(clear.getLead().getLow()).isNaN();
    assertThat(clear.getBetter()).isEqualTo("a");
    assertThat(clear.getWords())
        .isEqualTo("a is better than b: +20.0 points with the one seed, p < 0.001");
    assertThat(pair(training("a", 1, 0, 60), training("b", 1, 0, 80)).getWords())
        .startsWith("a is worse than b: -20.0 points");
    TrainedPair close = pair(training("a", 1, 0, 62), training("b", 1, 0, 60));
    assertThat(close.getBetter()).isEmpty();
    assertThat(close.getPValue()).isEqualTo(.5, within(1e-12));
    assertThat(close.getWords()).contains("not distinguishable", "p = 0.50");
  }

  @Test
  void severalSeedsHaveToAgree() {
    TrainedPair agreeing =
        pair(
            training("a", 1, 0, 80),
            training("a", 2, 0, 81),
            training("a", 3, 0, 82),
            training("b", 1, 0, 70),
            training("b", 2, 0, 70),
            training("b", 3, 0, 71));
    assertThat(agreeing.getLead().getTrials()).isEqualTo(3);
    // Leads 10, 11 and 11; t of 2 degrees of freedom is 4.303.
    double half = 4.302653 * Math.sqrt(1.0 / 3) / Math.sqrt(3);
    assertThat(agreeing.getLead().getLow()).isEqualTo(32.0 / 3 - half, within(1e-5));
    assertThat(agreeing.getBetter()).isEqualTo("a");
    assertThat(agreeing.getWords()).contains("a is better than b over 3 seeds: +10.7 points [");
    TrainedPair torn =
        pair(
            training("a", 1, 0, 90),
            training("a", 2, 0, 60),
            training("b", 1, 0, 60),
            training("b", 2, 0, 65));
    assertThat(torn.getPValue()).isLessThan(.05);
    assertThat(torn.getBetter()).isEmpty();
    assertThat(torn.getWords())
        .contains("not distinguishable over 2 seeds", "these networks differ (p < 0.001)");
  }

  /** Their interval is a point, but two pictures more are nothing. */
  @Test
  void equalLeadsOfFewPicturesAreNoProof() {
    TrainedPair pair =
        pair(
            training("a", 1, 0, 62),
            training("a", 2, 10, 72),
            training("b", 1, 0, 60),
            training("b", 2, 10, 70));
    assertThat(pair.getLead().getLow()).isPositive();
    assertThat(pair.getBetter()).isEmpty();
  }

  @Test
  void onlySeedsThatBothHaveCount() {
    ComparedTraining diverged =
        training("b", 2, 0, 1).toBuilder().setDiverged("the loss was not finite").build();
    TrainedPair pair =
        pair(training("a", 1, 0, 80), training("a", 2, 0, 10), training("b", 1, 0, 60), diverged);
    assertThat(pair.getLead().getTrials()).isEqualTo(1);
    assertThat(pair.getBetter()).isEqualTo("a");
    TrainedPair none = pair(training("a", 2, 0, 80), diverged);
    assertThat(none.getBetter()).isEmpty();
    assertThat(none.getWords()).contains("not compared");
    assertThat(accuracy(diverged).getMean()).isNaN();
  }

  @Test
  void oneNetworkIsNotComparedWithItself() {
    ComparedTraining one = training("a", 1, 0, 80);
    TrainedPair pair = pair(one, one.toBuilder().setMethod("b").build());
    assertThat(pair.getBetter()).isEmpty();
    assertThat(pair.getWords()).endsWith("their networks compute the same");
  }

  @Test
  void theIntervalLeavesRoomForOtherPicturesAndSeeds() {
    WilsonInterval pictures = WilsonInterval.of(80, PICTURES);
    TrialScore single = accuracy(training("a", 1, 0, 80));
    assertThat(single.getLow()).isEqualTo(100 * pictures.low(), within(1e-9));
    assertThat(single.getHigh()).isEqualTo(100 * pictures.high(), within(1e-9));
    // Seeds that agree do not make it narrower.
    assertThat(accuracy(training("a", 1, 0, 80), training("a", 2, 0, 80)).getLow())
        .isEqualTo(single.getLow(), within(1e-9));
    TrialScore apart = accuracy(training("a", 1, 0, 60), training("a", 2, 0, 100));
    assertThat(apart.getMean()).isEqualTo(80, within(1e-9));
    assertThat(apart.getLow()).isZero();
    assertThat(apart.getHigh()).isEqualTo(100);
  }
}
