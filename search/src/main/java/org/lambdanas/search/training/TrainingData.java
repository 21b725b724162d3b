package org.lambdanas.search.training;

import org.lambdanas.graph.data.Augmentation;
import org.lambdanas.graph.data.Batches;
import org.lambdanas.graph.data.ConfiguredImages;
import org.lambdanas.graph.data.DataSet;
import org.lambdanas.graph.data.ImageSet;
import org.lambdanas.graph.data.Normalisation;
import org.lambdanas.graph.data.SearchSplit;
import org.lambdanas.graph.data.Split;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.proto.v1.DataConfig;
import org.lambdanas.proto.v1.TrainingConfig;
import org.lambdanas.proto.v1.ValidationImages;

/**
 * The images of a training.
 *
 * @param validation the images the network is judged by, in order, as they are
 * @param pictureSide of pictures of one's own: {@link DataSet#pictureSide}
 */
// Never compared.
@SuppressWarnings("ArrayRecordComponent")
public record TrainingData(
    Batches training,
    Batches validation,
    Normalisation normalisation,
    byte[] sha256,
    int pictureSide) {

  /**
   * Reads and splits the images.
   *
   * @throws org.lambdanas.graph.error.DataException if the files cannot be used
   * @throws org.lambdanas.graph.error.ConfigException if the settings cannot be used
   */
  public static TrainingData load(TrainingConfig config) {
    return load(config, ConfiguredImages.of(config.getData()));
  }

  /** Reads and splits images that need not be in files. */
  public static TrainingData load(TrainingConfig config, ConfiguredImages configured) {
    return load(
        config.getData(),
        configured,
        config.getValidation() == ValidationImages.VALIDATION_IMAGES_TEST,
        config.getBatchSize(),
        config.getMixup(),
        config.getSeed());
  }

  /** The same of images of which some are held out. */
  public static TrainingData heldOut(DataConfig data, int batchSize, long seed) {
    return load(data, ConfiguredImages.of(data), false, batchSize, 0, seed);
  }

  private static TrainingData load(
      DataConfig data,
      ConfiguredImages configured,
      boolean onTest,
      int batchSize,
      double mixup,
      long seed) {
    ImageSet images = configured.load(Split.TRAIN);
    ImageSet training = configured.sized(images);
    ImageSet validation;
    if (onTest) {
      validation = configured.sized(configured.load(Split.TEST));
    } else {
      SearchSplit split = SearchSplit.of(training, data.getTrainPortion());
      training = split.weights();
      validation = split.alpha();
    }
    Normalisation normalisation = configured.dataSet().normalisation();
    return new TrainingData(
        shuffled(training, data, batchSize, normalisation, mixup, seed),
        Batches.inOrder(validation, batchSize, normalisation),
        normalisation,
        images.sha256(),
        configured.dataSet().pictureSide(training.height()));
  }

  /** The same images, shuffled and changed by the seed of another configuration. */
  public TrainingData seeded(TrainingConfig config) {
    return new TrainingData(
        shuffled(
            training.images(),
            config.getData(),
            training.batchSize(),
            normalisation,
            config.getMixup(),
            config.getSeed()),
        validation,
        normalisation,
        sha256,
        pictureSide);
  }

  private static Batches shuffled(
      ImageSet images,
      DataConfig data,
      int batchSize,
      Normalisation normalisation,
      double mixup,
      long seed) {
    return Batches.mixed(
        images,
        batchSize,
        Augmentation.of(data),
        normalisation,
        new Seed(seed).child("weight images"),
        mixup);
  }
}
