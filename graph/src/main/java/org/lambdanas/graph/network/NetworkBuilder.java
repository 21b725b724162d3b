package org.lambdanas.graph.network;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.lambdanas.graph.layer.Layers;
import org.lambdanas.graph.network.OperationBuilder.Site;
import org.lambdanas.graph.space.CellSpace;
import org.lambdanas.graph.space.CellSpace.ChosenEdge;
import org.lambdanas.graph.space.CellTopology;
import org.lambdanas.graph.space.CellTopology.Edge;
import org.lambdanas.graph.space.CellType;
import org.lambdanas.graph.space.NetworkPlan;
import org.lambdanas.graph.space.NetworkSpace;
import org.lambdanas.graph.space.Operation;
import org.lambdanas.graph.space.VertexCell;
import org.lambdanas.graph.space.VertexSpace;
import org.lambdanas.proto.v1.Architecture;

/**
 * Stacks a plan's blocks from layers. The same builder makes super-networks, whose edges mix all
 * candidate operations or send the images through one of them, and discrete networks, whose edges
 * carry the operations of an architecture.
 *
 * @param <T> what stands for a tensor
 */
public final class NetworkBuilder<T> {

  private final Layers<T> layers;
  private final OperationBuilder<T> operations;

  /** A builder on some layers. */
  public NetworkBuilder(Layers<T> layers) {
    this.layers = layers;
    this.operations = new OperationBuilder<>(layers);
  }

  /**
   * Gives each cell of a super-network its own mixing weights.
   *
   * @param <T> what stands for a tensor
   */
  @FunctionalInterface
  public interface Mixing<T> {

    /** The mixing weight of one operation on one edge of one of the searchable cells. */
    T weight(int cell, CellType type, int edge, int operation);
  }

  /**
   * Sends the images of a batch through one operation of each edge of a super-network.
   *
   * @param <T> what stands for a tensor
   */
  public interface Routing<T> {

    /**
     * Shares out the images of a map among the operations of an edge.
     *
     * @param operations of the cell type's candidates on the edge, those that compute something
     * @return the images that go through each of them, and last those that go through none
     */
    List<T> split(CellType type, int edge, List<Integer> operations, T map);

    /** Puts the images together again that {@link #split} has shared out, in its order. */
    T join(CellType type, int edge, List<T> parts);

    /** The number 0. */
    T zero();
  }

  /** How the parts of a network that all architectures have depend on what is on the edges. */
  private enum Style {
    /**
     * Mixed operations: batch norms of cells are not affine, every term is a product of its own.
     */
    MIXED(false, false),
    /** Routed operations: batch norms of cells are not affine. */
    ROUTED(false, true),
    /** The operations of an architecture. */
    DISCRETE(true, true);

    private final boolean affine;

    /**
     * Identities hand one map, and one gradient, to several readers: states are then read and added
     * two by two.
     */
    private final boolean pairs;

    Style(boolean affine, boolean pairs) {
      this.affine = affine;
      this.pairs = pairs;
    }
  }

  /** What is on the edges of one cell. */
  @FunctionalInterface
  private interface EdgeContents<T> {
    List<T> terms(int edge, String name, CellState<T> source, int channels);
  }

