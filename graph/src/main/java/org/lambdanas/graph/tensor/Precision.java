package org.lambdanas.graph.tensor;

import java.util.List;
import java.util.Locale;
import org.lambdanas.graph.error.Choice;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.family.TFloating;

/** The floating-point type a network computes in. */
public enum Precision {
  /** Single precision: what searches run in. */
  FLOAT32(TFloat32.class),
  /** Double precision: for checking the mathematics. */
  FLOAT64(TFloat64.class);

  private final Class<? extends TFloating> type;

  Precision(Class<? extends TFloating> type) {
    this.type = type;
  }

  /**
   * The tensor type, seen as its family: graph code is written once for both.
   *
   * @return the class to hand to TensorFlow's operations
   */
  @SuppressWarnings("unchecked")
  public Class<TFloating> type() {
    return (Class<TFloating>) type;
  }

  /**
   * The name in options and messages.
   *
   * @return {@code "float32"} or {@code "float64"}
   */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Looks a precision up by its name.
   *
   * @param id such as {@code "float32"}
   * @return the precision
   * @throws org.lambdanas.graph.error.ConfigException if there is none of that name
   */
  public static Precision byId(String id) {
    return Choice.of("precision", id, List.of(values()), Precision::id);
  }
}
