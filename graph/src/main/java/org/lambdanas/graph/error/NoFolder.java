package org.lambdanas.graph.error;

import java.nio.file.Files;
import java.nio.file.Path;

/** Why a path is not the folder that it was taken for. */
public final class NoFolder {

  private NoFolder() {}

  /**
   * The reason, as it follows a colon.
   *
   * @param path where the folder was looked for
   * @param otherwise the reason where there is a folder
   */
  public static String why(Path path, String otherwise) {
    if (Files.isDirectory(path)) {
      return otherwise;
    }
    return Files.exists(path) ? "it is a file, not a folder" : "there is no such folder";
  }
}
