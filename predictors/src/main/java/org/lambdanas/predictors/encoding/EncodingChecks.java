package org.lambdanas.predictors.encoding;

import org.lambdanas.graph.interchange.FieldPath;
import org.lambdanas.graph.interchange.MessageChecks;
import org.lambdanas.proto.v1.Arc;
import org.lambdanas.proto.v1.Encoding;
import org.lambdanas.proto.v1.FeatureVector;
import org.lambdanas.proto.v1.GraphEncoding;
import org.lambdanas.proto.v1.TokenSequence;

/** Rules of {@code encoding.proto}. */
public final class EncodingChecks implements MessageChecks.Source {

  /** For the service loader. */
  public EncodingChecks() {}

  @Override
  public void addTo(MessageChecks checks) {
    checks
        .on(Encoding.class, EncodingChecks::encoding)
        .on(FeatureVector.class, EncodingChecks::vector)
        .on(GraphEncoding.class, EncodingChecks::graph)
        .on(TokenSequence.class, EncodingChecks::sequence);
  }

  private static void encoding(Encoding encoding, FieldPath path) {
    path.present("form", encoding.getFormCase() != Encoding.FormCase.FORM_NOT_SET);
  }

  private static void vector(FeatureVector vector, FieldPath path) {
    if (vector.getIndicesCount() == 0) {
      path.count("values", vector.getValuesCount(), vector.getLength(), "one for each feature");
    } else {
      path.count("values", vector.getValuesCount(), vector.getIndicesCount(), "one for each index");
    }
    for (int i = 0; i < vector.getValuesCount(); i++) {
      finite(vector.getValues(i), path, "values", i);
    }
    int previous = -1;
    for (int i = 0; i < vector.getIndicesCount(); i++) {
      int index = vector.getIndices(i);
      if (index <= previous || index >= vector.getLength()) {
        throw path.element("indices", i)
            .refuse(
                "is %s: indices are ascending and below %s"
                    .formatted(Integer.toUnsignedString(index), vector.getLength()));
      }
      previous = index;
    }
  }

  private static void finite(float value, FieldPath path, String field, int index) {
    if (!Float.isFinite(value)) {
      throw path.element(field, index).refuse("is " + value + ": must be finite");
    }
  }

  private static void graph(GraphEncoding graph, FieldPath path) {
    if (graph.getUsedNodes() < 1 || graph.getUsedNodes() > graph.getNodes()) {
      throw path.field("used_nodes")
          .refuse("is " + graph.getUsedNodes() + ": must be 1 to " + graph.getNodes());
    }
    for (int i = 0; i < graph.getArcsCount(); i++) {
      Arc arc = graph.getArcs(i);
      if (Math.max(arc.getSource(), arc.getTarget()) >= graph.getNodes()) {
        throw path.element("arcs", i).refuse("leaves the graph of " + graph.getNodes() + " nodes");
      }
    }
    path.count(
        "node_features",
        graph.getNodeFeaturesCount(),
        (long) graph.getNodes() * graph.getFeatures(),
        "nodes times features");
    for (int i = 0; i < graph.getNodeFeaturesCount(); i++) {
      finite(graph.getNodeFeatures(i), path, "node_features", i);
    }
  }

  private static void sequence(TokenSequence sequence, FieldPath path) {
    for (int i = 0; i < sequence.getTokensCount(); i++) {
      int token = sequence.getTokens(i);
      if (token < 0 || token >= sequence.getVocabulary()) {
        throw path.element("tokens", i)
            .refuse(
                "is %s: must be below the vocabulary of %s"
                    .formatted(Integer.toUnsignedString(token), sequence.getVocabulary()));
      }
    }
  }
}
