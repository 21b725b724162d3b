package org.lambdanas.predictors.omni;

import java.util.List;

/**
 * What a hybrid is.
 *
 * @param id its name
 * @param title its name in words
 * @param source where it comes from
 * @param usual what it reads unless it is told otherwise
 * @param model what learns from that
 * @param careful whether, unless it is told otherwise, signals that prove to be unreliable are left
 *     out, and signals, encoding and what the signals leave unsaid are weighed by cross-validation
 */
record Kind(
    String id, String title, String source, Usual usual, ModelChoice model, boolean careful) {

  /**
   * Signals that are read unasked.
   *
   * @param scores by name
   * @param required whether the scores are needed; if not, those are taken that there are, and all
   *     others where there are none of them
   * @param curves how many predictors of curves are asked where there are curves
   */
  record Usual(List<String> scores, boolean required, int curves) {}

  /**
   * The model-based predictor.
   *
   * @param id the usual one
   * @param fixed whether it can be no other
   * @param candidates of hyper-parameter optimisation where nothing is said about that
   */
  record ModelChoice(String id, boolean fixed, int candidates) {}
}
