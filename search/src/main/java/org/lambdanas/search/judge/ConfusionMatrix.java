package org.lambdanas.search.judge;

import java.util.Arrays;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/** How often pictures of one class are taken for another, and what follows from it. */
public final class ConfusionMatrix {

  private final long[][] counts;

  private ConfusionMatrix(long[][] counts) {
    this.counts = counts;
  }

  /** Counts answers. */
  public static ConfusionMatrix of(Answers answers) {
    Counter counter = new Counter(answers.classes());
    for (int i = 0; i < answers.size(); i++) {
      counter.add(answers.truth(i), answers.answer(i));
    }
    return counter.matrix();
  }

  /** Counts answers one by one. For one thread. */
  public static final class Counter {

    private final long[][] counts;

    /** Nothing counted yet. */
    public Counter(int classes) {
      counts = new long[classes][classes];
    }

    /** Adds a picture of a class that is taken for one. */
    public void add(int truth, int answer) {
      counts[truth][answer]++;
    }

    /** What has been counted so far. */
    public ConfusionMatrix matrix() {
      return new ConfusionMatrix(Arrays.stream(counts).map(long[]::clone).toArray(long[][]::new));
    }
  }

  /** Number of classes. */
  public int classes() {
    return counts.length;
  }

  /** How many pictures of a class are taken for another. */
  public long count(int truth, int answer) {
    return counts[truth][answer];
  }

  /** Number of pictures. */
  public long total() {
    return classIndices().mapToLong(this::images).sum();
  }

  /** Number of pictures that are taken for what they are. */
  public long correct() {
    return classIndices().mapToLong(c -> counts[c][c]).sum();
  }

  /** Number of pictures of a class. */
  public long images(int truth) {
    return classIndices().mapToLong(answer -> counts[truth][answer]).sum();
  }

  /** Number of pictures that are taken for a class. */
  public long answered(int answer) {
    return classIndices().mapToLong(truth -> counts[truth][answer]).sum();
  }

  /** Share of the pictures taken for a class that are of it; empty: there are none. */
  public OptionalDouble precision(int index) {
    return share(counts[index][index], answered(index));
  }

  /** Share of the pictures of a class that are taken for it; empty: there are none. */
  public OptionalDouble recall(int index) {
    return share(counts[index][index], images(index));
  }

  /**
   * Harmonic mean of precision and recall, 0 where nothing is right; empty: no picture is of the
   * class, or taken for it.
   */
  public OptionalDouble f1(int index) {
    return share(2 * counts[index][index], images(index) + answered(index));
  }

  /** Mean of F1 over the classes that have one; empty: there are no pictures. */
  public OptionalDouble macroF1() {
    return classIndices().mapToObj(this::f1).flatMapToDouble(OptionalDouble::stream).average();
  }

  /** Mean of recall over the classes that have pictures, 0..1; empty: there are none. */
  public OptionalDouble balancedAccuracy() {
    return classIndices().mapToObj(this::recall).flatMapToDouble(OptionalDouble::stream).average();
  }

  private IntStream classIndices() {
    return IntStream.range(0, counts.length);
  }

  private static OptionalDouble share(long part, long whole) {
    return whole == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) part / whole);
  }
}
