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
import java.util.Set;
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
 * @param broken pictures of which not even the start can be read
 */
record ClassFolder(
    Path path, List<PictureFile> pictures, List<PictureFile> others, List<BrokenPicture> broken) {

  /** What is read, for messages. */
  static final String READ = "PNG, JPEG, GIF, BMP, WebP and TIFF are read";

  /** A folder within that of a class, as Tiny ImageNet has them. */
  private static final String INNER = "images";

  /** What archives of a Mac bring along, and some servers add. */
  private static final Set<String> OF_SYSTEMS = Set.of("__MACOSX", "@eaDir");

  /**
   * Looks through a folder.
   *
   * @param deep whether pictures in folders inside belong to the class too; else only those in a
   *     folder called {@code images}, if there is one
   * @throws DataException if it holds no picture that is read, or cannot be listed
   */
  static ClassFolder of(Path path, boolean deep) {
    ClassFolder folder = look(path, deep);
    if (folder.pictures.isEmpty() && folder.broken.isEmpty()) {
      String found =
          !folder.others.isEmpty()
              ? ", only " + kinds(folder.others)
              : deep || look(path, true).pictures.isEmpty() ? "" : ", only folders that do";
      throw new DataException(
          "the folder of a class %s holds no picture that can be read%s (%s)%s"
              .formatted(path, found, READ, FolderLayout.meant(path).map("; "::concat).orElse("")));
    }
    return folder.requirePicture();
  }

  private static ClassFolder look(Path path, boolean deep) {
    List<PictureFile> pictures = new ArrayList<>();
    List<PictureFile> others = new ArrayList<>();
    List<BrokenPicture> broken = new ArrayList<>();
    for (Path file : files(path, deep)) {
      try {
        PictureFile.of(file)
            .ifPresent(picture -> (picture.format().isRead() ? pictures : others).add(picture));
      } catch (DataException e) {
        broken.add(new BrokenPicture(file.toString(), e));
      }
    }
    return new ClassFolder(path, pictures, others, broken);
  }

  /** This folder; refuses one of broken pictures only. */
  ClassFolder requirePicture() {
    if (pictures.isEmpty()) {
      throw BrokenPicture.wholeClass(name(), broken);
    }
    return this;
  }

  /** The same class with some of its pictures. */
  ClassFolder with(List<PictureFile> some, List<BrokenPicture> someBroken) {
    return new ClassFolder(path, some, others, someBroken);
  }

  /** The class's name. */
  String name() {
    return nameOf(path);
  }

  private static boolean isNamed(Path entry) {
    return !nameOf(entry).startsWith(".") && !OF_SYSTEMS.contains(nameOf(entry));
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
   * What a folder holds, sorted by name, but for what systems put there.
   *
   * @throws ConfigException if it is no folder
   * @throws DataException if it cannot be listed
   */
  static List<Path> list(Path folder, Predicate<Path> which) {
    if (!Files.isDirectory(folder)) {
      throw new ConfigException("the data folder " + folder + " is not there or is not a folder");
    }
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.filter(ClassFolder::isNamed).filter(which).sorted().toList();
    } catch (IOException e) {
      throw new DataException("cannot list the folder " + folder + ": " + e, e);
    }
  }

  static List<Path> files(Path folder, boolean deep) {
    List<Path> files = new ArrayList<>();
    try {
      Files.walkFileTree(
          folder,
          EnumSet.of(FileVisitOption.FOLLOW_LINKS),
          deep ? Integer.MAX_VALUE : 2,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path inner, BasicFileAttributes attributes) {
              boolean belongs = deep ? isNamed(inner) : nameOf(inner).equals(INNER);
              return inner.equals(folder) || belongs
                  ? FileVisitResult.CONTINUE
                  : FileVisitResult.SKIP_SUBTREE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
              if (!attributes.isDirectory() && isNamed(file)) {
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
    return files.stream().sorted().toList();
  }
}
