package org.lambdanas.graph.score;

import java.util.List;
import java.util.function.ToDoubleFunction;
import org.lambdanas.proto.v1.Unit;

/** The size of a network: what is on a path from the images to the logits. */
record SizeMeasure(String id, String summary, ToDoubleFunction<Subject> size) implements Measure {

  static final Measure PARAMS =
      new SizeMeasure("params", "Millions of trainable parameters.", Subject::parameters);

  static final Measure FLOPS =
      new SizeMeasure(
          "flops", "Millions of multiply-adds of weights for one image.", Subject::products);

  @Override
  public Unit unit() {
    return Unit.UNIT_MILLIONS;
  }

  @Override
  public Reading prepare(Subject subject) {
    return new Reading(List.of(), answers -> new Score(size.applyAsDouble(subject)));
  }
}
