package org.lambdanas.graph.export;

import java.nio.file.Path;
import java.util.Arrays;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.error.Excerpt;
import org.lambdanas.graph.tensor.Precision;
import org.lambdanas.graph.tensor.StepScope;
import org.lambdanas.graph.tensor.TensorValues;
import org.tensorflow.Graph;
import org.tensorflow.Result;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.SaverDef;
import org.tensorflow.proto.SignatureDef;

/** A SavedModel as any TensorFlow program would use it: by the names of its signature only. */
public final class LoadedModel implements AutoCloseable {

  private final Graph graph;
  private final Session session;
  private final SignatureDef signature;
  private final Shape imageShape;

  private LoadedModel(Graph graph, Session session, ExportedModel description) {
    this.graph = graph;
    this.session = session;
    this.signature = description.serving();
    this.imageShape = description.imageShape();
  }

  /**
   * Loads a classifier of images that may come from anywhere. What runs is the description's graph,
   * checked, and not what lies in the folder by now; nothing runs but what reads the variables.
   *
   * @return the model, to be closed
   * @throws DataException if it has not the signature of this package's exports, its graph holds
   *     what these do not hold, or TensorFlow cannot load it
   */
  public static LoadedModel load(ExportedModel description) {
    description.requireClassifier();
    GraphGuard.check(description);
    String variables = description.requireVariables().toString();
    SaverDef saver = description.graph().getSaverDef();
    try {
      LoadedModel model = imported(description);
      try (StepScope scope = new StepScope()) {
        scope.run(
            model
                .session
                .runner()
                .feed(saver.getFilenameTensorName(), scope.text(variables))
                .addTarget(saver.getRestoreOpName()));
        return model;
      } catch (RuntimeException e) {
        model.close();
        throw e;
      }
    } catch (RuntimeException e) {
      throw cannotLoad(description.folder(), e);
    }
  }

  private static LoadedModel imported(ExportedModel description) {
    Graph graph = new Graph();
    try {
      graph.importGraphDef(description.graph().getGraphDef());
      return new LoadedModel(graph, new Session(graph), description);
    } catch (RuntimeException e) {
      graph.close();
      throw e;
    }
  }

  /**
   * Loads a classifier of images as TensorFlow does, with everything that it brings: like starting
   * a program of who made it.
   *
   * @return the model, to be closed
   * @throws DataException if it has not the signature of this package's exports or TensorFlow
   *     cannot load it
   */
  public static LoadedModel trusted(ExportedModel description) {
    description.requireClassifier();
    try {
      SavedModelBundle bundle =
          SavedModelBundle.load(description.folder().toString(), SavedModelFiles.TAG);
      return new LoadedModel(bundle.graph(), bundle.session(), description);
    } catch (RuntimeException e) {
      throw cannotLoad(description.folder(), e);
    }
  }

  private static DataException cannotLoad(Path folder, RuntimeException e) {
    return new DataException(folder + ": TensorFlow cannot load it: " + Excerpt.firstLine(e), e);
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
              session
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
    session.close();
    graph.close();
  }
}
