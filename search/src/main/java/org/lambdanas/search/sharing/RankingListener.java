package org.lambdanas.search.sharing;

/** Watches a ranking. Called by the thread that runs it. */
public interface RankingListener {

  /**
   * The ranking begins or goes on.
   *
   * @param done architectures judged before
   * @param of all
   * @param images each is judged by
   */
  void begins(int done, int of, int images);

  /** An architecture more is judged. */
  void done(int done, int of);
}
