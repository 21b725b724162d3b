package org.lambdanas.graph.tensor;

import java.util.Arrays;
import org.lambdanas.graph.interchange.TensorMessages;
import org.lambdanas.proto.v1.NamedTensor;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;

/** Copies values out of native tensors. */
public final class TensorValues {

  private TensorValues() {}

  /** All values of a tensor of float32, float64, int32 or int64 (rounded beyond 2^53). */
  public static double[] doubles(Tensor tensor) {
    double[] values = new double[Math.toIntExact(tensor.shape().size())];
    if (tensor instanceof TFloat64 wide) {
      wide.copyTo(DataBuffers.of(values, false, false));
    } else if (tensor instanceof TFloat32 narrow) {
      float[] floats = floats(narrow);
      Arrays.setAll(values, i -> floats[i]);
    } else if (tensor instanceof TInt32 integers) {
      int[] ints = new int[values.length];
      integers.copyTo(DataBuffers.of(ints, false, false));
      Arrays.setAll(values, i -> ints[i]);
    } else if (tensor instanceof TInt64 integers) {
      long[] longs = new long[values.length];
      integers.copyTo(DataBuffers.of(longs, false, false));
      Arrays.setAll(values, i -> longs[i]);
    } else {
      throw new IllegalArgumentException("not a numeric tensor: " + tensor.dataType());
    }
    return values;
  }

  /** The value of a scalar. */
  public static double scalar(Tensor tensor) {
    return doubles(tensor)[0];
  }

  /** A tensor of float32 or float64 as a message, bit for bit. */
  public static NamedTensor named(String name, Tensor tensor) {
    long[] shape = tensor.shape().asArray();
    if (tensor instanceof TFloat32 narrow) {
      return TensorMessages.of(name, shape, floats(narrow));
    }
    return TensorMessages.of(name, shape, doubles(tensor));
  }

  private static float[] floats(TFloat32 tensor) {
    float[] values = new float[Math.toIntExact(tensor.shape().size())];
    tensor.copyTo(DataBuffers.of(values, false, false));
    return values;
  }
}
