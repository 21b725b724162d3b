package org.lambdanas.graph.data;

import java.nio.file.Path;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * Reads files that may be pictures, several at a time and in order; memory does not grow with their
 * number. For one thread.
 */
public final class PictureStream implements AutoCloseable {

  private final Prefetcher<ReadPicture> coming;
  private int left;

  /** Begins to read. */
  public PictureStream(PictureSquares squares, List<Path> files) {
    int threads = PictureReader.threads();
    this.left = files.size();
    this.coming =
        new Prefetcher<>(
            i -> squares.read(files.get((int) i)),
            0,
            files.size(),
            PictureReader.AHEAD_PER_THREAD * threads,
            threads);
  }

  /** Whether there is a next file. */
  public boolean hasNext() {
    return left > 0;
  }

  /**
   * What came of the next file.
   *
   * @throws NoSuchElementException if there is none
   */
  public ReadPicture next() {
    if (left == 0) {
      throw new NoSuchElementException("all files have been read");
    }
    left--;
    return coming.next();
  }

  /** Stops reading. */
  @Override
  public void close() {
    coming.close();
  }
}
