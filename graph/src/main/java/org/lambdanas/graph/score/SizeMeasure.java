package org.lambdanas.graph.score;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.lambdanas.graph.score.LiveLayers.Census;
import org.lambdanas.graph.score.LiveLayers.Cost;
import org.lambdanas.proto.v1.Unit;

/** The size of a network: what is on a path from the images to the logits. */
record SizeMeasure(String id, String summary, ToLongFunction<Cost> size) implements Measure {

  static final Measure PARAMS =
      new SizeMeasure("params", "Millions of trainable parameters.", Cost::weights);

  static final Measure FLOPS =
      new SizeMeasure(
          "flops", "Millions of multiply-adds of weights for one image.", Cost::products);

  /** The counting of the tables that NASLib made, such as NAS-Bench-Suite-Zero. */
  static final Measure FLOPS_TENSORWATCH =
      new SizeMeasure(
          "flops_tensorwatch",
          "The same with batch norms, rectifiers and pools, as NASLib's tables count"
              + " (tensorwatch).",
          cost -> cost.products() + cost.others());

  /** The same without a graph. */
  double of(Census census, boolean onlyLive) {
    return census.sum(onlyLive, size) / 1e6;
  }

  @Override
  public Unit unit() {
    return Unit.UNIT_MILLIONS;
  }

  @Override
  public Reading prepare(Subject subject) {
    Map<String, double[]> byLayer = new LinkedHashMap<>();
    subject
        .census()
        .costs()
        .forEach((name, cost) -> byLayer.put(name, new double[] {size.applyAsLong(cost)}));
    return new Reading(
        List.of(),
        answers ->
            new Score(of(subject.census(), subject.onlyLive()))
                .with("count", (double) subject.census().sum(subject.onlyLive(), size))
                .with("per_layer", byLayer));
  }
}
