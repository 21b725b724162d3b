package org.lambdanas.graph.space;

import java.util.List;
import org.lambdanas.graph.error.ConfigException;

/**
 * A network as a list of blocks from images to logits.
 *
 * @param size what it was planned for
 * @param blocks the blocks in order; the last is the {@link Head}
 */
public record NetworkPlan(NetworkSize size, List<Block> blocks) {

  /** Copies. */
  public NetworkPlan {
    blocks = List.copyOf(blocks);
  }

  /**
   * The cells among the blocks.
   *
   * @return the cell blocks in order
   */
  public List<Cell> cells() {
    return blocks.stream().filter(Cell.class::isInstance).map(Cell.class::cast).toList();
  }

  /**
   * Checks that every halving of the resolution comes out even.
   *
   * @param imageSize side of the square images in pixels
   * @throws ConfigException if it does not
   */
  public void checkImageSize(int imageSize) {
    int halvings = (int) blocks.stream().filter(NetworkPlan::halves).count();
    if (imageSize < 1 || imageSize % (1 << halvings) != 0) {
      throw new ConfigException(
          "image size is " + imageSize + ": must be a positive multiple of " + (1 << halvings));
    }
  }

  private static boolean halves(Block block) {
    return block instanceof Residual || (block instanceof Cell cell && cell.type().reduction());
  }

  /** A part of the network. */
  public sealed interface Block permits Stem, Cell, Residual, Head {}

  /**
   * 3x3 convolution and batch norm.
   *
   * @param channels output channels
   */
  public record Stem(int channels) implements Block {}

  /**
   * A searchable cell.
   *
   * @param type its type
   * @param channels channels of its edges
   */
  public record Cell(CellType type, int channels) implements Block {}

  /**
   * The residual block of NAS-Bench-201: halves the resolution.
   *
   * @param channels output channels
   */
  public record Residual(int channels) implements Block {}

  /**
   * Global average pooling and a linear classifier.
   *
   * @param normalise whether batch norm and ReLU come first
   */
  public record Head(boolean normalise) implements Block {}
}