  /**
   * Builds the super-network of a plan, from images {@code [batch, height, width, channels]} to
   * logits.
   */
  public T superNetwork(NetworkPlan plan, T images, Mixing<T> mixing) {
    int[] cell = {-1};
    return build(
            plan,
            images,
            Style.MIXED,
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
                    Site<T> site =
                        new Site<>(
                            name + "/" + candidate.id(),
                            source,
                            channels,
                            type.stride(edge),
                            false,
                            type.normalisedPools(),
                            mixing.weight(index, type, edge, o));
                    operations.build(candidate, site).ifPresent(terms::add);
                  }
                }
                return terms;
              };
            },
            NetworkBuilder::foreign)
        .logits();
  }

  /**
   * Builds the super-network of a plan, each of whose edges computes one of its operations only:
   * the others are there with no images. Its weights go by the same names as those of {@link
   * #superNetwork}.
   */
  public T routedNetwork(NetworkPlan plan, T images, Routing<T> routing) {
    return build(
            plan,
            images,
            Style.ROUTED,
            block -> {
              CellType type = block.type();
              return (edge, name, source, channels) ->
                  List.of(routed(type, edge, name, source.value(), channels, routing));
            },
            NetworkBuilder::foreign)
        .logits();
  }

  private T routed(
      CellType type, int edge, String name, T source, int channels, Routing<T> routing) {
    List<Operation> candidates = type.candidates().get(edge);
    List<Integer> computing =
        IntStream.range(0, candidates.size())
            .filter(o -> candidates.get(o) != Operation.NONE)
            .boxed()
            .toList();
    List<T> parts = routing.split(type, edge, computing, source);
    int stride = type.stride(edge);
    List<T> outputs = new ArrayList<>();
    for (int i = 0; i < computing.size(); i++) {
      Operation candidate = candidates.get(computing.get(i));
      Site<T> site =
          new Site<>(
              name + "/" + candidate.id(),
              new CellState<>(layers, parts.get(i)),
              channels,
              stride,
              false,
              type.normalisedPools(),
              null);
      operations.build(candidate, site).ifPresent(outputs::add);
    }
    T rest = parts.get(computing.size());
    // A product, not zeros: every part of a split must hand a gradient back.
    outputs.add(layers.scale(stride == 1 ? rest : layers.everyOtherPixel(rest, 0), routing.zero()));
    return routing.join(type, edge, outputs);
  }

  /**
   * Builds the discrete network of an architecture, with its auxiliary head where the plan has one.
   *
   * @param space the architecture's space
   * @param architecture a member of it
   * @param plan the blocks
   * @param images normalised images, {@code [batch, height, width, channels]}
   * @throws org.lambdanas.graph.error.DataException if the architecture is not of the space
   */
  NetworkOutputs<T> discreteNetwork(
      NetworkSpace space, Architecture architecture, NetworkPlan plan, T images) {
    if (space instanceof VertexSpace vertices) {
      VertexCell cell = vertices.cell(architecture);
      return build(plan, images, Style.DISCRETE, block -> foreign(), () -> cell);
    }
    return discreteNetwork(
        type -> ((CellSpace) space).chosenEdges(architecture, type), plan, images);
  }

  private static <R> R foreign() {
    throw new IllegalArgumentException("the plan has cells of another space");
  }

  /** The same with whatever operations on the edges of the cells, in their order. */
  NetworkOutputs<T> discreteNetwork(
      Function<CellType, List<ChosenEdge>> edges, NetworkPlan plan, T images) {
    return build(
        plan,
        images,
        Style.DISCRETE,
        block -> {
          CellType type = block.type();
          List<ChosenEdge> chosen = edges.apply(type);
          return (edge, name, source, channels) -> {
            List<T> terms = new ArrayList<>();
            for (ChosenEdge choice : chosen) {
              if (choice.edge() == edge) {
                String at = name + "/" + choice.operation().id();
                operations
                    .build(
                        choice.operation(),
                        new Site<>(at, source, channels, type.stride(edge), true, false, null))
                    .map(term -> isIdentity(choice, type) ? term : layers.path(term))
                    .ifPresent(terms::add);
              }
            }
            return terms;
          };
        },
        NetworkBuilder::foreign);
  }

  /** A skip connection that halves the resolution has weights and is none. */
  private static boolean isIdentity(ChosenEdge choice, CellType type) {
    return choice.operation() == Operation.SKIP_CONNECT && type.stride(choice.edge()) == 1;
  }

  private NetworkOutputs<T> build(
      NetworkPlan plan,
      T images,
      Style style,
      Function<NetworkPlan.Cell, EdgeContents<T>> cells,
      Supplier<VertexCell> vertices) {
    // The last two outputs: cells of the DARTS family read both.
    T before = images;
    T x = images;
    Optional<T> auxiliary = Optional.empty();
    int position = 0;
    for (NetworkPlan.Block block : plan.blocks()) {
      if (block instanceof NetworkPlan.Stem stem) {
        x = layers.convolution("stem/convolution", x, stem.channels(), 3, 1);
        x = layers.batchNorm("stem/norm", x, true);
        x = layers.block("stem", stem.rectified() ? layers.relu("stem/relu", x) : x);
        before = x;
      } else if (block instanceof NetworkPlan.TwoPartStem stem) {
        before = firstStem(stem.channels(), x);
        x =
            layers.convolution(
                "stem/third/convolution",
                layers.relu("stem/third/relu", before),
                stem.channels(),
                3,
                2);
        x = layers.block("stem", layers.batchNorm("stem/third/norm", x, true));
      } else if (block instanceof NetworkPlan.Cell cell) {
        String name = "cells/" + position++;
        List<CellState<T>> inputs = inputs(name, cell, before, x, style);
        T output = layers.block(name, cell(name, cell, inputs, cells.apply(cell), style));
        before = x;
        x = output;
      } else if (block instanceof NetworkPlan.Vertices cell) {
        String name = "cells/" + position++;
        CellState<T> input = state(x, Style.DISCRETE);
        x = layers.block(name, vertexCell(name, vertices.get(), cell.channels(), input));
      } else if (block instanceof NetworkPlan.Pool) {
        // It belongs to the cell behind it.
        x = layers.maxPool("cells/" + position + "/pool", x, 2, 2, 0);
      } else if (block instanceof NetworkPlan.Residual residual) {
        String name = "cells/" + position++;
        x = layers.block(name, residual(name, residual.channels(), x));
      } else if (block instanceof NetworkPlan.Auxiliary head) {
        auxiliary = Optional.of(auxiliaryHead(head, plan.size().classes(), x));
      } else if (block instanceof NetworkPlan.Head classifier) {
        x = head(classifier, plan.size().classes(), x);
      }
    }
    return new NetworkOutputs<>(x, auxiliary);
  }

  private T firstStem(int channels, T images) {
    T x = layers.convolution("stem/first/convolution", images, channels / 2, 3, 2);
    x = layers.relu("stem/second/relu", layers.batchNorm("stem/first/norm", x, true));
    x = layers.convolution("stem/second/convolution", x, channels, 3, 2);
    return layers.batchNorm("stem/second/norm", x, true);
  }

  /** A cell's input states: of two inputs both are brought to the cell's channels and size. */
  private List<CellState<T>> inputs(
      String name, NetworkPlan.Cell cell, T before, T last, Style style) {
    List<CellState<T>> states = new ArrayList<>();
    if (cell.type().topology().inputs() == 2) {
      String first = name + "/preprocess0";
      String second = name + "/preprocess1";
      T earlier =
          cell.afterReduction()
              ? operations.factorisedReduction(first, before, cell.channels())
              : operations.pointwise(first, before, cell.channels());
      states.add(state(layers.batchNorm(first + "/norm", earlier, style.affine), style));
      T later = operations.pointwise(second, last, cell.channels());
      states.add(state(layers.batchNorm(second + "/norm", later, style.affine), style));
    } else {
      states.add(state(last, style));
    }
    return states;
  }

  private CellState<T> state(T value, Style style) {
    return new CellState<>(
        layers, value, style.pairs ? layers::identity : UnaryOperator.identity());
  }

  private T sum(List<T> terms, Style style) {
    if (!style.pairs) {
      return layers.sum(terms);
    }
    return terms.size() == 1
        ? layers.identity(terms.get(0))
        : terms.stream().reduce((a, b) -> layers.sum(List.of(a, b))).orElseThrow();
  }

  private T cell(
      String name,
      NetworkPlan.Cell cell,
      List<CellState<T>> inputs,
      EdgeContents<T> contents,
      Style style) {
    CellTopology topology = cell.type().topology();
    List<Edge> edges = topology.edges();
    List<CellState<T>> states = new ArrayList<>(inputs);
    while (states.size() < topology.states()) {
      List<T> terms = new ArrayList<>();
      for (int e = 0; e < edges.size(); e++) {
        if (edges.get(e).target() == states.size()) {
          CellState<T> source = states.get(edges.get(e).source());
          terms.addAll(contents.terms(e, name + "/" + edges.get(e), source, cell.channels()));
        }
      }
      T value = terms.isEmpty() ? layers.zeros(inputs.get(0).value()) : sum(terms, style);
      states.add(state(value, style));
    }
    return topology.output() == CellTopology.Output.CONCATENATION
        ? layers.concatenate(
            states.subList(topology.inputs(), states.size()).stream()
                .map(CellState::value)
                .toList())
        : states.get(states.size() - 1).value();
  }

  private T vertexCell(String name, VertexCell cell, int out, CellState<T> input) {
    int[] channels = cell.channels(layers.channels(input.value()), out);
    List<CellState<T>> states = new ArrayList<>(List.of(input));
    for (int v = 1; v < cell.output(); v++) {
      String at = name + "/" + v;
      List<T> terms = new ArrayList<>();
      for (int source : cell.sources(v)) {
        T value = states.get(source).value();
        terms.add(
            source == 0
                ? operations.rectified(at + "/projection", value, channels[v], 1)
                : layers.firstChannels(value, channels[v]));
      }
      T x = operations.build(cell.operations().get(v - 1), at, sum(terms, Style.DISCRETE));
      states.add(state(layers.path(x), Style.DISCRETE));
    }
    List<T> terms = new ArrayList<>();
    List<T> joined = cell.joined().stream().map(v -> states.get(v).value()).toList();
    if (!joined.isEmpty()) {
      terms.add(layers.concatenate(joined));
    }
    if (cell.sources(cell.output()).contains(0)) {
      terms.add(operations.rectified(name + "/projection", input.value(), out, 1));
    }
    return sum(terms, Style.DISCRETE);
  }

  /**
   * DARTS' head on 8x8 maps: ReLU, average pooling to 2x2, 1x1 convolution to 128 channels, 2x2
   * convolution to 768, linear. For other sizes the window is chosen so that 2x2 come out.
   */
  private T auxiliaryHead(NetworkPlan.Auxiliary head, int classes, T x) {
    int side = layers.side(x);
    T pooled = layers.relu("auxiliary/relu", x);
    if (side > 2) {
      int kernel = side == 3 ? 2 : (side + 3) / 2;
      pooled = layers.averagePool("auxiliary/pool", pooled, kernel, side - kernel, 0);
    }
    T narrow = layers.convolution("auxiliary/first/convolution", pooled, 128, 1, 1);
    narrow =
        layers.relu("auxiliary/first/relu", layers.batchNorm("auxiliary/first/norm", narrow, true));
    T wide = layers.convolutionOfWhole("auxiliary/second/convolution", narrow, 768);
    if (head.secondNorm()) {
      wide = layers.batchNorm("auxiliary/second/norm", wide, true);
    }
    wide = layers.relu("auxiliary/second/relu", wide);
    return layers.linear(
        "auxiliary/linear", layers.globalAveragePool("auxiliary/mean", wide), classes);
  }

  private T residual(String name, int channels, T x) {
    T body = layers.relu(name + "/first/relu", x);
    body = layers.convolution(name + "/first/convolution", body, channels, 3, 2);
    body = layers.batchNorm(name + "/first/norm", body, true);
    body = layers.relu(name + "/second/relu", body);
    body = layers.convolution(name + "/second/convolution", body, channels, 3, 1);
    body = layers.batchNorm(name + "/second/norm", body, true);
    T shortcut = layers.averagePool(name + "/shortcut/pool", x, 2, 2, 0);
    shortcut = layers.convolution(name + "/shortcut/convolution", shortcut, channels, 1, 1);
    return layers.sum(List.of(body, shortcut));
  }

  private T head(NetworkPlan.Head head, int classes, T x) {
    T features = x;
    if (head.normalise()) {
      features = layers.relu("head/relu", layers.batchNorm("head/norm", features, true));
    }
    return layers.linear("head/linear", layers.globalAveragePool("head/mean", features), classes);
  }
}
