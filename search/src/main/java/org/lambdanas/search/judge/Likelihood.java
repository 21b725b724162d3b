package org.lambdanas.search.judge;

/** How likely a model calls the right classes. */
public final class Likelihood {

  private Likelihood() {}

  /**
   * The mean negative log likelihood of the right classes.
   *
   * @param answers at least one
   * @param temperature what logits are divided by, greater than 0
   * @return nats, 0 or more
   */
  public static double negativeLog(Answers answers, double temperature) {
    double sum = 0;
    for (int i = 0; i < answers.size(); i++) {
      sum -= LogSoftmax.of(answers.logits(i), temperature)[answers.truth(i)];
    }
    return sum / answers.size();
  }

  /**
   * Its derivative in the inverse temperature: the mean difference between the logit that is
   * expected and that of the right class. It never falls, for the likelihood is convex.
   *
   * @param inverse one over the temperature, greater than 0
   */
  static double slope(Answers answers, double inverse) {
    double sum = 0;
    for (int i = 0; i < answers.size(); i++) {
      float[] logits = answers.logits(i);
      double[] logs = LogSoftmax.of(logits, 1 / inverse);
      double right = logits[answers.truth(i)];
      for (int c = 0; c < logits.length; c++) {
        sum += Math.exp(logs[c]) * (logits[c] - right);
      }
    }
    return sum / answers.size();
  }
}
