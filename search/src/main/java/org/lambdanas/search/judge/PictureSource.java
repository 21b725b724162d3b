package org.lambdanas.search.judge;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.lambdanas.graph.data.FolderFiles;
import org.lambdanas.graph.error.DataException;

/**
 * A file that may be a picture.
 *
 * @param file where it is
 * @param isNamed whether a person named it, so that it has to be one
 */
public record PictureSource(Path file, boolean isNamed) {

  /**
   * What a path stands for: the file itself, or all files of a folder and of those inside it.
   *
   * @throws DataException if the folder cannot be listed
   */
  public static List<PictureSource> of(Path path) {
    return Files.isDirectory(path)
        ? FolderFiles.of(path).stream().map(file -> new PictureSource(file, false)).toList()
        : List.of(new PictureSource(path, true));
  }
}
