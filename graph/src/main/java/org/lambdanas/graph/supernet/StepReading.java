package org.lambdanas.graph.supernet;

import java.util.Arrays;
import java.util.Map;
import org.lambdanas.graph.space.CellType;

/**
 * What a pass over a batch tells.
 *
 * @param loss mean cross-entropy in nats
 * @param correct number of correctly classified images
 * @param images number of images
 * @param cells for each cell type, what its cells' gradients in their mixing weights say
 */
public record StepReading(double loss, int correct, int images, Map<CellType, Cells> cells) {

  /**
   * The gradients of the cells of one type.
   *
   * @param alignment of the gradients; not a number with fewer than two cells or where a gradient
   *     is not finite
   * @param zeroGradients number of cells without gradient
   * @param norms L2 norm of each cell's gradient
   * @param shares each norm's share of the sum of norms, 0 to 1; zeros if all are zero
   * @param cosines cosine of each cell's gradient with the sum of all, -1 to 1; 0 where undefined
   */
  public record Cells(
      double alignment, int zeroGradients, double[] norms, double[] shares, double[] cosines) {

    /** Whether every gradient is finite. */
    public boolean isFinite() {
      return Arrays.stream(norms).allMatch(Double::isFinite);
    }
  }

  /** Whether the gradients of all cells are finite. */
  boolean isFinite() {
    return cells.values().stream().allMatch(Cells::isFinite);
  }
}
