package org.lambdanas.search.fit;

import java.util.BitSet;
import org.hipparchus.distribution.discrete.BinomialDistribution;
import org.lambdanas.graph.data.ImageSet;
import org.lambdanas.graph.export.ClassMatch;
import org.lambdanas.graph.export.InferenceNetwork;
import org.lambdanas.proto.v1.TrainedNetwork;
import org.lambdanas.search.judge.WilsonInterval;

/**
 * Which pictures a network has right.
 *
 * @param right by picture
 * @param pictures how many there are, at least 1
 */
record Judged(BitSet right, int pictures) {

  private static final int BATCH = 100;

  /** Classifies pictures, as an exported model does. */
  static Judged of(TrainedNetwork network, ImageSet pictures) {
    ClassMatch.of(network.getLabelsList(), pictures.classNames()).requireSame();
    BitSet right = new BitSet();
    int classes = network.getLabelsCount();
    try (InferenceNetwork inference = InferenceNetwork.of(network)) {
      for (int from = 0; from < pictures.size(); from += BATCH) {
        int batch = Math.min(BATCH, pictures.size() - from);
        double[] logits = inference.logits(pixels(pictures, from, batch), batch);
        for (int i = 0; i < batch; i++) {
          int best = 0;
          for (int c = 1; c < classes; c++) {
            if (logits[i * classes + c] > logits[i * classes + best]) {
              best = c;
            }
          }
          right.set(from + i, best == pictures.label(from + i));
        }
      }
    }
    return new Judged(right, pictures.size());
  }

  private static float[] pixels(ImageSet pictures, int from, int batch) {
    var bytes = pictures.range(from, from + batch).pixels();
    float[] pixels = new float[bytes.remaining()];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = bytes.get(i) & 0xff;
    }
    return pixels;
  }

  /** In percent. */
  double accuracy() {
    return 100.0 * right.cardinality() / pictures;
  }

  /** The 95 % interval of the accuracy, as a share. */
  WilsonInterval interval() {
    return WilsonInterval.of(right.cardinality(), pictures);
  }

  /** Pictures that this has right and another network has not. */
  int better(Judged other) {
    BitSet only = (BitSet) right.clone();
    only.andNot(other.right);
    return only.cardinality();
  }

  /** Probability of counts so different if both were equally good (McNemar's exact test). */
  static double probability(int one, int other) {
    int n = one + other;
    if (n == 0) {
      return 1;
    }
    return Math.min(
        1, 2 * new BinomialDistribution(n, 0.5).cumulativeProbability(Math.min(one, other)));
  }
}
