package org.lambdanas.predictors.stored;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoublePredicate;
import java.util.function.Supplier;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.interchange.TensorMessages;
import org.lambdanas.proto.v1.NamedTensor;

/**
 * A learnt model as numbers, written by {@link Writer} and read back with checks: what is read may
 * be damaged. Every reading method throws {@link DataException} if the tensor is missing, of
 * another type or shape, or has a value that is out of range.
 *
 * @param tensors each name once
 * @param nativeModel a library's own form, as earlier versions stored some; empty where there is
 *     none
 * @param sizes of the encodings that it is to read; empty where they are not known
 */
public record StoredModel(List<NamedTensor> tensors, ByteString nativeModel, List<Integer> sizes) {

  /** Of an encoding: far above any. */
  private static final int MOST_FEATURES = 1 << 20;

  /**
   * Copies.
   *
   * @throws DataException if a name is there twice
   */
  public StoredModel {
    tensors = List.copyOf(TensorMessages.byName(tensors).values());
    sizes = List.copyOf(sizes);
  }

  /**
   * A model for encodings whose sizes are not known.
   *
   * @param tensors each name once
   * @param nativeModel a library's own form, as earlier versions stored some; empty where there is
   *     none
   */
  public StoredModel(List<NamedTensor> tensors, ByteString nativeModel) {
    this(tensors, nativeModel, List.of());
  }

  /**
   * A model of tensors only.
   *
   * @param tensors each name once
   */
  public static StoredModel of(List<NamedTensor> tensors) {
    return new StoredModel(tensors, ByteString.EMPTY);
  }

  /** The tensors whose names begin with a prefix, without it. */
  public StoredModel under(String prefix) {
    return new StoredModel(
        tensors.stream()
            .filter(tensor -> tensor.getName().startsWith(prefix))
            .map(
                tensor ->
                    tensor.toBuilder().setName(tensor.getName().substring(prefix.length())).build())
            .toList(),
        ByteString.EMPTY,
        sizes);
  }

  /** The tensors whose names do not begin with a prefix. */
  public StoredModel without(String prefix) {
    return new StoredModel(
        tensors.stream().filter(tensor -> !tensor.getName().startsWith(prefix)).toList(),
        nativeModel,
        sizes);
  }

  /** The tensor of a name. */
  public NamedTensor tensor(String name) {
    return tensors.stream()
        .filter(tensor -> tensor.getName().equals(name))
        .findFirst()
        .orElseThrow(() -> new DataException("the fitted predictor has no tensor '" + name + "'"));
  }

  /** A tensor of finite 64-bit numbers of a shape, row-major. */
  public double[] numbers(String name, long... shape) {
    return where(name, shape, Double::isFinite, "finite");
  }

  /** A tensor of one axis of any length, of finite numbers. */
  public double[] vector(String name) {
    return numbers(name, tensor(name).getDoubles().getValuesCount());
  }

  /** A finite number. */
  public double number(String name) {
    return numbers(name)[0];
  }

  /** A tensor of finite numbers above 0 of a shape, row-major. */
  public double[] positives(String name, long... shape) {
    return where(name, shape, x -> x > 0 && Double.isFinite(x), "finite and above 0");
  }

  /** A finite number above 0. */
  public double positive(String name) {
    return positives(name)[0];
  }

  /** Finite numbers as rows of equal length. */
  public double[][] rows(String name, long count, long width) {
    double[] flat = numbers(name, count, width);
    int length = (int) width;
    double[][] rows = new double[(int) count][];
    Arrays.setAll(rows, i -> Arrays.copyOfRange(flat, i * length, (i + 1) * length));
    return rows;
  }

  private double[] where(String name, long[] shape, DoublePredicate accepted, String what) {
    double[] values = TensorMessages.doubles(tensor(name), shape);
    for (int i = 0; i < values.length; i++) {
      if (!accepted.test(values[i])) {
        throw new DataException(
            "tensor '" + name + "' has " + values[i] + " at " + i + ": must be " + what);
      }
    }
    return values;
  }

  /** A tensor of one axis of any length, of whole numbers in a range. */
  public int[] wholes(String name, int least, int most) {
    long[] values = TensorMessages.longs(tensor(name), tensor(name).getInts().getValuesCount());
    return Arrays.stream(values).mapToInt(value -> inRange(value, least, most, name)).toArray();
  }

  /** A whole number in a range. */
  public int whole(String name, int least, int most) {
    return inRange(TensorMessages.longs(tensor(name))[0], least, most, name);
  }

  /**
   * How many features each encoding had that was learnt from: a damaged number must not ask for all
   * memory.
   */
  public int features(String name) {
    return sizes.isEmpty()
        ? whole(name, 1, MOST_FEATURES)
        : whole(name, sizes.get(0), sizes.get(0));
  }

  private static int inRange(long value, int least, int most, String name) {
    if (value < least || value > most) {
      throw new DataException(
          "tensor '%s' has a value of %d: must be %s"
              .formatted(
                  name, value, least == most ? String.valueOf(least) : least + " to " + most));
    }
    return (int) value;
  }

  /**
   * Computes a model again from what was stored of it.
   *
   * @param predictor its id
   * @param rows how many it keeps
   * @param most how many it can keep
   * @param model computes it
   * @param <T> the model
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

  /** Collects the tensors of a model, in the order in which they are added. */
  public static final class Writer {

    private final List<NamedTensor> tensors = new ArrayList<>();

    /** Adds tensors as they are. */
    public Writer add(List<NamedTensor> more) {
      tensors.addAll(more);
      return this;
    }

    /** Adds all tensors of a model under a prefix. */
    public Writer under(String prefix, StoredModel model) {
      model.tensors.forEach(
          tensor -> tensors.add(tensor.toBuilder().setName(prefix + tensor.getName()).build()));
      return this;
    }

    /** Adds one number. */
    public Writer number(String name, double value) {
      return numbers(name, new double[] {value});
    }

    /** Adds numbers, row-major; without a shape one alone. */
    public Writer numbers(String name, double[] values, long... shape) {
      tensors.add(TensorMessages.of(name, shape, values));
      return this;
    }

    /** Adds the numbers of one axis. */
    public Writer vector(String name, double... values) {
      return numbers(name, values, values.length);
    }

    /** Adds rows of equal length. */
    public Writer rows(String name, double[][] rows, int width) {
      double[] flat = new double[Math.multiplyExact(rows.length, width)];
      for (int i = 0; i < rows.length; i++) {
        System.arraycopy(rows[i], 0, flat, i * width, width);
      }
      return numbers(name, flat, rows.length, width);
    }

    /** Adds one whole number. */
    public Writer whole(String name, long value) {
      tensors.add(TensorMessages.of(name, new long[0], new long[] {value}));
      return this;
    }

    /** Adds the whole numbers of one axis. */
    public Writer wholes(String name, long... values) {
      tensors.add(TensorMessages.of(name, new long[] {values.length}, values));
      return this;
    }

    /** Adds the whole numbers of one axis. */
    public Writer wholes(String name, int[] values) {
      return wholes(name, Arrays.stream(values).asLongStream().toArray());
    }

    /** The tensors so far. */
    public List<NamedTensor> tensors() {
      return List.copyOf(tensors);
    }

    /** A model of these tensors. */
    public StoredModel model() {
      return of(tensors);
    }
  }
}
