package org.lambdanas.graph.interchange;

import java.util.stream.Stream;
import org.lambdanas.proto.v1.InputNormalisation;
import org.lambdanas.proto.v1.ModelSize;
import org.lambdanas.proto.v1.NamedTensor;
import org.lambdanas.proto.v1.TrainedNetwork;

/** Rules of {@code model.proto}. */
final class ModelChecks {

  private ModelChecks() {}

  static void addTo(MessageChecks checks) {
    checks
        .on(TrainedNetwork.class, ModelChecks::network)
        .on(ModelSize.class, ModelChecks::size)
        .on(InputNormalisation.class, ModelChecks::normalisation);
  }

  private static void network(TrainedNetwork network, FieldPath path) {
    path.present("architecture", network.hasArchitecture());
    path.present("size", network.hasSize());
    path.present("normalisation", network.hasNormalisation());
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
    path.unique(
        "weights",
        Stream.concat(network.getWeightsList().stream(), network.getStatisticsList().stream())
            .map(NamedTensor::getName)
            .toList());
    if (network.hasAccuracy()) {
      path.within("accuracy", network.getAccuracy(), 0, 100);
    }
  }

  private static void size(ModelSize size, FieldPath path) {
    path.atLeast("channels", size.getChannels(), 1);
    path.atLeast("cells", size.getCells(), 1);
    path.atLeast("image_channels", size.getImageChannels(), 1);
    path.atLeast("classes", size.getClasses(), 2);
    path.atLeast("image_size", size.getImageSize(), 1);
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
    for (double deviation : normalisation.getDeviationList()) {
      path.positive("deviation", deviation);
    }
  }
}
