package org.lambdanas.graph.data;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
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

  /** A class's pictures that belong to a split, in their order. */
  List<PictureFile> of(ClassFolder folder, Split split) {
    Set<PictureFile> held = held(folder);
    return folder.pictures().stream()
        .filter(picture -> held.contains(picture) == (split == Split.TEST))
        .toList();
  }

  /** At least one where any are to be, and never the last to learn from. */
  private int number(int pictures) {
    return share == 0 || pictures < 2
        ? 0
        : (int) Math.min(pictures - 1, Math.max(1, Math.round(share * pictures)));
  }

  private Set<PictureFile> held(ClassFolder folder) {
    Seed draw = new Seed(seed).child("held-out pictures").child(plain(folder.name()));
    List<String> names = folder.pictures().stream().map(picture -> name(folder, picture)).toList();
    List<Integer> drawn = new ArrayList<>(IntStream.range(0, names.size()).boxed().toList());
    drawn.sort(
        Comparator.comparingLong((Integer i) -> draw.child(names.get(i)).value())
            .thenComparing(names::get));
    Set<PictureFile> held = new HashSet<>();
    drawn.subList(0, number(names.size())).forEach(i -> held.add(folder.pictures().get(i)));
    return held;
  }

  /** The same on every system: some unpack accented letters as two. */
  private static String name(ClassFolder folder, PictureFile picture) {
    StringBuilder name = new StringBuilder();
    folder.path().relativize(picture.path()).forEach(part -> name.append('/').append(part));
    return plain(name.toString());
  }

  private static String plain(String name) {
    return Normalizer.normalize(name, Normalizer.Form.NFC);
  }
}
