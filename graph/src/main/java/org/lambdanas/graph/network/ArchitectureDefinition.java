package org.lambdanas.graph.network;

import java.util.List;
import java.util.stream.Stream;
import org.lambdanas.graph.layer.Layers;
import org.lambdanas.graph.space.NetworkPlan;
import org.lambdanas.graph.space.NetworkSpace;
import org.lambdanas.proto.v1.Architecture;
import org.lambdanas.proto.v1.NamedTensor;
import org.lambdanas.proto.v1.TrainedNetwork;

/** The network of an architecture: the blocks of a plan, whose cells carry its operations. */
public record ArchitectureDefinition(
    NetworkSpace space, Architecture architecture, NetworkPlan plan) implements NetworkDefinition {

  @Override
  public <T> NetworkOutputs<T> build(Layers<T> layers, T images) {
    plan.checkImageSize(layers.side(images));
    return new NetworkBuilder<>(layers).discreteNetwork(space, architecture, plan, images);
  }

  /** Whether a parameter belongs to the auxiliary head, which only training has. */
  public static boolean isAuxiliary(String parameter) {
    return parameter.contains("/auxiliary/");
  }

  /**
   * Whether a parameter has an entry, its last extent, for each class.
   *
   * @return true for those of the last layer
   */
  public static boolean isByClass(String parameter) {
    return parameter.contains("/head/linear/");
  }

  /**
   * The tensors of the weights and statistics of a trained network. Models of early versions have
   * their auxiliary head's statistics too, which nobody reads.
   */
  public static List<NamedTensor> tensorsOf(TrainedNetwork network) {
    return Stream.concat(network.getWeightsList().stream(), network.getStatisticsList().stream())
        .filter(tensor -> !isAuxiliary(tensor.getName()))
        .toList();
  }
}
