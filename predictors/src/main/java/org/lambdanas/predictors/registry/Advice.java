package org.lambdanas.predictors.registry;

import java.util.Map;
import org.lambdanas.predictors.predictor.Family;
import org.lambdanas.predictors.predictor.PredictorDescription;

/**
 * When a predictor is the one to take, by what the architectures that are trained beforehand may
 * cost, and what a query may (White et al. 2021, section 5, figure 3), and by what was measured
 * with this program.
 */
public final class Advice {

  private static final Map<String, String> OF_PREDICTOR =
      Map.ofEntries(
          Map.entry("gp", "the first to try with few observations, up to some thousand"),
          Map.entry("sparse_gp", "in place of gp with many observations"),
          Map.entry("var_sparse_gp", "in place of gp with many observations"),
          Map.entry("xgb", "with some hundred observations or more; quick fits and queries"),
          Map.entry("lgb", "with some hundred observations or more; quick fits and queries"),
          Map.entry("ngb", "like xgb, where a deviation is wanted"),
          Map.entry("rf", "from few observations on, without anything to set"),
          Map.entry("ensemble", "the best of the models from some hundred observations on"),
          Map.entry(
              "gcn", "with some hundred observations, where minutes of fitting do not matter"),
          Map.entry("seminas", "with few observations, where minutes of fitting do not matter"),
          Map.entry("nao", "as seminas, without architectures of its own to learn from"),
          Map.entry("bananas", "as in the search of that name; others rank better"),
          Map.entry("mlp", "to compare with; others rank better"),
          Map.entry("bayes_lin_reg", "the quickest that gives a deviation"),
          Map.entry("valacc", "when a query may train for most of the epochs: early stopping"),
          Map.entry("sotle", "when nothing is trained yet and a query may train for some epochs"),
          Map.entry("sotl", "as sotle, which is better once the losses fall slowly"),
          Map.entry("lcsvr", "when some are trained and a query may train for some epochs"),
          Map.entry(
              "jacov", "when neither trainings nor queries may cost much; not for cells of DARTS"),
          Map.entry("synflow", "when neither trainings nor queries may cost much; needs no images"),
          Map.entry("nwot", "as jacov, by forward passes alone; on DARTS cells too"),
          Map.entry("params", "the bar that every other score has to pass"),
          Map.entry("flops", "as params, where the resolution matters"),
          Map.entry("az_nas", "the best of those without training on NAS-Bench-201"),
          Map.entry("zico", "as jacov; steadier from data set to data set"),
          Map.entry("oneshot", "when one super-network may be trained and thousands are ranked"),
          Map.entry("rsws", "when one super-network may be trained and thousands are ranked"));

  private static final Map<Family, String> OF_FAMILY =
      Map.of(
          Family.MODEL_BASED,
          "when architectures are trained already and many others are to be ranked at once",
          Family.LEARNING_CURVE,
          "when nothing is trained yet and each query may train for some epochs",
          Family.HYBRID,
          "when there is some of both: trained architectures, and scores or first epochs",
          Family.ZERO_COST,
          "when nothing may be trained; compare with params on the data at hand",
          Family.WEIGHT_SHARING,
          "when one super-network may be trained and then ranks them all");

  private Advice() {}

  /** When to take a predictor, in words: {@code "when ..."}, {@code "to ..."} and the like. */
  public static String of(PredictorDescription description) {
    return OF_PREDICTOR.getOrDefault(description.id(), of(description.family()));
  }

  /** When to take a family of predictors. */
  public static String of(Family family) {
    String advice = OF_FAMILY.get(family);
    if (advice == null) {
      throw new IllegalArgumentException("no advice for " + family);
    }
    return advice;
  }
}
