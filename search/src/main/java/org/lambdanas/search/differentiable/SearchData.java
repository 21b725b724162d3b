package org.lambdanas.search.differentiable;

import java.nio.file.Path;
import java.util.Optional;
import org.lambdanas.graph.data.Augmentation;
import org.lambdanas.graph.data.Batches;
import org.lambdanas.graph.data.DataSet;
import org.lambdanas.graph.data.DataSets;
import org.lambdanas.graph.data.ImageSet;
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
   * @param config resolved configuration
   * @return the halves
   * @throws org.lambdanas.graph.error.DataException if the files cannot be used
   * @throws org.lambdanas.graph.error.ConfigException if the settings cannot be used
   */
  public static SearchData load(SearchConfig config) {
    DataConfig data = config.getData();
    Optional<Path> directory =
        data.getDirectory().isEmpty()
            ? Optional.empty()
            : Optional.of(Path.of(data.getDirectory()));
    DataSet dataSet = DataSets.open(data.getDataSet(), directory);
    ImageSet images = dataSet.load(directory, Split.TRAIN, data.getTrainImages());
    byte[] sha256 = images.sha256();
    ImageSet sized = data.getImageSize() == 0 ? images : images.resized(data.getImageSize());
    SearchSplit split = SearchSplit.of(sized, data.getTrainPortion());
    Augmentation augmentation = Augmentation.of(data);
    Seed seed = new Seed(config.getSeed());
    int batchSize = config.getBatchSize();
    return new SearchData(
        Batches.shuffled(
            split.weights(),
            batchSize,
            augmentation,
            dataSet.normalisation(),
            seed.child("weight images")),
        Batches.shuffled(
            split.alpha(),
            batchSize,
            augmentation,
            dataSet.normalisation(),
            seed.child("alpha images")),
        Batches.inOrder(split.alpha(), batchSize, dataSet.normalisation()),
        sha256);
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
