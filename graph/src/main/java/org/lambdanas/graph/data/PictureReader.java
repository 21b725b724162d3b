package org.lambdanas.graph.data;

import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.error.Excerpt;
import org.lambdanas.graph.interchange.Checksums;

/**
 * Reads pictures, several at a time and in order. What comes of them does not depend on the number
 * of threads.
 *
 * @param name of the set, for messages
 * @param keptSide of the squares that the fingerprint is taken of
 * @param side of the images
 * @param unsaid which broken pictures nothing was said of yet
 */
record PictureReader(String name, int keptSide, int side, NewNames unsaid) {

  static final int MOST_THREADS = 4;
  static final int AHEAD_PER_THREAD = 4;
  private static final Logger LOG = LogManager.getLogger();

  /** What came of a picture. */
  private sealed interface Outcome {}

  /** A picture as it counts for the fingerprint, and as it is wanted. */
  // Never compared.
  @SuppressWarnings("ArrayRecordComponent")
  private record Shrunk(Picture.Square kept, byte[] wanted) implements Outcome {}

  private record Failed(BrokenPicture picture) implements Outcome {}

  /**
   * Where pictures are gathered.
   *
   * @param most how many
   * @throws org.lambdanas.graph.error.ConfigException if there is no room for them
   */
  ImageCollector collector(int most) {
    long ahead = (long) AHEAD_PER_THREAD * threads() * (bytes(keptSide) + bytes(side));
    return new ImageCollector(name, side, 3, most, most, ahead);
  }

  private static long bytes(int side) {
    return 3L * side * side;
  }

  static int threads() {
    return Math.min(MOST_THREADS, Runtime.getRuntime().availableProcessors());
  }

  /**
   * Reads pictures.
   *
   * @param images empty, as of {@link #collector}, for all of them
   * @throws DataException for the first that cannot be read
   */
  ImageSet read(List<LabelledPicture> files, ImageCollector images, List<String> classNames) {
    return read(files, images, classNames, false, List.of());
  }

  /**
   * Reads as many pictures as are wanted and passes over those that cannot be read. One line says
   * how many these are.
   *
   * @param images empty, as of {@link #collector}, for as many as are wanted
   * @param broken those that are known to be so already
   * @return the images, fewer than wanted if not so many can be read
   * @throws DataException if of the pictures of a class none can be read
   */
  ImageSet readWhole(
      List<LabelledPicture> files,
      ImageCollector images,
      List<String> classNames,
      List<BrokenPicture> broken) {
    return read(files, images, classNames, true, broken);
  }

  private ImageSet read(
      List<LabelledPicture> files,
      ImageCollector images,
      List<String> classNames,
      boolean skipBroken,
      List<BrokenPicture> known) {
    int wanted = images.most();
    MessageDigest digest = Checksums.sha256();
    List<PictureFile> damaged = new ArrayList<>();
    List<BrokenPicture> broken = new ArrayList<>(known);
    List<List<BrokenPicture>> failed =
        IntStream.range(0, classNames.size())
            .<List<BrokenPicture>>mapToObj(c -> new ArrayList<>())
            .toList();
    int[] read = new int[classNames.size()];
    int threads = threads();
    ReadingProgress progress = new ReadingProgress("pictures read", wanted, LOG::info);
    try (Prefetcher<Outcome> pictures =
        new Prefetcher<>(
            i -> outcome(files.get((int) i).file(), skipBroken),
            0,
            files.size(),
            AHEAD_PER_THREAD * threads,
            threads)) {
      for (int i = 0; i < files.size() && images.images() < wanted; i++) {
        LabelledPicture file = files.get(i);
        Outcome outcome = pictures.next();
        if (outcome instanceof Failed missing) {
          broken.add(missing.picture);
          failed.get(file.label()).add(missing.picture);
        } else if (outcome instanceof Shrunk picture) {
          digest.update(picture.kept.rgb());
          if (picture.kept.isDamaged()) {
            damaged.add(file.file());
          }
          images.add(picture.wanted);
          images.label(file.label());
          read[file.label()]++;
        }
        progress.done(images.images());
      }
    }
    for (int c = 0; c < read.length; c++) {
      if (read[c] == 0 && !failed.get(c).isEmpty()) {
        throw BrokenPicture.wholeClass(classNames.get(c), failed.get(c));
      }
    }
    List<PictureFile> newlyDamaged =
        unsaid.of("damaged", damaged, picture -> picture.path().toString());
    if (!newlyDamaged.isEmpty()) {
      LOG.warn(
          "{} pictures are damaged and were read as far as that goes, such as {}",
          newlyDamaged.size(),
          Excerpt.printable(newlyDamaged.get(0).path().toString()));
    }
    List<BrokenPicture> newlyBroken = unsaid.of("broken", broken, BrokenPicture::name);
    if (!newlyBroken.isEmpty()) {
      LOG.warn("{}: {}", name, BrokenPicture.line(newlyBroken));
    }
    ImageSet set = images.build(classNames);
    return set.madeFrom(set.sha256(digest));
  }

  private Outcome outcome(PictureFile file, boolean skipBroken) {
    try {
      return shrink(file);
    } catch (DataException e) {
      if (!skipBroken) {
        throw e;
      }
      return new Failed(new BrokenPicture(file.path().toString(), e));
    }
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
