package org.lambdanas.predictors.learningcurve;

import java.util.OptionalDouble;
import org.lambdanas.graph.random.Seed;

/** What a method that needs no fit makes of one learning curve. */
@FunctionalInterface
interface CurveRule {

  /**
   * Reads a curve.
   *
   * @param curve with as many epochs as the method needs, or more
   * @param seed of this architecture and curve
   */
  Reading read(Curve curve, Seed seed);

  /**
   * What was read.
   *
   * @param mean higher is better
   * @param deviation in the same units, where the method has one
   */
  record Reading(double mean, OptionalDouble deviation) {

    static Reading of(double mean) {
      return new Reading(mean, OptionalDouble.empty());
    }

    /** Out of fractions, in percent. */
    static Reading of(Extrapolation extrapolation) {
      return new Reading(
          100 * extrapolation.mean(), OptionalDouble.of(100 * extrapolation.deviation()));
    }
  }
}
