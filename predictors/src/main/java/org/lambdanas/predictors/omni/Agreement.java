package org.lambdanas.predictors.omni;

import java.util.Arrays;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.lambdanas.predictors.metric.Bootstrap;
import org.lambdanas.predictors.numeric.Rows;

/**
 * How far two orders of some things agree, pair by pair, so that it can be said of any of the
 * pairs: Kendall's tau-b, and its distribution over resamples. A pair counts 1 where both sides
 * order it alike, -1 where they do not, 0 where one side is tied; tau is their mean, divided by the
 * root of the shares of pairs that are not tied on either side.
 *
 * @param tau the mean after the division; 0 where one side is constant
 * @param sums what each thing's pairs count together, after the division
 * @param weights how often each thing was compared
 * @param pairs the same by pairs, 0 on the diagonals; empty where there are too many to keep
 */
@SuppressWarnings("ArrayRecordComponent")
public record Agreement(double tau, double[] sums, double[] weights, Optional<Pairs> pairs) {

  /** Up to here resamples are of pairs; beyond, each thing stands for its mean over its pairs. */
  private static final int MOST_PAIRED = 64;

  private static final int RESAMPLES = 1000;

  /**
   * What each pair counts and how often it was compared.
   *
   * @param counts symmetric
   * @param weights symmetric
   */
  public record Pairs(double[][] counts, double[][] weights) {

    double mean(int[] drawn) {
      double sum = 0;
      double weight = 0;
      for (int a : drawn) {
        for (int b : drawn) {
          sum += counts[a][b];
          weight += weights[a][b];
        }
      }
      return weight > 0 ? sum / weight : 0;
    }
  }

  /** Collects comparisons. */
  static final class Builder {

    private final double[] truth;
    private final Optional<Pairs> pairs;
    private final double[] sums;
    private final double[] weights;
    private double untiedTruth;
    private double untiedOther;

    Builder(double[] truth) {
      int n = truth.length;
      this.truth = truth;
      this.sums = new double[n];
      this.weights = new double[n];
      this.pairs =
          n > MOST_PAIRED
              ? Optional.empty()
              : Optional.of(new Pairs(new double[n][n], new double[n][n]));
    }

    /**
     * Compares some of the things with each other.
     *
     * @param indices which
     * @param values of the other side, one for each of them; not NaN
     */
    Builder add(int[] indices, double[] values) {
      for (int i = 0; i < indices.length; i++) {
        for (int j = 0; j < indices.length; j++) {
          if (i != j) {
            int a = indices[i];
            int b = indices[j];
            int here = order(truth[a], truth[b]);
            int there = order(values[i], values[j]);
            untiedTruth += Math.abs(here);
            untiedOther += Math.abs(there);
            sums[a] += here * there;
            weights[a]++;
            pairs.ifPresent(
                kept -> {
                  kept.counts[a][b] += here * there;
                  kept.weights[a][b]++;
                });
          }
        }
      }
      return this;
    }

    /** 0.0 and -0.0 are tied, and so are two infinities. */
    private static int order(double a, double b) {
      return a == b ? 0 : Double.compare(a, b);
    }

    Agreement build() {
      double total = Arrays.stream(weights).sum();
      double untied = Math.sqrt(untiedTruth) * Math.sqrt(untiedOther);
      double factor = untied > 0 ? total / untied : 0;
      Rows.scale(sums, factor, sums.length);
      pairs.ifPresent(
          kept -> Arrays.stream(kept.counts).forEach(row -> Rows.scale(row, factor, row.length)));
      double tau = total > 0 ? Arrays.stream(sums).sum() / total : 0;
      return new Agreement(Math.max(-1, Math.min(1, tau)), sums, weights, pairs);
    }
  }

  /**
   * The agreement of two sides on all pairs.
   *
   * @param truth one side
   * @param values the other, as many; not NaN
   */
  public static Agreement of(double[] truth, double[] values) {
    return new Builder(truth).add(IntStream.range(0, truth.length).toArray(), values).build();
  }

  /** No agreement on so many things, to be taken off nothing. */
  static Agreement none(int size) {
    return new Builder(new double[size]).build();
  }

  /**
   * The interval of how much tau is above another one on the same things, by percentile bootstrap
   * over the things. A thing that is drawn twice makes no pair with itself.
   *
   * @param other what is taken off
   * @param confidence of the interval
   * @param random of the resamples
   */
  Bootstrap.Ends interval(Agreement other, double confidence, RandomGenerator random) {
    return Bootstrap.ends(
        sums.length,
        drawn -> resampled(drawn) - other.resampled(drawn),
        RESAMPLES,
        50 * (1 - confidence),
        random);
  }

  /**
   * One number for each thing, whose mean is tau and whose variance, divided by how many there are,
   * is that of tau over draws of the things: tau with twice what the thing's own pairs are above it
   * (as every pair is of two things).
   */
  public double[] pseudoValues() {
    return IntStream.range(0, sums.length).mapToDouble(i -> tau + 2 * above(i)).toArray();
  }

  private double resampled(int[] drawn) {
    double mean =
        pairs
            .map(kept -> kept.mean(drawn))
            .orElseGet(
                () -> tau + 2 * Arrays.stream(drawn).mapToDouble(this::above).average().orElse(0));
    return Math.max(-1, Math.min(1, mean));
  }

  /** How far the mean over a thing's pairs is above that over all. */
  private double above(int thing) {
    return weights[thing] > 0 ? sums[thing] / weights[thing] - tau : 0;
  }
}
