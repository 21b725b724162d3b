package org.lambdanas.graph.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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
 * train/CLASS/*} and {@code val/CLASS/*} (or {@code test}), under the names of {@link
 * FolderLayout}; or {@code CLASS/*} alone, of which {@link HeldOut} takes the test images. What
 * files are is told by their first bytes, whatever their names.
 *
 * <p>The middle square of each picture is brought to the size that half of the training pictures
 * (where nothing divides them, of all) have at least, but no more than 224 pixels (or what is asked
 * for, if that is more): by the exact means of blocks as far as a whole factor goes, then between
 * pixels ({@link Resize}). The fingerprint is that of these squares. A square is then brought to
 * the size that is asked for, as if all had been kept, and forgotten; so memory goes with the size
 * that is asked for.
 */
final class ClassFolders implements DataSet.Loader {

  /** Side of the images where the pictures are larger, as is usual for ImageNet. */
  static final int LARGEST_SIDE = 224;

  /** Networks halve the resolution twice. */
  private static final int SIDE_STEP = 4;

  /** How pictures lie that have no folder for each class. */
  private static final String IMAGES = "images";

  private static final String LABELS = "labels";

  private static final Logger LOG = LogManager.getLogger();

  /** The usual constants of ImageNet, as good a guess as any for colour photographs. */
  private static final Normalisation PHOTOGRAPHS =
      new Normalisation(List.of(0.485, 0.456, 0.406), List.of(0.229, 0.224, 0.225));

  private final FolderLayout layout;
  private final List<ClassFolder> training;
  private final int[] sides;
  private final NewNames unsaid = new NewNames();

