package org.lambdanas.search.parity;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.proto.v1.ParityError;

/** How far this implementation is from golden values, quantity by quantity. */
final class Errors {

  private final List<ParityError> list = new ArrayList<>();
  private final List<String> leftOut = new ArrayList<>();

  /** The quantities so far. */
  List<ParityError> list() {
    return List.copyOf(list);
  }

  /** What a file tells that is not compared. */
  List<String> leftOut() {
    return List.copyOf(leftOut);
  }

  void leaveOut(String path) {
    leftOut.add(path);
  }

  void add(String quantity, double error, double allowed) {
    add(quantity, error, "", allowed);
  }

  /**
   * Adds a quantity.
   *
   * @param quantity what was compared
   * @param error relative error, in the Euclidean norm for tensors; over several the worst
   * @param worst name of the worst, or empty
   * @param tolerance what the error should not exceed
   */
  void add(String quantity, double error, String worst, double tolerance) {
    ParityError.Builder line =
        ParityError.newBuilder()
            .setQuantity(quantity)
            .setRelativeError(error)
            .setTolerance(tolerance)
            .setOk(error <= tolerance);
    if (!worst.isEmpty()) {
      line.setTensor(worst);
    }
    list.add(line.build());
  }

  static double error(double actual, double expected) {
    return error(new double[] {actual}, new double[] {expected});
  }

  static double error(double[] actual, double[] expected) {
    double norm = norm(expected);
    double distance = distance(actual, expected);
    return norm > 0 ? distance / norm : distance;
  }

  static double distance(double[] a, double[] b) {
    if (a.length != b.length) {
      throw new DataException("a tensor has " + b.length + " values, the network's " + a.length);
    }
    double[] difference = new double[a.length];
    for (int i = 0; i < a.length; i++) {
      difference[i] = a[i] - b[i];
    }
    return norm(difference);
  }

  static double norm(double[] v) {
    return Math.sqrt(Arrays.stream(v).map(x -> x * x).sum());
  }
}
