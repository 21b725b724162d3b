package org.lambdanas.graph.data;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.error.Excerpt;
import org.lambdanas.graph.interchange.BoundedFile;

/**
 * Test pictures that lie in one folder, with a file beside it that says of what class each is, as
 * Tiny ImageNet has them: {@code val/images/} and {@code val/val_annotations.txt}, whose lines
 * start with a picture's name and its class, split by tabs.
 *
 * @param file says what they are
 * @param images folder of the pictures
 */
record Annotations(Path file, Path images) {

  private static final String IMAGES = "images";
  private static final String ENDING = "_annotations.txt";
  private static final long MOST_BYTES = 1L << 28;

  /** Those of a folder, if it holds its pictures like this. */
  static Optional<Annotations> in(Path place) {
    Path images = place.resolve(IMAGES);
    List<Path> files =
        ClassFolder.list(
            place, file -> ClassFolder.nameOf(file).endsWith(ENDING) && Files.isRegularFile(file));
    return files.size() == 1 && Files.isDirectory(images)
        ? Optional.of(new Annotations(files.get(0), images))
        : Optional.empty();
  }

  /**
   * The pictures by class, in the form of folders of classes, sorted by name.
   *
   * @param classNames those that there are
   * @throws DataException if a line cannot be read or names another class, or pictures and lines
   *     are not the same
   */
  List<ClassFolder> folders(List<String> classNames) {
    Set<String> known = new HashSet<>(classNames);
    ClassFolder all = ClassFolder.of(images, false);
    Map<String, String> classes = read(known);
    Map<String, List<PictureFile>> pictures = new TreeMap<>();
    Map<String, List<BrokenPicture>> broken = new TreeMap<>();
    for (PictureFile picture : all.pictures()) {
      pictures.computeIfAbsent(take(classes, picture.path()), c -> new ArrayList<>()).add(picture);
    }
    for (BrokenPicture picture : all.broken()) {
      Path path = Path.of(picture.name());
      broken.computeIfAbsent(take(classes, path), c -> new ArrayList<>()).add(picture);
    }
    all.others().forEach(picture -> classes.remove(ClassFolder.nameOf(picture.path())));
    // What is named but not there is as good as a picture that cannot be read.
    classes.forEach(
        (name, label) ->
            broken
                .computeIfAbsent(label, c -> new ArrayList<>())
                .add(
                    new BrokenPicture(
                        images + "/" + name,
                        new DataException(
                            "the picture %s that %s names is not in %s"
                                .formatted(Excerpt.of(name), file, images)))));
    List<ClassFolder> folders = new ArrayList<>();
    Set<String> found = new HashSet<>(pictures.keySet());
    found.addAll(broken.keySet());
    for (String name : found.stream().sorted().toList()) {
      folders.add(
          new ClassFolder(
                  file.resolveSibling(name),
                  pictures.getOrDefault(name, List.of()),
                  List.of(),
                  broken.getOrDefault(name, List.of()))
              .requirePicture());
    }
    return folders;
  }

  private String take(Map<String, String> classes, Path picture) {
    String label = classes.remove(ClassFolder.nameOf(picture));
    if (label == null) {
      throw new DataException(file + " does not say of what class the picture " + picture + " is");
    }
    return label;
  }

  private Map<String, String> read(Set<String> known) {
    Map<String, String> classes = new LinkedHashMap<>();
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(BoundedFile.open(file, MOST_BYTES), StandardCharsets.UTF_8))) {
      int number = 0;
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        number++;
        String[] fields = line.strip().split("\t");
        if (line.isBlank()) {
          continue;
        }
        if (fields.length < 2) {
          throw bad(number, "'" + Excerpt.of(line) + "' has no tab between picture and class");
        }
        if (!known.contains(fields[1])) {
          throw bad(
              number,
              "'" + Excerpt.of(fields[1]) + "' is a class that the training images do not have");
        }
        if (fields[0].contains("/") || fields[0].contains("\0")) {
          throw bad(number, "'" + Excerpt.of(fields[0]) + "' is not the name of a file");
        }
        if (classes.put(fields[0], fields[1]) != null) {
          throw bad(number, "the picture '" + Excerpt.of(fields[0]) + "' is named twice");
        }
      }
    } catch (IOException e) {
      throw new DataException("cannot read " + file + ": " + Excerpt.of(e.toString()), e);
    }
    return classes;
  }

  private DataException bad(int line, String problem) {
    return new DataException("%s, line %d: %s".formatted(file, line, problem));
  }
}
