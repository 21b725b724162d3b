package org.lambdanas.predictors.neural;

import java.util.List;
import org.lambdanas.predictors.features.Features;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.family.TFloating;

/** A network that predicts labels: what it computes, in training and afterwards. Immutable. */
interface Network {

  /**
   * How many networks are trained side by side, each on batches of its own. In training the rows of
   * the first come first, then those of the second, and so on; predictions are made of one set of
   * rows by all.
   */
  default int members() {
    return 1;
  }

  /** The shapes of the arrays that one example consists of. */
  List<Shape> parts();

  /**
   * Turns features, of the shape that the network was made for, into one row-major array a part.
   */
  float[][] read(Features features);

  /**
   * Adds the predictions of a batch.
   *
   * @param layers in either mode
   * @param inputs the parts, each with an axis for the rows in front
   * @return one for each row, member by member, in any shape
   */
  Operand<TFloating> predictions(NetworkLayers layers, List<Operand<TFloating>> inputs);

  /**
   * Adds the training loss of a batch, the mean squared error if nothing else.
   *
   * @param layers in training mode
   * @param inputs the parts, each with an axis for the rows in front
   * @param targets labels of zero mean and unit variance, one for each row
   */
  default Operand<TFloating> loss(
      NetworkLayers layers, List<Operand<TFloating>> inputs, Operand<TFloating> targets) {
    return layers.meanSquare(predictions(layers, inputs), targets);
  }
}
