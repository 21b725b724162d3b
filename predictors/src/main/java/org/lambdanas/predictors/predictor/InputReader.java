package org.lambdanas.predictors.predictor;

import java.util.List;
import java.util.Optional;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.error.Excerpt;
import org.lambdanas.predictors.encoding.Encoder;
import org.lambdanas.predictors.features.FeatureShape;
import org.lambdanas.predictors.features.Features;
import org.lambdanas.proto.v1.Architecture;
import org.lambdanas.proto.v1.NamedTensor;
import org.lambdanas.proto.v1.Observation;

/**
 * What a learner sees of an observation, as the observations of a fit have settled it. An
 * observation is read the same whatever others there are. Immutable.
 */
public interface InputReader {

  /** What the names of a stored reader's tensors begin with. */
  String PREFIX = "reader/";

  /** Form and sizes of what it reads. */
  FeatureShape shape();

  /**
   * Reads an observation; its target is not looked at.
   *
   * @throws DataException if it is of another space, or lacks something
   */
  Features read(Observation observation);

  /** What {@link InputForm#load} needs; every name begins with {@link #PREFIX}. */
  default List<NamedTensor> store() {
    return List.of();
  }

  /**
   * All inputs that there are without a label; empty: there are as many as architectures, for an
   * architecture alone can be read.
   */
  default Optional<List<Features>> unlabelled() {
    return Optional.empty();
  }

  /** Reads the architecture as an encoding and nothing else. */
  static InputReader of(Encoder encoder) {
    return new InputReader() {
      @Override
      public FeatureShape shape() {
        return encoder.shape();
      }

      @Override
      public Features read(Observation observation) {
        return encoded(encoder, observation.getArchitecture());
      }
    };
  }

  /** The encoding of an architecture; DataException if it is of another space. */
  static Features encoded(Encoder encoder, Architecture architecture) {
    if (!architecture.getSpace().equals(encoder.space())) {
      throw new DataException(
          "is of the space '%s', the predictor is for %s"
              .formatted(Excerpt.of(architecture.getSpace()), encoder.space()));
    }
    return encoder.features(architecture);
  }
}
