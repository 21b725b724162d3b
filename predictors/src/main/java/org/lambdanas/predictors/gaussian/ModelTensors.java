package org.lambdanas.predictors.gaussian;

import java.util.function.Supplier;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.interchange.TensorMessages;
import org.lambdanas.predictors.predictor.StoredModel;
import org.lambdanas.proto.v1.NamedTensor;

/** Reads the tensors of a stored model, which may be damaged. */
public final class ModelTensors {

  private ModelTensors() {}

  /**
   * A tensor of one axis and any length.
   *
   * @param stored the model
   * @param name of the tensor
   * @return its values
   * @throws DataException if it is missing or of another form
   */
  public static long[] longs(StoredModel stored, String name) {
    NamedTensor tensor = stored.tensor(name);
    return TensorMessages.longs(tensor, tensor.getInts().getValuesCount());
  }

  /**
   * A tensor of finite numbers.
   *
   * @param stored the model
   * @param name of the tensor
   * @param shape extent of each axis; empty for a scalar
   * @return its values
   * @throws DataException if it is missing, of another form, or has a value that is not finite
   */
  public static double[] doubles(StoredModel stored, String name, long... shape) {
    double[] values = TensorMessages.doubles(stored.tensor(name), shape);
    for (double value : values) {
      if (!Double.isFinite(value)) {
        throw new DataException("tensor '" + name + "' has a value of " + value);
      }
    }
    return values;
  }

  /**
   * A tensor of one number above 0.
   *
   * @param stored the model
   * @param name of the tensor
   * @return its value
   * @throws DataException if it is missing, of another form, or not a finite number above 0
   */
  public static double positive(StoredModel stored, String name) {
    return positives(stored, name)[0];
  }

  /**
   * A tensor of numbers above 0.
   *
   * @param stored the model
   * @param name of the tensor
   * @param shape extent of each axis; empty for a scalar
   * @return its values
   * @throws DataException if it is missing, of another form, or has a value that is not a finite
   *     number above 0
   */
  public static double[] positives(StoredModel stored, String name, long... shape) {
    double[] values = doubles(stored, name, shape);
    for (double value : values) {
      if (!(value > 0)) {
        throw new DataException(
            "tensor '" + name + "' has a value of " + value + ": must be above 0");
      }
    }
    return values;
  }

  /**
   * Checks a whole number.
   *
   * @param value as read
   * @param least smallest accepted
   * @param most largest accepted
   * @param name of the tensor it is from
   * @return the value
   * @throws DataException if it is out of range
   */
  public static long inRange(long value, long least, long most, String name) {
    if (value < least || value > most) {
      throw new DataException(
          "tensor '" + name + "' has a value of " + value + ": must be " + least + " to " + most);
    }
    return value;
  }

  /**
   * Computes a model again from what was stored of it.
   *
   * @param predictor its id
   * @param rows how many it keeps
   * @param most how many it can keep
   * @param model computes it
   * @param <T> the model
   * @return the model
   * @throws DataException if the rows are too many, or such numbers make no model
   */
  public static <T> T rebuild(String predictor, int rows, int most, Supplier<T> model) {
    if (rows > most) {
      throw new DataException(
          "the fitted " + predictor + " has " + rows + " rows: it can have at most " + most);
    }
    try {
      return model.get();
    } catch (ArithmeticException e) {
      throw new DataException(
          "the fitted " + predictor + " is damaged: " + e.getMessage() + "; fit it again", e);
    }
  }

  /**
   * A tensor of one number.
   *
   * @param name of the tensor
   * @param value any number
   * @return the tensor
   */
  public static NamedTensor scalar(String name, double value) {
    return TensorMessages.of(name, new long[0], new double[] {value});
  }

  /**
   * A tensor of one axis.
   *
   * @param name of the tensor
   * @param values any numbers
   * @return the tensor
   */
  public static NamedTensor vector(String name, double[] values) {
    return TensorMessages.of(name, new long[] {values.length}, values);
  }
}
