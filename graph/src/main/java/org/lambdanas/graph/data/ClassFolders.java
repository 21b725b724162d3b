package org.lambdanas.graph.data;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.error.Excerpt;

/**
 * Pictures of one's own, one folder for each class, as ImageNet is usually unpacked: {@code
 * train/CLASS/*} and {@code val/CLASS/*} (or {@code test}), or {@code CLASS/*} alone without test
 * images. Files are PNG, JPEG, GIF or BMP. Of each picture the middle square is taken.
 */
final class ClassFolders {

  /** Side of the images where the pictures are larger, as is usual for ImageNet. */
  static final int LARGEST_SIDE = 224;

  /** A picture of more pixels is taken for damage or malice. */
  private static final long MOST_PIXELS = 1L << 26;

  private static final Set<String> ENDINGS = Set.of("png", "jpg", "jpeg", "gif", "bmp");

  /** The usual constants of ImageNet, as good a guess as any for colour photographs. */
  private static final Normalisation PHOTOGRAPHS =
      new Normalisation(List.of(0.485, 0.456, 0.406), List.of(0.229, 0.224, 0.225));

  private static final List<String> TRAINING = List.of("train");
  private static final List<String> TEST = List.of("val", "validation", "test");

  private final Path root;

  private ClassFolders(Path root) {
    this.root = root;
  }

  /**
   * The data set of a folder. Its images have the size of the first picture's shorter side, at most
   * 224 pixels.
   *
   * @throws ConfigException if the folder is not there
   * @throws DataException if it does not hold at least two folders with pictures
   */
  static DataSet of(Path root) {
    ClassFolders folders = new ClassFolders(root);
    Path training = folders.place(Split.TRAIN).orElse(root);
    List<String> classes =
        list(training, Files::isDirectory).stream()
            .filter(folder -> !pictures(folder).isEmpty())
            .map(ClassFolders::fileName)
            .toList();
    if (classes.size() < 2) {
      throw new DataException(
          training
              + " must hold a folder with PNG or JPEG pictures for each of at least two classes;"
              + " it holds "
              + classes.size());
    }
    int side = size(pictures(training.resolve(classes.get(0))).get(0));
    return new DataSet(
        DataSets.FOLDER,
        classes,
        Math.min(side, LARGEST_SIDE),
        3,
        PHOTOGRAPHS,
        true,
        folders::read);
  }

  private Optional<Path> place(Split split) {
    return (split == Split.TRAIN ? TRAINING : TEST)
        .stream().map(root::resolve).filter(Files::isDirectory).findFirst();
  }

  private ImageSet read(Part part) {
    Path place =
        place(part.split())
            .or(() -> Optional.of(root).filter(folder -> part.split() == Split.TRAIN))
            .orElseThrow(
                () ->
                    new DataException(
                        root + " has no test images: no folder val, validation or test"));
    List<Path> files = new ArrayList<>();
    List<Integer> labels = new ArrayList<>();
    roundRobin(part.classNames(), place, files, labels);
    int wanted = part.wanted(files.size());
    int side = part.set().imageSize();
    ImageCollector images = new ImageCollector(part.name(), side, 3, 0, wanted);
    for (int i = 0; i < wanted; i++) {
      square(files.get(i), side, images);
      images.label(labels.get(i));
    }
    return images.build(part.classNames());
  }

  /** One picture of each class in turn, so that every prefix and every half has all classes. */
  private static void roundRobin(
      List<String> classes, Path place, List<Path> files, List<Integer> labels) {
    for (Path folder : list(place, Files::isDirectory)) {
      if (!classes.contains(fileName(folder)) && !pictures(folder).isEmpty()) {
        throw new DataException(folder + " is a class that the training images do not have");
      }
    }
    List<List<Path>> byClass =
        classes.stream()
            .map(place::resolve)
            .map(folder -> Files.isDirectory(folder) ? pictures(folder) : List.<Path>of())
            .toList();
    int longest = byClass.stream().mapToInt(List::size).max().orElse(0);
    for (int k = 0; k < longest; k++) {
      for (int c = 0; c < byClass.size(); c++) {
        if (k < byClass.get(c).size()) {
          files.add(byClass.get(c).get(k));
          labels.add(c);
        }
      }
    }
    if (files.isEmpty()) {
      throw new DataException(place + " holds no PNG or JPEG pictures in folders of classes");
    }
  }

  private static List<Path> pictures(Path folder) {
    return list(folder, ClassFolders::isPicture);
  }

  private static boolean isPicture(Path file) {
    String name = fileName(file).toLowerCase(Locale.ROOT);
    return ENDINGS.contains(name.substring(name.lastIndexOf('.') + 1)) && Files.isRegularFile(file);
  }

  private static String fileName(Path file) {
    return String.valueOf(file.getFileName());
  }

  /** Sorted by name; what starts with a dot is passed over. */
  private static List<Path> list(Path folder, Predicate<Path> which) {
    if (!Files.isDirectory(folder)) {
      throw new ConfigException("the data folder " + folder + " is not there or is not a folder");
    }
    try (Stream<Path> entries = Files.list(folder)) {
      return entries
          .filter(entry -> !fileName(entry).startsWith("."))
          .filter(which)
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new DataException("cannot list the folder " + folder + ": " + e, e);
    }
  }

  private static int size(Path file) {
    BufferedImage picture = decode(file);
    return Math.min(picture.getWidth(), picture.getHeight());
  }

  private static BufferedImage decode(Path file) {
    try (ImageInputStream in = ImageIO.createImageInputStream(file.toFile())) {
      Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
      if (!readers.hasNext()) {
        throw new DataException(file + " is not a picture in a form that is known");
      }
      ImageReader reader = readers.next();
      try {
        reader.setInput(in, true, true);
        // The header is asked first: a few bytes can claim gigabytes.
        long pixels = (long) reader.getWidth(0) * reader.getHeight(0);
        if (pixels > MOST_PIXELS) {
          throw new DataException(
              file + " has " + pixels + " pixels: more than " + MOST_PIXELS + " are not read");
        }
        return reader.read(0);
      } finally {
        reader.dispose();
      }
    } catch (DataException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      // Decoders answer damage with exceptions of many kinds.
      throw new DataException("cannot read the picture " + file + ": " + Excerpt.of("" + e), e);
    }
  }

  /** Adds the middle square of a picture, first shrunk by a whole factor, then interpolated. */
  private static void square(Path file, int side, ImageCollector images) {
    BufferedImage picture = decode(file);
    int shorter = Math.min(picture.getWidth(), picture.getHeight());
    int factor = Math.max(1, shorter / side);
    int cut = shorter / factor * factor;
    int[] colours =
        picture.getRGB(
            (picture.getWidth() - cut) / 2,
            (picture.getHeight() - cut) / 2,
            cut,
            cut,
            null,
            0,
            cut);
    byte[] pixels = new byte[3 * cut * cut];
    for (int i = 0; i < colours.length; i++) {
      pixels[3 * i] = (byte) (colours[i] >> 16);
      pixels[3 * i + 1] = (byte) (colours[i] >> 8);
      pixels[3 * i + 2] = (byte) colours[i];
    }
    int shrunk = cut / factor;
    byte[] means = pixels;
    if (factor > 1) {
      means = new byte[3 * shrunk * shrunk];
      new Resize(cut, cut, 3, shrunk).image(pixels, 0, means, 0);
    }
    int start = images.image();
    new Resize(shrunk, shrunk, 3, side).image(means, 0, images.array(), start);
  }
}
