package org.lambdanas.predictors.learningcurve;

import java.util.List;

/**
 * A weighted sum of families. Its state is one vector: the parameters of each family, a weight for
 * each, and one number for the noise.
 */
final class Mixture {

  private final List<CurveFamily> families;
  private final int weightsAt;

  Mixture(List<CurveFamily> families) {
    this.families = families;
    this.weightsAt = families.stream().mapToInt(CurveFamily::dimensions).sum();
  }

  /** The state of fitted families; its noise is left 0. */
  static double[] state(List<FamilyFit> fits, double[] weights) {
    Mixture mixture = new Mixture(fits.stream().map(FamilyFit::family).toList());
    double[] state = new double[mixture.dimensions()];
    int at = 0;
    for (FamilyFit fit : fits) {
      System.arraycopy(fit.parameters(), 0, state, at, fit.parameters().length);
      at += fit.parameters().length;
    }
    System.arraycopy(weights, 0, state, at, weights.length);
    return state;
  }

  int dimensions() {
    return weightsAt + families.size() + 1;
  }

  double weight(double[] state, int family) {
    return state[weightsAt + family];
  }

  double noise(double[] state) {
    return state[state.length - 1];
  }

  /** Whether every family's parameters are within their bounds. */
  boolean admits(double[] state) {
    int at = 0;
    for (CurveFamily family : families) {
      if (!family.admits(state, at)) {
        return false;
      }
      at += family.dimensions();
    }
    return true;
  }

  /** Sum of the weights; NaN if one is negative. */
  double totalWeight(double[] state) {
    double total = 0;
    for (int k = 0; k < families.size(); k++) {
      double weight = state[weightsAt + k];
      total += weight >= 0 ? weight : Double.NaN;
    }
    return total;
  }

  /** The weighted sum at the epoch of logarithm t; the weights are taken as they are. */
  double value(double[] state, double t) {
    double sum = 0;
    int at = 0;
    for (int k = 0; k < families.size(); k++) {
      CurveFamily family = families.get(k);
      // A family without weight does not matter, even where it is not finite.
      double weight = state[weightsAt + k];
      if (weight != 0) {
        sum += weight * family.value(state, at, t);
      }
      at += family.dimensions();
    }
    return sum;
  }

  /** Mean of the squared residuals from a curve. */
  double meanSquare(double[] state, double[] values, double[] t) {
    double squares = 0;
    for (int i = 0; i < values.length; i++) {
      double residual = value(state, t[i]) - values[i];
      squares += residual * residual;
    }
    return squares / values.length;
  }
}
