package org.lambdanas.graph.space;

import java.util.ArrayList;
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
    if (blocks.get(0) instanceof TwoPartStem) {
      halvings += TwoPartStem.HALVINGS;
    }
    int step = 1 << halvings;
    if (imageSize < 1 || imageSize % step != 0) {
      throw new ConfigException(
          "image size (--image-size) is %d: must be a positive multiple of %d, such as %d"
              .formatted(imageSize, step, Math.max(1, imageSize / step) * step));
    }
  }

  private static boolean halves(Block block) {
    return block instanceof Residual
        || block instanceof Pool
        || (block instanceof Cell cell && cell.type().reduction());
  }

  /**
   * The same network with an auxiliary classifier behind the last block that halves the resolution
   * (DARTS: behind cell 2L/3), for training only.
   *
   * @return a plan with one more block
   * @throws ConfigException if no block halves the resolution
   */
  public NetworkPlan withAuxiliaryHead() {
    int last = -1;
    for (int i = 0; i < blocks.size(); i++) {
      if (halves(blocks.get(i))) {
        last = i;
      }
    }
    if (last < 0) {
      throw new ConfigException(
          "an auxiliary head (--auxiliary-weight) needs a cell or block of stride 2 before it");
    }
    List<Block> more = new ArrayList<>(blocks);
    more.add(last + 1, new Auxiliary(!(blocks.get(0) instanceof TwoPartStem)));
    return new NetworkPlan(size, more);
  }

  /** A part of the network. */
  public sealed interface Block
      permits Stem, TwoPartStem, Cell, Vertices, Residual, Pool, Auxiliary, Head {}

  /**
   * 3x3 convolution and batch norm.
   *
   * @param channels output channels
   * @param rectified whether ReLU follows
   */
  public record Stem(int channels, boolean rectified) implements Block {

    /**
     * A stem without ReLU.
     *
     * @param channels output channels
     */
    public Stem(int channels) {
      this(channels, false);
    }
  }

  /**
   * Two 3x3 convolutions of stride 2, of which the first has half of the channels, and a third on
   * top; the first cell reads both parts (DARTS on ImageNet).
   *
   * @param channels output channels of both parts, even and at least 2
   */
  public record TwoPartStem(int channels) implements Block {

    /** Times the resolution is halved. */
    static final int HALVINGS = 3;

    /** Checks the channels. */
    public TwoPartStem {
      if (channels % 2 != 0 || channels < 2) {
        throw new ConfigException(
            "number of channels (--channels) is "
                + channels
                + ": a two-part stem needs an even number");
      }
    }
  }

  /**
   * A searchable cell.
   *
   * @param type its type
   * @param channels channels of its edges
   * @param afterReduction whether the previous cell halved the resolution, so that the input from
   *     the last but one has to be reduced as well
   */
  public record Cell(CellType type, int channels, boolean afterReduction) implements Block {}

  /**
   * A cell with operations on its vertices.
   *
   * @param channels output channels
   */
  public record Vertices(int channels) implements Block {}

  /** 2x2 max pooling: halves the resolution. */
  public record Pool() implements Block {}

  /**
   * The residual block of NAS-Bench-201: halves the resolution.
   *
   * @param channels output channels
   */
  public record Residual(int channels) implements Block {}

  /**
   * A second classifier on what has been computed so far, for training (DARTS evaluation).
   *
   * @param secondNorm whether a batch norm follows its last convolution; not so on ImageNet
   */
  public record Auxiliary(boolean secondNorm) implements Block {}

  /**
   * Global average pooling and a linear classifier.
   *
   * @param normalise whether batch norm and ReLU come first
   */
  public record Head(boolean normalise) implements Block {}
}
