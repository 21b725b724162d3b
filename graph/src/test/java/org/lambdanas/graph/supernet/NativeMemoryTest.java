package org.lambdanas.graph.supernet;

import static org.assertj.core.api.Assertions.assertThat;

import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;
import org.lambdanas.graph.alignment.Alignment;
import org.lambdanas.graph.layer.FedBatch;
import org.lambdanas.graph.tensor.ExecutionOptions;
import org.lambdanas.graph.tensor.GraphRun;
import org.lambdanas.graph.tensor.GraphRuntime;
import org.lambdanas.graph.tensor.Precision;
import org.lambdanas.graph.tensor.StepScope;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.family.TFloating;

/**
 * Steps leave nothing behind in native memory. The count is of native objects that wait for the
 * garbage collector if nobody closes them.
 */
class NativeMemoryTest {

  @Test
  void theCountSeesATensorUntilItsScopeIsClosed() {
    long before = Pointer.totalCount();
    try (StepScope scope = new StepScope()) {
      scope.labels(new int[] {1, 2, 3});
      scope.scalar(Precision.FLOAT64, 1);
      assertThat(Pointer.totalCount()).isEqualTo(before + 2);
    }
    assertThat(Pointer.totalCount()).isEqualTo(before);
  }

  @Test
  void iterationsOfASearchKeepNothing() {
    try (TinySearch search =
        TinySearch.start(TinySearch.Setup.SMALL.precision(Precision.FLOAT32))) {
      iterate(search, 5);
      long before = Pointer.totalCount();
      iterate(search, 50);
      assertThat(Pointer.totalCount()).isLessThanOrEqualTo(before);
    }
  }

  private static void iterate(TinySearch search, int iterations) {
    for (int i = 0; i < iterations; i++) {
      try (StepScope scope = new StepScope()) {
        FedBatch batch = search.batch(scope, 4, i);
        search.regularised(scope, batch, Alignment.CORRELATION, .25, 1e-3, .025);
        search.weightStep.run(scope, batch, new WeightStep.Rates(.025, 0));
        search.alphaStep.run(scope, batch);
      }
    }
  }

  /** Fed and fetched: 64 KiB each. Keeping either for 10 000 runs would take 640 MiB. */
  @Test
  void thousandsOfRunsStayInBoundedMemory() {
    try (GraphRuntime runtime =
        new GraphRuntime(Precision.FLOAT32, new ExecutionOptions("cpu", 1, 1))) {
      Placeholder<TFloating> fed = runtime.ops().placeholder(Precision.FLOAT32.type());
      var twice = runtime.ops().math.add(fed, fed);
      float[] values = new float[1 << 14];
      long count = 0;
      long resident = 0;
      for (int i = 0; i < 11_000; i++) {
        if (i == 1000) {
          count = Pointer.totalCount();
          resident = Pointer.physicalBytes();
        }
        try (StepScope scope = new StepScope()) {
          GraphRun runner = runtime.runner().fetch(twice);
          runner.feed(fed, scope.tensor(Precision.FLOAT32, Shape.of(values.length), values));
          runtime.run(scope, runner);
        }
      }
      assertThat(Pointer.totalCount()).isLessThanOrEqualTo(count);
      assertThat(Pointer.physicalBytes()).isLessThan(resident + (200L << 20));
    }
  }
}
