package org.lambdanas.graph.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.error.Excerpt;

/**
 * Where the pixels of a set of images lie: in memory if they are few, in a file otherwise. Nothing
 * that is made of the images depends on it.
 *
 * @param most bytes of a set that lies in memory
 * @param folder of the files; not that of temporary files, which often is memory itself
 */
public record PixelPlace(long most, Path folder) {

  /** System property: most bytes of a set in memory, such as {@code 2g}. */
  public static final String MEMORY = "lambdanas.picture.memory";

  /** System property: the folder of the files. */
  public static final String FOLDER = "lambdanas.picture.folder";

  /** What can be done where a file is no way out. */
  static final String REMEDY =
      "name another folder (LNAS_PICTURE_FOLDER), take fewer images (--train-images) or smaller"
          + " ones (--image-size), or give the program more memory (LNAS_JAVA_OPTS=-Xmx8g)";

  private static final List<String> UNITS = List.of("", "k", "m", "g");

  private static final Pattern SIZE = Pattern.compile("([0-9]{1,18})([kmg]?)");

  /** Share of the heap that one set may have where nothing is said; and where more is asked for. */
  private static final double SHARE = 0.5;

  private static final double MOST_SHARE = 0.75;

  /**
   * As the system properties say; half of the heap and the user's folder of caches otherwise. Never
   * more than three quarters of the heap, for it has other things to hold.
   *
   * @throws ConfigException if a property cannot be used
   */
  public static PixelPlace ofProcess() {
    double heap = Runtime.getRuntime().maxMemory();
    return new PixelPlace(
        (long)
            Optional.ofNullable(System.getProperty(MEMORY))
                .map(asked -> Math.min(bytes(asked), MOST_SHARE * heap))
                .orElse(SHARE * heap)
                .doubleValue(),
        Optional.ofNullable(System.getProperty(FOLDER)).map(Path::of).orElseGet(PixelPlace::cache));
  }

  private static double bytes(String text) {
    Matcher size = SIZE.matcher(text.toLowerCase(Locale.ROOT));
    if (!size.matches()) {
      throw new ConfigException(
          "memory for pictures (LNAS_PICTURE_MEMORY) is '%s': must be a number of bytes, or end in k, m or g"
              .formatted(Excerpt.of(text)));
    }
    return Long.parseLong(size.group(1)) * Math.pow(1 << 10, UNITS.indexOf(size.group(2)));
  }

  private static Path cache() {
    return Optional.ofNullable(System.getenv("XDG_CACHE_HOME"))
        .filter(set -> !set.isEmpty())
        .map(Path::of)
        .orElseGet(() -> Path.of(System.getProperty("user.home"), ".cache"))
        .resolve("lambda-nas")
        .resolve("pictures");
  }

  /**
   * Whether pixels go into memory.
   *
   * @param bytes of them
   * @param beside bytes that are needed at the same time
   */
  boolean inMemory(long bytes, long beside) {
    return bytes <= Math.min(most, ImageCollector.MOST) && HeapRoom.has(bytes + beside);
  }

  /**
   * A file for pixels.
   *
   * @param what they are, for messages
   * @param bytes of them; 0: not known
   * @throws ConfigException if there is no room for them, or no file can be made
   */
  PixelFile file(String what, long bytes) {
    // The files of pixels that nobody uses any more are there until that is looked for.
    System.gc();
    PixelFile file = PixelFile.in(folder, what);
    try {
      long free = Files.getFileStore(folder).getUsableSpace();
      if (bytes > free) {
        throw new ConfigException(
            "the pixels of %s are %d MiB, too many for memory, and of the disk of %s only %d MiB are free: %s"
                .formatted(what, bytes >> 20, folder, free >> 20, REMEDY));
      }
    } catch (IOException e) {
      // Some systems do not tell; writing will.
    }
    return file;
  }
}
