package org.lambdanas.search.budget;

import java.nio.file.Path;
import java.util.Optional;
import org.lambdanas.graph.data.DataSet;
import org.lambdanas.graph.data.DataSets;
import org.lambdanas.graph.space.NetworkSize;
import org.lambdanas.graph.space.NetworkSpace;
import org.lambdanas.graph.space.SearchSpace;
import org.lambdanas.proto.v1.DataConfig;
import org.lambdanas.proto.v1.ModelSize;
import org.lambdanas.proto.v1.NetworkConfig;
import org.lambdanas.proto.v1.Objective;
import org.lambdanas.proto.v1.Stem;

/**
 * Of which networks parameters and multiply-accumulates are counted: those that a search trains, or
 * else those of the size in which the space's architectures were published.
 */
public final class CountedSizes {

  private CountedSizes() {}

  /**
   * Of a search by evaluations: the trained ones, or the published ones on 32x32 images of the
   * metric's classes.
   *
   * @return empty if the space has no networks
   */
  public static Optional<ModelSize> of(SearchSpace space, Objective objective, String dataSet) {
    return space
        .networks()
        .map(
            networks ->
                switch (objective.getByCase()) {
                  case TRAINING ->
                      of(
                          networks,
                          objective.getTraining().getNetwork(),
                          objective.getTraining().getData());
                  case SCORE ->
                      of(
                          networks,
                          objective.getScore().getNetwork(),
                          objective.getScore().getData());
                  default -> published(networks, dataSet);
                });
  }

  private static ModelSize published(NetworkSpace space, String dataSet) {
    boolean small = dataSet.equals("imagenet16_120");
    int classes = small ? 120 : dataSet.equals("cifar100") ? 100 : 10;
    return size(space, recipe(space), 3, classes, small ? 16 : 32);
  }

  /** Of a differentiable search: the published ones, on the images that are searched on. */
  public static ModelSize published(NetworkSpace space, DataConfig data) {
    return of(space, recipe(space), data);
  }

  private static NetworkConfig recipe(NetworkSpace space) {
    NetworkConfig.Builder network = space.training().settings().getNetwork().toBuilder();
    space.depth().set(network, space.training().depth(space.depth()));
    return network.build();
  }

  private static ModelSize of(NetworkSpace space, NetworkConfig network, DataConfig data) {
    DataSet images =
        DataSets.open(
            data.getDataSet(),
            data.getDirectory().isEmpty()
                ? Optional.empty()
                : Optional.of(Path.of(data.getDirectory())));
    return size(
        space,
        network,
        images.channels(),
        data.getClasses() > 0 ? data.getClasses() : images.classes(),
        data.getImageSize() > 0 ? data.getImageSize() : images.imageSize());
  }

  private static ModelSize size(
      NetworkSpace space, NetworkConfig network, int channels, int classes, int imageSize) {
    Stem stem = network.getStem();
    return NetworkSize.of(space, network, channels, classes).message(imageSize, stem);
  }
}
