package org.lambdanas.predictors.encoding;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.graph.space.SearchSpace;
import org.lambdanas.graph.space.SearchSpaces;
import org.lambdanas.proto.v1.Architecture;
import org.lambdanas.proto.v1.Encoding;
import org.lambdanas.proto.v1.FeatureVector;

/** Reads encodings apart, independently of how they were made. */
final class Forms {

  private Forms() {}

  static List<Architecture> members(String space, int count) {
    SearchSpace members = SearchSpaces.byId(space);
    Seed seed = new Seed(7).child(space);
    return IntStream.range(0, count).mapToObj(i -> members.sample(seed.child(i).random())).toList();
  }

  static double[] vector(Encoding encoding) {
    FeatureVector vector = encoding.getVector();
    double[] features = new double[vector.getLength()];
    for (int i = 0; i < vector.getValuesCount(); i++) {
      features[vector.getIndicesCount() == 0 ? i : vector.getIndices(i)] = vector.getValues(i);
    }
    return features;
  }

  /** The positions of ones; everything else has to be zero. */
  static SortedSet<Integer> ones(Encoding encoding) {
    double[] features = vector(encoding);
    SortedSet<Integer> ones = new TreeSet<>();
    for (int i = 0; i < features.length; i++) {
      if (features[i] == 1) {
        ones.add(i);
      } else if (features[i] != 0) {
        throw new AssertionError("feature " + i + " is " + features[i]);
      }
    }
    return ones;
  }

  /** Arcs as text such as {@code 0>1}, in order. */
  static List<String> arcs(Encoding encoding) {
    return encoding.getGraph().getArcsList().stream()
        .map(arc -> arc.getSource() + ">" + arc.getTarget())
        .toList();
  }

  /** The position of the 1 in each node's features; -1 for padding. */
  static List<Integer> codes(Encoding encoding) {
    int features = encoding.getGraph().getFeatures();
    List<Integer> codes = new ArrayList<>();
    for (int node = 0; node < encoding.getGraph().getNodes(); node++) {
      codes.add(
          encoding
              .getGraph()
              .getNodeFeaturesList()
              .subList(node * features, (node + 1) * features)
              .indexOf(1f));
    }
    return codes;
  }

  static List<Integer> tokens(Encoding encoding) {
    return encoding.getSequence().getTokensList();
  }
}
