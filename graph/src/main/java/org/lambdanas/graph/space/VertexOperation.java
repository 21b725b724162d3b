package org.lambdanas.graph.space;

import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** An operation on a vertex of a cell, with as many channels out as in and stride 1. */
public enum VertexOperation {
  /** 3x3 convolution, batch norm, ReLU. */
  CONVOLUTION_3X3("conv3x3-bn-relu"),
  /** 1x1 convolution, batch norm, ReLU. */
  CONVOLUTION_1X1("conv1x1-bn-relu"),
  /** 3x3 max pooling, padding 1. */
  MAX_POOL_3X3("maxpool3x3");

  private static final Map<String, VertexOperation> BY_ID =
      Arrays.stream(values())
          .collect(Collectors.toUnmodifiableMap(VertexOperation::id, Function.identity()));

  private final String id;

  VertexOperation(String id) {
    this.id = id;
  }

  /**
   * The operation's name in text and messages.
   *
   * @return such as {@code "conv3x3-bn-relu"}
   */
  public String id() {
    return id;
  }

  static VertexOperation byId(String id) {
    VertexOperation operation = BY_ID.get(id);
    if (operation == null) {
      throw new IllegalArgumentException(id);
    }
    return operation;
  }
}
