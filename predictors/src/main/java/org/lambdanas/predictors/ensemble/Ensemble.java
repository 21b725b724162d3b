package org.lambdanas.predictors.ensemble;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.predictors.features.Features;
import org.lambdanas.predictors.gaussian.GaussianProcess;
import org.lambdanas.predictors.numeric.Rows;
import org.lambdanas.predictors.predictor.Estimates;
import org.lambdanas.predictors.predictor.HeldOut;
import org.lambdanas.predictors.predictor.Learned;
import org.lambdanas.predictors.predictor.Learner;
import org.lambdanas.predictors.predictor.LearningTask;
import org.lambdanas.predictors.predictor.PredictorDescription;
import org.lambdanas.predictors.predictor.SettingDescription;
import org.lambdanas.predictors.predictor.Settings;
import org.lambdanas.predictors.predictor.StandardisedLearner;
import org.lambdanas.predictors.stored.StoredModel;
import org.lambdanas.predictors.tree.RandomForest;
import org.lambdanas.predictors.tree.XgBoost;
import org.lambdanas.proto.v1.NamedTensor;

/**
 * {@code ensemble}: the weighted mean of a Gaussian process, boosted trees and a random forest,
 * each with its default settings on the same features. The weights are those that predict best in a
 * cross-validation, which takes as many further fits of each member as it has parts; with few
 * observations the Gaussian process counts most. The variance is that of the mixture of the
 * members, of which the trees' is what their cross-validation shows.
 */
public final class Ensemble implements Learner {

  private static final String FOLDS = "folds";
  private static final String WEIGH = "weigh";
  private static final String WEIGHTS = "weights";
  private static final String ERRORS = "errors";

  /** With fewer observations the members are not judged. */
  private static final int LEAST_JUDGED = 10;

  /** Of the sum of stored weights, which is 1. */
  private static final double ROUNDING = 1e-9;

  /** The first is the one that is trusted where there are few observations. */
  private static final List<Learner> MEMBERS =
      List.of(new StandardisedLearner(new GaussianProcess()), new XgBoost(), new RandomForest());

  private static final List<String> ENCODINGS =
      Stream.concat(Stream.of("graph"), PredictorDescription.VECTORS.stream()).distinct().toList();

  private static final PredictorDescription DESCRIPTION =
      PredictorDescription.modelBased(
              "ensemble",
              "Gaussian process, boosted trees and random forest, weighted by cross-validation",
              ENCODINGS,
              true,
              List.of(
                  SettingDescription.whole(
                      FOLDS,
                      HeldOut.USUAL_FOLDS,
                      2,
                      20,
                      "parts of the cross-validation that weighs the members; it calibrates too"),
                  SettingDescription.whole(
                      WEIGH, 1, 0, 1, "1: weights by cross-validation; 0: the same for each")),
              "Jacobs et al., Adaptive mixtures of local experts, 1991; Breiman, Stacked"
                  + " regressions, 1996")
          .needing(MEMBERS.get(1).description().nativeLibrary().orElseThrow());

  /** Makes the learner. */
  public Ensemble() {}

  @Override
  public PredictorDescription description() {
    return DESCRIPTION;
  }

  private static Settings usual(Learner member) {
    return Settings.of(member.description().settings(), List.of());
  }

  private static String prefix(int member) {
    return MEMBERS.get(member).description().id() + "/";
  }

  @Override
  public Learned fit(LearningTask task) {
    double[] labels = task.labels();
    int n = labels.length;
    boolean weighs = task.settings().whole(WEIGH) == 1;
    Mixture mixture = Mixture.unjudged(weighs ? MemberWeights.prior(n) : even(), labels);
    Optional<HeldOut> heldOut = Optional.empty();
    if (n >= LEAST_JUDGED) {
      int folds = Math.min(n, task.settings().whole(FOLDS));
      List<Estimates> said = new ArrayList<>();
      for (Learner member : MEMBERS) {
        said.add(HeldOut.of(member, task.with(usual(member)), folds).estimates());
      }
      double[][] means = said.stream().map(Estimates::means).toArray(double[][]::new);
      double[] errors =
          Arrays.stream(means).mapToDouble(row -> rootMeanSquare(labels, row)).toArray();
      mixture = new Mixture(weighs ? MemberWeights.of(labels, means) : even(), errors);
      heldOut = Optional.of(heldOut(task, said, mixture, folds, weighs));
    }
    List<Learned> learned = new ArrayList<>();
    try {
      for (Learner member : MEMBERS) {
        learned.add(member.fit(task.with(usual(member))));
      }
    } catch (RuntimeException | Error e) {
      learned.forEach(Learned::close);
      throw e;
    }
    return new Fitted(learned, mixture, heldOut);
  }