  /**
   * The pictures of a folder.
   *
   * @throws ConfigException if it is not there
   * @throws DataException if it does not hold at least two folders with pictures
   */
  private ClassFolders(Path root) {
    this.layout = FolderLayout.of(root);
    Path place = layout.classes();
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
        folders);
  }

  private int middleSide() {
    return sides[sides.length / 2];
  }

  /** Where nothing says that this is the place of the classes, a deeper folder is none of them. */
  private List<ClassFolder> classFolders(Path place) {
    List<Path> folders = ClassFolder.list(place, Files::isDirectory);
    List<String> names = folders.stream().map(ClassFolder::nameOf).toList();
    if (names.equals(List.of(IMAGES, LABELS))) {
      throw new DataException(
          "%s holds %s/ and %s/, as pictures for finding objects come, and no folder for each class"
              .formatted(place, IMAGES, LABELS));
    }
    ReadingProgress progress =
        new ReadingProgress("folders of classes looked through", folders.size(), LOG::info);
    List<ClassFolder> classes = new ArrayList<>();
    for (Path folder : folders) {
      classes.add(ClassFolder.of(folder, !place.equals(layout.root())));
      progress.done(classes.size());
    }
    return classes;
  }

  /** The pictures to judge by, in the folders of their classes or named by a file. */
  private List<ClassFolder> testFolders(Path place, List<String> classNames) {
    List<Path> folders = ClassFolder.list(place, Files::isDirectory);
    Path images = place.resolve(IMAGES);
    if (classNames.contains(IMAGES) || !folders.contains(images)) {
      return classFolders(place);
    }
    Optional<Annotations> annotations = Annotations.in(place);
    if (folders.size() > 1 && !ClassFolder.list(images, file -> true).isEmpty()) {
      throw new DataException(
          "%s holds %s/ and folders of classes, each of which could be meant: keep one of them"
              .formatted(place, IMAGES));
    }
    // Who has sorted the pictures into folders is left with an empty one.
    return folders.size() > 1
        ? folders.stream()
            .filter(folder -> !folder.equals(images))
            .map(folder -> ClassFolder.of(folder, true))
            .toList()
        : annotations
            .orElseThrow(
                () ->
                    new DataException(
                        "%s holds %s/ and neither folders of classes nor a file such as"
                                .formatted(place, IMAGES)
                            + " val_annotations.txt that says of what class each picture is"))
            .folders(classNames);
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

  @Override
  public int pictureSide(int imageSize) {
    return Math.min(middleSide(), Math.max(LARGEST_SIDE, imageSize));
  }

  @Override
  public Optional<LabelledPictures> pictures(Part part) {
    List<ClassFolder> folders = folders(part, place(part));
    List<Path> files = new ArrayList<>();
    List<Integer> labels = new ArrayList<>();
    for (LabelledPicture picture : roundRobin(part.classNames(), folders)) {
      files.add(picture.file().path());
      labels.add(picture.label());
    }
    for (ClassFolder folder : folders) {
      for (BrokenPicture broken : folder.broken()) {
        files.add(Path.of(broken.name()));
        labels.add(part.classNames().indexOf(folder.name()));
      }
    }
    if (files.isEmpty()) {
      throw layout.withoutTest();
    }
    warn(place(part), folders);
    return Optional.of(
        new LabelledPictures(layout.isUndivided(), part.classNames(), files, labels));
  }

  private Path place(Part part) {
    return part.split() == Split.TRAIN || layout.isUndivided()
        ? layout.classes()
        : layout.test().orElseThrow(layout::withoutTest);
  }

  @Override
  public ImageSet load(Part part) {
    Path place = place(part);
    List<ClassFolder> folders = folders(part, place);
    List<LabelledPicture> files = roundRobin(part.classNames(), folders);
    if (files.isEmpty()) {
      throw layout.isUndivided()
          ? layout.withoutTest()
          : new DataException(
              place
                  + " holds no folders of classes with pictures"
                  + loose(place).map(", only "::concat).orElse(""));
    }
    if (!part.rules().skipBroken()) {
      // Whatever the part: what is refused at last is better refused at first.
      broken(layout.isUndivided() ? training : folders).stream()
          .findFirst()
          .ifPresent(
              broken -> {
                throw broken.why();
              });
    }
    int wanted = part.wanted(files.size());
    int side = part.imageSize() > 0 ? part.imageSize() : part.set().imageSize();
    ImageSet.requireSide(part.name(), side);
    PictureReader reader = new PictureReader(part.name(), pictureSide(side), side, unsaid);
    ImageCollector collector = reader.collector(wanted);
    warn(place, folders);
    sayReading(part, place, side, files.size(), collector);
    say(part, files.size());
    if (!part.rules().skipBroken()) {
      return reader.read(files.subList(0, wanted), collector, part.classNames());
    }
    ImageSet images = reader.readWhole(files, collector, part.classNames(), broken(folders));
    part.wanted(images.size());
    return images;
  }

  /** Once for each size: parts of the pictures are read again by whatever measures. */
  private void sayReading(Part part, Path place, int side, int pictures, ImageCollector collector) {
    if (unsaid.of("reading", List.of(side), pixels -> part.name() + " at " + pixels).isEmpty()) {
      return;
    }
    LOG.info(
        "reading {} of the {} pictures of {} classes in {} at {} pixels ({} MiB{}); half of the"
            + " training pictures have {} or more, all {} to {}{}",
        collector.most(),
        pictures,
        part.classNames().size(),
        Excerpt.printable(place.toString()),
        side,
        Math.max(1, ((long) collector.most() * collector.imageBytes()) >> 20),
        collector.elsewhere(),
        middleSide(),
        sides[0],
        sides[sides.length - 1],
        side == part.set().imageSize() ? " (--image-size sets another size)" : "");
  }

  private static List<BrokenPicture> broken(List<ClassFolder> folders) {
    return folders.stream().flatMap(folder -> folder.broken().stream()).toList();
  }

  /** The folders of classes with those of their pictures that belong to a part. */
  private List<ClassFolder> folders(Part part, Path place) {
    if (!layout.isUndivided()) {
      return part.split() == Split.TRAIN ? training : testFolders(place, part.classNames());
    }
    HeldOut division = part.rules().division();
    return training.stream()
        .map(
            folder ->
                folder.with(
                    division.of(folder, part.split()), division.broken(folder, part.split())))
        .filter(folder -> !folder.pictures().isEmpty())
        .toList();
  }

  /** What is not obvious about which pictures are taken, once. */
  private void say(Part part, int pictures) {
    if (unsaid.of("taken", List.of(part.name()), name -> name).isEmpty()) {
      return;
    }
    if (part.split() == Split.TRAIN && layout.isUndivided() && pictures < sides.length) {
      LOG.info(
          "no folders train and val in {}: {} of its {} pictures, of each class the same share, are"
              + " held out as test images (--held-out, --held-out-seed)",
          Excerpt.printable(layout.root().toString()),
          sides.length - pictures,
          sides.length);
    }
    if (part.split() == Split.TRAIN && !layout.leftAlone().isEmpty()) {
      LOG.info(
          "left alone in {}: {}",
          Excerpt.printable(layout.root().toString()),
          layout.leftAlone().stream()
              .map(folder -> Excerpt.printable(ClassFolder.nameOf(folder)))
              .collect(Collectors.joining(", ")));
    }
  }

  /** What is passed over, once for each folder, however often its pictures are read. */
  private void warn(Path place, List<ClassFolder> folders) {
    List<PictureFile> others =
        folders.stream().flatMap(folder -> folder.others().stream()).toList();
    if (!unsaid.of("others", others, file -> file.path().toString()).isEmpty()) {
      LOG.warn(
          "passed over in {}: {} ({})",
          Excerpt.printable(place.toString()),
          Excerpt.printable(ClassFolder.kinds(others)),
          ClassFolder.READ);
    }
    loose(place)
        .filter(found -> !unsaid.of("loose", List.of(place), Path::toString).isEmpty())
        .ifPresent(found -> LOG.warn("passed over: {}", Excerpt.printable(found)));
  }

  /** One picture of each class in turn, so that every prefix and every half has all classes. */
  private static List<LabelledPicture> roundRobin(List<String> classes, List<ClassFolder> folders) {
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
    List<LabelledPicture> files = new ArrayList<>();
    for (int k = 0; k < longest; k++) {
      for (int c = 0; c < byClass.size(); c++) {
        if (k < byClass.get(c).size()) {
          files.add(new LabelledPicture(byClass.get(c).get(k), c));
        }
      }
    }
    return files;
  }
}
