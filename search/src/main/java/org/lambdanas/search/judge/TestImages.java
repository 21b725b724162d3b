package org.lambdanas.search.judge;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.lambdanas.graph.data.DataSets;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.error.DataException;

/** Pictures whose classes are known, one after the other, as a model takes them. */
public interface TestImages extends AutoCloseable {

  /** Name of the data set. */
  String data();

  /** Names of the classes of the data set. */
  List<String> classNames();

  /** Whether they are all pictures of a folder that nothing divides. */
  boolean wholeFolder();

  /** About how many there are. */
  int expected();

  /**
   * The next picture.
   *
   * @return empty: there is none
   * @throws DataException if it cannot be read
   */
  Optional<TestImage> next();

  @Override
  void close();

  /**
   * The test images of a data set at the size of a model; pictures in folders are read as they are
   * asked for, others now.
   *
   * @param data name of a published data set, or {@code "folder"}
   * @param directory where its files are, if anywhere
   * @param choice which pictures of one's own
   * @return the images, to be closed
   * @throws ConfigException if there is no such data set, or its folder is not there
   * @throws DataException if its files cannot be used or do not fit the model
   */
  static TestImages open(
      Classifier model, String data, Optional<Path> directory, TestChoice choice) {
    return data.equals(DataSets.FOLDER)
        ? FolderImages.open(model, directory, choice)
        : PublishedImages.load(model, data, directory);
  }
}
