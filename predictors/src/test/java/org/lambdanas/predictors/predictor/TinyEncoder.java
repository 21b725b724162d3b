package org.lambdanas.predictors.predictor;

import java.util.List;
import java.util.Optional;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.space.SearchSpaces;
import org.lambdanas.predictors.encoding.Encoder;
import org.lambdanas.predictors.encoding.EncodingShape;
import org.lambdanas.proto.v1.Architecture;
import org.lambdanas.proto.v1.Encoding;
import org.lambdanas.proto.v1.FeatureVector;

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
  public Encoding encode(Architecture architecture) {
    SearchSpaces.byId(space).validate(architecture);
    FeatureVector.Builder vector = FeatureVector.newBuilder().setLength(30);
    for (String operation : architecture.getEdgeCell().getOperationsList()) {
      for (String known : OPERATIONS) {
        vector.addValues(known.equals(operation) ? 1 : 0);
      }
    }
    return Encoding.newBuilder().setSpace(space).setEncoding(id).setVector(vector).build();
  }

  @Override
  public EncodingShape shape() {
    return new EncodingShape.Vector(30);
  }

  @Override
  public boolean isInvertible() {
    return false;
  }

  @Override
  public Optional<Architecture> decode(Encoding encoding) {
    return Optional.empty();
  }
}
