package org.lambdanas.predictors.neural;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.lambdanas.graph.interchange.TensorMessages;
import org.lambdanas.predictors.features.Features;
import org.lambdanas.predictors.predictor.Estimates;
import org.lambdanas.predictors.predictor.Learned;
import org.lambdanas.predictors.predictor.Learner;
import org.lambdanas.predictors.stored.StoredModel;
import org.lambdanas.proto.v1.NamedTensor;

/** Predictions against the networks' definitions, written out in loops over the stored weights. */
class ForwardPassTest {

  private static final int HIDDEN = 5;

  private static Learner learner(String id) {
    return NeuralLearner.all().stream()
        .filter(l -> l.description().id().equals(id))
        .findFirst()
        .orElseThrow();
  }

  /** A model after a few steps, so that no weight has a special value any more. */
  private static Learned fitted(Learner learner) {
    return learner.fit(
        Cells.task(
            learner,
            Cells.of(learner, 6, 1),
            Cells.labels(6, 2),
            Cells.settings(learner, "width=5", "hidden=5", "layers=2", "epochs=10"),
            3));
  }

  private static double[] values(StoredModel stored, String name) {
    NamedTensor tensor = stored.tensor(name);
    long[] shape = TensorMessages.shape(tensor);
    if (tensor.hasDoubles()) {
      return TensorMessages.doubles(tensor, shape);
    }
    float[] floats = TensorMessages.floats(tensor, shape);
    double[] values = new double[floats.length];
    Arrays.setAll(values, i -> floats[i]);
    return values;
  }

