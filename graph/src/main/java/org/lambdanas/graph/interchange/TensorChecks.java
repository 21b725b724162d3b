package org.lambdanas.graph.interchange;

import org.lambdanas.proto.v1.NamedTensor;

/** Rules of {@code tensor.proto}. */
final class TensorChecks {

  private TensorChecks() {}

  static void addTo(MessageChecks checks) {
    checks.on(NamedTensor.class, TensorChecks::tensor);
  }

  private static void tensor(NamedTensor tensor, FieldPath path) {
    long elements = 1;
    for (int axis = 0; axis < tensor.getShapeCount(); axis++) {
      long extent = tensor.getShape(axis);
      if (extent < 0) {
        throw path.element("shape", axis).refuse("is " + extent + ", must be at least 0");
      }
      try {
        elements = Math.multiplyExact(elements, extent);
      } catch (ArithmeticException e) {
        throw path.field("shape").refuse("has more elements than a tensor can: " + shape(tensor));
      }
    }
    switch (tensor.getValuesCase()) {
      case FLOATS -> count("floats", tensor.getFloats().getValuesCount(), elements, path);
      case DOUBLES -> count("doubles", tensor.getDoubles().getValuesCount(), elements, path);
      case INTS -> count("ints", tensor.getInts().getValuesCount(), elements, path);
      case VALUES_NOT_SET -> throw path.field("values").refuse("is missing");
    }
  }

  private static void count(String field, int values, long elements, FieldPath path) {
    path.count(field, values, elements, "the product of the shape");
  }

  private static String shape(NamedTensor tensor) {
    return tensor.getShapeCount() > 8 ? "many axes" : tensor.getShapeList().toString();
  }
}
