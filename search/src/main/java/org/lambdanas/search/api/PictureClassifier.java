package org.lambdanas.search.api;

import java.nio.file.Path;
import java.util.List;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.export.ExportedModel;
import org.lambdanas.proto.v1.PicturePrediction;
import org.lambdanas.search.judge.Classifier;
import org.lambdanas.search.machine.NativeTensorFlow;

/**
 * A SavedModel that {@code lnas fit} or {@code lnas export} wrote, for classifying pictures in
 * files, as {@code lnas predict} does it: PNG, JPEG, GIF, BMP, WebP and TIFF of any size, turned as
 * their Exif says, the middle square of each brought to the model's size as its training did it.
 *
 * <pre>{@code
 * try (PictureClassifier classifier = PictureClassifier.open(Path.of("model"))) {
 *   ClassProbability likeliest = classifier.classify(Path.of("cat.jpg")).getClasses(0);
 *   System.out.println(likeliest.getName() + " " + likeliest.getProbability());
 * }
 * }</pre>
 *
 * <p>Safe for use by several threads: pictures are read at the same time, and run through the model
 * one after the other.
 */
public final class PictureClassifier implements AutoCloseable {

  private final Classifier classifier;

  private PictureClassifier(Classifier classifier) {
    this.classifier = classifier;
  }

  /**
   * Loads a model.
   *
   * @param model folder of a SavedModel, or of its versions, of which the newest counts
   * @return the model, to be closed
   * @throws DataException if there is none, or it is not what exports write
   */
  public static PictureClassifier open(Path model) {
    ExportedModel exported = ExportedModel.open(model);
    NativeTensorFlow.load();
    return new PictureClassifier(Classifier.open(exported, false));
  }

  /** Names of the classes in the order of the logits; their numbers, if the model names none. */
  public List<String> classes() {
    return classifier.names();
  }

  /**
   * Classifies a picture.
   *
   * @param picture a file
   * @return all classes with their probabilities, the likeliest first
   * @throws DataException if it is not there or cannot be read
   */
  public PicturePrediction classify(Path picture) {
    byte[] pixels = classifier.squares().read(picture).require().pixels();
    synchronized (classifier) {
      float[] logits = classifier.logits(List.of(pixels)).get(0);
      return classifier.prediction(picture, logits, classifier.classes());
    }
  }

  @Override
  public void close() {
    synchronized (classifier) {
      classifier.close();
    }
  }
}
