package org.lambdanas.search.judge;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.lambdanas.graph.data.DataSets;
import org.lambdanas.graph.data.ImageSet;
import org.lambdanas.graph.data.Split;
import org.lambdanas.graph.error.DataException;

/** The test images of a published data set, which are all read at once. */
final class PublishedImages implements TestImages {

  private final String data;
  private final ImageSet images;
  private int next;

  private PublishedImages(String data, ImageSet images) {
    this.data = data;
    this.images = images;
  }

  /** Reads them. */
  static PublishedImages load(Classifier model, String data, Optional<Path> directory) {
    ImageSet images = DataSets.open(data, directory).load(directory, Split.TEST, 0, model.side());
    if (images.channels() != model.channels()) {
      throw new DataException(
          "the images of %s have %d channels: the model takes images of %d x %d x %d"
              .formatted(data, images.channels(), model.side(), model.side(), model.channels()));
    }
    return new PublishedImages(data, images.resized(model.side()));
  }

  @Override
  public String data() {
    return data;
  }

  @Override
  public List<String> classNames() {
    return images.classNames();
  }

  @Override
  public boolean wholeFolder() {
    return false;
  }

  @Override
  public int expected() {
    return images.size();
  }

  @Override
  public Optional<TestImage> next() {
    if (next == images.size()) {
      return Optional.empty();
    }
    byte[] pixels = new byte[images.height() * images.width() * images.channels()];
    images.range(next, next + 1).pixels().get(pixels);
    TestImage image = new TestImage(Integer.toString(next), pixels, images.label(next));
    next++;
    return Optional.of(image);
  }

  @Override
  public void close() {
    // Nothing is open.
  }
}
