package org.lambdanas.search.judge;

import org.lambdanas.graph.data.PictureRules;

/**
 * Which pictures of one's own a model is judged by. Without effect on published data sets.
 *
 * @param rules which ones where their folder does not say it
 * @param whole whether all pictures of such a folder, in place of a share
 * @param broken what becomes of those that cannot be read
 */
public record TestChoice(PictureRules rules, boolean whole, BrokenPictures broken) {

  /** A choice; the rules say what becomes of pictures that cannot be read. */
  public static TestChoice of(PictureRules rules, boolean whole) {
    return new TestChoice(rules, whole, new BrokenPictures(rules.skipBroken()));
  }
}
