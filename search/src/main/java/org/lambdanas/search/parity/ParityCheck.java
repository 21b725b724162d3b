package org.lambdanas.search.parity;

import java.nio.file.Path;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.tensor.ExecutionOptions;
import org.lambdanas.graph.tensor.GraphRuntime;
import org.lambdanas.graph.tensor.Precision;
import org.lambdanas.proto.v1.ParityError;
import org.lambdanas.proto.v1.ParityResult;

/** Compares the mathematics with the golden values of another implementation. */
public final class ParityCheck {

  private ParityCheck() {}

  /**
   * Compares with a golden file: of a super-network and its alignment, or of a network and its
   * training-free measures.
   *
   * @param path JSON, plain or gzipped
   * @param precision what to compute in
   * @param options device and threads
   * @throws DataException if the file is not a golden file or does not fit its own space
   */
  public static ParityResult run(Path path, Precision precision, ExecutionOptions options) {
    GoldenFile file = GoldenFile.read(path);
    try {
      Errors errors;
      if (file.numbers("expect/measures/").isEmpty()) {
        try (GraphRuntime runtime = new GraphRuntime(precision, options)) {
          errors = AlignmentParity.run(file, runtime);
        }
      } else {
        errors = ScoreParity.run(file, precision, options);
      }
      return ParityResult.newBuilder()
          .setSpace(file.spaceId())
          .setPrecision(precision.id())
          .setOk(errors.list().stream().allMatch(ParityError::getOk))
          .addAllErrors(errors.list())
          .addAllNotCompared(errors.leftOut())
          .build();
    } catch (ConfigException | DataException e) {
      throw new DataException(path + ": " + e.getMessage(), e);
    }
  }
}
