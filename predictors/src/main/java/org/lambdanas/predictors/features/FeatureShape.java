package org.lambdanas.predictors.features;

/**
 * The form and the sizes that all {@link Features} of one encoding share.
 *
 * @param form which form
 * @param size features of a vector, nodes of a graph with padding, or tokens of a sequence
 * @param width features of a node, or number of different tokens; 1 for a vector
 */
public record FeatureShape(Form form, int size, int width) {

  /** What predictors can read. */
  public enum Form {
    /** Numbers. */
    VECTOR("vector of %d features", 1),
    /** Nodes with a code each, and arcs. */
    GRAPH("graph of %d nodes with %d features each", 2),
    /** Numbers of a vocabulary in order. */
    SEQUENCE("sequence of %d tokens out of %d", 2);

    private final String text;
    private final int axes;

    Form(String text, int axes) {
      this.text = text;
      this.axes = axes;
    }

    /** How many numbers settle the sizes, 1 or 2. */
    public int axes() {
      return axes;
    }
  }

  /** A vector of some features. */
  public static FeatureShape vector(int features) {
    return new FeatureShape(Form.VECTOR, features, 1);
  }

  /** A graph of some nodes, padding included, each with one of some codes. */
  public static FeatureShape graph(int nodes, int codes) {
    return new FeatureShape(Form.GRAPH, nodes, codes);
  }

  /** A sequence of some tokens, each below the vocabulary. */
  public static FeatureShape sequence(int tokens, int vocabulary) {
    return new FeatureShape(Form.SEQUENCE, tokens, vocabulary);
  }

  /** A shape by the numbers of {@link #sizes}. */
  public static FeatureShape of(Form form, int... sizes) {
    return new FeatureShape(form, sizes[0], form.axes == 1 ? 1 : sizes[1]);
  }

  /** The numbers that settle the sizes, as many as the form has. */
  public int[] sizes() {
    return form.axes == 1 ? new int[] {size} : new int[] {size, width};
  }

  /** In words, such as {@code "vector of 30 features"}. */
  public String text() {
    return form.text.formatted(size, width);
  }
}
