package org.lambdanas.predictors.encoding;

import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.predictors.features.FeatureShape;
import org.lambdanas.predictors.features.Features;
import org.lambdanas.proto.v1.Architecture;

/**
 * An encoding of one space, made from the space's short form.
 *
 * @param form the way from messages to the short form and back
 * @param id its name
 * @param shape of the features
 * @param writer makes the features of a cell
 * @param reader reads a cell back; empty: the encoding cannot be inverted. It need not check what
 *     the writer would show
 * @param <C> the space's short form
 */
record CellEncoder<C>(
    CellForm<C> form,
    String id,
    FeatureShape shape,
    Function<C, Features> writer,
    Optional<Function<Features, C>> reader)
    implements Encoder {

  /** A vector. */
  static <C> CellEncoder<C> vector(
      CellForm<C> form,
      String id,
      int length,
      BiConsumer<C, FeatureSink> writer,
      Optional<Function<float[], C>> reader) {
    return new CellEncoder<>(
        form,
        id,
        FeatureShape.vector(length),
        cell -> {
          FeatureSink sink = new FeatureSink(length);
          writer.accept(cell, sink);
          return sink.vector();
        },
        reader.map(read -> features -> read.apply(((Features.Vector) features).dense())));
  }

  /** A graph of at most 32 nodes, padding included. */
  static <C> CellEncoder<C> graph(
      CellForm<C> form,
      String id,
      int nodes,
      int kinds,
      Function<C, NodeGraph> writer,
      Optional<Function<NodeGraph, C>> reader) {
    return new CellEncoder<>(
        form,
        id,
        FeatureShape.graph(nodes, kinds),
        cell -> writer.apply(cell).features(nodes, kinds),
        reader.map(read -> features -> read.apply(NodeGraph.of((Features.Graph) features))));
  }

  /**
   * A graph with a global node, which has a code of its own, and self loops (BONAS: Shi et al.,
   * NeurIPS 2020).
   *
   * @param nodes without the global one
   * @param kinds without the global one's
   * @param writer makes the graph without it
   * @param reader reads the graph without it
   */
  static <C> CellEncoder<C> graphWithGlobalNode(
      CellForm<C> form,
      String id,
      int nodes,
      int kinds,
      Function<C, NodeGraph> writer,
      Optional<Function<NodeGraph, C>> reader) {
    return graph(
        form,
        id,
        nodes + 1,
        kinds + 1,
        cell -> writer.apply(cell).withGlobalNode(kinds),
        reader.map(read -> graph -> read.apply(graph.withoutGlobalNode())));
  }

  /**
   * Tokens (NAO: Luo et al., NeurIPS 2018; SemiNAS: Luo et al., NeurIPS 2020). Token 0 is padding,
   * or free for the start of a sequence where there is no padding.
   */
  static <C> CellEncoder<C> sequence(
      CellForm<C> form,
      String id,
      int length,
      int vocabulary,
      Function<C, int[]> writer,
      Optional<Function<int[], C>> reader) {
    return new CellEncoder<>(
        form,
        id,
        FeatureShape.sequence(length, vocabulary),
        cell -> new Features.Sequence(vocabulary, writer.apply(cell)),
        reader.map(read -> features -> read.apply(((Features.Sequence) features).tokens())));
  }

  @Override
  public String space() {
    return form.space();
  }

  @Override
  public Features features(Architecture architecture) {
    return writer.apply(form.read(architecture));
  }

  @Override
  public boolean isInvertible() {
    return reader.isPresent();
  }

  @Override
  public Architecture invert(Features features) {
    try {
      C cell = reader.orElseThrow().apply(features);
      if (writer.apply(cell).equals(features)) {
        return form.write(cell);
      }
    } catch (DataException e) {
      throw EncodingMessages.noArchitecture(this, String.valueOf(e.getMessage()));
    }
    throw EncodingMessages.noArchitecture(this, "its parts contradict one another");
  }

  @Override
  public String toString() {
    return space() + " " + id + ": " + shape.text();
  }
}
