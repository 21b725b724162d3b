package org.lambdanas.graph.interchange;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;
import org.lambdanas.graph.error.Excerpt;
import org.lambdanas.proto.v1.InputNormalisation;
import org.lambdanas.proto.v1.NamedTensor;
import org.lambdanas.proto.v1.RunProvenance;
import org.lambdanas.proto.v1.TrainedNetwork;

/** The checks of the messages that are this module's own. */
public final class GraphChecks implements MessageChecks.Source {

  /** For the service loader. */
  public GraphChecks() {}

  @Override
  public void addTo(MessageChecks checks) {
    ArchitectureChecks.addTo(checks);
    checks
        .on(NamedTensor.class, GraphChecks::tensor)
        .on(TrainedNetwork.class, GraphChecks::network)
        .on(InputNormalisation.class, GraphChecks::normalisation)
        .on(RunProvenance.class, GraphChecks::provenance);
  }

  private static void provenance(RunProvenance provenance, FieldPath path) {
    String started = provenance.getStarted();
    if (!started.isEmpty()) {
      try {
        Instant.parse(started);
      } catch (DateTimeParseException e) {
        throw path.field("started")
            .refuse("is '" + Excerpt.of(started) + "': must be like 2026-11-22T10:15:30Z");
      }
    }
  }

  private static void tensor(NamedTensor tensor, FieldPath path) {
    long elements = 1;
    for (int axis = 0; axis < tensor.getShapeCount(); axis++) {
      long extent = tensor.getShape(axis);
      if (extent < 0) {
        throw path.element("shape", axis).refuse("is " + extent + ", must be at least 0");
      }
      try {
        elements = Math.multiplyExact(elements, extent);
      } catch (ArithmeticException e) {
        throw path.field("shape").refuse("has more elements than a tensor can: " + shape(tensor));
      }
    }
    switch (tensor.getValuesCase()) {
      case FLOATS -> count("floats", tensor.getFloats().getValuesCount(), elements, path);
      case DOUBLES -> count("doubles", tensor.getDoubles().getValuesCount(), elements, path);
      case INTS -> count("ints", tensor.getInts().getValuesCount(), elements, path);
      case VALUES_NOT_SET -> throw path.field("values").refuse("is missing");
    }
  }

  private static void count(String field, int values, long elements, FieldPath path) {
    path.count(field, values, elements, "the product of the shape");
  }

  private static String shape(NamedTensor tensor) {
    return tensor.getShapeCount() > 8 ? "many axes" : tensor.getShapeList().toString();
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
              "is for %s image channels, the network has %s"
                  .formatted(channels, network.getSize().getImageChannels()));
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
              "has %s entries, mean has %s: one of each for every channel"
                  .formatted(normalisation.getDeviationCount(), channels));
    }
  }
}
