package org.lambdanas.predictors.neural;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.lambdanas.graph.tensor.ParameterStore.Initial;
import org.lambdanas.predictors.features.FeatureShape.Form;
import org.lambdanas.predictors.features.Features;
import org.lambdanas.predictors.predictor.LearningTask;
import org.lambdanas.predictors.predictor.PredictorDescription;
import org.lambdanas.predictors.predictor.SettingDescription;
import org.lambdanas.predictors.predictor.Settings;
import org.lambdanas.proto.v1.LabelTransform;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TFloating;

/**
 * {@code nao} and {@code seminas}: the encoder, predictor and decoder of NAO (Luo et al., NeurIPS
 * 2018) and SemiNAS (Luo et al., NeurIPS 2020) on token sequences. A recurrent encoder in both
 * directions makes an embedding of unit length out of a sequence, from which a small network
 * predicts the label and a recurrent decoder with attention repeats the sequence. The loss weighs
 * both.
 *
 * @param length of a sequence
 * @param vocabulary number of different tokens
 * @param hidden size of the embedding and of the recurrent states
 * @param dropout share of the values that training leaves out
 * @param tradeOff weight of the prediction's squared error; the rest is that of the
 *     reconstruction's negative log-likelihood, per token
 */
record SequenceNetwork(int length, int vocabulary, int hidden, double dropout, double tradeOff)
    implements Network {

  /**
   * Labelled architectures only. White et al. train for 50 epochs in batches of 100, which is too
   * short: on NAS-Bench-101 with 121 cells Kendall's tau is .38 instead of .56. It costs 30 times
   * as many steps.
   */
  static final Design NAO =
      design(
          "nao",
          "encoder, predictor and decoder of token sequences",
          400,
          24,
          List.of(),
          SequenceNetwork::supervised,
          "Luo et al.: Neural Architecture Optimization, NeurIPS 2018");

  /**
   * Trains further on its own predictions for random architectures, among which the labelled ones
   * come several times.
   */
  static final Design SEMINAS =
      design(
          "seminas",
          "encoder, predictor and decoder of token sequences, semi-supervised",
          50,
          100,
          List.of(
              SettingDescription.whole("semi_epochs", 50, 1, 100_000, "passes of the second stage"),
              SettingDescription.number(
                  "synthetic",
                  1,
                  0,
                  1000,
                  "random architectures of the second stage, for each labelled one"),
              SettingDescription.whole(
                  "repeats", 10, 1, 1000, "times each labelled one comes in a pass of it")),
          SequenceNetwork::semiSupervised,
          "Luo et al.: Semi-Supervised Neural Architecture Search, NeurIPS 2020");

  private static Design design(
      String id,
      String title,
      long epochs,
      long batchSize,
      List<SettingDescription> further,
      Design.Course course,
      String source) {
    List<SettingDescription> settings =
        List.of(
            SettingDescription.whole("hidden", 64, 1, 512, "size of states and embeddings")
                .searchedLogarithmically(16, 128),
            SettingDescription.number(
                "dropout", 0.1, 0, 0.9, "share of the values that training leaves out"),
            SettingDescription.number("trade_off", 0.8, 0, 1, "the prediction's share of the loss"),
            Design.learningRate("Adam's step size").searchedLogarithmically(1e-5, 1e-1),
            SettingDescription.number("weight_decay", 1e-4, 0, 1, "penalty of squared weights"),
            SettingDescription.number(
                "clip_norm", 5, 0, 1e6, "ceiling of the gradient's norm; 0: none"),
            Design.epochs(epochs).published(50),
            Design.batchSize(batchSize).published(100).searchedLogarithmically(16, 128));
    return new Design(
        PredictorDescription.modelBased(
                id,
                title,
                List.of("sequence"),
                false,
                Stream.concat(settings.stream(), further.stream()).toList(),
                source)
            .published(LabelTransform.LABEL_TRANSFORM_Z_SCORE, "sequence"),
        Form.SEQUENCE,
        (shape, values) ->
            new SequenceNetwork(
                shape.size(),
                shape.width(),
                values.whole("hidden"),
                values.number("dropout"),
                values.number("trade_off")),
        0.999,
        false,
        false,
        course);
  }

  private static void supervised(
      NetworkTraining training,
      NetworkTraining.Stage stage,
      NetworkTraining.Examples examples,
      LearningTask task) {
    training.run(examples, stage, task.seed().child("training").child("supervised"));
  }

  private static void semiSupervised(
      NetworkTraining training,
      NetworkTraining.Stage stage,
      NetworkTraining.Examples examples,
      LearningTask task) {
    supervised(training, stage, examples, task);
    Settings settings = task.settings();
    int further = (int) Math.round(settings.number("synthetic") * examples.rows().size());
    NetworkGraph graph = training.graph();
    List<Features> unlabelled = task.unlabelled().apply(further);
    if (further > 0 && unlabelled.isEmpty()) {
      // Nothing is known of further ones.
      return;
    }
    List<float[][]> synthetic = graph.read(unlabelled);
    List<float[][]> rows = new ArrayList<>();
    DoubleStream.Builder labels = DoubleStream.builder();
    for (int r = 0; r < settings.whole("repeats"); r++) {
      rows.addAll(examples.rows());
      DoubleStream.of(examples.labels()).forEach(labels);
    }
    rows.addAll(synthetic);
    DoubleStream.of(graph.predict(synthetic)[0]).forEach(labels);
    training.run(
        new NetworkTraining.Examples(rows, labels.build().toArray()),
        stage.lasting(settings.whole("semi_epochs")),
        task.seed().child("training").child("semi"));
  }

  @Override
  public List<Shape> parts() {
    return List.of(Shape.of(length, vocabulary));
  }

  @Override
  public float[][] read(Features features) {
    return new float[][] {((Features.Sequence) features).oneHot()};
  }

  /** Units between the embedding and the prediction. */
  private static final int NARROW = 16;

  /** Token that the decoder reads first. */
  private static final int START = 0;

  private static final Initial EMBEDDING = NetworkLayers.uniform(0.1);

  /**
   * What the encoder makes of sequences.
   *
   * @param steps one vector of unit length for each token, {@code [length, rows, hidden]}
   * @param embedding their mean at unit length, {@code [rows, hidden]}
   */
  private record Encoded(Operand<TFloating> steps, Operand<TFloating> embedding) {}

  @Override
  public Operand<TFloating> predictions(NetworkLayers network, List<Operand<TFloating>> inputs) {
    return predicted(network, encoded(network, byStep(network, inputs)).embedding());
  }

  @Override
  public Operand<TFloating> loss(
      NetworkLayers network, List<Operand<TFloating>> inputs, Operand<TFloating> targets) {
    Ops tf = network.tf();
    Operand<TFloating> tokens = byStep(network, inputs);
    Encoded encoded = encoded(network, tokens);
    Operand<TFloating> error = network.meanSquare(predicted(network, encoded.embedding()), targets);
    Operand<TFloating> likelihoods =
        tf.math.mul(network.reshape(tokens, -1, vocabulary), decoded(network, tokens, encoded));
    Operand<TFloating> likelihood =
        tf.math.mul(network.mean(likelihoods), network.scalar(vocabulary));
    return tf.math.sub(
        tf.math.mul(error, network.scalar(tradeOff)),
        tf.math.mul(likelihood, network.scalar(1 - tradeOff)));
  }

  /** One-hot tokens with the steps first, {@code [length, rows, vocabulary]}. */
  private static Operand<TFloating> byStep(NetworkLayers network, List<Operand<TFloating>> inputs) {
    return swapped(network, inputs.get(0));
  }

  /** With the first two axes of three exchanged. */
  private static Operand<TFloating> swapped(NetworkLayers network, Operand<TFloating> x) {
    return network.tf().linalg.transpose(x, network.tf().constant(new int[] {1, 0, 2}));
  }

  /** {@code [length, rows, hidden]}. */
  private Operand<TFloating> embedded(
      NetworkLayers network, String name, Operand<TFloating> tokens) {
    Operand<TFloating> rows =
        network.project(
            name, network.reshape(tokens, -1, vocabulary), vocabulary, hidden, EMBEDDING);
    return network.dropout(stepped(network, rows), dropout);
  }

  private Operand<TFloating> stepped(NetworkLayers network, Operand<TFloating> rows) {
    return network.reshape(rows, length, -1, hidden);
  }

  private Operand<TFloating> recurrent(
      NetworkLayers network, String name, Operand<TFloating> x, Operand<TFloating> start) {
    return new RecurrentLayer(network, name, x, hidden, hidden, length, start, start).outputs();
  }

  /** So many of the first steps. */
  private static Operand<TFloating> firstOf(Ops tf, Operand<TFloating> tokens, int steps) {
    return tf.slice(
        tokens, tf.constant(new int[] {0, 0, 0}), tf.constant(new int[] {steps, -1, -1}));
  }

  private Encoded encoded(NetworkLayers network, Operand<TFloating> tokens) {
    Ops tf = network.tf();
    Operand<TFloating> x = embedded(network, "encoder/embedding", tokens);
    Operand<TFloating> zero = tf.zerosLike(tf.gather(x, tf.constant(0), tf.constant(0)));
    Operand<TInt32> time = tf.constant(new int[] {0});
    Operand<TFloating> forward = recurrent(network, "encoder/forward", x, zero);
    Operand<TFloating> backward = recurrent(network, "encoder/backward", tf.reverse(x, time), zero);
    Operand<TFloating> both =
        network.reshape(
            tf.concat(List.of(forward, tf.reverse(backward, time)), tf.constant(2)),
            -1,
            2 * hidden);
    Operand<TFloating> narrowed =
        stepped(network, network.linear("encoder/output", both, 2 * hidden, hidden));
    Operand<TFloating> steps = network.unit(tf.math.add(x, narrowed));
    return new Encoded(steps, network.unit(network.mean(steps, 0)));
  }

  private Operand<TFloating> predicted(NetworkLayers network, Operand<TFloating> embedding) {
    Operand<TFloating> narrow = rectified(network, "predictor/narrow", embedding, hidden, NARROW);
    Operand<TFloating> wide = rectified(network, "predictor/wide", narrow, NARROW, hidden);
    return network.linear("predictor/output", joined(network, embedding, wide), hidden, 1);
  }

  private Operand<TFloating> rectified(
      NetworkLayers network, String name, Operand<TFloating> x, int in, int out) {
    return network.dropout(network.tf().nn.relu(network.linear(name, x, in, out)), dropout);
  }

  /** A residual sum that keeps the variance. */
  private static Operand<TFloating> joined(
      NetworkLayers network, Operand<TFloating> a, Operand<TFloating> b) {
    return network.tf().math.mul(network.tf().math.add(a, b), network.scalar(Math.sqrt(0.5)));
  }

  /** Log-probabilities of each token given those before it, {@code [length * rows, vocabulary]}. */
  private Operand<TFloating> decoded(
      NetworkLayers network, Operand<TFloating> tokens, Encoded encoded) {
    Ops tf = network.tf();
    Operand<TFloating> first =
        tf.math.add(
            tf.zerosLike(firstOf(tf, tokens, 1)),
            network.reshape(
                tf.oneHot(
                    tf.constant(START),
                    tf.constant(vocabulary),
                    network.scalar(1),
                    network.scalar(0)),
                1,
                1,
                vocabulary));
    Operand<TFloating> before =
        tf.concat(List.of(first, firstOf(tf, tokens, length - 1)), tf.constant(0));
    Operand<TFloating> x = embedded(network, "decoder/embedding", before);
    Operand<TFloating> outputs = recurrent(network, "decoder/recurrent", x, encoded.embedding());
    Operand<TFloating> residual = joined(network, x, outputs);
    Operand<TFloating> attended =
        joined(network, residual, attention(network, residual, encoded.steps()));
    Operand<TFloating> logits =
        network.linear("decoder/output", network.reshape(attended, -1, hidden), hidden, vocabulary);
    return tf.nn.logSoftmax(logits);
  }

  /** What each step of the decoder takes from the encoder's, {@code [length, rows, hidden]}. */
  private Operand<TFloating> attention(
      NetworkLayers network, Operand<TFloating> steps, Operand<TFloating> source) {
    Ops tf = network.tf();
    Operand<TFloating> rows = network.reshape(steps, -1, hidden);
    Operand<TFloating> queries =
        swapped(
            network,
            stepped(
                network,
                network.project(
                    "decoder/query", rows, hidden, hidden, NetworkLayers.byInputs(hidden))));
    Operand<TFloating> bySequence = swapped(network, source);
    Operand<TFloating> weights = tf.nn.softmax(network.productsWithTransposed(queries, bySequence));
    Operand<TFloating> context =
        network.reshape(swapped(network, network.products(weights, bySequence)), -1, hidden);
    Operand<TFloating> mixed =
        network.project(
            "decoder/mix",
            tf.concat(List.of(context, rows), tf.constant(1)),
            2 * hidden,
            hidden,
            NetworkLayers.byInputs(2 * hidden));
    return stepped(network, tf.math.tanh(mixed));
  }
}
