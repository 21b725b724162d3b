package org.lambdanas.graph.supernet;

/**
 * What a network in inference mode (running statistics) does on some images.
 *
 * @param loss sum over images of the cross-entropy, in nats
 * @param correct number of correctly classified images
 * @param images number of images
 */
public record Evaluation(double loss, long correct, long images) {

  /** Nothing evaluated yet. */
  public static final Evaluation NONE = new Evaluation(0, 0, 0);

  /**
   * Adds another part.
   *
   * @param other of other images
   * @return both together
   */
  public Evaluation plus(Evaluation other) {
    return new Evaluation(loss + other.loss, correct + other.correct, images + other.images);
  }
}
