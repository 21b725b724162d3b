package org.lambdanas.search.differentiable;

import org.lambdanas.graph.data.Augmentation;
import org.lambdanas.graph.data.Batches;
import org.lambdanas.graph.data.ConfiguredImages;
import org.lambdanas.graph.data.ImageSet;
import org.lambdanas.graph.data.Normalisation;
import org.lambdanas.graph.data.SearchSplit;
import org.lambdanas.graph.data.Split;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.proto.v1.DataConfig;
import org.lambdanas.proto.v1.SearchConfig;

/**
 * The images of a search: one half trains the weights, the other alpha.
 *
 * @param weights shuffled, augmented batches of the first half
 * @param alpha shuffled, augmented batches of the second half
 * @param evaluation the second half in order, as it is
 * @param sha256 of all images and labels that were read
 */
public record SearchData(Batches weights, Batches alpha, Batches evaluation, byte[] sha256) {

  /**
   * Reads and splits the images.
   *
   * @throws org.lambdanas.graph.error.DataException if the files cannot be used
   * @throws org.lambdanas.graph.error.ConfigException if the settings cannot be used
   */
  public static SearchData load(SearchConfig config) {
    return load(config, ConfiguredImages.of(config.getData()));
  }

  /** Reads and splits images that need not be in files. */
  public static SearchData load(SearchConfig config, ConfiguredImages configured) {
    DataConfig data = config.getData();
    ImageSet images = configured.load(Split.TRAIN);
    SearchSplit split = SearchSplit.of(configured.sized(images), data.getTrainPortion());
    Augmentation augmentation = Augmentation.of(data);
    Normalisation normalisation = configured.dataSet().normalisation();
    Seed seed = new Seed(config.getSeed());
    int batchSize = config.getBatchSize();
    return new SearchData(
        Batches.shuffled(
            split.weights(), batchSize, augmentation, normalisation, seed.child("weight images")),
        Batches.shuffled(
            split.alpha(), batchSize, augmentation, normalisation, seed.child("alpha images")),
        Batches.inOrder(split.alpha(), batchSize, normalisation),
        images.sha256());
  }

  /**
   * Number of images in both halves.
   *
   * @return at least 2
   */
  public int images() {
    return weights.images().size() + alpha.images().size();
  }
}
