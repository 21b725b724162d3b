package org.lambdanas.graph.interchange;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.error.Excerpt;
import org.lambdanas.proto.v1.DoubleValues;
import org.lambdanas.proto.v1.FloatValues;
import org.lambdanas.proto.v1.IntValues;
import org.lambdanas.proto.v1.NamedTensor;

/** Arrays (row-major) to {@link NamedTensor} messages and back. */
public final class TensorMessages {

  private TensorMessages() {}

  /** Packs 32-bit floats, row-major, as many as the shape says; it is empty for a scalar. */
  public static NamedTensor of(String name, long[] shape, float[] values) {
    FloatValues.Builder packed = FloatValues.newBuilder();
    for (float value : values) {
      packed.addValues(value);
    }
    return start(name, shape, values.length).setFloats(packed).build();
  }

  /** The same for 64-bit floats. */
  public static NamedTensor of(String name, long[] shape, double[] values) {
    DoubleValues.Builder packed = DoubleValues.newBuilder();
    DoubleStream.of(values).forEach(packed::addValues);
    return start(name, shape, values.length).setDoubles(packed).build();
  }

  /** The same for 64-bit integers. */
  public static NamedTensor of(String name, long[] shape, long[] values) {
    IntValues.Builder packed = IntValues.newBuilder();
    LongStream.of(values).forEach(packed::addValues);
    return start(name, shape, values.length).setInts(packed).build();
  }

  /** Unpacks 32-bit floats; DataException if the tensor is of another type or shape. */
  public static float[] floats(NamedTensor tensor, long... shape) {
    require(tensor, NamedTensor.ValuesCase.FLOATS, shape);
    FloatValues packed = tensor.getFloats();
    float[] values = new float[packed.getValuesCount()];
    for (int i = 0; i < values.length; i++) {
      values[i] = packed.getValues(i);
    }
    return values;
  }

  /** The same for 64-bit floats. */
  public static double[] doubles(NamedTensor tensor, long... shape) {
    require(tensor, NamedTensor.ValuesCase.DOUBLES, shape);
    DoubleValues packed = tensor.getDoubles();
    double[] values = new double[packed.getValuesCount()];
    Arrays.setAll(values, packed::getValues);
    return values;
  }

  /** The same for 64-bit integers. */
  public static long[] longs(NamedTensor tensor, long... shape) {
    require(tensor, NamedTensor.ValuesCase.INTS, shape);
    IntValues packed = tensor.getInts();
    long[] values = new long[packed.getValuesCount()];
    Arrays.setAll(values, packed::getValues);
    return values;
  }

  /** The shape of a tensor: extent of each axis; empty for a scalar. */
  public static long[] shape(NamedTensor tensor) {
    return tensor.getShapeList().stream().mapToLong(Long::longValue).toArray();
  }

  /** Tensors by name, in the order of the list; DataException if a name is there twice. */
  public static Map<String, NamedTensor> byName(List<NamedTensor> tensors) {
    Map<String, NamedTensor> named = new LinkedHashMap<>();
    for (NamedTensor tensor : tensors) {
      if (named.put(tensor.getName(), tensor) != null) {
        throw new DataException("tensor '" + Excerpt.of(tensor.getName()) + "' is there twice");
      }
    }
    return Collections.unmodifiableMap(named);
  }

  private static NamedTensor.Builder start(String name, long[] shape, int values) {
    NamedTensor.Builder tensor = NamedTensor.newBuilder().setName(name);
    long elements = 1;
    for (long extent : shape) {
      tensor.addShape(extent);
      elements = Math.multiplyExact(elements, extent);
    }
    if (elements != values) {
      throw new IllegalArgumentException(
          name + ": " + values + " values for shape " + Arrays.toString(shape));
    }
    return tensor;
  }

  private static void require(NamedTensor tensor, NamedTensor.ValuesCase type, long[] shape) {
    String name = "tensor '" + Excerpt.of(tensor.getName()) + "'";
    if (tensor.getValuesCase() != type) {
      throw new DataException(name + " holds " + tensor.getValuesCase() + ", expected " + type);
    }
    if (!Arrays.equals(shape(tensor), shape)) {
      throw new DataException(
          name
              + " has shape "
              + Excerpt.of(tensor.getShapeList().toString())
              + ", expected "
              + Arrays.toString(shape));
    }
    Validation.check(tensor);
  }
}
