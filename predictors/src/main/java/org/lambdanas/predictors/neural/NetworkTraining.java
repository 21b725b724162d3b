package org.lambdanas.predictors.neural;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.graph.tensor.GraphRun;
import org.lambdanas.graph.tensor.GraphRuntime;
import org.lambdanas.graph.tensor.ParameterStore;
import org.lambdanas.graph.tensor.StepScope;
import org.lambdanas.graph.tensor.TensorValues;
import org.lambdanas.graph.train.Adam;
import org.lambdanas.graph.train.CosineDecay;
import org.lambdanas.graph.work.Cancellation;
import org.lambdanas.predictors.numeric.RandomIndices;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TFloating;

/** Trains a network with Adam on shuffled minibatches: a step is one run of the graph. */
final class NetworkTraining {

  /**
   * What is learnt from.
   *
   * @param rows the parts of each example
   * @param labels one for each example, of zero mean and unit variance
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Examples(List<float[][]> rows, double[] labels) {}

  /**
   * A stage of training.
   *
   * @param epochs passes over the examples
   * @param batchSize rows of a step; fewer examples make one step an epoch
   * @param dropLast whether examples that do not fill a batch are left out of the epoch
   * @param learningRate of the first epoch
   * @param cosine whether the rate falls along half a cosine towards 0
   */
  record Stage(int epochs, int batchSize, boolean dropLast, double learningRate, boolean cosine) {

    /** The same for another number of passes. */
    Stage lasting(int epochs) {
      return new Stage(epochs, batchSize, dropLast, learningRate, cosine);
    }
  }

  private final NetworkGraph graph;
  private final Placeholder<TFloating> targets;
  private final Placeholder<TFloating> learningRate;
  private final Placeholder<TInt32> noiseKey;
  private final Operand<TFloating> loss;
  private final List<Op> step = new ArrayList<>();

  /**
   * Adds a training to a graph and gives its weights their initial values; the stages say the rate.
   * A clip norm of 0 means no clipping.
   */
  NetworkTraining(NetworkGraph graph, Adam.Settings settings, double clipNorm) {
    this.graph = graph;
    GraphRuntime runtime = graph.runtime();
    Class<TFloating> type = runtime.precision().type();
    this.targets = runtime.ops().placeholder(type, Placeholder.shape(Shape.of(-1)));
    this.learningRate = runtime.ops().placeholder(type, Placeholder.shape(Shape.scalar()));
    this.noiseKey = runtime.ops().placeholder(TInt32.class, Placeholder.shape(Shape.scalar()));
    NetworkLayers layers = graph.layers(Optional.of(noiseKey));
    this.loss = graph.network().loss(layers, graph.operands(), targets);
    // The moments start from zero: the seed does not matter.
    ParameterStore moments =
        new ParameterStore(runtime.ops(), runtime.precision(), "adam", new Seed(0));
    step.addAll(
        new Adam(runtime, moments, settings)
            .update(graph.weights(), gradients(layers), learningRate, clipNorm));
    step.addAll(layers.statisticUpdates());
    graph.initialise(moments.all());
  }

  NetworkGraph graph() {
    return graph;
  }

  private List<Operand<TFloating>> gradients(NetworkLayers layers) {
    return LossGradients.of(graph.runtime(), loss, graph.weights(), layers.recurrent());
  }

  /** Trains; gives the mean loss of the last epoch's steps. */
  double run(Examples examples, Stage stage, Seed seed) {
    int n = examples.labels().length;
    int batch = Math.min(stage.batchSize(), n);
    int steps = stage.dropLast() ? n / batch : (n + batch - 1) / batch;
    double lastLoss = Double.NaN;
    for (int epoch = 0; epoch < stage.epochs(); epoch++) {
      Seed ofEpoch = seed.child("epochs").child(epoch);
      List<int[]> orders = new ArrayList<>();
      for (int m = 0; m < graph.network().members(); m++) {
        orders.add(RandomIndices.shuffled(n, ofEpoch.child(m).random()));
      }
      double rate =
          stage.cosine()
              ? new CosineDecay(stage.learningRate(), 0, stage.epochs()).at(epoch)
              : stage.learningRate();
      double sum = 0;
      for (int s = 0; s < steps; s++) {
        List<Integer> chosen = new ArrayList<>();
        for (int[] order : orders) {
          for (int i = s * batch; i < Math.min(n, (s + 1) * batch); i++) {
            chosen.add(order[i]);
          }
        }
        sum += step(examples, chosen, rate, (int) ofEpoch.child("noise").child(s).value());
      }
      lastLoss = sum / steps;
    }
    return lastLoss;
  }

  private double step(Examples examples, List<Integer> chosen, double rate, int noise) {
    Cancellation.check();
    GraphRuntime runtime = graph.runtime();
    try (StepScope scope = new StepScope()) {
      GraphRun run = runtime.runner().fetch(loss);
      graph.feed(scope, run, chosen.stream().map(examples.rows()::get).toList());
      double[] batchLabels = chosen.stream().mapToDouble(i -> examples.labels()[i]).toArray();
      run.feed(
          targets, scope.tensor(runtime.precision(), Shape.of(batchLabels.length), batchLabels));
      run.feed(learningRate, scope.scalar(runtime.precision(), rate));
      run.feed(noiseKey, scope.integer(noise));
      step.forEach(run::addTarget);
      return TensorValues.scalar(runtime.run(scope, run).get(0));
    }
  }
}
