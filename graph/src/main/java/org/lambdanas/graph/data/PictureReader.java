package org.lambdanas.graph.data;

import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.lambdanas.graph.error.Excerpt;
import org.lambdanas.graph.interchange.Checksums;

/**
 * Reads pictures, several at a time and in order. What comes of them does not depend on the number
 * of threads.
 *
 * @param name of the set, for messages
 * @param keptSide of the squares that the fingerprint is taken of
 * @param side of the images
 */
record PictureReader(String name, int keptSide, int side) {

  private static final int MOST_THREADS = 4;
  private static final int AHEAD_PER_THREAD = 4;
  private static final long NANOS_BETWEEN_WORDS = 10_000_000_000L;
  private static final Logger LOG = LogManager.getLogger();

  /** A picture as it counts for the fingerprint, and as it is wanted. */
  // Never compared.
  @SuppressWarnings("ArrayRecordComponent")
  private record Shrunk(Picture.Square kept, byte[] wanted) {}

  /**
   * Reads pictures.
   *
   * @throws org.lambdanas.graph.error.DataException for the first that cannot be read
   */
  ImageSet read(List<PictureFile> files, List<Integer> labels, List<String> classNames) {
    ImageCollector images = new ImageCollector(name, side, 3, files.size(), files.size());
    MessageDigest digest = Checksums.sha256();
    List<PictureFile> damaged = new ArrayList<>();
    int threads = Math.min(MOST_THREADS, Runtime.getRuntime().availableProcessors());
    long start = System.nanoTime();
    long lastWord = start;
    try (Prefetcher<Shrunk> pictures =
        new Prefetcher<>(
            i -> shrink(files.get((int) i)),
            0,
            files.size(),
            AHEAD_PER_THREAD * threads,
            threads)) {
      for (int i = 0; i < files.size(); i++) {
        Shrunk picture = pictures.next();
        if (side != keptSide) {
          digest.update(picture.kept.rgb());
        }
        if (picture.kept.isDamaged()) {
          damaged.add(files.get(i));
        }
        int at = images.image();
        System.arraycopy(picture.wanted, 0, images.array(), at, picture.wanted.length);
        images.label(labels.get(i));
        long now = System.nanoTime();
        if (now - lastWord > NANOS_BETWEEN_WORDS) {
          lastWord = now;
          double perPicture = (now - start) / 1e9 / (i + 1);
          LOG.info(
              "{} of {} pictures read, about {} s left",
              i + 1,
              files.size(),
              Math.round(perPicture * (files.size() - i - 1)));
        }
      }
    }
    if (!damaged.isEmpty()) {
      LOG.warn(
          "{} pictures are damaged and were read as far as that goes, such as {}",
          damaged.size(),
          Excerpt.printable(damaged.get(0).path().toString()));
    }
    ImageSet set = images.build(classNames);
    return side == keptSide ? set : set.shrunkFrom(set.sha256(digest));
  }

  private Shrunk shrink(PictureFile file) {
    Picture.Square kept = Picture.square(file, keptSide);
    if (side == keptSide) {
      return new Shrunk(kept, kept.rgb());
    }
    byte[] wanted = new byte[3 * side * side];
    new Resize(keptSide, keptSide, 3, side).image(kept.rgb(), 0, wanted, 0);
    return new Shrunk(kept, wanted);
  }
}
