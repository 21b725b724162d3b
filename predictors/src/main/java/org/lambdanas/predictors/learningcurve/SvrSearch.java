package org.lambdanas.predictors.learningcurve;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.predictors.numeric.RandomIndices;

/**
 * Chooses the options of a support vector machine by cross-validation: random candidates, scored by
 * the squared error on the held-out folds together, which ranks them as their R² does.
 *
 * <p>A training takes time in the square of the rows. So on more than {@value #FIRST_ROWS} rows the
 * candidates are halved successively (Jamieson and Talwalkar, Non-stochastic best arm
 * identification, 2016): all are scored on a subset, the best quarter on twice as many rows, and so
 * on until the last are scored on all rows.
 */
record SvrSearch(double[][] inputs, double[] labels) {

  static final int FIRST_ROWS = 120;
  private static final int FOLDS = 3;
  private static final int KEPT_SHARE = 4;
  private static final int LEAST_KEPT = 8;
  private static final double LEAST_LOGARITHMIC = 1e-5;
  private static final double MOST_LOGARITHMIC = 10;

  /**
   * Chooses.
   *
   * @param inputs {@code [rows][features]}, standardised
   * @param labels one for each row, standardised
   * @param candidates how many options are drawn
   */
  static NuSvr.Options best(double[][] inputs, double[] labels, int candidates, Seed seed) {
    List<NuSvr.Options> options = draw(candidates, seed.child("candidates").random());
    if (candidates == 1 || labels.length < 2) {
      return options.get(0);
    }
    int[] order = RandomIndices.shuffled(labels.length, seed.child("folds").random());
    SvrSearch search =
        new SvrSearch(
            IntStream.of(order).mapToObj(i -> inputs[i]).toArray(double[][]::new),
            IntStream.of(order).mapToDouble(i -> labels[i]).toArray());
    return search.halve(options);
  }

  private static List<NuSvr.Options> draw(int candidates, SplittableRandom random) {
    List<NuSvr.Options> options = new ArrayList<>(candidates);
    for (int i = 0; i < candidates; i++) {
      double cost = logarithmic(random);
      // 0 is no share.
      double nu = 1 - random.nextDouble();
      options.add(new NuSvr.Options(cost, nu, logarithmic(random)));
    }
    return options;
  }

  private static double logarithmic(SplittableRandom random) {
    return Math.exp(random.nextDouble(Math.log(LEAST_LOGARITHMIC), Math.log(MOST_LOGARITHMIC)));
  }

  private NuSvr.Options halve(List<NuSvr.Options> candidates) {
    List<NuSvr.Options> left = candidates;
    for (long rows = FIRST_ROWS; rows < labels.length; rows *= 2) {
      int kept = Math.max(LEAST_KEPT, left.size() / KEPT_SHARE);
      if (kept < left.size()) {
        left = ranked(left, (int) rows).subList(0, kept);
      }
    }
    return ranked(left, labels.length).get(0);
  }

  /** The first of equals stays first. */
  private List<NuSvr.Options> ranked(List<NuSvr.Options> candidates, int rows) {
    record Scored(NuSvr.Options options, double error) {}
    return candidates.stream()
        .map(options -> new Scored(options, heldOutError(options, rows)))
        .sorted(Comparator.comparingDouble(Scored::error))
        .map(Scored::options)
        .toList();
  }

  private double heldOutError(NuSvr.Options options, int rows) {
    int folds = Math.min(FOLDS, rows);
    double error = 0;
    for (int fold = 0; fold < folds; fold++) {
      int from = rows * fold / folds;
      int to = rows * (fold + 1) / folds;
      double[][] trainInputs = new double[rows - (to - from)][];
      double[] trainLabels = new double[trainInputs.length];
      System.arraycopy(inputs, 0, trainInputs, 0, from);
      System.arraycopy(inputs, to, trainInputs, from, rows - to);
      System.arraycopy(labels, 0, trainLabels, 0, from);
      System.arraycopy(labels, to, trainLabels, from, rows - to);
      NuSvr machine = NuSvr.train(trainInputs, trainLabels, options);
      for (int i = from; i < to; i++) {
        double residual = machine.predict(inputs[i]) - labels[i];
        error += residual * residual;
      }
    }
    return error;
  }
}
