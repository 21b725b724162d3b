package org.lambdanas.graph.data;

import java.util.SplittableRandom;

/**
 * TrivialAugment (Müller and Hutter 2021) with its wide ranges: one operation of all, drawn evenly,
 * at one of 31 strengths, drawn evenly, in a direction drawn evenly where it has two.
 */
enum TrivialAugment {
  IDENTITY {
    @Override
    void apply(PixelImage image, double strength) {}
  },
  SHEAR_X {
    @Override
    void apply(PixelImage image, double strength) {
      AffineChange.shearRows(MOST * strength).apply(image);
    }
  },
  SHEAR_Y {
    @Override
    void apply(PixelImage image, double strength) {
      AffineChange.shearColumns(MOST * strength).apply(image);
    }
  },
  TRANSLATE_X {
    @Override
    void apply(PixelImage image, double strength) {
      AffineChange.shift(shift(image.width(), strength), 0).apply(image);
    }
  },
  TRANSLATE_Y {
    @Override
    void apply(PixelImage image, double strength) {
      AffineChange.shift(0, shift(image.height(), strength)).apply(image);
    }
  },
  ROTATE {
    @Override
    void apply(PixelImage image, double strength) {
      AffineChange.turn(TURN * strength, image.height(), image.width()).apply(image);
    }
  },
  BRIGHTNESS {
    @Override
    void apply(PixelImage image, double strength) {
      ColourChange.brightness(image, 1 + MOST * strength);
    }
  },
  COLOUR {
    @Override
    void apply(PixelImage image, double strength) {
      ColourChange.saturation(image, 1 + MOST * strength);
    }
  },
  CONTRAST {
    @Override
    void apply(PixelImage image, double strength) {
      ColourChange.contrast(image, 1 + MOST * strength);
    }
  },
  SHARPNESS {
    @Override
    void apply(PixelImage image, double strength) {
      ColourChange.sharpness(image, 1 + MOST * strength);
    }
  },
  POSTERIZE {
    @Override
    void apply(PixelImage image, double strength) {
      ColourChange.posterize(image, 8 - (int) Math.round(BITS * Math.abs(strength)));
    }
  },
  SOLARIZE {
    @Override
    void apply(PixelImage image, double strength) {
      ColourChange.solarize(image, 256 * (1 - Math.abs(strength)));
    }
  },
  AUTO_CONTRAST {
    @Override
    void apply(PixelImage image, double strength) {
      ColourChange.stretchContrast(image);
    }
  },
  EQUALIZE {
    @Override
    void apply(PixelImage image, double strength) {
      ColourChange.equalize(image);
    }
  };

  private static final int STRENGTHS = 31;

  /** Largest slope, and largest change of a factor. */
  private static final double MOST = 0.99;

  /** Degrees. */
  private static final double TURN = 135;

  /** Pixels: the side of CIFAR's images, which an image may leave altogether. */
  private static final int SHIFT = 32;

  /** Bits lost at most. */
  private static final int BITS = 6;

  private static final TrivialAugment[] ALL = values();

  /**
   * Changes an image.
   *
   * @param strength -1 to 1; operations without a direction go by its size, those without a
   *     strength do the same at all
   */
  abstract void apply(PixelImage image, double strength);

  /** Smaller images move as far as CIFAR's: not further than their own side. */
  private static int shift(int side, double strength) {
    return (int) Math.round(Math.min(SHIFT, side) * strength);
  }

  /** Changes an image by what is drawn. */
  static void draw(PixelImage image, SplittableRandom random) {
    TrivialAugment operation = ALL[random.nextInt(ALL.length)];
    double strength = (double) random.nextInt(STRENGTHS) / (STRENGTHS - 1);
    operation.apply(image, random.nextBoolean() ? strength : -strength);
  }
}
