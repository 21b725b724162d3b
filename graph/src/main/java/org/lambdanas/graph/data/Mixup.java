package org.lambdanas.graph.data;

import org.lambdanas.graph.random.Seed;
import org.lambdanas.graph.random.SymmetricBeta;

/**
 * Mixes each image of a batch with the next one, the last with the first (Zhang et al. 2018:
 * mixup). As images are in a random order, that is a random other one. The larger of the two shares
 * is the image's own: an epoch has each image once, and a pair is not mixed twice in the same way.
 */
final class Mixup {

  private Mixup() {}

  /**
   * A batch mixed; a single image stays alone.
   *
   * @param alpha shares are of a Beta(alpha, alpha) distribution; positive
   * @param seed of the epoch
   * @param from position of the batch's first image in the epoch: draws depend on seed and position
   *     alone
   */
  static Batch mixed(Batch batch, double alpha, Seed seed, int from) {
    int size = batch.size();
    int values = batch.images().length / size;
    float[] images = new float[batch.images().length];
    int[] others = new int[size];
    double[] shares = new double[size];
    for (int i = 0; i < size; i++) {
      int other = (i + 1) % size;
      double drawn = SymmetricBeta.draw(alpha, seed.child((long) from + i).random());
      double share = other == i ? 1 : Math.max(drawn, 1 - drawn);
      for (int v = 0; v < values; v++) {
        double own = batch.images()[i * values + v];
        images[i * values + v] =
            (float) (share * own + (1 - share) * batch.images()[other * values + v]);
      }
      others[i] = batch.labels()[other];
      shares[i] = share;
    }
    return new Batch(
        images,
        batch.labels(),
        size,
        batch.height(),
        batch.width(),
        batch.channels(),
        new Batch.Mixture(others, shares));
  }
}
