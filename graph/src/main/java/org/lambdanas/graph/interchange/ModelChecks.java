package org.lambdanas.graph.interchange;

import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;
import org.lambdanas.proto.v1.InputNormalisation;
import org.lambdanas.proto.v1.NamedTensor;
import org.lambdanas.proto.v1.TrainedNetwork;

/** Rules of {@code model.proto}. */
final class ModelChecks {

  private ModelChecks() {}

  static void addTo(MessageChecks checks) {
    checks
        .on(TrainedNetwork.class, ModelChecks::network)
        .on(InputNormalisation.class, ModelChecks::normalisation);
  }

  private static void network(TrainedNetwork network, FieldPath path) {
    int labels = network.getLabelsCount();
    if (labels > 0 && labels != network.getSize().getClasses()) {
      throw path.field("labels")
          .refuse("has " + labels + " entries, the network has " + network.getSize().getClasses());
    }
    int channels = network.getNormalisation().getMeanCount();
    if (channels != network.getSize().getImageChannels()) {
      throw path.field("normalisation")
          .refuse(
              "is for "
                  + channels
                  + " image channels, the network has "
                  + network.getSize().getImageChannels());
    }
    Set<String> names = new HashSet<>();
    Stream.concat(network.getWeightsList().stream(), network.getStatisticsList().stream())
        .map(NamedTensor::getName)
        .filter(name -> !names.add(name))
        .findFirst()
        .ifPresent(
            name -> {
              throw path.field("weights").refuse("has '" + name + "' twice, or statistics have it");
            });
  }

  private static void normalisation(InputNormalisation normalisation, FieldPath path) {
    int channels = normalisation.getMeanCount();
    if (channels == 0 || channels != normalisation.getDeviationCount()) {
      throw path.field("deviation")
          .refuse(
              "has "
                  + normalisation.getDeviationCount()
                  + " entries, mean has "
                  + channels
                  + ": one of each for every channel");
    }
  }
}