  /** The product of two matrices, row-major. */
  private static double[] product(double[] left, double[] right, int inner) {
    int rows = left.length / inner;
    int columns = right.length / inner;
    double[] product = new double[rows * columns];
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        for (int k = 0; k < inner; k++) {
          product[i * columns + j] += left[i * inner + k] * right[k * columns + j];
        }
      }
    }
    return product;
  }

  private static double[] features(Features.Graph graph) {
    float[] read = graph.oneHot();
    double[] values = new double[read.length];
    Arrays.setAll(values, i -> read[i]);
    return values;
  }

  private static double scaled(StoredModel stored, double prediction) {
    double[] labels = values(stored, NeuralLearner.LABELS);
    return labels[0] + labels[1] * prediction;
  }

  @Test
  void ensemble() {
    Learner learner = learner("bananas");
    Features query = Cells.of(learner, 1, 9).get(0);
    float[] read = ((Features.Vector) query).dense();
    double[] input = new double[read.length];
    Arrays.setAll(input, i -> read[i]);
    assertThat(Arrays.stream(input).sum()).isBetween(3.0, 4.0);
    try (Learned learned = fitted(learner)) {
      StoredModel stored = learned.store();
      double[] members = new double[3];
      for (int m = 0; m < 3; m++) {
        double[] x = input;
        for (String name : List.of("hidden0", "hidden1", "output")) {
          double[] weights = member(values(stored, "weights/" + name + "/weights"), m);
          double[] bias = member(values(stored, "weights/" + name + "/bias"), m);
          x = product(x, weights, x.length);
          for (int i = 0; i < x.length; i++) {
            x[i] += bias[i];
            x[i] = name.equals("output") ? x[i] : Math.max(0, x[i]);
          }
        }
        members[m] = x[0];
      }
      double mean = Arrays.stream(members).average().orElseThrow();
      double squares = Arrays.stream(members).map(x -> (x - mean) * (x - mean)).sum();
      Estimates estimates = learned.predict(List.of(query));
      assertThat(estimates.means()[0]).isCloseTo(scaled(stored, mean), within(1e-5));
      assertThat(estimates.deviations().orElseThrow()[0])
          .isCloseTo(
              values(stored, NeuralLearner.LABELS)[1] * Math.sqrt(squares / 2), within(1e-5));
    }
  }

  private static double[] member(double[] stacked, int member) {
    int size = stacked.length / 3;
    return Arrays.copyOfRange(stacked, member * size, (member + 1) * size);
  }

  @Test
  void convolutionsInBothDirections() {
    Learner learner = learner("gcn");
    Features.Graph query = (Features.Graph) Cells.of(learner, 1, 9).get(0);
    int nodes = query.nodes();
    double[] adjacency = new double[nodes * nodes];
    for (int i = 0; i < nodes; i++) {
      adjacency[i * nodes + i] = 1;
    }
    for (int i = 0; i < adjacency.length; i++) {
      adjacency[i] += query.connects(i / nodes, i % nodes) ? 1 : 0;
    }
    double[] along = rowNormalised(rowNormalised(adjacency, nodes), nodes);
    double[] transposed = new double[along.length];
    for (int i = 0; i < along.length; i++) {
      transposed[i % nodes * nodes + i / nodes] = rowNormalised(adjacency, nodes)[i];
    }
    double[] against = rowNormalised(transposed, nodes);
    try (Learned learned = fitted(learner)) {
      StoredModel stored = learned.store();
      double[] x = features(query);
      for (int layer = 0; layer < 2; layer++) {
        int in = x.length / nodes;
        String name = "weights/convolution" + layer;
        double[] first =
            product(along, product(x, values(stored, name + "/along/weights"), in), nodes);
        double[] second =
            product(against, product(x, values(stored, name + "/against/weights"), in), nodes);
        double[] next = new double[nodes * HIDDEN];
        Arrays.setAll(next, i -> (Math.max(0, first[i]) + Math.max(0, second[i])) / 2);
        x = next;
      }
      double[] mean = new double[HIDDEN];
      for (int i = 0; i < x.length; i++) {
        mean[i % HIDDEN] += x[i] / query.used();
      }
      double[] narrowed = product(mean, values(stored, "weights/linear0/weights"), HIDDEN);
      double predicted =
          product(narrowed, values(stored, "weights/linear1/weights"), narrowed.length)[0];
      assertThat(learned.predict(List.of(query)).means()[0])
          .isCloseTo(scaled(stored, predicted), within(1e-5));
    }
  }

  private static double[] rowNormalised(double[] matrix, int columns) {
    double[] normalised = matrix.clone();
    for (int row = 0; row < matrix.length / columns; row++) {
      double sum = Arrays.stream(matrix, row * columns, (row + 1) * columns).sum();
      for (int column = 0; column < columns; column++) {
        normalised[row * columns + column] /= sum;
      }
    }
    return normalised;
  }

  @Test
  void convolutionsWithAGlobalNode() {
    Learner learner = learner("bonas");
    Features.Graph query = (Features.Graph) Cells.of(learner, 1, 9).get(0);
    try (Learned learned = fitted(learner)) {
      StoredModel stored = learned.store();
      double expected = scaled(stored, globalNode(stored, query, features(query)));
      assertThat(learned.predict(List.of(query)).means()[0]).isCloseTo(expected, within(1e-5));
    }
  }

  private static double globalNode(StoredModel stored, Features.Graph graph, double[] features) {
    int nodes = graph.nodes();
    double[] gathering = new double[nodes * nodes];
    for (int i = 0; i < gathering.length; i++) {
      gathering[i] = graph.connects(i % nodes, i / nodes) ? 1 : 0;
    }
    double[] x = features;
    for (int layer = 0; layer < 2; layer++) {
      String name = "convolution" + layer;
      double[] bias = values(stored, "weights/" + name + "/bias");
      double[] scale = values(stored, "weights/" + name + "/norm/scale");
      double[] shift = values(stored, "weights/" + name + "/norm/shift");
      double[] mean = values(stored, "statistics/" + name + "/norm/mean");
      double[] variance = values(stored, "statistics/" + name + "/norm/variance");
      x =
          product(
              gathering,
              product(x, values(stored, "weights/" + name + "/weights"), x.length / nodes),
              nodes);
      for (int i = 0; i < x.length; i++) {
        int c = i % HIDDEN;
        double unit = (x[i] + bias[c] - mean[c]) / Math.sqrt(variance[c] + 1e-5);
        x[i] = Math.max(0, unit * scale[c] + shift[c]);
      }
    }
    double[] last = Arrays.copyOfRange(x, (graph.used() - 1) * HIDDEN, graph.used() * HIDDEN);
    return product(last, values(stored, "weights/output/weights"), HIDDEN)[0]
        + values(stored, "weights/output/bias")[0];
  }

  /** Nodes without arcs and without features, after the used ones. */
  private static Features padded(Features features, int by) {
    Features.Graph graph = (Features.Graph) features;
    return new Features.Graph(graph.nodes() + by, graph.kinds(), graph.codes(), graph.targets());
  }

  @Test
  void paddingChangesNothing() {
    for (String id : List.of("gcn", "bonas")) {
      Learner learner = learner(id);
      List<Features> cells = Cells.of(learner, 6, 1);
      List<Features> wider = cells.stream().map(cell -> padded(cell, 3)).toList();
      double[] labels = Cells.labels(6, 2);
      var settings = Cells.settings(learner, "hidden=5", "layers=2", "epochs=10", "dropout=0");
      try (Learned narrow = learner.fit(Cells.task(learner, cells, labels, settings, 3));
          Learned wide = learner.fit(Cells.task(learner, wider, labels, settings, 3))) {
        assertThat(wide.predict(wider).means())
            .containsExactly(narrow.predict(cells).means(), within(1e-3));
      }
    }
  }
}
