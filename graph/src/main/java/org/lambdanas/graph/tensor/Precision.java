package org.lambdanas.graph.tensor;

import java.util.List;
import java.util.Locale;
import org.lambdanas.graph.error.Choice;
import org.tensorflow.types.TBfloat16;
import org.tensorflow.types.TFloat16;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.family.TFloating;

/**
 * The floating-point types a network computes in. The 16-bit precisions are mixed (Micikevicius et
 * al., Mixed Precision Training, ICLR 2018): feature maps and convolutions are narrow; parameters,
 * statistics, mixing weights, the loss and the optimisers stay in single precision.
 */
public enum Precision {
  /** Single precision: what searches run in. */
  FLOAT32(TFloat32.class, TFloat32.class, 1),
  /** Double precision: for checking the mathematics. */
  FLOAT64(TFloat64.class, TFloat64.class, 1),
  /** Feature maps with the range of single precision and 8 significant bits. */
  BFLOAT16(TFloat32.class, TBfloat16.class, 1),
  /**
   * Feature maps with 11 significant bits and a small range: gradients are computed of the loss
   * times a power of two, so that they do not vanish, and divided by it again. A step whose
   * gradient overflows all the same changes nothing.
   */
  FLOAT16(TFloat32.class, TFloat16.class, 1024);

  private final Class<? extends TFloating> type;
  private final Class<? extends TFloating> mapType;
  private final double lossScale;

  Precision(Class<? extends TFloating> type, Class<? extends TFloating> mapType, double lossScale) {
    this.type = type;
    this.mapType = mapType;
    this.lossScale = lossScale;
  }

  /**
   * The tensor type of everything but feature maps, as its family: graph code is written once for
   * all.
   */
  @SuppressWarnings("unchecked")
  public Class<TFloating> type() {
    return (Class<TFloating>) type;
  }

  /**
   * The tensor type of feature maps and convolutions: {@link #type()} unless the precision is
   * mixed.
   */
  @SuppressWarnings("unchecked")
  public Class<TFloating> mapType() {
    return (Class<TFloating>) mapType;
  }

  /** Whether a type is that of parameters or of feature maps. */
  boolean has(Class<?> tensorType) {
    return tensorType == type || tensorType == mapType;
  }

  /** Whether feature maps are narrower than parameters. */
  public boolean isMixed() {
    return type != mapType;
  }

  /** Whether parameters have double precision. */
  public boolean isDouble() {
    return type == TFloat64.class;
  }

  /** What the loss is multiplied by for the sake of its gradients. */
  public double lossScale() {
    return lossScale;
  }

  /** The name in options and messages, such as {@code "bfloat16"}. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Looks a precision up by its name. */
  public static Precision byId(String id) {
    return Choice.of("precision", id, List.of(values()), Precision::id);
  }
}
