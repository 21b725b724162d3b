package org.lambdanas.graph.data;

import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.error.DataException;

/**
 * The folder of a class.
 *
 * @param path where it is; its name is the class's
 * @param pictures those that are read, sorted by path, at least one
 * @param others pictures of forms that are not read
 */
record ClassFolder(Path path, List<PictureFile> pictures, List<PictureFile> others) {

  /** What is read, for messages. */
  static final String READ = "PNG, JPEG, GIF, BMP, WebP and TIFF are read";

  /**
   * Looks through a folder.
   *
   * @param deep whether pictures in folders inside belong to the class too
   * @throws DataException if it holds no picture that is read, or something that cannot be read
   */
  static ClassFolder of(Path path, boolean deep) {
    List<PictureFile> all = pictures(path, deep);
    ClassFolder folder =
        new ClassFolder(
            path,
            all.stream().filter(picture -> picture.format().isRead()).toList(),
            all.stream().filter(picture -> !picture.format().isRead()).toList());
    if (folder.pictures.isEmpty()) {
      String found =
          !all.isEmpty()
              ? ", only " + kinds(all)
              : deep || pictures(path, true).isEmpty() ? "" : ", only folders that do";
      throw new DataException(
          "the folder of a class %s holds no picture that can be read%s (%s)"
              .formatted(path, found, READ));
    }
    return folder;
  }

  /** The class's name. */
  String name() {
    return nameOf(path);
  }

  static String nameOf(Path path) {
    return String.valueOf(path.getFileName());
  }

  /** How many there are of each form, and one of them by name. */
  static String kinds(List<PictureFile> pictures) {
    return pictures.stream()
            .collect(
                Collectors.groupingBy(
                    picture -> picture.format().name(), TreeMap::new, Collectors.counting()))
            .entrySet()
            .stream()
            .map(kind -> kind.getValue() + " " + kind.getKey())
            .collect(Collectors.joining(", "))
        + " such as "
        + pictures.get(0).path();
  }

  /**
   * What a folder holds, sorted by name; what starts with a dot is passed over.
   *
   * @throws ConfigException if it is no folder
   * @throws DataException if it cannot be listed
   */
  static List<Path> list(Path folder, Predicate<Path> which) {
    if (!Files.isDirectory(folder)) {
      throw new ConfigException("the data folder " + folder + " is not there or is not a folder");
    }
    try (Stream<Path> entries = Files.list(folder)) {
      return entries
          .filter(entry -> !nameOf(entry).startsWith("."))
          .filter(which)
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new DataException("cannot list the folder " + folder + ": " + e, e);
    }
  }

  private static List<PictureFile> pictures(Path folder, boolean deep) {
    List<Path> files = new ArrayList<>();
    try {
      Files.walkFileTree(
          folder,
          EnumSet.of(FileVisitOption.FOLLOW_LINKS),
          deep ? Integer.MAX_VALUE : 1,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path inner, BasicFileAttributes attributes) {
              return !inner.equals(folder) && nameOf(inner).startsWith(".")
                  ? FileVisitResult.SKIP_SUBTREE
                  : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
              if (!attributes.isDirectory() && !nameOf(file).startsWith(".")) {
                files.add(file);
              }
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (FileSystemLoopException e) {
      throw new DataException("a link leads back to a folder that it is in: " + e.getFile(), e);
    } catch (IOException e) {
      throw new DataException("cannot list the folder " + folder + ": " + e, e);
    }
    return files.stream().sorted().flatMap(file -> PictureFile.of(file).stream()).toList();
  }
}
