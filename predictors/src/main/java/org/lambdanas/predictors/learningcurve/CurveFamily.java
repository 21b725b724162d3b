package org.lambdanas.predictors.learningcurve;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Families of saturating functions that learning curves are fitted by (Domhan, Springenberg and
 * Hutter, Speeding up automatic hyperparameter optimization of deep neural networks by
 * extrapolation of learning curves, 2015). Values are fractions, x is the epoch from 1 on, t its
 * natural logarithm.
 */
enum CurveFamily {
  /** {@code ln(a t + b)}; a and b above 0. */
  LOG_LOG_LINEAR(new double[] {1, 1}, true, true) {
    @Override
    double value(double[] p, int at, double t) {
      return Math.log(p[at] * t + p[at + 1]);
    }

    @Override
    void gradient(double[] p, double t, double[] into) {
      double inner = p[0] * t + p[1];
      into[0] = p[0] * t / inner;
      into[1] = p[1] / inner;
    }
  },
  /** {@code a / (1 + (x / e^b)^c)}. */
  LOG_POWER(new double[] {.77, 2.98, -.51}, false, false, false) {
    @Override
    double value(double[] p, int at, double t) {
      return p[at] * share(p[at + 2] * (t - p[at + 1]));
    }

    @Override
    void gradient(double[] p, double t, double[] into) {
      double share = share(p[2] * (t - p[1]));
      double slope = p[0] * share * (1 - share);
      into[0] = share;
      into[1] = slope * p[2];
      into[2] = -slope * (t - p[1]);
    }
  },
  /** Morgan, Mercer and Flodin: {@code α - (α - β) / (1 + (κ x)^δ)}; κ above 0. */
  MMF(new double[] {.7, .1, .01, 5}, false, false, true, false) {
    @Override
    double value(double[] p, int at, double t) {
      double share = share(p[at + 3] * (Math.log(p[at + 2]) + t));
      return p[at] - (p[at] - p[at + 1]) * share;
    }

    @Override
    void gradient(double[] p, double t, double[] into) {
      double u = Math.log(p[2]) + t;
      double share = share(p[3] * u);
      double slope = (p[0] - p[1]) * share * (1 - share);
      into[0] = 1 - share;
      into[1] = share;
      into[2] = slope * p[3];
      into[3] = slope * u;
    }
  },
  /**
   * Hill with three parameters, zero background: {@code θ x^η / (κ^η + x^η)}; θ and κ above 0. The
   * reference writes κη for κ^η.
   */
  HILL(new double[] {.77, .59, 2.46}, true, false, true) {
    @Override
    double value(double[] p, int at, double t) {
      return p[at] * share(p[at + 1] * (Math.log(p[at + 2]) - t));
    }

    @Override
    void gradient(double[] p, double t, double[] into) {
      double u = Math.log(p[2]) - t;
      double value = p[0] * share(p[1] * u);
      double slope = value * (1 - share(p[1] * u));
      into[0] = value;
      into[1] = -slope * u;
      into[2] = -slope * p[1];
    }
  };

  private static final double LATE_END = .77;
  private static final double LATE_EXPONENT = 5;

  /** Never changed, nor handed out: a list would box what the fits read in their inner loop. */
  @SuppressWarnings("ImmutableEnumChecker")
  private final double[] typical;

  @SuppressWarnings("ImmutableEnumChecker")
  private final boolean[] positive;

  CurveFamily(double[] typical, boolean... positive) {
    this.typical = typical;
    this.positive = positive;
  }

  /** The value at an epoch, of the parameters from a position on; NaN outside the bounds. */
  abstract double value(double[] parameters, int at, double t);

  /**
   * Derivatives of the value by the free parameters: by the logarithm of those that must be
   * positive, by the others themselves.
   */
  abstract void gradient(double[] parameters, double t, double[] into);

  /** Parameters of a steep curve whose rise is yet to come, where fits may start. */
  double[] late(double first, double middle) {
    return switch (this) {
      case LOG_LOG_LINEAR -> typical();
      case LOG_POWER -> new double[] {LATE_END, Math.log(middle), -LATE_EXPONENT};
      case MMF -> new double[] {LATE_END, first, 1 / middle, LATE_EXPONENT};
      case HILL -> new double[] {LATE_END, LATE_EXPONENT, middle};
    };
  }

  /** Natural logarithms of the epochs 1 to n. */
  static double[] logarithms(int n) {
    return IntStream.rangeClosed(1, n).mapToDouble(Math::log).toArray();
  }

  int dimensions() {
    return typical.length;
  }

  /** Parameters of typical curves of validation accuracy, where fits may start. */
  double[] typical() {
    return typical.clone();
  }

  /** Whether the parameters from a position on are within the bounds. */
  boolean admits(double[] parameters, int at) {
    for (int i = 0; i < positive.length; i++) {
      if (positive[i] && !(parameters[at + i] > 0)) {
        return false;
      }
    }
    return true;
  }

  /** Parameters in coordinates without bounds. */
  double[] toFree(double[] parameters) {
    double[] free = parameters.clone();
    Arrays.setAll(free, i -> positive[i] ? Math.log(free[i]) : free[i]);
    return free;
  }

  /** Parameters out of coordinates without bounds. */
  double[] fromFree(double[] free) {
    double[] parameters = free.clone();
    for (int i = 0; i < free.length; i++) {
      parameters[i] = positive[i] ? Math.exp(free[i]) : free[i];
    }
    return parameters;
  }

  /**
   * Log density of a weak prior, up to a constant: normal with deviation 1 about other parameters,
   * in coordinates without bounds.
   */
  double logPrior(double[] parameters, int at, double[] about) {
    double sum = 0;
    for (int i = 0; i < about.length; i++) {
      double shift = parameters[at + i] - about[i];
      if (positive[i]) {
        double logarithm = Math.log(parameters[at + i]);
        shift = logarithm - Math.log(about[i]);
        sum -= logarithm;
      }
      sum -= shift * shift / 2;
    }
    return sum;
  }

  private static double share(double exponent) {
    return 1 / (1 + Math.exp(exponent));
  }
}
