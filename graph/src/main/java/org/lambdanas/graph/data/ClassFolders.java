package org.lambdanas.graph.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.error.Excerpt;

/**
 * Pictures of one's own, one folder for each class, as ImageNet is usually unpacked: {@code
 * train/CLASS/*} and {@code val/CLASS/*} (or {@code test}), or {@code CLASS/*} alone without test
 * images. Files are PNG, JPEG, GIF or BMP, whatever their names.
 *
 * <p>The middle square of each picture is brought to the size that half of the training pictures
 * have at least, but no more than 224 pixels (or what is asked for, if that is more): by the exact
 * means of blocks as far as a whole factor goes, then between pixels ({@link Resize}). The
 * fingerprint is that of these squares. A square is then brought to the size that is asked for, as
 * if all had been kept, and forgotten; so memory goes with the size that is asked for.
 */
final class ClassFolders {

  /** Side of the images where the pictures are larger, as is usual for ImageNet. */
  static final int LARGEST_SIDE = 224;

  /** Networks halve the resolution twice. */
  private static final int SIDE_STEP = 4;

  private static final Logger LOG = LogManager.getLogger();

  /** The usual constants of ImageNet, as good a guess as any for colour photographs. */
  private static final Normalisation PHOTOGRAPHS =
      new Normalisation(List.of(0.485, 0.456, 0.406), List.of(0.229, 0.224, 0.225));

  private static final List<String> TRAINING = List.of("train", "training");
  private static final List<String> TEST = List.of("val", "valid", "validation", "test", "testing");

  private final Path root;
  private final List<ClassFolder> training;
  private final int[] sides;

  /**
   * The pictures of a folder.
   *
   * @throws ConfigException if it is not there
   * @throws DataException if it does not hold at least two folders with pictures
   */
  private ClassFolders(Path root) {
    this.root = root;
    Path place = place(Split.TRAIN).orElse(root);
    this.training = classFolders(place);
    if (training.size() < 2) {
      throw new DataException(
          place
              + " must hold a folder with PNG or JPEG pictures for each of at least two classes;"
              + " it holds "
              + training.size()
              + loose(place).map(" and "::concat).orElse(""));
    }
    this.sides =
        training.stream()
            .flatMap(folder -> folder.pictures().stream())
            .mapToInt(PictureFile::shorterSide)
            .sorted()
            .toArray();
  }

  /**
   * The data set of a folder. Unless they are asked for at another size, its images have that which
   * half of the training pictures have at least, at most 224 pixels, rounded down to what networks
   * take.
   *
   * @throws ConfigException if the folder is not there
   * @throws DataException if it does not hold at least two folders with pictures
   */
  static DataSet of(Path root) {
    ClassFolders folders = new ClassFolders(root);
    int side = Math.min(folders.middleSide(), LARGEST_SIDE);
    return new DataSet(
        DataSets.FOLDER,
        folders.training.stream().map(ClassFolder::name).toList(),
        side < SIDE_STEP ? side : side - side % SIDE_STEP,
        3,
        PHOTOGRAPHS,
        true,
        folders::read);
  }

  private int middleSide() {
    return sides[sides.length / 2];
  }

  /** The folder of a split, whose name may be in any case. */
  private Optional<Path> place(Split split) {
    List<Path> folders = ClassFolder.list(root, Files::isDirectory);
    return (split == Split.TRAIN ? TRAINING : TEST)
        .stream()
            .flatMap(
                name ->
                    folders.stream()
                        .filter(folder -> ClassFolder.nameOf(folder).equalsIgnoreCase(name))
                        .sorted(
                            Comparator.comparing(
                                folder -> !ClassFolder.nameOf(folder).equals(name))))
            .findFirst();
  }

  /** Where nothing says that this is the place of the classes, a deeper folder is none of them. */
  private List<ClassFolder> classFolders(Path place) {
    return ClassFolder.list(place, Files::isDirectory).stream()
        .map(folder -> ClassFolder.of(folder, !place.equals(root)))
        .toList();
  }

  /** How many pictures belong to no class. */
  private static Optional<String> loose(Path place) {
    List<Path> files =
        ClassFolder.list(
            place,
            file ->
                !Files.isDirectory(file)
                    && PictureFormat.ofName(ClassFolder.nameOf(file)).isPresent());
    return Optional.of(files)
        .filter(found -> !found.isEmpty())
        .map(
            found ->
                found.size()
                    + " pictures outside of the folders of classes, such as "
                    + found.get(0));
  }

  private ImageSet read(Part part) {
    Path place =
        place(part.split())
            .or(() -> Optional.of(root).filter(folder -> part.split() == Split.TRAIN))
            .orElseThrow(
                () ->
                    new DataException(
                        root + " has no test images: no folder " + String.join(", ", TEST)));
    List<ClassFolder> folders = part.split() == Split.TRAIN ? training : classFolders(place);
    List<Integer> labels = new ArrayList<>();
    List<PictureFile> files = roundRobin(part.classNames(), folders, labels);
    if (files.isEmpty()) {
      throw new DataException(place + " holds no folders of classes with pictures");
    }
    int wanted = part.wanted(files.size());
    int side = part.imageSize() > 0 ? part.imageSize() : part.set().imageSize();
    ImageSet.requireFit(part.name(), wanted, side, 3);
    warn(place, folders);
    LOG.info(
        "reading {} of the {} pictures of {} classes in {} at {} pixels; half of the training"
            + " pictures have {} or more, all {} to {}{}",
        wanted,
        files.size(),
        folders.size(),
        Excerpt.printable(place.toString()),
        side,
        middleSide(),
        sides[0],
        sides[sides.length - 1],
        side == part.set().imageSize() ? " (--image-size sets another size)" : "");
    int keptSide = Math.min(middleSide(), Math.max(LARGEST_SIDE, side));
    return new PictureReader(part.name(), keptSide, side)
        .read(files.subList(0, wanted), labels, part.classNames());
  }

  private static void warn(Path place, List<ClassFolder> folders) {
    List<PictureFile> others =
        folders.stream().flatMap(folder -> folder.others().stream()).toList();
    if (!others.isEmpty()) {
      LOG.warn(
          "passed over in {}: {} ({})",
          Excerpt.printable(place.toString()),
          Excerpt.printable(ClassFolder.kinds(others)),
          ClassFolder.READ);
    }
    loose(place).ifPresent(found -> LOG.warn("passed over: {}", Excerpt.printable(found)));
  }

  /** One picture of each class in turn, so that every prefix and every half has all classes. */
  private static List<PictureFile> roundRobin(
      List<String> classes, List<ClassFolder> folders, List<Integer> labels) {
    for (ClassFolder folder : folders) {
      if (!classes.contains(folder.name())) {
        throw new DataException(folder.path() + " is a class that the training images do not have");
      }
    }
    Map<String, ClassFolder> byName =
        folders.stream().collect(Collectors.toMap(ClassFolder::name, Function.identity()));
    List<List<PictureFile>> byClass =
        classes.stream()
            .map(
                name ->
                    byName.containsKey(name) ? byName.get(name).pictures() : List.<PictureFile>of())
            .toList();
    int longest = byClass.stream().mapToInt(List::size).max().orElse(0);
    List<PictureFile> files = new ArrayList<>();
    for (int k = 0; k < longest; k++) {
      for (int c = 0; c < byClass.size(); c++) {
        if (k < byClass.get(c).size()) {
          files.add(byClass.get(c).get(k));
          labels.add(c);
        }
      }
    }
    return files;
  }
}
