package org.lambdanas.predictors.registry;

import java.util.List;
import org.lambdanas.graph.error.Choice;
import org.lambdanas.predictors.predictor.Predictor;

/** The registered predictors. A new predictor is its classes and its line here. */
public final class Predictors {

  private static final List<Predictor> ALL = List.of();

  private Predictors() {}

  /**
   * All predictors.
   *
   * @return in the order in which they are listed to people
   */
  public static List<Predictor> all() {
    return ALL;
  }

  /**
   * Looks a predictor up by name.
   *
   * @param id such as {@code "xgb"}
   * @return the predictor
   * @throws org.lambdanas.graph.error.ConfigException if there is none of that name
   */
  public static Predictor byId(String id) {
    return Choice.of("predictor", id, ALL, predictor -> predictor.description().id());
  }
}
