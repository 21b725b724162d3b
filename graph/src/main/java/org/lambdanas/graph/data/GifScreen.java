package org.lambdanas.graph.data;

import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.IOException;
import java.util.Arrays;
import javax.imageio.ImageReader;
import javax.imageio.metadata.IIOMetadataNode;

/**
 * The screen of a GIF file, of which its first frame may cover a part only.
 *
 * @param width columns
 * @param height rows
 * @param left column at which the frame starts
 * @param top row at which the frame starts
 * @param background index of the colour beside the frame
 */
record GifScreen(int width, int height, int left, int top, int background) {

  /** Reads what the file says before the first frame. */
  static GifScreen of(ImageReader reader, byte[] file) throws IOException {
    IIOMetadataNode frame =
        (IIOMetadataNode) reader.getImageMetadata(0).getAsTree("javax_imageio_gif_image_1.0");
    int left = number(frame, "ImageDescriptor", "imageLeftPosition");
    int top = number(frame, "ImageDescriptor", "imageTopPosition");
    boolean transparent =
        frame.getElementsByTagName("GraphicControlExtension").item(0) instanceof IIOMetadataNode n
            && n.getAttribute("transparentColorFlag").equalsIgnoreCase("true");
    return new GifScreen(
        Math.max((file[6] & 0xff) | (file[7] & 0xff) << 8, left + reader.getWidth(0)),
        Math.max((file[8] & 0xff) | (file[9] & 0xff) << 8, top + reader.getHeight(0)),
        left,
        top,
        transparent ? number(frame, "GraphicControlExtension", "transparentColorIndex") : 0);
  }

  private static int number(IIOMetadataNode tree, String element, String attribute) {
    IIOMetadataNode node = (IIOMetadataNode) tree.getElementsByTagName(element).item(0);
    return Integer.parseInt(node.getAttribute(attribute));
  }

  long pixels() {
    return (long) width * height;
  }

  /** The frame on its screen. */
  Raster show(BufferedImage frame) {
    Raster samples = frame.getRaster();
    if (frame.getWidth() == width && frame.getHeight() == height) {
      return samples;
    }
    WritableRaster screen = samples.createCompatibleWritableRaster(width, height);
    int[] row = new int[width];
    Arrays.fill(row, background);
    for (int y = 0; y < height; y++) {
      screen.setPixels(0, y, width, 1, row);
    }
    screen.setRect(left, top, samples);
    return screen;
  }
}
