package org.lambdanas.predictors.encoding;

/** The form and the sizes that all encodings of one encoder share. */
public sealed interface EncodingShape {

  /**
   * Says it in words.
   *
   * @return such as {@code "vector of 30 features"}
   */
  String text();

  /**
   * A vector.
   *
   * @param features its length
   */
  record Vector(int features) implements EncodingShape {
    @Override
    public String text() {
      return "vector of " + features + " features";
    }
  }

  /**
   * A graph with features on its nodes.
   *
   * @param nodes with padding
   * @param features of each node
   */
  record Graph(int nodes, int features) implements EncodingShape {
    @Override
    public String text() {
      return "graph of " + nodes + " nodes with " + features + " features each";
    }
  }

  /**
   * A sequence of tokens.
   *
   * @param tokens how many
   * @param vocabulary tokens are below it
   */
  record Sequence(int tokens, int vocabulary) implements EncodingShape {
    @Override
    public String text() {
      return "sequence of " + tokens + " tokens out of " + vocabulary;
    }
  }
}
