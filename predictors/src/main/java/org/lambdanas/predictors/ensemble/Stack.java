package org.lambdanas.predictors.ensemble;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.predictors.features.Features;
import org.lambdanas.predictors.numeric.Rows;
import org.lambdanas.predictors.predictor.Estimates;
import org.lambdanas.predictors.predictor.HeldOut;
import org.lambdanas.predictors.predictor.Learned;
import org.lambdanas.predictors.predictor.Learner;
import org.lambdanas.predictors.predictor.LearningTask;
import org.lambdanas.predictors.predictor.PredictorDescription;
import org.lambdanas.predictors.predictor.SettingDescription;
import org.lambdanas.predictors.predictor.Settings;
import org.lambdanas.predictors.stored.StoredModel;

/**
 * The weighted mean of several learners of the same vectors. The weights are those that predict
 * best in a cross-validation, which takes as many further fits of each member as it has parts; with
 * few observations they stay near what is believed of the members. The variance is that of the
 * mixture of the members; that of a member without deviations is what its cross-validation shows.
 *
 * @param description of the whole; settings that a member has too are for the member
 * @param members at least 1
 * @param belief how many observations say as much as what is believed of the members
 */
public record Stack(PredictorDescription description, List<Member> members, int belief)
    implements Learner {

  /** What is believed of members of which nothing special is known is worth so much. */
  public static final int BELIEF = 8;

  private static final String FOLDS = "folds";
  private static final String WEIGH = "weigh";

  /** What its description declares. */
  public static final List<SettingDescription> SETTINGS =
      List.of(
          SettingDescription.whole(
              FOLDS,
              HeldOut.USUAL_FOLDS,
              2,
              20,
              "parts of the cross-validation that weighs the members; it calibrates too"),
          SettingDescription.whole(
              WEIGH, 1, 0, 1, "1: weights by cross-validation; 0: the same for each"));

  private static final String WEIGHTS = "weights";
  private static final String ERRORS = "errors";

  /** With fewer observations the members are not judged. */
  private static final int LEAST_JUDGED = 10;

  /** With so many observations what is believed is halfway between few and many. */
  private static final double HALFWAY = 40;

  /** Of the sum of stored weights, which is 1. */
  private static final double ROUNDING = 1e-9;

  /**
   * One of the learners.
   *
   * @param name unlike the others'
   * @param learner of vectors
   * @param few its believed weight where observations are few, in proportion to that of others
   * @param many its believed weight where they are many
   */
  public record Member(String name, Learner learner, double few, double many) {

    private Settings settings(Settings of) {
      Map<String, Double> values = new LinkedHashMap<>();
      for (SettingDescription setting : learner.description().settings()) {
        values.put(setting.name(), of.number(setting.name(), setting.defaultValue()));
      }
      return new Settings(values);
    }
  }

  /** Copies. */
  public Stack {
    members = List.copyOf(members);
  }

  /** What is believed of the members before any is judged. */
  double[] prior(int observations) {
    double many = observations / (observations + HALFWAY);
    double fews = members.stream().mapToDouble(Member::few).sum();
    double manys = members.stream().mapToDouble(Member::many).sum();
    return members.stream()
        .mapToDouble(member -> (1 - many) * member.few / fews + many * member.many / manys)
        .toArray();
  }

  @Override
  public Learned fit(LearningTask unordered) {
    int[] order = unordered.order();
    LearningTask task = unordered.take(order, unordered.seed());
    double[] labels = task.labels();
    int n = labels.length;
    double[] prior = task.settings().number(WEIGH, 1) == 1 ? prior(n) : even();
    Mixture mixture = Mixture.unjudged(prior, labels);
    Optional<HeldOut> heldOut = Optional.empty();
    if (n >= LEAST_JUDGED) {
      int folds = Math.min(n, (int) Math.round(task.settings().number(FOLDS, HeldOut.USUAL_FOLDS)));
      List<Estimates> said = new ArrayList<>();
      for (Member member : members) {
        said.add(
            HeldOut.of(member.learner, task.with(member.settings(task.settings())), folds)
                .estimates());
      }
      Judge judge = new Judge(labels, said, task.settings().number(WEIGH, 1) == 1);
      mixture = judge.mixture(IntStream.range(0, n).toArray());
      heldOut = Optional.of(judge.heldOut(HeldOut.parts(task, folds), folds, mixture, order));
    }
    LearningTask all = task;
    return new Fitted(
        this,
        each(m -> members.get(m).learner.fit(all.with(members.get(m).settings(all.settings())))),
        mixture,
        heldOut);
  }

  private double[] even() {
    double[] weights = new double[members.size()];
    Arrays.fill(weights, 1.0 / weights.length);
    return weights;
  }

  /** What each member has learnt; what was made before one fails is closed. */
  private List<Learned> each(IntFunction<Learned> learn) {
    List<Learned> learned = new ArrayList<>();
    try {
      for (int m = 0; m < members.size(); m++) {
        learned.add(learn.apply(m));
      }
      return learned;
    } catch (RuntimeException | Error e) {
      learned.forEach(Learned::close);
      throw e;
    }
  }

  /** Weighs members by what each said of labels that it had not seen. */
  private final class Judge {

    private final double[] labels;
    private final List<Estimates> said;
    private final boolean weighs;

    Judge(double[] labels, List<Estimates> said, boolean weighs) {
      this.labels = labels;
      this.said = said;
      this.weighs = weighs;
    }

    Mixture mixture(int[] rows) {
      double[] truth = take(labels, rows);
      double[][] means =
          said.stream().map(estimates -> take(estimates.means(), rows)).toArray(double[][]::new);
      return new Mixture(
          weighs ? MemberWeights.of(truth, means, prior(labels.length), belief) : even(),
          Arrays.stream(means).mapToDouble(row -> rootMeanSquare(truth, row)).toArray());
    }

    /**
     * What the whole says of what no member has seen, with weights that have not seen it either.
     */
    HeldOut heldOut(int[] partOf, int folds, Mixture whole, int[] order) {
      int n = labels.length;
      double[] means = new double[n];
      double[] deviations = new double[n];
      for (int part = 0; part < folds; part++) {
        int held = part;
        int[] others = IntStream.range(0, n).filter(i -> partOf[i] != held).toArray();
        Estimates estimates = new Mixture(mixture(others).weights, whole.errors).of(said);
        for (int i = 0; i < n; i++) {
          if (partOf[i] == part) {
            means[order[i]] = estimates.means()[i];
            deviations[order[i]] = estimates.deviations().orElseThrow()[i];
          }
        }
      }
      return new HeldOut(folds, Estimates.of(means, deviations));
    }
  }

  private static double[] take(double[] values, int[] indices) {
    return Arrays.stream(indices).mapToDouble(i -> values[i]).toArray();
  }

  private static double rootMeanSquare(double[] labels, double[] predicted) {
    double squares = 0;
    for (int i = 0; i < labels.length; i++) {
      squares += (labels[i] - predicted[i]) * (labels[i] - predicted[i]);
    }
    return Math.sqrt(squares / labels.length);
  }

  @Override
  public Learned load(StoredModel stored, Settings settings) {
    double[] weights = stored.numbers(WEIGHTS, members.size());
    double[] errors = stored.numbers(ERRORS, members.size());
    if (Arrays.stream(weights).anyMatch(weight -> weight < 0)
        || Math.abs(Arrays.stream(weights).sum() - 1) > ROUNDING
        || Arrays.stream(errors).anyMatch(error -> error < 0)) {
      throw new DataException(
          "the fitted %s has weights %s and errors %s: must be 0 or more, the weights' sum 1"
              .formatted(description.id(), Arrays.toString(weights), Arrays.toString(errors)));
    }
    return new Fitted(
        this,
        each(
            m -> {
              Member member = members.get(m);
              return member.learner.load(
                  stored.under(member.name + "/"), member.settings(settings));
            }),
        new Mixture(weights, errors),
        Optional.empty());
  }

  /**
   * How the members are put together.
   *
   * @param weights of the members
   * @param errors root mean squared errors of the members, for those that give no deviations
   */
  @SuppressWarnings("ArrayRecordComponent")
  private record Mixture(double[] weights, double[] errors) {

    /** Where nothing is known of the members' errors: as large as the labels' deviation. */
    static Mixture unjudged(double[] weights, double[] labels) {
      double[] errors = new double[weights.length];
      Arrays.fill(errors, Rows.deviation(labels));
      return new Mixture(weights, errors);
    }

    /** Mean and deviation of the mixture of what the members say. */
    Estimates of(List<Estimates> members) {
      int n = members.get(0).means().length;
      double[] means = new double[n];
      double[] deviations = new double[n];
      for (int m = 0; m < weights.length; m++) {
        Rows.add(means, weights[m], members.get(m).means(), n);
      }
      for (int i = 0; i < n; i++) {
        double variance = 0;
        for (int m = 0; m < weights.length; m++) {
          int row = i;
          double error = errors[m];
          double own = members.get(m).deviations().map(known -> known[row]).orElse(error);
          double away = members.get(m).means()[i] - means[i];
          variance += weights[m] * (own * own + away * away);
        }
        deviations[i] = Math.sqrt(variance);
      }
      return Estimates.of(means, deviations);
    }
  }

  private record Fitted(
      Stack owner, List<Learned> learned, Mixture mixture, Optional<HeldOut> heldOut)
      implements Learned {

    @Override
    public Estimates predict(List<Features> inputs) {
      return mixture.of(learned.stream().map(member -> member.predict(inputs)).toList());
    }

    @Override
    public StoredModel store() {
      StoredModel.Writer stored =
          new StoredModel.Writer().vector(WEIGHTS, mixture.weights).vector(ERRORS, mixture.errors);
      for (int m = 0; m < learned.size(); m++) {
        stored.under(owner.members.get(m).name + "/", learned.get(m).store());
      }
      return stored.model();
    }

    @Override
    public void close() {
      learned.forEach(Learned::close);
    }
  }
}
