package org.lambdanas.predictors.encoding;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.lambdanas.graph.space.Operation;

/** The numbers that an encoding gives to operations. */
final class OperationNumbers {

  private OperationNumbers() {}

  /** The place of each operation in a list, by its id. */
  static Map<String, Integer> of(List<Operation> operations) {
    Map<String, Integer> numbers = new HashMap<>();
    for (Operation operation : operations) {
      numbers.put(operation.id(), numbers.size());
    }
    return numbers;
  }

  /** The number of an operation of a checked architecture. */
  static int number(Map<String, Integer> numbers, String id) {
    return Objects.requireNonNull(numbers.get(id), id);
  }
}
