package org.lambdanas.graph.space;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A candidate operation on an edge of a cell. The ids are those that the field's repositories print
 * (DARTS, NAS-Bench-201). With C channels in and out and stride s.
 */
public enum Operation {
  /** Zeros. */
  NONE("none", true),
  /** Standard normal noise of the input's shape; no gradient to the input (RobustDARTS S4). */
  NOISE("noise", true),
  /** The input itself at stride 1, a factorised reduction at stride 2. */
  SKIP_CONNECT("skip_connect", true),
  /** 3x3 average pooling, padding 1 and not counted. */
  AVG_POOL_3X3("avg_pool_3x3", true),
  /** 3x3 max pooling, padding 1. */
  MAX_POOL_3X3("max_pool_3x3", true),
  /** ReLU, 1x1 convolution, batch norm (NAS-Bench-201). */
  NOR_CONV_1X1("nor_conv_1x1", false),
  /** ReLU, 3x3 convolution, batch norm (NAS-Bench-201). */
  NOR_CONV_3X3("nor_conv_3x3", false),
  /** Twice: ReLU, depthwise 3x3, pointwise, batch norm. */
  SEP_CONV_3X3("sep_conv_3x3", false),
  /** Twice: ReLU, depthwise 5x5, pointwise, batch norm. */
  SEP_CONV_5X5("sep_conv_5x5", false),
  /** ReLU, depthwise 3x3 with dilation 2, pointwise, batch norm. */
  DIL_CONV_3X3("dil_conv_3x3", false),
  /** ReLU, depthwise 5x5 with dilation 2, pointwise, batch norm. */
  DIL_CONV_5X5("dil_conv_5x5", false);

  private static final Map<String, Operation> BY_ID =
      Arrays.stream(values())
          .collect(Collectors.toUnmodifiableMap(Operation::id, Function.identity()));

  private final String id;
  private final boolean parameterFree;

  Operation(String id, boolean parameterFree) {
    this.id = id;
    this.parameterFree = parameterFree;
  }

  /**
   * The operation's name in text, messages and repositories.
   *
   * @return such as {@code "nor_conv_3x3"}
   */
  public String id() {
    return id;
  }

  /**
   * Whether the operation has no weights at stride 1.
   *
   * @return true for zeros, noise, skip connections and pools
   */
  public boolean isParameterFree() {
    return parameterFree;
  }

  /**
   * Whether weights of the operation bring neighbouring pixels together.
   *
   * @return true for convolutions with windows of more than one pixel
   */
  public boolean weighsNeighbours() {
    return !parameterFree && this != NOR_CONV_1X1;
  }

  /**
   * Looks an operation up by its id.
   *
   * @param id such as {@code "sep_conv_3x3"}
   * @return the operation, or empty if there is none of that name
   */
  public static Optional<Operation> byId(String id) {
    return Optional.ofNullable(BY_ID.get(id));
  }
}
