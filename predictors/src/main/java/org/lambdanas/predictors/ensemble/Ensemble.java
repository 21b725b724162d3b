package org.lambdanas.predictors.ensemble;

import java.util.List;
import java.util.stream.Stream;
import org.lambdanas.predictors.ensemble.Stack.Member;
import org.lambdanas.predictors.gaussian.GaussianProcess;
import org.lambdanas.predictors.predictor.PredictorDescription;
import org.lambdanas.predictors.predictor.StandardisedLearner;
import org.lambdanas.predictors.tree.RandomForest;
import org.lambdanas.predictors.tree.XgBoost;

/**
 * {@code ensemble}: a Gaussian process, boosted trees and a random forest, each with its default
 * settings on the same features. With few observations the Gaussian process counts most.
 */
public final class Ensemble {

  private static final XgBoost BOOSTED = new XgBoost();

  /** What it is made of. */
  public static final List<Member> MEMBERS =
      List.of(
          new Member("gp", new StandardisedLearner(new GaussianProcess()), 1, 1),
          new Member("xgb", BOOSTED, 0, 1),
          new Member("rf", new RandomForest(), 0, 1));

  private static final List<String> ENCODINGS =
      Stream.concat(Stream.of("graph"), PredictorDescription.VECTORS.stream()).distinct().toList();

  /** The learner. */
  public static final Stack LEARNER =
      new Stack(
          PredictorDescription.modelBased(
                  "ensemble",
                  "Gaussian process, boosted trees and random forest, weighted by cross-validation",
                  ENCODINGS,
                  true,
                  Stack.SETTINGS,
                  "Jacobs et al., Adaptive mixtures of local experts, 1991; Breiman, Stacked"
                      + " regressions, 1996")
              .needing(BOOSTED.description().nativeLibrary().orElseThrow()),
          MEMBERS,
          Stack.BELIEF);

  private Ensemble() {}
}
