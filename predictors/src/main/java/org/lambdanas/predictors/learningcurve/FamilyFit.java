package org.lambdanas.predictors.learningcurve;

import java.util.Arrays;
import java.util.function.DoubleSupplier;
import org.hipparchus.exception.MathRuntimeException;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.ArrayRealVector;
import org.hipparchus.linear.RealMatrix;
import org.hipparchus.linear.RealVector;
import org.hipparchus.optim.nonlinear.vector.leastsquares.LeastSquaresFactory;
import org.hipparchus.optim.nonlinear.vector.leastsquares.LevenbergMarquardtOptimizer;
import org.hipparchus.optim.nonlinear.vector.leastsquares.MultivariateJacobianFunction;
import org.hipparchus.util.Pair;
import org.jspecify.annotations.Nullable;
import org.lambdanas.graph.work.Cancellation;

/**
 * A family fitted to a curve by maximum likelihood under Gaussian noise, which is least squares:
 * Levenberg-Marquardt in coordinates without bounds.
 *
 * @param family which
 * @param parameters within its bounds
 * @param squares sum of the squared residuals
 */
record FamilyFit(CurveFamily family, double[] parameters, double squares) {

  private static final int MOST_STEPS = 200;

  /** Half of a late rise is reached after so many times the epochs seen. */
  private static final double LATE = 2.5;

  /**
   * Fits from all ones, from the family's typical parameters and from those of a late rise, and
   * keeps the best; its {@code squares} are not finite if there is none.
   */
  static FamilyFit of(CurveFamily family, double[] values, double[] t) {
    double[] ones = new double[family.dimensions()];
    Arrays.fill(ones, 1);
    Descent descent = new Descent(family, values, t);
    descent.from(ones);
    descent.from(family.typical());
    descent.from(family.late(values[0], LATE * values.length));
    return new FamilyFit(family, descent.best(), descent.squares);
  }

  /** The same, with its parameters shifted a little in coordinates without bounds. */
  FamilyFit jittered(DoubleSupplier shift) {
    double[] free = family.toFree(parameters);
    for (int d = 0; d < free.length; d++) {
      free[d] += shift.getAsDouble();
    }
    return new FamilyFit(family, family.fromFree(free), squares);
  }

  /** Whether its value at the epoch of logarithm t is a fraction. */
  boolean endsInRange(double t) {
    double end = at(t);
    return end >= 0 && end <= 1;
  }

  double at(double t) {
    return family.value(parameters, 0, t);
  }

  /** Remembers the best point met, so that a descent which ends with an error counts too. */
  private static final class Descent implements MultivariateJacobianFunction {

    private final CurveFamily family;
    private final double[] values;
    private final double[] t;
    private double @Nullable [] best;
    private double squares = Double.POSITIVE_INFINITY;

    Descent(CurveFamily family, double[] values, double[] t) {
      this.family = family;
      this.values = values;
      this.t = t;
    }

    void from(double[] start) {
      try {
        new LevenbergMarquardtOptimizer()
            .optimize(
                LeastSquaresFactory.create(
                    this,
                    new ArrayRealVector(values, false),
                    new ArrayRealVector(family.toFree(start), false),
                    null,
                    MOST_STEPS,
                    MOST_STEPS));
      } catch (MathRuntimeException e) {
        // Out of steps, or no descent left within rounding: the best point stands.
      }
    }

    double[] best() {
      return best == null ? family.typical() : best;
    }

    @Override
    public Pair<RealVector, RealMatrix> value(RealVector point) {
      Cancellation.check();
      double[] parameters = family.fromFree(point.toArray());
      double[] fitted = new double[t.length];
      double[][] jacobian = new double[t.length][parameters.length];
      double sum = 0;
      for (int i = 0; i < t.length; i++) {
        fitted[i] = family.value(parameters, 0, t[i]);
        family.gradient(parameters, t[i], jacobian[i]);
        sum += (fitted[i] - values[i]) * (fitted[i] - values[i]);
      }
      if (sum < squares && family.admits(parameters, 0)) {
        squares = sum;
        best = parameters;
      }
      return new Pair<>(
          new ArrayRealVector(fitted, false), new Array2DRowRealMatrix(jacobian, false));
    }
  }
}
