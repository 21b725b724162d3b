package org.lambdanas.search.run;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.lambdanas.graph.interchange.TensorMessages;
import org.lambdanas.proto.v1.NamedTensor;

/** Named sums over the steps of an epoch, which can be saved and restored in the middle of it. */
public final class RunningSums {

  private final Map<String, Double> sums = new LinkedHashMap<>();

  /** None yet: every sum is 0. */
  public RunningSums() {}

  /** Adds to a sum. */
  public void add(String name, double value) {
    sums.merge(name, value, Double::sum);
  }

  /** A sum. */
  public double of(String name) {
    return sums.getOrDefault(name, 0.0);
  }

  /** A sum divided by another. */
  public double mean(String name, String count) {
    double n = of(count);
    return n > 0 ? of(name) / n : 0;
  }

  /** The sums, to be restored later. */
  public List<NamedTensor> save() {
    return sums.entrySet().stream()
        .map(e -> TensorMessages.of(e.getKey(), new long[0], new double[] {e.getValue()}))
        .toList();
  }

  /** Goes on from saved sums. */
  public void restore(List<NamedTensor> saved) {
    sums.clear();
    saved.forEach(tensor -> sums.put(tensor.getName(), TensorMessages.doubles(tensor)[0]));
  }
}
