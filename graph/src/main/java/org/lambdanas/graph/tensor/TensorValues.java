package org.lambdanas.graph.tensor;

import org.lambdanas.proto.v1.DoubleValues;
import org.lambdanas.proto.v1.FloatValues;
import org.lambdanas.proto.v1.NamedTensor;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt32;

/** Copies values out of native tensors. */
public final class TensorValues {

  private TensorValues() {}

  /**
   * All values of a numeric tensor.
   *
   * @param tensor of float32, float64 or int32
   * @return the values, row-major
   */
  public static double[] doubles(Tensor tensor) {
    double[] values = new double[Math.toIntExact(tensor.shape().size())];
    if (tensor instanceof TFloat64 wide) {
      wide.copyTo(DataBuffers.of(values, false, false));
    } else if (tensor instanceof TFloat32 narrow) {
      float[] floats = new float[values.length];
      narrow.copyTo(DataBuffers.of(floats, false, false));
      for (int i = 0; i < values.length; i++) {
        values[i] = floats[i];
      }
    } else if (tensor instanceof TInt32 integers) {
      int[] ints = new int[values.length];
      integers.copyTo(DataBuffers.of(ints, false, false));
      for (int i = 0; i < values.length; i++) {
        values[i] = ints[i];
      }
    } else {
      throw new IllegalArgumentException("not a numeric tensor: " + tensor.dataType());
    }
    return values;
  }

  /**
   * The value of a scalar.
   *
   * @param tensor a numeric scalar
   * @return its value
   */
  public static double scalar(Tensor tensor) {
    return doubles(tensor)[0];
  }

  /**
   * A tensor as a message, bit for bit.
   *
   * @param name name of the tensor in the message
   * @param tensor of float32 or float64
   * @return the message
   */
  public static NamedTensor named(String name, Tensor tensor) {
    NamedTensor.Builder message = NamedTensor.newBuilder().setName(name);
    for (long extent : tensor.shape().asArray()) {
      message.addShape(extent);
    }
    if (tensor instanceof TFloat32 narrow) {
      float[] values = new float[Math.toIntExact(tensor.shape().size())];
      narrow.copyTo(DataBuffers.of(values, false, false));
      FloatValues.Builder floats = FloatValues.newBuilder();
      for (float value : values) {
        floats.addValues(value);
      }
      return message.setFloats(floats).build();
    }
    DoubleValues.Builder doubles = DoubleValues.newBuilder();
    for (double value : doubles(tensor)) {
      doubles.addValues(value);
    }
    return message.setDoubles(doubles).build();
  }

  /**
   * The shape of a named tensor.
   *
   * @param message the tensor
   * @return its shape
   */
  public static Shape shape(NamedTensor message) {
    return Shape.of(message.getShapeList().stream().mapToLong(Long::longValue).toArray());
  }
}
