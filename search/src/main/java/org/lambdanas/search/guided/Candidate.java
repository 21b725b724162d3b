package org.lambdanas.search.guided;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.lambdanas.proto.v1.Architecture;

/**
 * An architecture of a {@link Domain}, which stands for all its duplicates. Two are equal if their
 * architectures are. Made by domains only.
 */
public final class Candidate {

  private final Architecture architecture;

  /** Place in a finite domain; -1 in others. */
  private final int number;

  /** What was worked out once; the same whoever does it. */
  private volatile double @Nullable [] features;

  private volatile @Nullable List<Candidate> neighbours;

  Candidate(Architecture architecture, int number) {
    this.architecture = architecture;
    this.number = number;
  }

  /** What is evaluated. */
  public Architecture architecture() {
    return architecture;
  }

  int number() {
    return number;
  }

  double @Nullable [] features() {
    return features;
  }

  void setFeatures(double[] known) {
    features = known;
  }

  @Nullable List<Candidate> neighbours() {
    return neighbours;
  }

  void setNeighbours(List<Candidate> known) {
    neighbours = known;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || (other instanceof Candidate candidate && architecture.equals(candidate.architecture));
  }

  @Override
  public int hashCode() {
    return architecture.hashCode();
  }
}
