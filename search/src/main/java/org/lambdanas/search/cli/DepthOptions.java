package org.lambdanas.search.cli;

import org.jspecify.annotations.Nullable;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.space.CellSpace;
import org.lambdanas.graph.space.CellSpace.Depth;
import picocli.CommandLine.Option;

/** The depth of a network, in the unit of its space. */
final class DepthOptions {

  @Option(
      names = "--cells-per-stage",
      paramLabel = "N",
      description = "NAS-Bench-201: cells in each of the three stages (paper: 5).")
  private @Nullable Integer cellsPerStage;

  @Option(
      names = "--cells",
      paramLabel = "N",
      description = "DARTS family: cells, reduction cells included (paper: 8).")
  private @Nullable Integer cells;

  /**
   * The depth.
   *
   * @param space whose unit counts
   * @param otherwise depth if none is given
   * @return cells in each stage, or cells
   * @throws ConfigException if the other unit was given, or no positive number
   */
  int depth(CellSpace space, int otherwise) {
    boolean stages = space.depth() == Depth.CELLS_PER_STAGE;
    Integer given = stages ? cellsPerStage : cells;
    if ((stages ? cells : cellsPerStage) != null) {
      throw new ConfigException(
          "the depth of "
              + space.id()
              + " is given by "
              + (stages ? "--cells-per-stage, not --cells" : "--cells, not --cells-per-stage"));
    }
    return given == null
        ? otherwise
        : Given.positive(stages ? "--cells-per-stage" : "--cells", given);
  }

  /**
   * The published depth of super-networks.
   *
   * @param space whose unit counts
   * @return 5 cells a stage or 8 cells
   */
  static int published(CellSpace space) {
    return space.depth() == Depth.CELLS_PER_STAGE ? 5 : 8;
  }

  /**
   * The name of the unit in JSON.
   *
   * @param space whose unit counts
   * @return a key
   */
  static String key(CellSpace space) {
    return space.depth() == Depth.CELLS_PER_STAGE ? "cells_per_stage" : "cells";
  }
}
