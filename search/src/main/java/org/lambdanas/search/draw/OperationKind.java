package org.lambdanas.search.draw;

import java.util.Locale;
import org.lambdanas.graph.space.Operation;

/** What a picture tells apart by colour. */
enum OperationKind {
  NONE("none", "#64748b", "#94a3b8"),
  SKIP("skip connection", "#15803d", "#4ade80"),
  POOLING("pooling", "#b45309", "#fbbf24"),
  CONVOLUTION("convolution", "#1d4ed8", "#7dabff"),
  SEPARABLE("separable convolution", "#7e22ce", "#d09bff"),
  DILATED("dilated convolution", "#be123c", "#fb8ba0"),
  NOISE("noise", "#475569", "#cbd5e1");

  private final String title;
  private final String onLight;
  private final String onDark;

  OperationKind(String title, String onLight, String onDark) {
    this.title = title;
    this.onLight = onLight;
    this.onDark = onDark;
  }

  static OperationKind of(Operation operation) {
    return switch (operation) {
      case NONE -> NONE;
      case NOISE -> NOISE;
      case SKIP_CONNECT -> SKIP;
      case AVG_POOL_3X3, MAX_POOL_3X3 -> POOLING;
      case NOR_CONV_1X1, NOR_CONV_3X3 -> CONVOLUTION;
      case SEP_CONV_3X3, SEP_CONV_5X5 -> SEPARABLE;
      case DIL_CONV_3X3, DIL_CONV_5X5 -> DILATED;
    };
  }

  /** As the legend calls it. */
  String title() {
    return title;
  }

  /** Colour that reads well on white. */
  String onLight() {
    return onLight;
  }

  /** Colour that reads well on near black. */
  String onDark() {
    return onDark;
  }

  /** Class name in a style sheet. */
  String styleClass() {
    return name().toLowerCase(Locale.ROOT);
  }
}
