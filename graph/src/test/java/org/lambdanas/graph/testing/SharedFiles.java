package org.lambdanas.graph.testing;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/** Finds the real data beside the project's root, or skips the test where there is none. */
public final class SharedFiles {

  private SharedFiles() {}

  /**
   * A file or folder of the data that lies beside the project.
   *
   * @param path relative to {@code ../shared}, such as {@code "data/nasbench201.csv.gz"}
   * @return its path; the calling test is skipped with a message if it is absent
   */
  public static Path require(String path) {
    Path root = Path.of("").toAbsolutePath();
    while (root != null && !Files.exists(root.resolve("lnas"))) {
      root = root.getParent();
    }
    Path file = root == null ? Path.of(path) : root.resolveSibling("shared").resolve(path);
    assumeTrue(Files.exists(file), "skipped: " + file + " is not there");
    return file;
  }
}
