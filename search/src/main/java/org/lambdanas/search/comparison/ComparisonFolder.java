package org.lambdanas.search.comparison;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.interchange.Messages;
import org.lambdanas.proto.v1.ComparisonConfig;
import org.lambdanas.proto.v1.ComparisonResult;
import org.lambdanas.proto.v1.RunProvenance;

/**
 * The folder of a comparison: {@code comparison.txtpb} (resolved configuration), {@code run.binpb}
 * (provenance), a run folder for each search ({@code METHOD-sSEED/}), and when all are done {@code
 * comparison.binpb} and {@code comparison.json}.
 *
 * @param path the folder
 */
public record ComparisonFolder(Path path) {

  private static final String CONFIG = "comparison.txtpb";
  private static final String RESULT = "comparison.binpb";
  private static final String PROVENANCE = "run.binpb";

  /**
   * Makes the folder of a new comparison.
   *
   * @param path must not hold a comparison yet
   * @param config resolved configuration
   * @return the folder
   * @throws ConfigException if the folder holds a comparison
   */
  public static ComparisonFolder create(Path path, ComparisonConfig config) {
    ComparisonFolder folder = new ComparisonFolder(path);
    if (Files.exists(path.resolve(CONFIG))) {
      throw new ConfigException(
          path
              + " already holds a comparison: resume it with --resume or choose another --run-dir");
    }
    Messages.write(path.resolve(CONFIG), config);
    return folder;
  }

  /**
   * Opens the folder of an earlier comparison.
   *
   * @param path its folder
   * @return the folder
   * @throws DataException if it holds no comparison
   */
  public static ComparisonFolder open(Path path) {
    if (!Files.exists(path.resolve(CONFIG))) {
      throw new DataException(path + " holds no comparison: there is no " + CONFIG + " in it");
    }
    return new ComparisonFolder(path);
  }

  /**
   * The resolved configuration.
   *
   * @return as it was written
   * @throws DataException if it cannot be read
   */
  public ComparisonConfig config() {
    return Messages.read(path.resolve(CONFIG), ComparisonConfig.getDefaultInstance());
  }

  /**
   * Where and how the comparison was begun.
   *
   * @return empty before its first run
   * @throws DataException if it cannot be read
   */
  public Optional<RunProvenance> provenance() {
    Path file = path.resolve(PROVENANCE);
    return Files.exists(file)
        ? Optional.of(Messages.read(file, RunProvenance.getDefaultInstance()))
        : Optional.empty();
  }

  /** Keeps where and how the comparison was begun. */
  void begin(RunProvenance provenance) {
    Messages.write(path.resolve(PROVENANCE), provenance);
  }

  /**
   * Where one search is kept.
   *
   * @param method its method
   * @param seed its seed
   * @return the run folder
   */
  public Path run(String method, long seed) {
    return path.resolve(method + "-s" + Long.toUnsignedString(seed));
  }

  /**
   * Writes what the comparison came to.
   *
   * @param result the result
   */
  public void finish(ComparisonResult result) {
    Messages.write(path.resolve("comparison.json"), result);
    Messages.write(path.resolve(RESULT), result);
  }

  /**
   * Whether every run is done.
   *
   * @return true if there is a result
   */
  public boolean isDone() {
    return Files.exists(path.resolve(RESULT));
  }

  /**
   * What the comparison came to.
   *
   * @return as it was written
   * @throws DataException if it is not done or cannot be read
   */
  public ComparisonResult result() {
    return Messages.read(path.resolve(RESULT), ComparisonResult.getDefaultInstance());
  }
}
