package org.lambdanas.search.study;

import java.util.List;
import java.util.stream.Stream;

/** The 31 predictors that White et al. compare, by their kind (their section 3). */
final class PaperPredictors {

  static final List<String> BOOSTED_TREES = List.of("xgb", "lgb", "ngb");

  static final List<String> MODEL_BASED =
      List.of(
          "bananas",
          "bayes_lin_reg",
          "bohamiann",
          "bonas",
          "dngo",
          "gcn",
          "gp",
          "lgb",
          "mlp",
          "nao",
          "ngb",
          "rf",
          "seminas",
          "sparse_gp",
          "var_sparse_gp",
          "xgb");

  static final List<String> CURVES = List.of("valacc", "valloss", "sotl", "sotle", "lce", "lce_m");

  static final List<String> ZERO_COST =
      List.of("fisher", "grad_norm", "grasp", "jacov", "snip", "synflow");

  static final List<String> WEIGHT_SHARING = List.of("oneshot", "rsws");

  static final List<String> ALL =
      Stream.of(MODEL_BASED, CURVES, List.of("lcsvr"), ZERO_COST, WEIGHT_SHARING)
          .flatMap(List::stream)
          .toList();

  private PaperPredictors() {}

  /** All but some. */
  static List<String> except(List<String> all, List<String> some) {
    return all.stream().filter(id -> !some.contains(id)).toList();
  }
}
