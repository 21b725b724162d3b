package org.lambdanas.graph.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.error.Suggestion;

/**
 * Where in a folder of pictures the ones to learn from are, and the ones to judge by.
 *
 * @param root the folder
 * @param training the folder of the training pictures; empty if {@code root} holds a folder for
 *     each class itself
 * @param test that of the test pictures, if there is one
 * @param leftAlone folders of further pictures, of which no use is made
 */
record FolderLayout(Path root, Optional<Path> training, Optional<Path> test, List<Path> leftAlone) {

  /** What is expected, for messages. */
  static final String EXPECTED = "expected are train/CLASS/ and val/CLASS/, or CLASS/ alone";

  private static final List<String> TRAINING = List.of("train", "training");
  private static final List<String> VALIDATION = List.of("val", "valid", "validation");
  private static final List<String> TEST = List.of("test", "testing");
  private static final List<String> ALL =
      Stream.of(TRAINING, VALIDATION, TEST).flatMap(List::stream).toList();

  /**
   * Looks at the names of the folders in a folder, which may be in any case.
   *
   * @throws org.lambdanas.graph.error.ConfigException if it is not there
   * @throws DataException if more than one folder could be meant, or if there are test pictures but
   *     no folder of training pictures
   */
  static FolderLayout of(Path root) {
    List<Path> folders = ClassFolder.list(root, Files::isDirectory);
    Optional<Path> training = only(root, folders, TRAINING);
    List<Path> tests = named(folders, TEST);
    Optional<Path> validation = only(root, folders, VALIDATION);
    Optional<Path> test = validation.or(() -> only(root, folders, TEST));
    if (training.isEmpty() && test.isPresent()) {
      throw new DataException(
          "%s holds %s but no folder train, only %s: %s"
              .formatted(
                  root,
                  ClassFolder.nameOf(test.get()),
                  names(folders.stream().filter(folder -> !test.get().equals(folder)).toList()),
                  EXPECTED));
    }
    List<Path> leftAlone =
        folders.stream()
            .filter(folder -> training.isPresent())
            .filter(folder -> !folder.equals(training.get()))
            .filter(folder -> test.isEmpty() || !folder.equals(test.get()))
            .filter(folder -> tests.contains(folder) || holdsPictures(folder))
            .toList();
    return new FolderLayout(root, training, test, leftAlone);
  }

  private static boolean holdsPictures(Path folder) {
    return !ClassFolder.list(
            folder, file -> PictureFormat.ofName(ClassFolder.nameOf(file)).isPresent())
        .isEmpty();
  }

  /** Where the folders of the training pictures' classes are. */
  Path classes() {
    return training.orElse(root);
  }

  /** Whether there is one folder for each class, and no word of test pictures. */
  boolean isUndivided() {
    return training.isEmpty();
  }

  /** What is said where there are no test pictures. */
  DataException withoutTest() {
    String others =
        names(
            ClassFolder.list(root, Files::isDirectory).stream()
                .filter(folder -> !folder.equals(training.orElse(root)))
                .toList());
    return new DataException(
        isUndivided()
            ? root
                + " has no test images: it has no folders train and val, and of no class a picture"
                + " is held out (--held-out; lnas evaluate --whole judges by all)"
            : "%s has no test images: no folder %s, only %s and %s"
                .formatted(
                    root,
                    Stream.of(VALIDATION, TEST)
                        .flatMap(List::stream)
                        .collect(Collectors.joining(", ")),
                    ClassFolder.nameOf(classes()),
                    others));
  }

  /**
   * What may be meant where this folder holds no pictures of classes: a name with a slip, or a
   * folder inside.
   */
  static Optional<String> meant(Path folder) {
    String name = ClassFolder.nameOf(folder);
    String quoted = Suggestion.quoted(name, ALL);
    if (quoted.contains(", perhaps ")) {
      return Optional.of(quoted + "? " + EXPECTED);
    }
    return ClassFolder.list(folder, Files::isDirectory).stream()
            .anyMatch(inner -> TRAINING.contains(lowerCase(inner)))
        ? Optional.of("perhaps " + folder + " is meant, which holds a folder of training pictures")
        : Optional.empty();
  }

  private static Optional<Path> only(Path root, List<Path> folders, List<String> names) {
    List<Path> found = named(folders, names);
    if (found.size() > 1) {
      throw new DataException(
          "%s holds %s, each of which could be meant: keep one of them"
              .formatted(
                  root,
                  found.stream().map(ClassFolder::nameOf).collect(Collectors.joining(" and "))));
    }
    return found.stream().findFirst();
  }

  private static List<Path> named(List<Path> folders, List<String> names) {
    return folders.stream().filter(folder -> names.contains(lowerCase(folder))).toList();
  }

  private static String lowerCase(Path folder) {
    return ClassFolder.nameOf(folder).toLowerCase(Locale.ROOT);
  }

  /** A few of them, with what may be meant by those with a slip. */
  private static String names(List<Path> folders) {
    return folders.isEmpty()
        ? "nothing else"
        : folders.stream()
                .limit(5)
                .map(folder -> Suggestion.quoted(ClassFolder.nameOf(folder), ALL))
                .collect(Collectors.joining("; "))
            + (folders.size() > 5 ? "; ..." : "");
  }
}
