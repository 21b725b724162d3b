package org.lambdanas.graph.export;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;
import org.lambdanas.graph.error.DataException;

/** Numbered versions of a model side by side, as TensorFlow Serving expects them. */
final class ModelVersions {

  private ModelVersions() {}

  /**
   * The folder of the highest version.
   *
   * @param base folder of versions; may be missing
   */
  static Optional<Path> newest(Path base) {
    if (!Files.isDirectory(base)) {
      return Optional.empty();
    }
    try (Stream<Path> entries = Files.list(base)) {
      return entries
          .filter(entry -> entry.getFileName().toString().matches("[0-9]{1,18}"))
          .max(Comparator.comparingLong(ModelVersions::number));
    } catch (IOException | UncheckedIOException e) {
      throw new DataException("cannot read " + base + ": " + e, e);
    }
  }

  static long number(Path version) {
    return Long.parseLong(version.getFileName().toString());
  }
}
