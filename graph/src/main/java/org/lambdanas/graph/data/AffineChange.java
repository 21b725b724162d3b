package org.lambdanas.graph.data;

/**
 * Moves the pixels of an image along straight lines: the pixel whose centre is at (x, y), in pixels
 * from the upper left corner, is the nearest one to {@code (xx x + xy y + x0, yx x + yy y + y0)};
 * what comes in from outside is black.
 */
record AffineChange(double xx, double xy, double x0, double yx, double yy, double y0) {

  /** Each row is moved in proportion to its distance from the top. */
  static AffineChange shearRows(double slope) {
    return new AffineChange(1, slope, 0, 0, 1, 0);
  }

  /** Each column is moved in proportion to its distance from the left. */
  static AffineChange shearColumns(double slope) {
    return new AffineChange(1, 0, 0, slope, 1, 0);
  }

  /** The pixels so many to the right and below take the place of each pixel. */
  static AffineChange shift(int right, int down) {
    return new AffineChange(1, 0, right, 0, 1, down);
  }

  /** Turns an image about its centre, anticlockwise for positive degrees. */
  static AffineChange turn(double degrees, int height, int width) {
    double cos = Math.cos(Math.toRadians(degrees));
    double sin = Math.sin(Math.toRadians(degrees));
    double x = width / 2.0;
    double y = height / 2.0;
    return new AffineChange(cos, -sin, x - cos * x + sin * y, sin, cos, y - sin * x - cos * y);
  }

  /** Changes an image. */
  void apply(PixelImage image) {
    float[] from = image.values().clone();
    int channels = image.channels();
    for (int row = 0; row < image.height(); row++) {
      for (int column = 0; column < image.width(); column++) {
        double x = column + 0.5;
        double y = row + 0.5;
        int left = (int) Math.floor(xx * x + xy * y + x0);
        int above = (int) Math.floor(yx * x + yy * y + y0);
        boolean inside = left >= 0 && left < image.width() && above >= 0 && above < image.height();
        int to = (row * image.width() + column) * channels;
        int source = (above * image.width() + left) * channels;
        for (int c = 0; c < channels; c++) {
          image.values()[to + c] = inside ? from[source + c] : 0;
        }
      }
    }
  }
}
