package org.lambdanas.graph.network;

import org.lambdanas.graph.layer.FedBatch;
import org.lambdanas.graph.layer.NetworkInputs;
import org.lambdanas.graph.tensor.GraphRun;
import org.lambdanas.graph.tensor.GraphRuntime;
import org.lambdanas.graph.tensor.StepScope;
import org.lambdanas.graph.tensor.TensorValues;
import org.tensorflow.Result;

/**
 * What a network does on some images, usually in inference mode (running statistics).
 *
 * @param loss sum over images of the cross-entropy, in nats
 * @param correct number of correctly classified images
 * @param images number of images
 */
public record Evaluation(double loss, long correct, long images) {

  /** Nothing evaluated yet. */
  public static final Evaluation NONE = new Evaluation(0, 0, 0);

  /** Evaluates one batch in inference mode: its part, to be added up. */
  public static Evaluation of(
      StepScope scope, NetworkInputs inputs, Classification judged, FedBatch batch) {
    return of(scope, inputs.runtime(), inputs.runner(batch), judged, batch.size());
  }

  /** The same of a run that has been fed a batch of so many images, and maybe more. */
  public static Evaluation of(
      StepScope scope, GraphRuntime runtime, GraphRun run, Classification judged, int images) {
    return read(runtime.run(scope, run.fetch(judged.loss()).fetch(judged.correct())), images);
  }

  /** The same of a run that has fetched the loss first and the correct ones next. */
  public static Evaluation read(Result result, int images) {
    return new Evaluation(
        TensorValues.scalar(result.get(0)) * images,
        (long) TensorValues.scalar(result.get(1)),
        images);
  }

  /** Percent of the images that are classified correctly, 0..100; NaN without images. */
  public double accuracy() {
    return 100.0 * correct / images;
  }

  /** Mean cross-entropy in nats; NaN without images. */
  public double meanLoss() {
    return loss / images;
  }

  /** Adds another part. */
  public Evaluation plus(Evaluation other) {
    return new Evaluation(loss + other.loss, correct + other.correct, images + other.images);
  }
}
