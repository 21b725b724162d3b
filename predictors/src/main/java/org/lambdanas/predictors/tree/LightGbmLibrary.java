package org.lambdanas.predictors.tree;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * Loads LightGBM. Its Java archive has a loader of its own, which this one replaces: that one
 * unpacks to a fixed name in the folder of temporary files, where programs that start together
 * disturb each other, and swallows the error if the system cannot load what it unpacked.
 */
final class LightGbmLibrary {

  private static final String ROOT = "/lightgbm4j/";

  private LightGbmLibrary() {}

  /**
   * Unpacks the library to a folder of this process and loads it.
   *
   * @throws IOException if it cannot be unpacked, or there is none for this system
   * @throws UnsatisfiedLinkError if the system cannot load it
   */
  static void load() throws IOException {
    Path folder = Files.createTempDirectory("lambda-nas-lightgbm");
    try {
      for (String name : names()) {
        Path file = folder.resolve(name.substring(name.lastIndexOf('/') + 1));
        try (InputStream in = LightGbmLibrary.class.getResourceAsStream(name)) {
          if (in == null) {
            throw new FileNotFoundException("there is no " + name + " for this system");
          }
          Files.copy(in, file);
        }
        System.load(file.toString());
      }
    } finally {
      delete(folder);
    }
  }

  /** The library and then its bridge to Java, for this operating system and processor. */
  private static List<String> names() {
    String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    String processor = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
    boolean windows = system.startsWith("windows");
    boolean mac = system.startsWith("mac");
    String folder =
        ROOT
            + (windows ? "windows" : mac ? "osx" : "linux")
            + (processor.equals("aarch64") || processor.equals("arm64") ? "/aarch64/" : "/x86_64/");
    String ending = windows ? ".dll" : mac ? ".dylib" : ".so";
    return List.of(folder + "lib_lightgbm" + ending, folder + "lib_lightgbm_swig" + ending);
  }

  /** What is loaded stays in memory without its file, except where a file in use cannot go yet. */
  private static void delete(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      for (Path file : files.toList()) {
        deleteNowOrAtExit(file);
      }
    }
    deleteNowOrAtExit(folder);
  }

  private static void deleteNowOrAtExit(Path path) {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      path.toFile().deleteOnExit();
    }
  }
}
