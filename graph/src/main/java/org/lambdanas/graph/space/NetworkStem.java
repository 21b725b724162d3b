package org.lambdanas.graph.space;

import java.util.Locale;
import org.lambdanas.proto.v1.Stem;

/** How a network of the DARTS family begins. */
public enum NetworkStem {
  /** One convolution at full resolution, for images of about 32 pixels. */
  SINGLE,
  /** Three convolutions of stride 2, for images of about 224 pixels (DARTS on ImageNet). */
  TWO_PART;

  /**
   * The name in options.
   *
   * @return {@code "single"} or {@code "two-part"}
   */
  public String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * The stem of a message.
   *
   * @param stem the field; unset means a single one
   * @return the stem
   */
  public static NetworkStem of(Stem stem) {
    return stem == Stem.STEM_TWO_PART ? TWO_PART : SINGLE;
  }

  /**
   * The field of a message.
   *
   * @return never unset
   */
  public Stem message() {
    return this == TWO_PART ? Stem.STEM_TWO_PART : Stem.STEM_SINGLE;
  }
}
