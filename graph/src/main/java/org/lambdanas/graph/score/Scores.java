package org.lambdanas.graph.score;

import java.util.Map;

/**
 * What a network scores: finite numbers only, larger is thought better.
 *
 * @param values by the measure's name; without those that the network does not determine
 * @param connected whether any path leads from its images to its logits; if not, it comes last
 *     under every measure
 */
public record Scores(Map<String, Double> values, boolean connected) {

  /**
   * What stands for a score that is not finite, and for every score of a network without a path
   * from images to logits: less than any other (NASLib's convention).
   */
  public static final double LAST = -1e8;
}
