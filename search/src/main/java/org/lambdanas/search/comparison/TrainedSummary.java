package org.lambdanas.search.comparison;

import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import org.lambdanas.predictors.evaluation.EvaluationSummary;
import org.lambdanas.proto.v1.ComparedTraining;
import org.lambdanas.proto.v1.ComparisonResult;
import org.lambdanas.proto.v1.TrainedMethod;
import org.lambdanas.proto.v1.TrainedPair;
import org.lambdanas.proto.v1.TrialScore;
import org.lambdanas.search.comparison.SeedPairs.Both;
import org.lambdanas.search.judge.Judged;
import org.lambdanas.search.judge.PValue;
import org.lambdanas.search.judge.WilsonInterval;

/** What the trainings of a comparison come to. */
public final class TrainedSummary {

  /** How pairs are told apart, in sentences. */
  public static final String RULE =
      "One is better where McNemar's test on the test pictures says so and, with several seeds, the"
          + " 95 % interval of the difference seed by seed leaves out 0. Of twenty pairs that are"
          + " alike one will seem to differ.";

  private TrainedSummary() {}

  /**
   * Each method and baseline by the accuracies of its networks on test pictures.
   *
   * @return in the order of the methods, baselines last; none if nothing was trained
   */
  static List<TrainedMethod> methods(ComparisonResult result) {
    return methodsOf(result).stream()
        .map(
            method ->
                TrainedMethod.newBuilder()
                    .setMethod(method)
                    .setAccuracy(accuracy(trained(result, method)))
                    .build())
        .toList();
  }

  private static List<String> methodsOf(ComparisonResult result) {
    return result.getTrainingsList().stream().map(ComparedTraining::getMethod).distinct().toList();
  }

  /** The trainings of a method that came to an end, in the order of the seeds. */
  private static List<ComparedTraining> trained(ComparisonResult result, String method) {
    return result.getTrainingsList().stream()
        .filter(one -> one.getMethod().equals(method) && one.getDiverged().isEmpty())
        .toList();
  }

  /**
   * Their mean. Its interval leaves room for other seeds (Student's, of several) and for other
   * pictures (Wilson's): both, as few seeds may agree by accident.
   */
  private static TrialScore accuracy(List<ComparedTraining> trained) {
    TrialScore score =
        EvaluationSummary.score(
            trained.stream().mapToDouble(ComparedTraining::getTestAccuracy).toArray());
    if (trained.isEmpty()) {
      return score;
    }
    int pictures = trained.get(0).getTestPictures();
    WilsonInterval wilson =
        WilsonInterval.of(Math.round(score.getMean() / 100 * pictures), pictures);
    double low = 100 * wilson.low();
    double high = 100 * wilson.high();
    boolean several = trained.size() > 1;
    return percent(
        score.toBuilder()
            .setLow(several ? Math.min(score.getLow(), low) : low)
            .setHigh(several ? Math.max(score.getHigh(), high) : high)
            .build());
  }

  /** Without what the interval of a mean has beyond 0 and 100. */
  static TrialScore percent(TrialScore score) {
    return score.toBuilder()
        .setLow(Math.max(0, score.getLow()))
        .setHigh(Math.min(100, score.getHigh()))
        .build();
  }

  /** Each two methods and baselines, in order. */
  static List<TrainedPair> pairs(ComparisonResult result) {
    return SeedPairs.eachTwo(methodsOf(result), (first, second) -> pair(result, first, second));
  }

  /** Test pictures that only one of two networks has right. */
  private static int only(ComparedTraining one, ComparedTraining other) {
    return Judged.only(right(one), right(other));
  }

  private static BitSet right(ComparedTraining one) {
    return BitSet.valueOf(one.getRight().toByteArray());
  }

  private static TrainedPair pair(ComparisonResult result, String first, String second) {
    List<Both<ComparedTraining>> seeds =
        SeedPairs.bySeed(
            trained(result, first), trained(result, second), ComparedTraining::getSeed);
    TrialScore lead =
        EvaluationSummary.score(
            seeds.stream()
                .mapToDouble(
                    both -> both.first().getTestAccuracy() - both.second().getTestAccuracy())
                .toArray());
    int onlyFirst = seeds.stream().mapToInt(both -> only(both.first(), both.second())).sum();
    int onlySecond = seeds.stream().mapToInt(both -> only(both.second(), both.first())).sum();
    PValue chance = new PValue(Judged.probability(onlyFirst, onlySecond));
    // Over few seeds equal leads are no rarity where test pictures are few, over one there is no
    // interval: the pictures have to tell the networks apart in any case.
    String better =
        !chance.isSignificant()
            ? ""
            : seeds.size() > 1
                ? SeedPairs.better(first, second, lead)
                : lead.getMean() > 0 ? first : second;
    return TrainedPair.newBuilder()
        .setFirst(first)
        .setSecond(second)
        .setLead(lead)
        .setOnlyFirstRight(onlyFirst)
        .setOnlySecondRight(onlySecond)
        .setPValue(chance.value())
        .setBetter(better)
        .setWords(words(first, second, better, seeds, lead, chance))
        .build();
  }

  private static String words(
      String first,
      String second,
      String better,
      List<Both<ComparedTraining>> seeds,
      TrialScore lead,
      PValue chance) {
    if (seeds.isEmpty()) {
      return "%s and %s are not compared: no seed has a training of both".formatted(first, second);
    }
    if (seeds.stream()
        .allMatch(both -> both.first().getFolder().equals(both.second().getFolder()))) {
      return "%s and %s are not distinguishable: their networks compute the same"
          .formatted(first, second);
    }
    return SeedPairs.words(first, second, better, lead)
        + (seeds.size() > 1 && better.isEmpty() && chance.isSignificant()
            ? "; these networks differ (" + chance.text() + "), other seeds may not"
            : ", " + chance.text());
  }

  /** The mean of a method in percent, such as {@code "81.2 %"}. */
  public static String text(TrialScore accuracy) {
    return accuracy.getTrials() == 0
        ? "none"
        : String.format(Locale.ROOT, "%.2f %%", accuracy.getMean());
  }

  /** Its 95 % interval, such as {@code "79.9 to 82.4"}. */
  public static String interval(TrialScore accuracy) {
    return accuracy.getTrials() == 0
        ? "-"
        : String.format(Locale.ROOT, "%.1f to %.1f", accuracy.getLow(), accuracy.getHigh());
  }

  /** What the figures are, in a sentence. */
  public static String explanation(ComparisonResult result) {
    int seeds = result.getConfig().getSeedsCount();
    int epochs = result.getConfig().getTraining().getEpochs();
    return "Right on %d test pictures that nothing was chosen by, after a training from scratch of %d epoch%s%s"
        .formatted(
            result.getTrainingsList().stream()
                .mapToInt(ComparedTraining::getTestPictures)
                .max()
                .orElse(0),
            epochs,
            epochs == 1 ? "" : "s",
            seeds == 1 ? "" : ", mean over %d seeds".formatted(seeds));
  }
}
