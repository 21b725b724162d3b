package org.lambdanas.predictors.numeric;

/**
 * The inner loops of matrix arithmetic. They work element by element, so they run at the speed of
 * the machine's vector unit and yet give the same bits for an element whatever is beside it.
 */
public final class Rows {

  private Rows() {}

  /** {@code target += factor * source} on the first elements. */
  public static void add(double[] target, double factor, double[] source, int count) {
    for (int i = 0; i < count; i++) {
      target[i] += factor * source[i];
    }
  }

  /**
   * The same for four sources at once, added up first: what is read and written of the target is a
   * quarter.
   */
  public static void add(
      double[] target,
      double a,
      double[] first,
      double b,
      double[] second,
      double c,
      double[] third,
      double d,
      double[] fourth,
      int count) {
    for (int i = 0; i < count; i++) {
      target[i] += a * first[i] + b * second[i] + c * third[i] + d * fourth[i];
    }
  }

  /** {@code target *= factor} on the first elements. */
  public static void scale(double[] target, double factor, int count) {
    for (int i = 0; i < count; i++) {
      target[i] *= factor;
    }
  }

  /** The scalar product, summed from the first element to the last. */
  public static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  /** The mean, summed from the first element to the last. */
  public static double mean(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum / values.length;
  }

  /** The sum of the squared differences from a number. */
  public static double squares(double[] values, double from) {
    double squares = 0;
    for (double value : values) {
      squares += (value - from) * (value - from);
    }
    return squares;
  }

  /** The standard deviation of a population. */
  public static double deviation(double[] values) {
    return Math.sqrt(squares(values, mean(values)) / values.length);
  }

  /** The products of the columns of a matrix with each other: A<sup>T</sup> A. */
  public static double[][] gram(double[][] a, int columns) {
    double[][] gram = new double[columns][columns];
    for (double[] row : a) {
      for (int i = 0; i < columns; i++) {
        add(gram[i], row[i], row, i + 1);
      }
    }
    for (int i = 0; i < columns; i++) {
      for (int j = 0; j < i; j++) {
        gram[j][i] = gram[i][j];
      }
    }
    return gram;
  }

  /** A matrix with rows and so many columns exchanged. */
  public static double[][] transpose(double[][] a, int columns) {
    double[][] transposed = new double[columns][a.length];
    for (int i = 0; i < a.length; i++) {
      for (int j = 0; j < columns; j++) {
        transposed[j][i] = a[i][j];
      }
    }
    return transposed;
  }
}
