package org.lambdanas.graph.network;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.lambdanas.graph.layer.Layers;
import org.lambdanas.graph.space.CellSpace;
import org.lambdanas.graph.space.CellSpace.ChosenEdge;
import org.lambdanas.graph.space.CellTopology.Edge;
import org.lambdanas.graph.space.CellType;
import org.lambdanas.graph.space.NetworkPlan;
import org.lambdanas.graph.space.Operation;
import org.lambdanas.proto.v1.Architecture;

/**
 * Stacks a plan's blocks from layers. The same builder makes super-networks, whose edges mix all
 * candidate operations, and discrete networks, whose edges carry the operations of an architecture.
 *
 * @param <T> what stands for a tensor
 */
public final class NetworkBuilder<T> {

  private final Layers<T> layers;
  private final OperationBuilder<T> operations;
  private final UnaryOperator<T> dropPath;

  /**
   * A builder on some layers.
   *
   * @param layers where the network is built
   */
  public NetworkBuilder(Layers<T> layers) {
    this(layers, UnaryOperator.identity());
  }

  /**
   * A builder whose discrete networks lose some of their operations' outputs.
   *
   * @param layers where the network is built
   * @param dropPath applied to the output of every operation but the identity
   */
  public NetworkBuilder(Layers<T> layers, UnaryOperator<T> dropPath) {
    this.layers = layers;
    this.dropPath = dropPath;
    this.operations = new OperationBuilder<>(layers);
  }

  /**
   * Gives each cell of a super-network its own mixing weights.
   *
   * @param <T> what stands for a tensor
   */
  @FunctionalInterface
  public interface Mixing<T> {

    /**
     * The mixing weight of one operation on one edge of one cell.
     *
     * @param cell position of the cell among the searchable cells, from 0
     * @param type the cell's type
     * @param edge index of the edge
     * @param operation index of the operation on that edge
     * @return a scalar
     */
    T weight(int cell, CellType type, int edge, int operation);
  }

  /** What is on the edges of one cell. */
  @FunctionalInterface
  private interface EdgeContents<T> {
    List<T> terms(int edge, String name, CellState<T> source, int channels);
  }

  /**
   * Builds the super-network of a plan.
   *
   * @param plan the blocks
   * @param images normalised images, {@code [batch, height, width, channels]}
   * @param mixing the cells' mixing weights
   * @return logits, {@code [batch, classes]}
   */
  public T superNetwork(NetworkPlan plan, T images, Mixing<T> mixing) {
    int[] cell = {-1};
    return build(
        plan,
        images,
        block -> {
          int index = ++cell[0];
          CellType type = block.type();
          return (edge, name, source, channels) -> {
            List<T> terms = new ArrayList<>();
            List<Operation> candidates = type.candidates().get(edge);
            for (int o = 0; o < candidates.size(); o++) {
              Operation candidate = candidates.get(o);
              // Zeros need no weight: they add nothing and have no gradient.
              if (candidate != Operation.NONE) {
                operations
                    .build(
                        candidate,
                        name + "/" + candidate.id(),
                        source,
                        channels,
                        type.stride(edge),
                        mixing.weight(index, type, edge, o))
                    .ifPresent(terms::add);
              }
            }
            return terms;
          };
        });
  }

  /**
   * Builds the discrete network of an architecture.
   *
   * @param space the architecture's space
   * @param architecture a member of it
   * @param plan the blocks
   * @param images normalised images, {@code [batch, height, width, channels]}
   * @return logits, {@code [batch, classes]}
   * @throws org.lambdanas.graph.error.DataException if the architecture is not of the space
   */
  public T discreteNetwork(CellSpace space, Architecture architecture, NetworkPlan plan, T images) {
    return build(
        plan,
        images,
        block -> {
          CellType type = block.type();
          List<ChosenEdge> chosen = space.chosenEdges(architecture, type);
          return (edge, name, source, channels) -> {
            List<T> terms = new ArrayList<>();
            for (ChosenEdge choice : chosen) {
              if (choice.edge() == edge) {
                operations
                    .build(
                        choice.operation(),
                        name + "/" + choice.operation().id(),
                        source,
                        channels,
                        type.stride(edge),
                        null)
                    .map(term -> isIdentity(choice, type) ? term : dropPath.apply(term))
                    .ifPresent(terms::add);
              }
            }
            return terms;
          };
        });
  }

  /** A skip connection that halves the resolution has weights and is none. */
  private static boolean isIdentity(ChosenEdge choice, CellType type) {
    return choice.operation() == Operation.SKIP_CONNECT && type.stride(choice.edge()) == 1;
  }

  private T build(
      NetworkPlan plan,
      T images,
      java.util.function.Function<NetworkPlan.Cell, EdgeContents<T>> contents) {
    T x = images;
    int position = 0;
    for (NetworkPlan.Block block : plan.blocks()) {
      if (block instanceof NetworkPlan.Stem stem) {
        x = layers.convolution("stem/convolution", x, stem.channels(), 3, 1);
        x = layers.batchNorm("stem/norm", x, true);
      } else if (block instanceof NetworkPlan.Cell cell) {
        x = cell("cells/" + position++, cell, x, contents.apply(cell));
      } else if (block instanceof NetworkPlan.Residual residual) {
        x = residual("cells/" + position++, residual.channels(), x);
      } else if (block instanceof NetworkPlan.Head head) {
        x = head(head, plan.size().classes(), x);
      }
    }
    return x;
  }

  private T cell(String name, NetworkPlan.Cell cell, T input, EdgeContents<T> contents) {
    List<Edge> edges = cell.type().topology().edges();
    List<CellState<T>> states = new ArrayList<>();
    states.add(new CellState<>(input));
    while (states.size() < cell.type().topology().states()) {
      List<T> terms = new ArrayList<>();
      for (int e = 0; e < edges.size(); e++) {
        if (edges.get(e).target() == states.size()) {
          CellState<T> source = states.get(edges.get(e).source());
          terms.addAll(contents.terms(e, name + "/" + edges.get(e), source, cell.channels()));
        }
      }
      states.add(new CellState<>(terms.isEmpty() ? layers.zeros(input) : layers.sum(terms)));
    }
    return states.get(states.size() - 1).value();
  }

  private T residual(String name, int channels, T x) {
    T body = layers.relu(x);
    body = layers.convolution(name + "/first/convolution", body, channels, 3, 2);
    body = layers.batchNorm(name + "/first/norm", body, true);
    body = layers.relu(body);
    body = layers.convolution(name + "/second/convolution", body, channels, 3, 1);
    body = layers.batchNorm(name + "/second/norm", body, true);
    T shortcut = layers.averagePool(x, 2, 2, 0);
    shortcut = layers.convolution(name + "/shortcut/convolution", shortcut, channels, 1, 1);
    return layers.sum(List.of(body, shortcut));
  }

  private T head(NetworkPlan.Head head, int classes, T x) {
    T features = x;
    if (head.normalise()) {
      features = layers.relu(layers.batchNorm("head/norm", features, true));
    }
    return layers.linear("head/linear", layers.globalAveragePool(features), classes);
  }
}
