package org.lambdanas.predictors.features;

import java.util.Arrays;
import java.util.List;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.predictors.stored.StoredModel;
import org.lambdanas.proto.v1.NamedTensor;

/**
 * Vectors with every feature shifted and scaled to zero mean and unit variance over the training
 * rows. Features that are the same in all of them become 0 and tell nothing. Vectors of zeros and
 * ones stay as they are: their distance is a number of differences already.
 *
 * @param shifts of the features; empty: they stay as they are
 * @param factors of the features, 0 or more
 */
@SuppressWarnings("ArrayRecordComponent")
public record InputScale(double[] shifts, double[] factors) {

  /** What the names of a stored scale's tensors begin with. */
  public static final String PREFIX = "input/";

  private static final String SHIFTS = PREFIX + "shifts";
  private static final String FACTORS = PREFIX + "factors";

  /** Leaves vectors as they are. */
  public static final InputScale NONE = new InputScale(new double[0], new double[0]);

  /** The scale of some vectors, at least 1; DataException if they are no vectors of one length. */
  public static InputScale of(List<Features> inputs) {
    List<Features.Vector> vectors =
        Features.require(
            inputs, Features.shape(inputs, FeatureShape.Form.VECTOR), Features.Vector.class);
    boolean binary = true;
    double[] sums = new double[vectors.get(0).length()];
    double[] squares = new double[sums.length];
    for (Features.Vector vector : vectors) {
      for (int i = 0; i < vector.positions().length; i++) {
        binary &= vector.values()[i] == 1;
        sums[vector.positions()[i]] += vector.values()[i];
      }
    }
    if (binary) {
      return NONE;
    }
    Arrays.setAll(sums, i -> sums[i] / vectors.size());
    for (Features.Vector vector : vectors) {
      float[] dense = vector.dense();
      Arrays.setAll(squares, i -> squares[i] + (dense[i] - sums[i]) * (dense[i] - sums[i]));
    }
    // The sum of equal numbers may be off by rounding: no such deviation counts.
    Arrays.setAll(
        squares,
        i -> {
          double deviation = Math.sqrt(squares[i] / vectors.size());
          return deviation > 1e-9 * Math.abs(sums[i]) ? 1 / deviation : 0;
        });
    return new InputScale(sums, squares);
  }

  /**
   * The scale of vectors that are two things one after the other: on it the two weigh the same,
   * having an equal mean squared distance between training rows.
   *
   * @param inputs at least 1
   * @param last how many features the second thing has, at least 0
   */
  public static InputScale of(List<Features> inputs, int last) {
    int width = Features.shape(inputs, FeatureShape.Form.VECTOR).size();
    if (last == 0 || last == width) {
      return of(inputs);
    }
    double[] shifts = new double[width];
    double[] factors = new double[width];
    part(inputs, 0, width - last, shifts, factors);
    part(inputs, width - last, width, shifts, factors);
    return new InputScale(shifts, factors);
  }

  private static void part(
      List<Features> inputs, int from, int to, double[] shifts, double[] factors) {
    List<Features> parts =
        inputs.stream().<Features>map(input -> ((Features.Vector) input).part(from, to)).toList();
    InputScale own = of(parts);
    Arrays.fill(factors, from, to, 1);
    System.arraycopy(own.shifts, 0, shifts, from, own.shifts.length);
    System.arraycopy(own.factors, 0, factors, from, own.factors.length);
    SparseRows rows = SparseRows.of(own.apply(parts));
    double distance = rows.meanSquaredDistance();
    for (int i = from; i < to && distance > 0; i++) {
      factors[i] /= Math.sqrt(distance);
    }
  }

  /** The vectors on this scale; DataException if one is no vector of its length. */
  public List<Features> apply(List<Features> inputs) {
    if (shifts.length == 0) {
      return inputs;
    }
    return Features.require(inputs, FeatureShape.vector(shifts.length), Features.Vector.class)
        .stream()
        .map(this::apply)
        .toList();
  }

  private Features apply(Features.Vector vector) {
    float[] dense = vector.dense();
    for (int i = 0; i < dense.length; i++) {
      dense[i] = (float) ((dense[i] - shifts[i]) * factors[i]);
    }
    return Features.Vector.of(dense);
  }

  /** The scale as numbers: all that {@link #load} needs. */
  public List<NamedTensor> store() {
    return shifts.length == 0
        ? List.of()
        : new StoredModel.Writer().vector(SHIFTS, shifts).vector(FACTORS, factors).tensors();
  }

  /** Takes up a stored scale; DataException if it is damaged. */
  public static InputScale load(StoredModel stored) {
    if (stored.tensors().stream().noneMatch(tensor -> tensor.getName().startsWith(PREFIX))) {
      return NONE;
    }
    double[] factors =
        stored.sizes().isEmpty()
            ? stored.vector(FACTORS)
            : stored.numbers(FACTORS, stored.sizes().get(0));
    for (double factor : factors) {
      if (!(factor >= 0)) {
        throw new DataException("tensor '" + FACTORS + "' holds " + factor + ": must be 0 or more");
      }
    }
    return new InputScale(stored.numbers(SHIFTS, factors.length), factors);
  }
}
