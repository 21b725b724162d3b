package org.lambdanas.graph.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.error.DataException;

/** Which files each data set is published in, and which reader goes with them. */
final class Loaders {

  private static final int DIGITS_TRAINING_IMAGES = 1437;
  private static final int DIGITS_WHITE = 16;
  private static final int CIFAR10_BATCHES = 5;

  /** Where Debian's package dataset-fashion-mnist puts the files. */
  private static final Path INSTALLED_FASHION_MNIST = Path.of("/usr/share/datasets/fashion-mnist");

  private Loaders() {}

  static ImageSet digits(Part part) {
    if (part.directory().isPresent()) {
      throw new ConfigException(
          "digits is embedded: leave out its folder (--data-dir) " + part.directory().get());
    }
    ImageSet all =
        new IdxReader(
                InputFile.resource("digits-images-idx3-ubyte.gz"),
                InputFile.resource("digits-labels-idx1-ubyte.gz"),
                DIGITS_WHITE)
            .read(new Part(part.set(), Optional.empty(), part.split(), 0, 0, part.rules()));
    ImageSet images =
        part.split() == Split.TRAIN
            ? all.first(DIGITS_TRAINING_IMAGES)
            : all.range(DIGITS_TRAINING_IMAGES, all.size());
    return images.first(part.wanted(images.size()));
  }

  static ImageSet cifar10(Part part) {
    ImageFolder folder = part.folder("cifar-10-batches-bin", "cifar-10-batches-py");
    List<InputFile> files = cifar10Files(folder, part.split(), ".bin");
    if (files.isEmpty()) {
      files = folder.all(part.split().lowerCase(), ".bin");
    }
    if (!files.isEmpty()) {
      return new CifarReader(files, 1).read(part);
    }
    List<InputFile> pickles = cifar10Files(folder, part.split(), "");
    if (pickles.isEmpty()) {
      throw folder.missing();
    }
    return new CifarPickles(pickles, "labels").read(part);
  }

  private static List<InputFile> cifar10Files(ImageFolder folder, Split split, String ending) {
    return split == Split.TRAIN
        ? cifar10Batches(folder, ending)
        : folder.find("test_batch" + ending).stream().toList();
  }

  /** The five files of the published archive, or none of them. */
  private static List<InputFile> cifar10Batches(ImageFolder folder, String ending) {
    List<InputFile> files = new ArrayList<>();
    for (int i = 1; i <= CIFAR10_BATCHES; i++) {
      folder.find("data_batch_" + i + ending).ifPresent(files::add);
    }
    if (!files.isEmpty() && files.size() < CIFAR10_BATCHES) {
      throw new DataException(
          "%d of the files data_batch_1%s to data_batch_5%s are missing beside %s"
              .formatted(CIFAR10_BATCHES - files.size(), ending, ending, files.get(0).name()));
    }
    return files;
  }

  static ImageSet cifar100(Part part) {
    ImageFolder folder = part.folder("cifar-100-binary", "cifar-100-python");
    String name = part.split().lowerCase();
    return folder
        .find(name + ".bin")
        .map(file -> new CifarReader(List.of(file), 2).read(part))
        .orElseGet(() -> new CifarPickles(List.of(folder.require(name)), "fine_labels").read(part));
  }

  static ImageSet svhn(Part part) {
    return new SvhnReader(part.folder().require(part.split().lowerCase() + "_32x32.mat"), part)
        .read();
  }

  static ImageSet mnist(Part part) {
    return idx(part, "mnist", "MNIST/raw", "raw");
  }

  static ImageSet fashionMnist(Part part) {
    Optional<Path> place =
        part.directory().or(() -> Optional.of(INSTALLED_FASHION_MNIST).filter(Files::isDirectory));
    return idx(
        new Part(part.set(), place, part.split(), part.firstImages(), 0, part.rules()),
        "fashion-mnist",
        "FashionMNIST/raw",
        "raw");
  }

  private static ImageSet idx(Part part, String... subfolders) {
    ImageFolder folder = part.folder(subfolders);
    String prefix = part.split() == Split.TRAIN ? "train" : "t10k";
    return new IdxReader(
            folder.require(prefix + "-images-idx3-ubyte", prefix + "-images.idx3-ubyte"),
            folder.require(prefix + "-labels-idx1-ubyte", prefix + "-labels.idx1-ubyte"))
        .read(part);
  }
}
