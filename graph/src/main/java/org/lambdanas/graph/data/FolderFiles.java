package org.lambdanas.graph.data;

import java.nio.file.Path;
import java.util.List;
import org.lambdanas.graph.error.DataException;

/** The files of a folder. */
public final class FolderFiles {

  private FolderFiles() {}

  /**
   * What a folder and those inside it hold but folders, and but for what systems put there; links
   * are followed, and what starts with a dot is passed over.
   *
   * @return sorted by path
   * @throws DataException if a folder cannot be listed, or a link leads back
   */
  public static List<Path> of(Path folder) {
    return ClassFolder.files(folder, true);
  }
}
