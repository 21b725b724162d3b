package org.lambdanas.search.cli;

import com.google.protobuf.Message;
import org.jspecify.annotations.Nullable;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.space.CellSpace;
import org.lambdanas.graph.space.Depth;
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
    Depth unit = space.depth();
    for (Depth other : Depth.values()) {
      if (other != unit && given(other) != null) {
        throw new ConfigException(
            "the depth of %s is given by %s, not %s"
                .formatted(space.id(), unit.option(), other.option()));
      }
    }
    Integer given = given(unit);
    return given == null ? otherwise : Given.positive(unit.option(), given);
  }

  private @Nullable Integer given(Depth unit) {
    return switch (unit) {
      case CELLS_PER_STAGE -> cellsPerStage;
      case CELLS -> cells;
    };
  }

  /**
   * The published depth of super-networks.
   *
   * @param space whose unit counts
   * @return such as 5 cells a stage or 8 cells
   */
  static int published(CellSpace space) {
    return space.depth().of(space.publishedSearch().getNetwork());
  }

  /** Sets the field of the unit in a message that has one for each. */
  static void set(Message.Builder message, CellSpace space, int depth) {
    message.setField(message.getDescriptorForType().findFieldByName(space.depth().key()), depth);
  }
}