  private static double[] even() {
    double[] weights = new double[MemberWeights.MEMBERS];
    Arrays.fill(weights, 1.0 / MemberWeights.MEMBERS);
    return weights;
  }

  private static double rootMeanSquare(double[] labels, double[] predicted) {
    double squares = 0;
    for (int i = 0; i < labels.length; i++) {
      squares += (labels[i] - predicted[i]) * (labels[i] - predicted[i]);
    }
    return Math.sqrt(squares / labels.length);
  }

  /** What the whole says of what no member has seen, with weights that have not seen it either. */
  private static HeldOut heldOut(
      LearningTask task, List<Estimates> said, Mixture whole, int folds, boolean weighs) {
    int n = task.labels().length;
    int[] partOf = HeldOut.parts(task, folds);
    double[] means = new double[n];
    double[] deviations = new double[n];
    for (int part = 0; part < folds; part++) {
      int held = part;
      int[] others = IntStream.range(0, n).filter(i -> partOf[i] != held).toArray();
      double[] weights =
          weighs
              ? MemberWeights.of(
                  take(task.labels(), others),
                  said.stream()
                      .map(estimates -> take(estimates.means(), others))
                      .toArray(double[][]::new))
              : whole.weights();
      Estimates estimates = new Mixture(weights, whole.errors()).of(said);
      for (int i = 0; i < n; i++) {
        if (partOf[i] == part) {
          means[i] = estimates.means()[i];
          deviations[i] = estimates.deviations().orElseThrow()[i];
        }
      }
    }
    return new HeldOut(folds, Estimates.of(means, deviations));
  }

  private static double[] take(double[] values, int[] indices) {
    return Arrays.stream(indices).mapToDouble(i -> values[i]).toArray();
  }

  @Override
  public Learned load(StoredModel stored, Settings settings) {
    double[] weights = stored.numbers(WEIGHTS, MemberWeights.MEMBERS);
    double[] errors = stored.numbers(ERRORS, MemberWeights.MEMBERS);
    if (Arrays.stream(weights).anyMatch(weight -> weight < 0)
        || Math.abs(Arrays.stream(weights).sum() - 1) > ROUNDING
        || Arrays.stream(errors).anyMatch(error -> error < 0)) {
      throw new DataException(
          "the fitted ensemble has weights %s and errors %s: must be 0 or more, the weights' sum 1"
              .formatted(Arrays.toString(weights), Arrays.toString(errors)));
    }
    List<Learned> learned = new ArrayList<>();
    try {
      for (int m = 0; m < MemberWeights.MEMBERS; m++) {
        String prefix = prefix(m);
        List<NamedTensor> own =
            stored.tensors().stream()
                .filter(tensor -> tensor.getName().startsWith(prefix))
                .map(tensor -> renamed(tensor, tensor.getName().substring(prefix.length())))
                .toList();
        Learner member = MEMBERS.get(m);
        learned.add(
            member.load(new StoredModel(own, ByteString.EMPTY, stored.sizes()), usual(member)));
      }
    } catch (RuntimeException | Error e) {
      learned.forEach(Learned::close);
      throw e;
    }
    return new Fitted(learned, new Mixture(weights, errors), Optional.empty());
  }

  private static NamedTensor renamed(NamedTensor tensor, String name) {
    return tensor.toBuilder().setName(name).build();
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

  private record Fitted(List<Learned> members, Mixture mixture, Optional<HeldOut> heldOut)
      implements Learned {

    @Override
    public Estimates predict(List<Features> inputs) {
      return mixture.of(members.stream().map(member -> member.predict(inputs)).toList());
    }

    @Override
    public StoredModel store() {
      StoredModel.Writer stored =
          new StoredModel.Writer()
              .vector(WEIGHTS, mixture.weights())
              .vector(ERRORS, mixture.errors());
      for (int m = 0; m < members.size(); m++) {
        String prefix = prefix(m);
        stored.add(
            members.get(m).store().tensors().stream()
                .map(tensor -> renamed(tensor, prefix + tensor.getName()))
                .toList());
      }
      return stored.model();
    }

    @Override
    public void close() {
      members.forEach(Learned::close);
    }
  }
}
