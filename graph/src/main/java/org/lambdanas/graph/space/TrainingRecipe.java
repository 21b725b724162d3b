package org.lambdanas.graph.space;

import java.util.Map;
import java.util.Objects;
import org.lambdanas.proto.v1.DataConfig;
import org.lambdanas.proto.v1.NetworkConfig;
import org.lambdanas.proto.v1.TrainingConfig;
import org.lambdanas.proto.v1.WeightOptimizerConfig;

/**
 * A published way to train the networks of found architectures.
 *
 * @param id the name in options
 * @param depths how deep the networks are, in each unit
 * @param halfCutout whether a square of half of the images' side is cut out of each
 * @param settings everything else that differs from a training's usual settings: no architecture
 *     and no data set; an image size only if it is not that of the data
 */
public record TrainingRecipe(
    String id, Map<Depth, Integer> depths, boolean halfCutout, TrainingConfig settings) {

  /** DARTS on CIFAR-10: 36 channels, 20 cells, 600 epochs, auxiliary head, drop path, cutout. */
  public static final TrainingRecipe DARTS =
      new TrainingRecipe(
          "paper-cifar",
          Map.of(Depth.CELLS, 20, Depth.CELLS_PER_STAGE, 5),
          true,
          TrainingConfig.newBuilder()
              .setData(DataConfig.getDefaultInstance())
              .setNetwork(NetworkConfig.newBuilder().setChannels(36))
              .setWeightOptimizer(
                  WeightOptimizerConfig.newBuilder()
                      .setLearningRate(0.025)
                      .setMomentum(0.9)
                      .setWeightDecay(3e-4)
                      .setClipNorm(5))
              .setEpochs(600)
              .setBatchSize(96)
              .setDropPath(0.2)
              .setAuxiliaryWeight(0.4)
              .build());

  /** Copies. */
  public TrainingRecipe {
    depths = Map.copyOf(depths);
  }

  /**
   * The depth of a space's networks.
   *
   * @param unit of the space
   * @return at least 1
   */
  public int depth(Depth unit) {
    return Objects.requireNonNull(depths.get(unit), "recipes have a depth in every unit");
  }
}
