package org.lambdanas.graph.testing;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * Real data. What was published and is small enough is here as excerpts: some rows of a file, as
 * they stand in it. Whole files lie beside the project's root; a test that reads them is skipped
 * where there are none.
 */
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
    assumeTrue(Files.exists(file), "needs ../shared/" + path);
    return file;
  }

  /**
   * Some rows of a published file.
   *
   * @param name of the file, such as {@code "nasbench101.jsonl.gz"}
   * @param folder where a copy is put
   * @return the copy
   */
  public static Path excerpt(String name, Path folder) throws IOException {
    Path copy = folder.resolve(name);
    try (InputStream in = SharedFiles.class.getResourceAsStream("published/" + name)) {
      Files.copy(requireNonNull(in, name), copy, StandardCopyOption.REPLACE_EXISTING);
    }
    return copy;
  }
}
