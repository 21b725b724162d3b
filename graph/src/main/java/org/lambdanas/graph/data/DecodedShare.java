package org.lambdanas.graph.data;

import javax.imageio.ImageReader;
import javax.imageio.event.IIOReadProgressListener;

/** How much of a picture a decoder has found pixels for; not all say when some are missing. */
final class DecodedShare implements IIOReadProgressListener {

  private float percentage;

  /** Whether the last row was reached. */
  boolean isAll() {
    return percentage >= 100;
  }

  @Override
  public void imageProgress(ImageReader source, float percentageDone) {
    percentage = percentageDone;
  }

  @Override
  public void imageStarted(ImageReader source, int imageIndex) {}

  @Override
  public void imageComplete(ImageReader source) {}

  @Override
  public void readAborted(ImageReader source) {}

  @Override
  public void sequenceStarted(ImageReader source, int minIndex) {}

  @Override
  public void sequenceComplete(ImageReader source) {}

  @Override
  public void thumbnailStarted(ImageReader source, int imageIndex, int thumbnailIndex) {}

  @Override
  public void thumbnailProgress(ImageReader source, float percentageDone) {}

  @Override
  public void thumbnailComplete(ImageReader source) {}
}
