package org.lambdanas.graph.data;

import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.lambdanas.graph.random.Seed;

/**
 * Divides the pictures of classes into those to learn from and those to judge by, the same share of
 * each class. Which are held out depends on the seed and the names of class and picture alone: not
 * on where the folder is, in which order its files are listed, or what else is in it but for the
 * number.
 *
 * @param share of each class, 0 to below 1
 * @param seed of the draw
 */
record HeldOut(double share, long seed) {

  /** A picture's place in the draw: the first are held out. */
  private record Drawn(long value, String name) {}

  private static final Comparator<Drawn> ORDER =
      Comparator.comparingLong(Drawn::value).thenComparing(Drawn::name);

  /** A class's pictures that belong to a split, in their order. */
  List<PictureFile> of(ClassFolder folder, Split split) {
    Set<PictureFile> held = held(folder);
    return folder.pictures().stream()
        .filter(picture -> held.contains(picture) == (split == Split.TEST))
        .toList();
  }

  /**
   * A class's broken pictures that belong to a split, in their order. They change nothing about the
   * others: one that would have been drawn before one that is held out is held out too.
   */
  List<BrokenPicture> broken(ClassFolder folder, Split split) {
    Optional<Drawn> last =
        held(folder).stream().map(picture -> drawn(folder, picture.path())).max(ORDER);
    return folder.broken().stream()
        .filter(
            picture -> {
              Drawn own = drawn(folder, Path.of(picture.name()));
              boolean held = last.filter(drawn -> ORDER.compare(own, drawn) < 0).isPresent();
              return held == (split == Split.TEST);
            })
        .toList();
  }

  /** At least one where any are to be, and never the last to learn from. */
  private int number(int pictures) {
    return share == 0 || pictures < 2
        ? 0
        : (int) Math.min(pictures - 1, Math.max(1, Math.round(share * pictures)));
  }

  private Set<PictureFile> held(ClassFolder folder) {
    List<PictureFile> pictures = folder.pictures();
    List<Drawn> drawn = pictures.stream().map(picture -> drawn(folder, picture.path())).toList();
    List<Integer> order = new ArrayList<>(IntStream.range(0, pictures.size()).boxed().toList());
    order.sort(Comparator.comparing(drawn::get, ORDER));
    Set<PictureFile> held = new HashSet<>();
    order.subList(0, number(pictures.size())).forEach(i -> held.add(pictures.get(i)));
    return held;
  }

  private Drawn drawn(ClassFolder folder, Path picture) {
    String name = name(folder, picture);
    Seed draw = new Seed(seed).child("held-out pictures").child(plain(folder.name()));
    return new Drawn(draw.child(name).value(), name);
  }

  /** The same on every system: some unpack accented letters as two. */
  private static String name(ClassFolder folder, Path picture) {
    StringBuilder name = new StringBuilder();
    folder.path().relativize(picture).forEach(part -> name.append('/').append(part));
    return plain(name.toString());
  }

  private static String plain(String name) {
    return Normalizer.normalize(name, Normalizer.Form.NFC);
  }
}
