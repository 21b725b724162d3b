package org.lambdanas.predictors.encoding;

import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.lambdanas.predictors.features.FeatureShape;
import org.lambdanas.predictors.features.Features;
import org.lambdanas.proto.v1.Architecture;

/**
 * The architectures of one space as small numbers, which its encodings are made from.
 *
 * @param <C> an architecture in that form
 */
interface CellForm<C> {

  /** Id of the search space. */
  String space();

  /**
   * Reads an architecture.
   *
   * @throws org.lambdanas.graph.error.DataException if it is no member of the space, or has no such
   *     form
   */
  C read(Architecture architecture);

  /**
   * Writes an architecture, where some encoding can be read back; DataException if it is no member
   * of the space.
   */
  default Architecture write(C cell) {
    throw new UnsupportedOperationException("no encoding of " + space() + " can be read back");
  }

  /** A vector. */
  default CellEncoder<C> vector(String id, int length, BiConsumer<C, FeatureSink> writer) {
    return new CellEncoder<>(
        this,
        id,
        FeatureShape.vector(length),
        cell -> {
          FeatureSink sink = new FeatureSink(length);
          writer.accept(cell, sink);
          return sink.vector();
        },
        Optional.empty());
  }

  /** A vector that can be read back. */
  default CellEncoder<C> vector(
      String id, int length, BiConsumer<C, FeatureSink> writer, Function<float[], C> reader) {
    return vector(id, length, writer)
        .readBy(features -> reader.apply(((Features.Vector) features).dense()));
  }

  /** A graph of at most 32 nodes, padding included. */
  default CellEncoder<C> graph(String id, int nodes, int kinds, Function<C, NodeGraph> writer) {
    return new CellEncoder<>(
        this,
        id,
        FeatureShape.graph(nodes, kinds),
        cell -> writer.apply(cell).features(nodes, kinds),
        Optional.empty());
  }

  /** A graph that can be read back. */
  default CellEncoder<C> graph(
      String id,
      int nodes,
      int kinds,
      Function<C, NodeGraph> writer,
      Function<NodeGraph, C> reader) {
    return graph(id, nodes, kinds, writer)
        .readBy(features -> reader.apply(NodeGraph.of((Features.Graph) features)));
  }

  /**
   * {@code bonas}: a graph with a global node, which has a code of its own, and self loops (Shi et
   * al., NeurIPS 2020). Sizes, and what is written, are without that node.
   */
  default CellEncoder<C> bonas(int nodes, int kinds, Function<C, NodeGraph> writer) {
    return graph("bonas", nodes + 1, kinds + 1, cell -> writer.apply(cell).withGlobalNode(kinds));
  }

  /** The same, which can be read back. */
  default CellEncoder<C> bonas(
      int nodes, int kinds, Function<C, NodeGraph> writer, Function<NodeGraph, C> reader) {
    return bonas(nodes, kinds, writer)
        .readBy(
            features -> reader.apply(NodeGraph.of((Features.Graph) features).withoutGlobalNode()));
  }

  /**
   * Tokens (NAO: Luo et al., NeurIPS 2018; SemiNAS: Luo et al., NeurIPS 2020). Token 0 is padding,
   * or free for the start of a sequence where there is no padding.
   */
  default CellEncoder<C> sequence(
      String id, int length, int vocabulary, Function<C, int[]> writer) {
    return new CellEncoder<>(
        this,
        id,
        FeatureShape.sequence(length, vocabulary),
        cell -> new Features.Sequence(vocabulary, writer.apply(cell)),
        Optional.empty());
  }

  /** Tokens that can be read back. */
  default CellEncoder<C> sequence(
      String id, int length, int vocabulary, Function<C, int[]> writer, Function<int[], C> reader) {
    return sequence(id, length, vocabulary, writer)
        .readBy(features -> reader.apply(((Features.Sequence) features).tokens()));
  }
}
