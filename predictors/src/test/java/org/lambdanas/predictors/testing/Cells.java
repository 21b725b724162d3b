package org.lambdanas.predictors.testing;

import java.util.ArrayList;
import java.util.List;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.graph.space.NasBench201Space;
import org.lambdanas.proto.v1.Architecture;
import org.lambdanas.proto.v1.Observation;
import org.lambdanas.proto.v1.PredictorSpec;

/** NAS-Bench-201 cells for tests. */
public final class Cells {

  private static final NasBench201Space SPACE = NasBench201Space.INSTANCE;

  private Cells() {}

  /** Drawn architectures without targets. */
  public static List<Observation> queries(int count, long seed) {
    List<Observation> queries = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Architecture cell = SPACE.sample(new Seed(seed).child("cells").child(i).random());
      queries.add(Observation.newBuilder().setArchitecture(cell).build());
    }
    return queries;
  }

  /** Drawn architectures with made-up targets. */
  public static List<Observation> observations(int count, long seed) {
    return queries(count, seed).stream()
        .map(
            query ->
                query.toBuilder()
                    .setTarget(SPACE.codeOf(query.getArchitecture()) % 997 / 10.0)
                    .build())
        .toList();
  }

  /** The text of an architecture. */
  public static String text(Observation observation) {
    return SPACE.format(observation.getArchitecture());
  }

  /** A specification of {@link OperationMeans}. */
  public static PredictorSpec.Builder spec() {
    return PredictorSpec.newBuilder().setPredictor("means").setSpace(SPACE.id());
  }
}
