package org.lambdanas.predictors.predictor;

import java.util.List;
import org.lambdanas.predictors.encoding.Encoder;
import org.lambdanas.predictors.stored.StoredModel;
import org.lambdanas.proto.v1.Observation;

/** What a predictor reads of its observations, and how that becomes one input for its learner. */
public interface InputForm {

  /** The encoding of the architecture. */
  InputForm ENCODING =
      new InputForm() {
        @Override
        public InputReader fit(Encoder encoder, List<Observation> observations) {
          return InputReader.of(encoder);
        }

        @Override
        public InputReader load(Encoder encoder, StoredModel stored) {
          return InputReader.of(encoder);
        }
      };

  /**
   * Settles how observations are read: scales, thresholds and the like.
   *
   * @param encoder of their architectures
   * @param observations of the fit, at least 1
   * @throws org.lambdanas.graph.error.DataException if one lacks something
   */
  InputReader fit(Encoder encoder, List<Observation> observations);

  /**
   * Takes up what {@link InputReader#store} wrote.
   *
   * @throws org.lambdanas.graph.error.DataException if it is damaged
   */
  InputReader load(Encoder encoder, StoredModel stored);
}
