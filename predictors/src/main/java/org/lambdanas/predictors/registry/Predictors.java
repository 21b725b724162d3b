package org.lambdanas.predictors.registry;

import java.util.List;
import java.util.stream.Stream;
import org.lambdanas.graph.registry.Registry;
import org.lambdanas.predictors.bayes.BayesianLinearRegression;
import org.lambdanas.predictors.bayes.Bohamiann;
import org.lambdanas.predictors.bayes.Dngo;
import org.lambdanas.predictors.ensemble.Ensemble;
import org.lambdanas.predictors.gaussian.GaussianProcess;
import org.lambdanas.predictors.gaussian.SparseGaussianProcess;
import org.lambdanas.predictors.learningcurve.LearningCurvePredictors;
import org.lambdanas.predictors.neural.NeuralLearner;
import org.lambdanas.predictors.omni.Hybrids;
import org.lambdanas.predictors.predictor.Learner;
import org.lambdanas.predictors.predictor.ModelBasedPredictor;
import org.lambdanas.predictors.predictor.Predictor;
import org.lambdanas.predictors.predictor.StandardisedLearner;
import org.lambdanas.predictors.tree.LightGbm;
import org.lambdanas.predictors.tree.NgBoost;
import org.lambdanas.predictors.tree.RandomForest;
import org.lambdanas.predictors.tree.XgBoost;
import org.lambdanas.predictors.weightsharing.WeightSharingPredictors;
import org.lambdanas.predictors.zerocost.ScoredPredictor;
import org.lambdanas.predictors.zerocost.ZeroCostPredictors;

/**
 * The registered predictors. A new predictor is its classes and its line here; outside this project
 * it is a public class that implements {@link Learner} (or {@link Predictor}), with a public
 * constructor without parameters, named in the file {@code
 * META-INF/services/org.lambdanas.predictors.predictor.Learner} of a jar on the class path.
 */
public final class Predictors {

  /** Their features need no common unit. */
  private static final List<Learner> TREES =
      List.of(new XgBoost(), new LightGbm(), new NgBoost(), new RandomForest());

  private static final List<Learner> LEARNERS =
      Stream.of(
              NeuralLearner.all().stream(),
              TREES.stream(),
              Stream.of(Ensemble.LEARNER),
              Stream.of(
                      new BayesianLinearRegression(),
                      new Dngo(),
                      new Bohamiann(),
                      new GaussianProcess(),
                      SparseGaussianProcess.collapsed(),
                      SparseGaussianProcess.variational())
                  .map(StandardisedLearner::new))
          .flatMap(learners -> learners)
          .<Learner>map(learner -> learner)
          .toList();

  private static final List<Predictor> CURVES = LearningCurvePredictors.all();

  private static final Registry<Predictor> PREDICTORS =
      new Registry<Predictor>(
              "predictor",
              predictor -> predictor.description().id(),
              Stream.of(
                      LEARNERS.stream().<Predictor>map(ModelBasedPredictor::new),
                      CURVES.stream(),
                      ZeroCostPredictors.all().stream(),
                      WeightSharingPredictors.all().stream(),
                      Hybrids.all(LEARNERS, CURVES).stream().map(ScoredPredictor::new))
                  .flatMap(predictors -> predictors)
                  .toList())
          .with(Predictor.class, predictor -> predictor)
          .with(Learner.class, ModelBasedPredictor::new);

  private Predictors() {}

  /** All predictors, in the order in which they are listed to people. */
  public static List<Predictor> all() {
    return PREDICTORS.all();
  }

  /** Looks a predictor up by name. */
  public static Predictor byId(String id) {
    return PREDICTORS.byId(id);
  }
}
