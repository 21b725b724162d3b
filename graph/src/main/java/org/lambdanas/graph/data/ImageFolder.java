package org.lambdanas.graph.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.error.DataException;

/**
 * Finds a data set's files under their usual names, in a folder or in the subfolders that archives
 * unpack to. Each may be gzipped; the plain one is taken where both are present.
 */
final class ImageFolder {

  private static final Pattern ARCHIVE = Pattern.compile(".*\\.(tar|tgz|tar\\.gz|zip)");

  private final Path root;
  private final List<Path> places;
  private final List<String> looked = new ArrayList<>();

  /**
   * A folder to look in.
   *
   * @throws ConfigException if it is not there
   */
  ImageFolder(Path root, String... subfolders) {
    if (!Files.isDirectory(root)) {
      throw new ConfigException("the data folder " + root + " is not there or is not a folder");
    }
    this.root = root;
    this.places = Stream.concat(Stream.of(root), Stream.of(subfolders).map(root::resolve)).toList();
  }

  /** The file of the first of these names that is there. */
  Optional<InputFile> find(String... names) {
    looked.addAll(List.of(names));
    return places.stream()
        .flatMap(place -> Stream.of(names).map(place::resolve))
        .flatMap(file -> Stream.of(file, file.resolveSibling(file.getFileName() + ".gz")))
        .filter(Files::isRegularFile)
        .findFirst()
        .map(InputFile::of);
  }

  /** The file of the first of these names that is there; refuses a folder without one. */
  InputFile require(String... names) {
    return find(names).orElseThrow(this::missing);
  }

  /** All files with a name of this form, sorted by name, from the first place that has any. */
  List<InputFile> all(String prefix, String suffix) {
    looked.add(prefix + "*" + suffix);
    Pattern form = Pattern.compile(Pattern.quote(prefix) + ".*" + Pattern.quote(suffix));
    for (Path place : places) {
      Map<String, Path> found = new TreeMap<>();
      for (Path file : list(place)) {
        String name = file.getFileName().toString();
        String plain = name.endsWith(".gz") ? name.substring(0, name.length() - 3) : name;
        if (form.matcher(plain).matches()) {
          found.merge(plain, file, (one, other) -> one.endsWith(plain) ? one : other);
        }
      }
      if (!found.isEmpty()) {
        return found.values().stream().map(InputFile::of).toList();
      }
    }
    return List.of();
  }

  private List<Path> list(Path place) {
    if (!Files.isDirectory(place)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(place)) {
      return files.filter(Files::isRegularFile).toList();
    } catch (IOException e) {
      throw new DataException("cannot list the data folder " + root + ": " + e, e);
    }
  }

  /** Says what was looked for in vain. */
  DataException missing() {
    return new DataException(
        "no file in the data folder %s is named %s (or the same with .gz)"
                .formatted(root, String.join(", ", looked))
            + places.stream()
                .flatMap(place -> list(place).stream())
                .filter(file -> ARCHIVE.matcher(file.getFileName().toString()).matches())
                .findFirst()
                .map(file -> "; there is the archive " + file + ": unpack it")
                .orElse(""));
  }
}
