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
  private static final int DIGITS_LARGEST = 16;
  private static final int CIFAR10_BATCHES = 5;

  /** Where Debian's package dataset-fashion-mnist puts the files. */
  private static final Path INSTALLED_FASHION_MNIST = Path.of("/usr/share/datasets/fashion-mnist");

  private Loaders() {}

  static ImageSet digits(DataSet set, Optional<Path> directory, Split split, int firstImages) {
    if (directory.isPresent()) {
      throw new ConfigException("digits is embedded: leave out the data folder " + directory.get());
    }
    String name = name(set, split);
    ImageSet stored =
        new IdxReader(
                InputFile.resource("digits-images-idx3-ubyte.gz"),
                InputFile.resource("digits-labels-idx1-ubyte.gz"),
                set.imageSize())
            .read(name, set.classNames(), 0);
    byte[] pixels = stored.array();
    int[] labels = new int[stored.size()];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) ((pixels[i] * 255 + DIGITS_LARGEST / 2) / DIGITS_LARGEST);
    }
    for (int i = 0; i < labels.length; i++) {
      labels[i] = stored.label(i);
    }
    ImageSet all =
        ImageSet.wrap(name, stored.height(), stored.width(), 1, set.classNames(), pixels, labels);
    ImageSet part =
        split == Split.TRAIN
            ? all.range(0, DIGITS_TRAINING_IMAGES)
            : all.range(DIGITS_TRAINING_IMAGES, all.size());
    return part.first(Shortage.check(firstImages, part.size(), name));
  }

  static ImageSet cifar10(DataSet set, Optional<Path> directory, Split split, int firstImages) {
    ImageFolder folder = folder(set, directory, "cifar-10-batches-bin");
    List<InputFile> files =
        split == Split.TRAIN
            ? cifar10Batches(folder)
            : folder.find("test_batch.bin").stream().toList();
    if (files.isEmpty()) {
      files = folder.all(split.lowerCase(), ".bin");
    }
    if (files.isEmpty()) {
      throw folder.missing();
    }
    return new CifarReader(files, 1).read(name(set, split), set.classNames(), firstImages);
  }

  /** The five files of the published archive, or none of them. */
  private static List<InputFile> cifar10Batches(ImageFolder folder) {
    List<InputFile> files = new ArrayList<>();
    for (int i = 1; i <= CIFAR10_BATCHES; i++) {
      folder.find("data_batch_" + i + ".bin").ifPresent(files::add);
    }
    if (!files.isEmpty() && files.size() < CIFAR10_BATCHES) {
      throw new DataException(
          "%d of the files data_batch_1.bin to data_batch_5.bin are missing beside %s"
              .formatted(CIFAR10_BATCHES - files.size(), files.get(0).name()));
    }
    return files;
  }

  static ImageSet cifar100(DataSet set, Optional<Path> directory, Split split, int firstImages) {
    ImageFolder folder = folder(set, directory, "cifar-100-binary");
    InputFile file = folder.find(split.lowerCase() + ".bin").orElseThrow(folder::missing);
    return new CifarReader(List.of(file), 2).read(name(set, split), set.classNames(), firstImages);
  }

  static ImageSet svhn(DataSet set, Optional<Path> directory, Split split, int firstImages) {
    ImageFolder folder = folder(set, directory);
    InputFile file = folder.find(split.lowerCase() + "_32x32.mat").orElseThrow(folder::missing);
    return new SvhnReader(file, name(set, split), firstImages).read(set.classNames());
  }

  static ImageSet mnist(DataSet set, Optional<Path> directory, Split split, int firstImages) {
    return idx(set, folder(set, directory, "mnist", "MNIST/raw", "raw"), split, firstImages);
  }

  static ImageSet fashionMnist(
      DataSet set, Optional<Path> directory, Split split, int firstImages) {
    Optional<Path> place =
        directory.or(() -> Optional.of(INSTALLED_FASHION_MNIST).filter(Files::isDirectory));
    return idx(
        set, folder(set, place, "fashion-mnist", "FashionMNIST/raw", "raw"), split, firstImages);
  }

  private static ImageSet idx(DataSet set, ImageFolder folder, Split split, int firstImages) {
    String part = split == Split.TRAIN ? "train" : "t10k";
    InputFile images =
        folder
            .find(part + "-images-idx3-ubyte", part + "-images.idx3-ubyte")
            .orElseThrow(folder::missing);
    InputFile labels =
        folder
            .find(part + "-labels-idx1-ubyte", part + "-labels.idx1-ubyte")
            .orElseThrow(folder::missing);
    return new IdxReader(images, labels, set.imageSize())
        .read(name(set, split), set.classNames(), firstImages);
  }

  private static ImageFolder folder(DataSet set, Optional<Path> directory, String... subfolders) {
    return new ImageFolder(
        directory.orElseThrow(
            () ->
                new ConfigException(
                    set.id() + " is not embedded: name the folder of its files (--data-dir)")),
        subfolders);
  }

  private static String name(DataSet set, Split split) {
    return set.id() + " " + split.lowerCase();
  }
}
