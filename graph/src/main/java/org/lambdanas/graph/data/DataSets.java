package org.lambdanas.graph.data;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.lambdanas.graph.error.Choice;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.error.Excerpt;

/** The data sets that can be searched on. A new one is one line here and its loader. */
public final class DataSets {

  /** Name of the data set of pictures in folders. */
  public static final String FOLDER = "folder";

  /**
   * Measured on the 1 437 training images after scaling 0..16 to 0..255 ({@link
   * Normalisation#measure}).
   */
  private static final Normalisation DIGITS = Normalisation.grey(0.305435, 0.375342);

  /** The usual constants of the 60 000 training images. */
  private static final Normalisation MNIST = Normalisation.grey(0.1307, 0.3081);

  /** Measured on the 60 000 training images ({@link Normalisation#measure}). */
  private static final Normalisation FASHION_MNIST = Normalisation.grey(0.2860, 0.3530);

  /** As in the Λ-DARTS code (as in DARTS, Liu et al. 2019). */
  private static final Normalisation CIFAR10 =
      new Normalisation(
          List.of(0.49139968, 0.48215827, 0.44653124), List.of(0.24703233, 0.24348505, 0.26158768));

  /** As in the Λ-DARTS code. */
  private static final Normalisation CIFAR100 =
      new Normalisation(List.of(0.5071, 0.4865, 0.4409), List.of(0.2673, 0.2564, 0.2762));

  /** As in the Λ-DARTS code. */
  private static final Normalisation SVHN =
      new Normalisation(List.of(0.4377, 0.4438, 0.4728), List.of(0.1980, 0.2010, 0.1970));

  private static final List<DataSet> ALL =
      List.of(
          new DataSet("digits", ClassNames.DIGITS, 8, 1, DIGITS, false, Loaders::digits),
          new DataSet("cifar10", ClassNames.CIFAR10, 32, 3, CIFAR10, true, Loaders::cifar10),
          new DataSet("cifar100", ClassNames.CIFAR100, 32, 3, CIFAR100, true, Loaders::cifar100),
          // House numbers are mirrored too: so do the DARTS and Λ-DARTS codes.
          new DataSet("svhn", ClassNames.DIGITS, 32, 3, SVHN, true, Loaders::svhn),
          new DataSet("mnist", ClassNames.DIGITS, 28, 1, MNIST, false, Loaders::mnist),
          new DataSet(
              "fashion-mnist",
              ClassNames.FASHION,
              28,
              1,
              FASHION_MNIST,
              true,
              Loaders::fashionMnist));

  private DataSets() {}

  /**
   * All data sets.
   *
   * @return in the order in which they are listed to people
   */
  public static List<DataSet> all() {
    return ALL;
  }

  /**
   * Looks a data set up by name; {@code "folder"} stands for pictures of one's own, one folder for
   * each class, whose classes and size are found there.
   *
   * @param id such as {@code "cifar10"}, or {@code "folder"}
   * @param directory where its files are, if anywhere
   * @return the data set
   * @throws ConfigException if there is none of that name, or the pictures' folder is not given
   * @throws org.lambdanas.graph.error.DataException if the folder holds no pictures in folders
   */
  public static DataSet open(String id, Optional<Path> directory) {
    if (!id.equals(FOLDER) && ALL.stream().noneMatch(one -> one.id().equals(id)) && isPath(id)) {
      throw new ConfigException(
          "data set '%s' is a %s: pictures of your own are --data %s --data-dir FOLDER, with a"
                  .formatted(
                      Excerpt.of(id), Files.isDirectory(Path.of(id)) ? "folder" : "file", FOLDER)
              + " folder for each class in it");
    }
    if (!id.equals(FOLDER)) {
      return byName(id);
    }
    return ClassFolders.of(
        directory.orElseThrow(
            () ->
                new ConfigException(
                    "name the folder that holds a folder of pictures for each class"
                        + " (--data-dir)")));
  }

  private static boolean isPath(String id) {
    try {
      return Files.exists(Path.of(id));
    } catch (InvalidPathException e) {
      return false;
    }
  }

  /**
   * Looks a published data set up by name.
   *
   * @param id such as {@code "cifar10"}
   * @return the data set
   * @throws ConfigException if there is none of that name
   */
  public static DataSet byName(String id) {
    return Choice.of("data set", id, ALL, DataSet::id);
  }
}
