package org.lambdanas.graph.data;

import java.util.SplittableRandom;

/** What is done to an image as it is drawn, at a strength within ranges that are given. */
enum ImageOperation {
  IDENTITY {
    @Override
    void apply(PixelImage image, double strength, OperationRanges most) {}
  },
  SHEAR_X {
    @Override
    void apply(PixelImage image, double strength, OperationRanges most) {
      AffineChange.shearRows(most.slope() * strength).apply(image);
    }
  },
  SHEAR_Y {
    @Override
    void apply(PixelImage image, double strength, OperationRanges most) {
      AffineChange.shearColumns(most.slope() * strength).apply(image);
    }
  },
  TRANSLATE_X {
    @Override
    void apply(PixelImage image, double strength, OperationRanges most) {
      AffineChange.shift(most.shift(image.width(), strength), 0).apply(image);
    }
  },
  TRANSLATE_Y {
    @Override
    void apply(PixelImage image, double strength, OperationRanges most) {
      AffineChange.shift(0, most.shift(image.height(), strength)).apply(image);
    }
  },
  ROTATE {
    @Override
    void apply(PixelImage image, double strength, OperationRanges most) {
      AffineChange.turn(most.degrees() * strength, image.height(), image.width()).apply(image);
    }
  },
  BRIGHTNESS {
    @Override
    void apply(PixelImage image, double strength, OperationRanges most) {
      ColourChange.brightness(image, 1 + most.factor() * strength);
    }
  },
  COLOUR {
    @Override
    void apply(PixelImage image, double strength, OperationRanges most) {
      ColourChange.saturation(image, 1 + most.factor() * strength);
    }
  },
  CONTRAST {
    @Override
    void apply(PixelImage image, double strength, OperationRanges most) {
      ColourChange.contrast(image, 1 + most.factor() * strength);
    }
  },
  SHARPNESS {
    @Override
    void apply(PixelImage image, double strength, OperationRanges most) {
      ColourChange.sharpness(image, 1 + most.factor() * strength);
    }
  },
  POSTERIZE {
    @Override
    void apply(PixelImage image, double strength, OperationRanges most) {
      ColourChange.posterize(image, 8 - (int) Math.round(most.bits() * Math.abs(strength)));
    }
  },
  SOLARIZE {
    @Override
    void apply(PixelImage image, double strength, OperationRanges most) {
      ColourChange.solarize(image, most.threshold() * (1 - Math.abs(strength)));
    }
  },
  AUTO_CONTRAST {
    @Override
    void apply(PixelImage image, double strength, OperationRanges most) {
      ColourChange.stretchContrast(image);
    }
  },
  EQUALIZE {
    @Override
    void apply(PixelImage image, double strength, OperationRanges most) {
      ColourChange.equalize(image);
    }
  };

  private static final ImageOperation[] ALL = values();

  /**
   * Changes an image.
   *
   * @param strength -1 to 1; operations without a direction go by its size, those without a
   *     strength do the same at all
   * @param most what they do at a strength of 1
   */
  abstract void apply(PixelImage image, double strength, OperationRanges most);

  /** One of all, drawn evenly. */
  static ImageOperation draw(SplittableRandom random) {
    return ALL[random.nextInt(ALL.length)];
  }
}
