package org.lambdanas.graph.export;

import java.nio.file.Path;
import java.util.Arrays;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.error.Excerpt;
import org.lambdanas.graph.tensor.Precision;
import org.lambdanas.graph.tensor.StepScope;
import org.lambdanas.graph.tensor.TensorValues;
import org.tensorflow.Result;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.SignatureDef;

/** A SavedModel as any TensorFlow program would use it: by the names of its signature only. */
public final class LoadedModel implements AutoCloseable {

  private final SavedModelBundle bundle;
  private final SignatureDef signature;
  private final Shape imageShape;

  private LoadedModel(SavedModelBundle bundle, ExportedModel description) {
    this.bundle = bundle;
    this.signature = description.serving();
    this.imageShape = description.imageShape();
  }

  /**
   * Loads a classifier of images.
   *
   * @return the model, to be closed
   * @throws DataException if it has not the signature of this package's exports or TensorFlow
   *     cannot load it
   */
  public static LoadedModel load(ExportedModel description) {
    description.requireClassifier();
    Path folder = description.folder();
    try {
      return new LoadedModel(
          SavedModelBundle.load(folder.toString(), SavedModelFiles.TAG), description);
    } catch (RuntimeException e) {
      throw new DataException(folder + ": TensorFlow cannot load it: " + Excerpt.firstLine(e), e);
    }
  }

  /**
   * What the model says of images.
   *
   * @param logits row-major {@code [batch, classes]}
   * @param classes the likeliest class of each image
   */
  // Never compared.
  @SuppressWarnings("ArrayRecordComponent")
  public record Answer(double[] logits, int[] classes) {}

  /**
   * Classifies images.
   *
   * @param pixels values 0..255, row-major {@code [batch, height, width, channels]}
   * @param batch number of images, at least 1
   * @throws DataException if TensorFlow cannot run the model
   */
  public Answer classify(float[] pixels, int batch) {
    try (StepScope scope = new StepScope()) {
      Result result =
          scope.run(
              bundle
                  .session()
                  .runner()
                  .feed(
                      signature.getInputsOrThrow(SavedModelFiles.IMAGES).getName(),
                      scope.tensor(Precision.FLOAT32, imageShape.prepend(batch), pixels))
                  .fetch(signature.getOutputsOrThrow(SavedModelFiles.LOGITS).getName())
                  .fetch(signature.getOutputsOrThrow(SavedModelFiles.CLASS).getName()));
      double[] classes = TensorValues.doubles(result.get(1));
      return new Answer(
          TensorValues.doubles(result.get(0)),
          Arrays.stream(classes).mapToInt(index -> (int) index).toArray());
    } catch (RuntimeException e) {
      throw new DataException("TensorFlow cannot run the model: " + Excerpt.firstLine(e), e);
    }
  }

  @Override
  public void close() {
    bundle.close();
  }
}
