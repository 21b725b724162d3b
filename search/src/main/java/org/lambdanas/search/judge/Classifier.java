package org.lambdanas.search.judge;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.lambdanas.graph.data.PictureSquares;
import org.lambdanas.graph.data.PixelValues;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.export.ExportedModel;
import org.lambdanas.graph.export.LoadedModel;
import org.lambdanas.proto.v1.ClassProbability;
import org.lambdanas.proto.v1.PicturePrediction;
import org.lambdanas.proto.v1.TrainedNetwork;
import org.tensorflow.ndarray.Shape;

/** A SavedModel that classifies square pictures. For one thread. */
public final class Classifier implements AutoCloseable {

  private final ExportedModel description;
  private final LoadedModel model;
  private final int side;
  private final int channels;
  private final int classes;
  private final List<String> labels;
  private final PictureSquares squares;

  private Classifier(ExportedModel description, LoadedModel model) {
    this.description = description;
    this.model = model;
    Shape shape = description.imageShape();
    this.side = Math.toIntExact(shape.get(0));
    this.channels = Math.toIntExact(shape.get(2));
    int kept = description.card().map(TrainedNetwork::getPictureSide).orElse(0);
    this.squares = new PictureSquares(kept, side, channels);
    // The first run prepares the session.
    this.classes = model.classify(new float[imageValues()], 1).logits().length;
    if (classes == 0) {
      throw new DataException(description.folder() + " answered an image without any logit");
    }
    this.labels = description.labels();
    if (!labels.isEmpty() && labels.size() != classes) {
      throw new DataException(
          "%s: %d classes are named, but the model answers with %d logits"
              .formatted(description.folder(), labels.size(), classes));
    }
  }

  /**
   * Loads a model.
   *
   * @param trust whether to run it whatever it holds ({@link LoadedModel#trusted}); else only what
   *     exports hold is run
   * @return the model, to be closed
   * @throws DataException if it cannot be loaded or takes no square pictures that can be made
   */
  public static Classifier open(ExportedModel description, boolean trust) {
    Shape shape = description.imageShape();
    if (shape.get(0) != shape.get(1)) {
      throw new DataException(
          "%s takes images of %s: only square ones are made of pictures"
              .formatted(description.folder(), shape));
    }
    LoadedModel model = trust ? LoadedModel.trusted(description) : LoadedModel.load(description);
    try {
      return new Classifier(description, model);
    } catch (RuntimeException e) {
      model.close();
      throw e;
    }
  }

  /** What its files say. */
  public ExportedModel description() {
    return description;
  }

  /** Side of its images, in pixels. */
  public int side() {
    return side;
  }

  /** Values of a pixel of its images. */
  public int channels() {
    return channels;
  }

  /** Number of classes, at least 1. */
  public int classes() {
    return classes;
  }

  /** Names of its classes in the order of the logits; empty: it does not name them. */
  public List<String> labels() {
    return labels;
  }

  /** Names of its classes, or numbers in their place. */
  public List<String> names() {
    return labels.isEmpty()
        ? IntStream.range(0, classes).mapToObj(Integer::toString).toList()
        : labels;
  }

  /** How pictures become its images: as in its training, as far as it says. */
  public PictureSquares squares() {
    return squares;
  }

  /**
   * Classifies images.
   *
   * @param images at least one, each of unsigned bytes [side, side, channels]
   * @return for each of them a logit for each class
   * @throws DataException if TensorFlow cannot run the model, or a logit is not finite
   */
  public List<float[]> logits(List<byte[]> images) {
    int values = imageValues();
    float[] pixels = new float[Math.multiplyExact(values, images.size())];
    for (int i = 0; i < images.size(); i++) {
      PixelValues.put(ByteBuffer.wrap(images.get(i), 0, values), pixels, i * values);
    }
    double[] logits = model.classify(pixels, images.size()).logits();
    if (logits.length != images.size() * classes) {
      throw new DataException(
          "%s answered %d images with %d logits, not with %d for each"
              .formatted(description.folder(), images.size(), logits.length, classes));
    }
    if (!Arrays.stream(logits).allMatch(Double::isFinite)) {
      throw new DataException(description.folder() + " answered with logits that are not finite");
    }
    List<float[]> rows = new ArrayList<>();
    for (int i = 0; i < images.size(); i++) {
      float[] row = new float[classes];
      for (int c = 0; c < classes; c++) {
        row[c] = (float) logits[i * classes + c];
      }
      rows.add(row);
    }
    return rows;
  }

  /**
   * An answer in words.
   *
   * @param logits of the picture, one for each class
   * @param top how many of the likeliest classes are named, the likeliest first
   */
  public PicturePrediction prediction(Path picture, float[] logits, int top) {
    double[] logs = LogSoftmax.of(logits, 1);
    List<String> names = names();
    PicturePrediction.Builder prediction =
        PicturePrediction.newBuilder().setPicture(picture.toString());
    IntStream.range(0, logits.length)
        .boxed()
        // Those that are alike stay in order: the first is the model's own answer.
        .sorted((one, other) -> Float.compare(logits[other], logits[one]))
        .limit(top)
        .forEachOrdered(
            number ->
                prediction.addClasses(
                    ClassProbability.newBuilder()
                        .setName(names.get(number))
                        .setNumber(number)
                        .setProbability(Math.exp(logs[number]))));
    return prediction.build();
  }

  private int imageValues() {
    return Math.multiplyExact(Math.multiplyExact(side, side), channels);
  }

  @Override
  public void close() {
    model.close();
  }
}
