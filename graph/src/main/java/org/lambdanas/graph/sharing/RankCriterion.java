package org.lambdanas.graph.sharing;

import org.lambdanas.proto.v1.RankedBy;
import org.lambdanas.proto.v1.SharingMethod;

/** What architectures are ranked by with shared weights. Of a score more is better. */
public enum RankCriterion {
  /** The share of images that are right, in percent. */
  ACCURACY,
  /** The negative mean cross-entropy, in nats. */
  LOSS;

  /** The score of what has no finite loss: below all others. */
  private static final double LOST = -1e8;

  /**
   * The criterion that is asked for; if none is, the one that was found to rank better after short
   * trainings by the method: sums of all operations leave single ones with accuracies of chance,
   * but not with losses of chance.
   */
  public static RankCriterion of(RankedBy asked, SharingMethod method) {
    return switch (asked) {
      case RANKED_BY_ACCURACY -> ACCURACY;
      case RANKED_BY_LOSS -> LOSS;
      default -> method == SharingMethod.SHARING_METHOD_ONESHOT ? LOSS : ACCURACY;
    };
  }

  /** As configurations say it. */
  public RankedBy message() {
    return this == ACCURACY ? RankedBy.RANKED_BY_ACCURACY : RankedBy.RANKED_BY_LOSS;
  }

  /**
   * The score of an architecture.
   *
   * @param accuracy in percent
   * @param loss in nats
   * @return finite
   */
  public double score(double accuracy, double loss) {
    return this == ACCURACY ? accuracy : Double.isFinite(loss) ? -loss : LOST;
  }
}
