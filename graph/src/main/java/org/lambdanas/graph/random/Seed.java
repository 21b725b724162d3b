package org.lambdanas.graph.random;

import java.util.SplittableRandom;

/**
 * A seed that splits by name. A run has one master seed; every random draw comes from a child that
 * is named by what it is for ({@code seed.child("shuffle").child(epoch)}), so a draw depends on its
 * purpose and position only and never on what was drawn before it. That is what makes a resumed run
 * equal to an uninterrupted one.
 *
 * @param value the 64 bits of the seed
 */
public record Seed(long value) {

  private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

  /**
   * The seed of a named purpose below this one.
   *
   * @param purpose what the draws are for
   * @return the child seed
   */
  public Seed child(String purpose) {
    // FNV-1a over the characters, then mixed with this seed.
    long hash = 0xcbf29ce484222325L;
    for (int i = 0; i < purpose.length(); i++) {
      hash = (hash ^ purpose.charAt(i)) * 0x100000001b3L;
    }
    return new Seed(mix(value + GOLDEN_GAMMA * (hash | 1)));
  }

  /**
   * The seed at a position below this one.
   *
   * @param index any number: an epoch, a batch, a trial
   * @return the child seed
   */
  public Seed child(long index) {
    return new Seed(mix(mix(value) ^ (index + 1) * GOLDEN_GAMMA));
  }

  /**
   * A generator that starts at this seed.
   *
   * @return a new generator; the same seed always gives the same draws
   */
  public SplittableRandom random() {
    return new SplittableRandom(value);
  }

  /** The finaliser of SplitMix64 (Steele, Lea, Flood: Fast splittable pseudorandom generators). */
  private static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
