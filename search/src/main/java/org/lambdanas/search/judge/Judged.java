package org.lambdanas.search.judge;

import java.util.BitSet;
import java.util.List;
import org.hipparchus.distribution.discrete.BinomialDistribution;
import org.lambdanas.graph.data.ImageSet;
import org.lambdanas.graph.data.PixelValues;
import org.lambdanas.graph.export.ClassMatch;
import org.lambdanas.graph.export.InferenceNetwork;
import org.lambdanas.proto.v1.ModelJudgement;
import org.lambdanas.proto.v1.TrainedNetwork;

/**
 * What a network answers for pictures of known classes.
 *
 * @param answers for each picture
 * @param right those that it has right
 */
public record Judged(Answers answers, BitSet right) {

  private static final int BATCH = 100;

  /** What is right follows from the answers. */
  public Judged(Answers answers) {
    this(answers, right(answers));
  }

  private static BitSet right(Answers answers) {
    BitSet right = new BitSet();
    for (int i = 0; i < answers.size(); i++) {
      right.set(i, answers.answer(i) == answers.truth(i));
    }
    return right;
  }

  /** Classifies pictures, as an exported model does. */
  public static Judged of(TrainedNetwork network, ImageSet pictures) {
    match(network, pictures).requireSame();
    int classes = network.getLabelsCount();
    Answers answers = new Answers(classes);
    try (InferenceNetwork inference = InferenceNetwork.of(network)) {
      for (int from = 0; from < pictures.size(); from += BATCH) {
        int batch = Math.min(BATCH, pictures.size() - from);
        double[] logits =
            inference.logits(PixelValues.of(pictures.range(from, from + batch).pixels()), batch);
        for (int i = 0; i < batch; i++) {
          float[] row = new float[classes];
          for (int c = 0; c < classes; c++) {
            row[c] = (float) logits[i * classes + c];
          }
          answers.add(row, pictures.label(from + i));
        }
      }
    }
    return new Judged(answers);
  }

  private static ClassMatch match(TrainedNetwork network, ImageSet pictures) {
    return ClassMatch.of(network.getLabelsList(), pictures.classNames());
  }

  /** All measures, class by class. */
  public ModelJudgement message(TrainedNetwork network, ImageSet pictures) {
    return JudgementMessages.of(
            new Judgement(answers, match(network, pictures), 0, List.of()), network.getLabelsList())
        .build();
  }

  /** In percent. */
  public double accuracy() {
    return 100.0 * right.cardinality() / answers.size();
  }

  /** The 95 % interval of the accuracy, as a share. */
  public WilsonInterval interval() {
    return WilsonInterval.of(right.cardinality(), answers.size());
  }

  /** Pictures that this has right and another network has not. */
  public int better(Judged other) {
    return only(right, other.right);
  }

  /**
   * Pictures that one has right and another has not.
   *
   * @param one those that it has right
   * @param other those that the other one has right
   */
  public static int only(BitSet one, BitSet other) {
    BitSet only = (BitSet) one.clone();
    only.andNot(other);
    return only.cardinality();
  }

  /** Probability of counts so different if both were equally good (McNemar's exact test). */
  public static double probability(int one, int other) {
    int n = one + other;
    if (n == 0) {
      return 1;
    }
    return Math.min(
        1, 2 * new BinomialDistribution(n, 0.5).cumulativeProbability(Math.min(one, other)));
  }
}
