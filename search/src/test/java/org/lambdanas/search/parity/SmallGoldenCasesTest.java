package org.lambdanas.search.parity;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lambdanas.graph.tensor.ExecutionOptions;
import org.lambdanas.graph.tensor.Precision;
import org.lambdanas.proto.v1.ParityError;
import org.lambdanas.proto.v1.ParityResult;

/**
 * The mathematics against small cases of another implementation, which reproduces the large cases
 * of the official one: alignment, directions, and both kinds of weight step.
 */
class SmallGoldenCasesTest {

  private static ParityResult compared(String file, Precision precision) {
    try {
      Path path =
          Path.of(Objects.requireNonNull(SmallGoldenCasesTest.class.getResource(file)).toURI());
      return ParityCheck.run(path, precision, ExecutionOptions.CPU);
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "nasbench201_c1n1.json.gz, nasbench201, alignment corr",
    "s1_c1l5_signcorr.json.gz, s1, alignment signcorr"
  })
  void doublePrecisionEqualsTheReference(String file, String space, String alignment) {
    ParityResult report = compared(file, Precision.FLOAT64);
    assertThat(report.getSpace()).isEqualTo(space);
    assertThat(report.getErrorsList())
        .allSatisfy(
            line -> assertThat(line.getRelativeError()).as(line.getQuantity()).isBetween(0.0, 1e-7))
        .extracting(ParityError::getQuantity)
        .contains(
            alignment,
            "direction of cell 2",
            "weight gradients worst",
            "regulariser gradients worst",
            "exact regulariser gradients worst");
  }

  @Tag("without-onednn")
  @ParameterizedTest
  @CsvSource({"nasbench201_c1n1.json.gz", "s1_c1l5_signcorr.json.gz"})
  void singlePrecisionIsClose(String file) {
    // A 1x1 convolution of one channel before a batch norm has no gradient but its rounding, so
    // that
    // nothing can be said of each tensor by itself here; double precision holds them.
    assertThat(compared(file, Precision.FLOAT32).getErrorsList())
        .filteredOn(line -> !line.getQuantity().endsWith("worst"))
        .hasSizeGreaterThan(10)
        .allMatch(ParityError::getOk);
  }
}
