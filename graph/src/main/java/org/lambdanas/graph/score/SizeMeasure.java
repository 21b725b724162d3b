package org.lambdanas.graph.score;

import java.util.List;
import java.util.function.ToDoubleBiFunction;
import org.lambdanas.graph.score.LiveLayers.Census;
import org.lambdanas.proto.v1.Unit;

/** The size of a network: what is on a path from the images to the logits. */
record SizeMeasure(String id, String summary, ToDoubleBiFunction<Census, Boolean> size)
    implements Measure {

  static final Measure PARAMS =
      new SizeMeasure(
          "params",
          "Millions of trainable parameters.",
          (census, onlyLive) -> census.weights(onlyLive) / 1e6);

  static final Measure FLOPS =
      new SizeMeasure(
          "flops",
          "Millions of multiply-adds of weights for one image.",
          (census, onlyLive) -> census.products(onlyLive) / 1e6);

  /** The same without a graph. */
  double of(Census census, boolean onlyLive) {
    return size.applyAsDouble(census, onlyLive);
  }

  @Override
  public Unit unit() {
    return Unit.UNIT_MILLIONS;
  }

  @Override
  public Reading prepare(Subject subject) {
    return new Reading(List.of(), answers -> new Score(subject.size(size)));
  }
}
