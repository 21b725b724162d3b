package org.lambdanas.search.judge;

/** The logarithms of the probabilities that logits stand for. */
public final class LogSoftmax {

  private LogSoftmax() {}

  /**
   * Log probabilities; exact for logits of any size.
   *
   * @param logits of one picture, finite, at least one
   * @param temperature what they are divided by, greater than 0
   * @return nats, as many; the probabilities add up to 1
   */
  public static double[] of(float[] logits, double temperature) {
    double[] result = new double[logits.length];
    double most = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < logits.length; i++) {
      result[i] = logits[i] / temperature;
      most = Math.max(most, result[i]);
    }
    double sum = 0;
    for (double value : result) {
      sum += Math.exp(value - most);
    }
    double normaliser = most + Math.log(sum);
    for (int i = 0; i < result.length; i++) {
      result[i] -= normaliser;
    }
    return result;
  }
}
