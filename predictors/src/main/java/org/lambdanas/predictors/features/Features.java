package org.lambdanas.predictors.features;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.lambdanas.graph.error.DataException;

/**
 * What a predictor reads of one architecture. Arrays are not copied: nobody changes them. Two are
 * equal if their contents are.
 */
public sealed interface Features {

  /** Form and sizes. */
  FeatureShape shape();

  /** The shape of the first of some features; DataException if it has another form. */
  static FeatureShape shape(List<? extends Features> inputs, FeatureShape.Form form) {
    FeatureShape shape = inputs.get(0).shape();
    if (shape.form() != form) {
      throw new DataException(
          "an encoding is a %s: the predictor reads a %s"
              .formatted(shape.text(), form.name().toLowerCase(Locale.ROOT)));
    }
    return shape;
  }

  /** The same values as a class of features; DataException for the first of another shape. */
  static <F extends Features> List<F> require(
      List<? extends Features> inputs, FeatureShape shape, Class<F> type) {
    for (Features input : inputs) {
      if (!input.shape().equals(shape)) {
        throw new DataException(
            "an encoding is a %s: the predictor reads a %s"
                .formatted(input.shape().text(), shape.text()));
      }
    }
    return inputs.stream().map(type::cast).toList();
  }

  /**
   * A vector of which only the features other than 0 are kept: encodings are mostly zeros.
   *
   * @param length number of features
   * @param positions of the features other than 0, ascending, each below the length
   * @param values one for each position, none of them 0
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Vector(int length, int[] positions, float[] values)
      implements Features, Comparable<Vector> {

    /** The vector of given features. */
    public static Vector of(float... features) {
      int[] positions = IntStream.range(0, features.length).filter(i -> features[i] != 0).toArray();
      float[] values = new float[positions.length];
      for (int i = 0; i < values.length; i++) {
        values[i] = features[positions[i]];
      }
      return new Vector(features.length, positions, values);
    }

    @Override
    public FeatureShape shape() {
      return FeatureShape.vector(length);
    }

    /** Writes all features into a larger array, which holds zeros there. */
    public void copyTo(float[] target, int start) {
      for (int i = 0; i < positions.length; i++) {
        target[start + positions[i]] = values[i];
      }
    }

    /** All features. */
    public float[] dense() {
      float[] dense = new float[length];
      copyTo(dense, 0);
      return dense;
    }

    /** Features {@code from} to {@code to - 1}. */
    public Vector part(int from, int to) {
      int first = place(from);
      int end = place(to);
      return new Vector(
          to - from,
          Arrays.stream(positions, first, end).map(position -> position - from).toArray(),
          Arrays.copyOfRange(values, first, end));
    }

    private int place(int position) {
      int found = Arrays.binarySearch(positions, position);
      return found < 0 ? -found - 1 : found;
    }

    /** The features of several vectors, one after the other. */
    public static Vector joined(List<Vector> parts) {
      int count = parts.stream().mapToInt(part -> part.positions.length).sum();
      int[] positions = new int[count];
      float[] values = new float[count];
      int start = 0;
      int next = 0;
      for (Vector part : parts) {
        for (int i = 0; i < part.positions.length; i++) {
          positions[next] = start + part.positions[i];
          values[next++] = part.values[i];
        }
        start += part.length;
      }
      return new Vector(start, positions, values);
    }

    /** By length, then by what is other than 0 and where. */
    @Override
    public int compareTo(Vector other) {
      int byLength = Integer.compare(length, other.length);
      int byPlaces = byLength != 0 ? byLength : Arrays.compare(positions, other.positions);
      return byPlaces != 0 ? byPlaces : Arrays.compare(values, other.values);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Vector vector
          && length == vector.length
          && Arrays.equals(positions, vector.positions)
          && Arrays.equals(values, vector.values);
    }

    @Override
    public int hashCode() {
      return 31 * Arrays.hashCode(positions) + Arrays.hashCode(values);
    }
  }

  /**
   * A graph whose nodes carry one of a few codes. Arcs run with the data. Nodes that carry meaning
   * come first, in topological order; the output, or the global node where there is one, is the
   * last of them. Padding has neither codes nor arcs.
   *
   * @param nodes with padding, at most 32
   * @param kinds number of codes
   * @param codes the code of each used node
   * @param targets the nodes to which each used node has an arc, as bits
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Graph(int nodes, int kinds, int[] codes, int[] targets) implements Features {

    @Override
    public FeatureShape shape() {
      return FeatureShape.graph(nodes, kinds);
    }

    /** Number of nodes without padding. */
    public int used() {
      return codes.length;
    }

    /** Whether there is an arc. */
    public boolean connects(int source, int target) {
      return source < used() && (targets[source] >>> target & 1) != 0;
    }

    /** The codes, one-hot, {@code [nodes, kinds]}. */
    public float[] oneHot() {
      float[] oneHot = new float[nodes * kinds];
      for (int node = 0; node < codes.length; node++) {
        oneHot[node * kinds + codes[node]] = 1;
      }
      return oneHot;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Graph graph
          && shape().equals(graph.shape())
          && Arrays.equals(codes, graph.codes)
          && Arrays.equals(targets, graph.targets);
    }

    @Override
    public int hashCode() {
      return 31 * Arrays.hashCode(codes) + Arrays.hashCode(targets);
    }
  }

  /**
   * A sequence of tokens.
   *
   * @param vocabulary tokens are 0 to {@code vocabulary - 1}
   * @param tokens at least one
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Sequence(int vocabulary, int[] tokens) implements Features {

    @Override
    public FeatureShape shape() {
      return FeatureShape.sequence(tokens.length, vocabulary);
    }

    /** The tokens, one-hot, {@code [tokens, vocabulary]}. */
    public float[] oneHot() {
      float[] oneHot = new float[tokens.length * vocabulary];
      for (int i = 0; i < tokens.length; i++) {
        oneHot[i * vocabulary + tokens[i]] = 1;
      }
      return oneHot;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Sequence sequence
          && vocabulary == sequence.vocabulary
          && Arrays.equals(tokens, sequence.tokens);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(tokens);
    }
  }
}
