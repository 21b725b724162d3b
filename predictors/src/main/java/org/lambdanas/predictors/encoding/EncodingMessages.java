package org.lambdanas.predictors.encoding;

import java.util.stream.IntStream;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.error.Excerpt;
import org.lambdanas.graph.interchange.Validation;
import org.lambdanas.predictors.features.FeatureShape;
import org.lambdanas.predictors.features.Features;
import org.lambdanas.proto.v1.Arc;
import org.lambdanas.proto.v1.Encoding;
import org.lambdanas.proto.v1.FeatureVector;
import org.lambdanas.proto.v1.GraphEncoding;
import org.lambdanas.proto.v1.TokenSequence;

/** Features as messages and back: the one place where {@link Encoding}s are made and read. */
final class EncodingMessages {

  /** Longer vectors are written as the features that are not zero. */
  private static final int LONGEST_DENSE = 1000;

  private EncodingMessages() {}

  static Encoding of(Encoder encoder, Features features) {
    Encoding.Builder encoding =
        Encoding.newBuilder().setSpace(encoder.space()).setEncoding(encoder.id());
    if (features instanceof Features.Vector vector) {
      encoding.setVector(vector(vector));
    } else if (features instanceof Features.Graph graph) {
      encoding.setGraph(graph(graph));
    } else if (features instanceof Features.Sequence sequence) {
      TokenSequence.Builder tokens =
          encoding.getSequenceBuilder().setVocabulary(sequence.vocabulary());
      IntStream.of(sequence.tokens()).forEach(tokens::addTokens);
    }
    return encoding.build();
  }

  private static FeatureVector.Builder vector(Features.Vector vector) {
    FeatureVector.Builder message = FeatureVector.newBuilder().setLength(vector.length());
    if (vector.length() <= LONGEST_DENSE) {
      for (float value : vector.dense()) {
        message.addValues(value);
      }
    } else if (vector.positions().length == 0) {
      // Without any index the message would read as dense.
      message.addIndices(0).addValues(0);
    } else {
      for (int i = 0; i < vector.positions().length; i++) {
        message.addIndices(vector.positions()[i]).addValues(vector.values()[i]);
      }
    }
    return message;
  }

  private static GraphEncoding.Builder graph(Features.Graph graph) {
    GraphEncoding.Builder message =
        GraphEncoding.newBuilder()
            .setNodes(graph.nodes())
            .setUsedNodes(graph.used())
            .setFeatures(graph.kinds());
    for (int source = 0; source < graph.used(); source++) {
      for (int rest = graph.targets()[source]; rest != 0; rest &= rest - 1) {
        message.addArcs(
            Arc.newBuilder().setSource(source).setTarget(Integer.numberOfTrailingZeros(rest)));
      }
    }
    for (float feature : graph.oneHot()) {
      message.addNodeFeatures(feature);
    }
    return message;
  }

  /** Reads a message; DataException if it is damaged, of another encoder or of another shape. */
  static Features read(Encoder encoder, Encoding encoding) {
    Validation.check(encoding);
    if (!encoding.getSpace().equals(encoder.space())
        || !encoding.getEncoding().equals(encoder.id())) {
      throw new DataException(
          "an encoding '%s' of space %s was given where '%s' of %s is expected"
              .formatted(
                  Excerpt.of(encoding.getEncoding()),
                  Excerpt.of(encoding.getSpace()),
                  encoder.id(),
                  encoder.space()));
    }
    FeatureShape shape = shape(encoding);
    if (!shape.equals(encoder.shape())) {
      throw new DataException(
          "an encoding '%s' of %s is a %s, not a %s"
              .formatted(encoder.id(), encoder.space(), encoder.shape().text(), shape.text()));
    }
    return switch (shape.form()) {
      case VECTOR -> read(encoding.getVector());
      case GRAPH -> read(encoder, encoding.getGraph());
      case SEQUENCE ->
          new Features.Sequence(
              shape.width(),
              encoding.getSequence().getTokensList().stream().mapToInt(token -> token).toArray());
    };
  }

  private static FeatureShape shape(Encoding encoding) {
    return switch (encoding.getFormCase()) {
      case VECTOR -> FeatureShape.vector(encoding.getVector().getLength());
      case GRAPH ->
          FeatureShape.graph(encoding.getGraph().getNodes(), encoding.getGraph().getFeatures());
      case SEQUENCE ->
          FeatureShape.sequence(
              encoding.getSequence().getTokensCount(), encoding.getSequence().getVocabulary());
      case FORM_NOT_SET -> throw new IllegalStateException("checked before");
    };
  }

  private static Features.Vector read(FeatureVector vector) {
    FeatureSink sink = new FeatureSink(vector.getLength());
    for (int i = 0; i < vector.getValuesCount(); i++) {
      sink.set(vector.getIndicesCount() == 0 ? i : vector.getIndices(i), vector.getValues(i));
    }
    return sink.vector();
  }

  private static Features.Graph read(Encoder encoder, GraphEncoding message) {
    NodeGraph graph = NodeGraph.of(message.getUsedNodes());
    for (int node = 0; node < message.getNodes(); node++) {
      boolean used = node < graph.nodes();
      int ones = 0;
      boolean others = false;
      for (int feature = 0; feature < message.getFeatures(); feature++) {
        float value = message.getNodeFeatures(node * message.getFeatures() + feature);
        if (value == 1 && used) {
          graph.codes()[node] = feature;
          ones++;
        } else {
          others |= value != 0;
        }
      }
      if (others || ones != (used ? 1 : 0)) {
        throw noArchitecture(
            encoder,
            "the features of node "
                + node
                + (used ? " are not one 1 among zeros" : " are not zero, and it is padding"));
      }
    }
    for (Arc arc : message.getArcsList()) {
      if (Math.max(arc.getSource(), arc.getTarget()) >= graph.nodes()) {
        throw noArchitecture(encoder, "padding has an arc");
      }
      graph.connect(arc.getSource(), arc.getTarget());
    }
    return graph.features(message.getNodes(), message.getFeatures());
  }

  /** The error of features that stand for nothing. */
  static DataException noArchitecture(Encoder encoder, String why) {
    return new DataException(
        "this encoding '%s' is of no architecture of %s: %s"
            .formatted(encoder.id(), encoder.space(), why));
  }
}
