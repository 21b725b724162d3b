package org.lambdanas.predictors.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.graph.space.SearchSpace;
import org.lambdanas.graph.space.SearchSpaces;
import org.lambdanas.predictors.predictor.Model;
import org.lambdanas.proto.v1.Feature;
import org.lambdanas.proto.v1.Observation;
import org.lambdanas.proto.v1.PredictorSpec;

/** What a predictor reads when nobody names an encoding. */
class OwnEncodingTest {

  @ParameterizedTest
  @CsvSource({"nasbench201, path", "nasbench_nlp, adjacency_one_hot"})
  void itIsTheFirstThatTheSpaceHas(String id, String encoding) {
    SearchSpace space = SearchSpaces.byId(id);
    List<Observation> observations =
        IntStream.range(0, 6)
            .mapToObj(
                i ->
                    Observation.newBuilder()
                        .setArchitecture(space.sample(new Seed(i).random()))
                        .setTarget(i)
                        .build())
            .toList();
    PredictorSpec spec =
        PredictorSpec.newBuilder()
            .setPredictor("bananas")
            .addSettings(Feature.newBuilder().setName("epochs").setValue(1))
            .build();
    try (Model model = PredictorCatalogue.registered().fit(spec, observations)) {
      assertThat(model.save().getSpec().getEncoding()).isEqualTo(encoding);
    }
  }
}
