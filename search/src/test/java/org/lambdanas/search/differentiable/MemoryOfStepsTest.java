package org.lambdanas.search.differentiable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.lambdanas.proto.v1.SearchConfig;
import org.lambdanas.proto.v1.SearchMethod;
import org.lambdanas.search.run.EpochListener;

/** Steps do not gather memory. */
class MemoryOfStepsTest {

  private static final Path STATUS = Path.of("/proc/self/status");

  /**
   * A search of so many steps, a hundred an epoch, with the alignment term in all but the first.
   */
  private static SearchConfig config(int steps) {
    SearchConfig.Builder config =
        TinySearch.config(SearchMethod.SEARCH_METHOD_LAMBDA_DARTS).setEpochs(steps / 100);
    config.setBatchSize(4).getDataBuilder().setTrainImages(800);
    return config.build();
  }

  /** A reading after every so many steps. */
  private static List<Long> measure(int steps, int every, LongSupplier gauge) {
    List<Long> readings = new ArrayList<>();
    int[] count = {0};
    try (DifferentiableSearch search = TinySearch.start(config(steps))) {
      search.run(
          new EpochListener<>() {
            @Override
            public void step(int epoch, int step, int of, Optional<Double> trainLoss) {
              if (++count[0] % every == 0) {
                readings.add(gauge.getAsLong());
              }
            }
          },
          () -> false,
          checkpoint -> {});
    }
    return readings;
  }

  @Test
  void everyTensorOfAStepIsFreed() {
    List<Long> bytes = measure(200, 50, Pointer::totalBytes);
    assertThat(bytes).hasSize(4);
    // No waiting for the garbage collector: the same tensors are held after every step.
    assertThat(bytes.get(3)).isLessThanOrEqualTo(bytes.get(1));
  }

  /**
   * The whole process. Run it with {@code mvn verify -pl search -am -Dgroups=study
   * -Dtest.excluded=none -Dtest=MemoryOfStepsTest -Dsurefire.failIfNoSpecifiedTests=false}.
   */
  @Test
  @Tag("study")
  void residentMemoryStaysOverThreeThousandSteps() {
    assumeTrue(Files.exists(STATUS), "needs " + STATUS);
    List<Long> kib = measure(3000, 500, MemoryOfStepsTest::residentKib);
    assertThat(kib).hasSize(6);
    assertThat((double) kib.get(5))
        .as("resident KiB every 500 steps: %s", kib)
        .isLessThanOrEqualTo(1.03 * kib.get(0));
  }

  private static long residentKib() {
    try {
      return Files.readAllLines(STATUS).stream()
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
          .findFirst()
          .orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
