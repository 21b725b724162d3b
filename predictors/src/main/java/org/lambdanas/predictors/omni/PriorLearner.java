package org.lambdanas.predictors.omni;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.hipparchus.distribution.continuous.NormalDistribution;
import org.lambdanas.predictors.features.Features;
import org.lambdanas.predictors.numeric.CholeskyFactor;
import org.lambdanas.predictors.numeric.Rows;
import org.lambdanas.predictors.predictor.Estimates;
import org.lambdanas.predictors.predictor.Learned;
import org.lambdanas.predictors.predictor.Learner;
import org.lambdanas.predictors.predictor.LearningTask;
import org.lambdanas.predictors.predictor.PredictorDescription;
import org.lambdanas.predictors.predictor.Settings;
import org.lambdanas.predictors.stored.StoredModel;
import org.lambdanas.proto.v1.NamedTensor;

/**
 * A learner of what signals leave unsaid. A vector ends with the normal quantiles of its scores and
 * of its curves. The mean rank of the scores, and each of the curves, foretell the label by a line;
 * the learner learns the rest, from the whole vector. The slopes are fitted by ridge regression
 * towards what usually holds, so that few labels move them little and many settle them.
 *
 * @param learner of the rest
 * @param description of the whole
 * @param scores how many the vector has
 * @param curves how many it has after them
 */
record PriorLearner(Learner learner, PredictorDescription description, int scores, int curves)
    implements Learner {

  /** Slope that is expected of what says most, on standardised labels; of the rest it is 0. */
  private static final double MOST = 0.8;

  /** Observations that the expectation of the slope that says most is worth. */
  private static final double STRENGTH = 5;

  /** The same of other slopes, for which few labels are no reason to doubt the first. */
  private static final double OTHERS_STRENGTH = 20;

  private static final String PREFIX = "prior/";
  private static final String CENTRES = PREFIX + "centres";
  private static final String SPREADS = PREFIX + "spreads";
  private static final String SLOPES = PREFIX + "slopes";
  private static final String LABELS = PREFIX + "labels";

  private static final NormalDistribution NORMAL = new NormalDistribution();

  @Override
  public Learned fit(LearningTask unordered) {
    LearningTask task = unordered.ordered();
    Prior prior = prior(task);
    double[] rest = new double[task.labels().length];
    Arrays.setAll(
        rest,
        i ->
            (task.labels()[i] - prior.mean) / prior.deviation
                - prior.standardised(ranks(task.inputs().get(i))));
    return new Fitted(
        this,
        prior,
        learner.fit(
            new LearningTask(
                task.inputs(), rest, task.settings(), task.seed(), task.unlabelled())));
  }

  private Prior prior(LearningTask task) {
    int n = task.labels().length;
    double mean = Rows.mean(task.labels());
    double deviation = positive(Rows.deviation(task.labels()));
    double[][] ranks = task.inputs().stream().map(this::ranks).toArray(double[][]::new);
    int components = components();
    double[] centres = new double[components];
    double[] spreads = new double[components];
    for (int c = 0; c < components; c++) {
      int component = c;
      double[] column = IntStream.range(0, n).mapToDouble(i -> ranks[i][component]).toArray();
      centres[c] = Rows.mean(column);
      spreads[c] = positive(Rows.deviation(column));
    }
    Prior flat = new Prior(centres, spreads, new double[components], mean, deviation);
    if (components == 0) {
      return flat;
    }
    double[][] gram = new double[components][components];
    double[] right = new double[components];
    Arrays.setAll(right, c -> strength(c) * expected(c));
    for (int i = 0; i < n; i++) {
      double[] row = flat.scaled(ranks[i]);
      for (int a = 0; a < components; a++) {
        right[a] += row[a] * (task.labels()[i] - mean) / deviation;
        Rows.add(gram[a], row[a], row, components);
      }
    }
    for (int a = 0; a < components; a++) {
      gram[a][a] += strength(a);
    }
    return new Prior(centres, spreads, CholeskyFactor.of(gram).solve(right), mean, deviation);
  }

  private int components() {
    return (scores > 0 ? 1 : 0) + curves;
  }

  /** The last curve, unasked that of the validation, says all; without curves the scores do. */
  private double expected(int component) {
    return component == components() - 1 ? MOST : 0;
  }

  private double strength(int component) {
    return component == components() - 1 ? STRENGTH : OTHERS_STRENGTH;
  }

  private static double positive(double deviation) {
    return deviation > 1e-12 ? deviation : 1;
  }

  /** The mean rank of the scores, 0 to 1, if there are any, and the quantile of each curve. */
  private double[] ranks(Features input) {
    float[] dense = ((Features.Vector) input).dense();
    int first = dense.length - scores - curves;
    double[] ranks = new double[components()];
    Arrays.setAll(ranks, c -> dense[dense.length - ranks.length + c]);
    if (scores > 0) {
      ranks[0] =
          IntStream.range(first, first + scores)
              .mapToDouble(i -> NORMAL.cumulativeProbability(dense[i]))
              .average()
              .orElse(0);
    }
    return ranks;
  }

  @Override
  public Learned load(StoredModel stored, Settings settings) {
    int components = components();
    double[] labels = stored.numbers(LABELS, 2);
    Prior prior =
        new Prior(
            stored.numbers(CENTRES, components),
            stored.positives(SPREADS, components),
            stored.numbers(SLOPES, components),
            labels[0],
            labels[1]);
    return new Fitted(this, prior, learner.load(stored.without(PREFIX), settings));
  }

  /**
   * Lines from mean ranks to labels.
   *
   * @param centres of the mean ranks
   * @param spreads of the mean ranks, above 0
   * @param slopes on standardised labels
   * @param mean of the labels
   * @param deviation of the labels, above 0
   */
  @SuppressWarnings("ArrayRecordComponent")
  private record Prior(
      double[] centres, double[] spreads, double[] slopes, double mean, double deviation) {

    double[] scaled(double[] ranks) {
      double[] scaled = new double[ranks.length];
      Arrays.setAll(scaled, c -> (ranks[c] - centres[c]) / spreads[c]);
      return scaled;
    }

    double standardised(double[] ranks) {
      return Rows.dot(slopes, scaled(ranks));
    }
  }

  private record Fitted(PriorLearner owner, Prior prior, Learned learned) implements Learned {

    @Override
    public Estimates predict(List<Features> inputs) {
      Estimates rest = learned.predict(inputs);
      double[] means = new double[inputs.size()];
      Arrays.setAll(
          means,
          i ->
              prior.mean
                  + prior.deviation
                      * (prior.standardised(owner.ranks(inputs.get(i))) + rest.means()[i]));
      return rest.deviations()
          .map(
              deviations ->
                  Estimates.of(
                      means, Arrays.stream(deviations).map(d -> d * prior.deviation).toArray()))
          .orElseGet(() -> Estimates.of(means));
    }

    @Override
    public StoredModel store() {
      StoredModel rest = learned.store();
      List<NamedTensor> all =
          new ArrayList<>(
              new StoredModel.Writer()
                  .vector(CENTRES, prior.centres)
                  .vector(SPREADS, prior.spreads)
                  .vector(SLOPES, prior.slopes)
                  .vector(LABELS, prior.mean, prior.deviation)
                  .tensors());
      all.addAll(rest.tensors());
      return new StoredModel(all, rest.nativeModel(), rest.sizes());
    }

    @Override
    public void close() {
      learned.close();
    }
  }
}
