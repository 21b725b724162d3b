package org.lambdanas.search.judge;

import java.util.ArrayList;
import java.util.List;

/** What a model answered for pictures whose classes are known. For one thread. */
public final class Answers {

  private final int classes;
  private final List<float[]> logits = new ArrayList<>();
  private final List<Integer> truths = new ArrayList<>();

  /**
   * No answers yet.
   *
   * @param classes number of classes, at least 1
   */
  public Answers(int classes) {
    this.classes = classes;
  }

  /**
   * Adds an answer.
   *
   * @param row a logit for each class, finite; not copied
   * @param truth index of the picture's class
   */
  public void add(float[] row, int truth) {
    if (row.length != classes || truth < 0 || truth >= classes) {
      throw new IllegalArgumentException(
          row.length + " logits of a picture of class " + truth + ", not of " + classes);
    }
    logits.add(row);
    truths.add(truth);
  }

  /** Number of classes. */
  public int classes() {
    return classes;
  }

  /** Number of answers. */
  public int size() {
    return truths.size();
  }

  /** The logits of a picture; not to be written to. */
  public float[] logits(int picture) {
    return logits.get(picture);
  }

  /** The class of a picture. */
  public int truth(int picture) {
    return truths.get(picture);
  }

  /** The class that a picture is taken for. */
  public int answer(int picture) {
    return likeliest(logits.get(picture));
  }

  /** The class of the largest logit; of several the first, as TensorFlow's ArgMax has it. */
  public static int likeliest(float[] logits) {
    int best = 0;
    for (int i = 1; i < logits.length; i++) {
      if (logits[i] > logits[best]) {
        best = i;
      }
    }
    return best;
  }
}
