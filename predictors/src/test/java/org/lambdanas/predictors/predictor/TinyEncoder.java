package org.lambdanas.predictors.predictor;

import java.util.List;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.space.SearchSpaces;
import org.lambdanas.predictors.encoding.Encoder;
import org.lambdanas.predictors.features.FeatureShape;
import org.lambdanas.predictors.features.Features;
import org.lambdanas.proto.v1.Architecture;

/** The operations of a NAS-Bench-201 cell, one-hot, under any name. */
public record TinyEncoder(String space, String id) implements Encoder {

  private static final List<String> OPERATIONS =
      List.of("none", "skip_connect", "nor_conv_1x1", "nor_conv_3x3", "avg_pool_3x3");

  /** As an argument of {@link ModelBasedPredictor}. */
  public static Encoder of(String space, String id) {
    if (!space.equals("nasbench201")) {
      throw new ConfigException("space " + space + " has no encoding '" + id + "'");
    }
    return new TinyEncoder(space, id);
  }

  @Override
  public Features features(Architecture architecture) {
    SearchSpaces.byId(space).validate(architecture);
    float[] vector = new float[30];
    int edge = 0;
    for (String operation : architecture.getEdgeCell().getOperationsList()) {
      vector[5 * edge++ + OPERATIONS.indexOf(operation)] = 1;
    }
    return Features.Vector.of(vector);
  }

  @Override
  public FeatureShape shape() {
    return FeatureShape.vector(30);
  }
}
