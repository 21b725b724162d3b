package org.lambdanas.search.fit;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.lambdanas.graph.data.ConfiguredImages;
import org.lambdanas.graph.data.DataSet;
import org.lambdanas.graph.data.ImageSet;
import org.lambdanas.graph.data.Part;
import org.lambdanas.graph.data.Split;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.error.Excerpt;
import org.lambdanas.proto.v1.ClassPictures;
import org.lambdanas.proto.v1.DataConfig;
import org.lambdanas.proto.v1.PictureFacts;

/**
 * The pictures of a fit: read once, whatever reads them. Used by one thread.
 *
 * <p>All parts of a fit see them as the same data set as they would be alone, so that each can be
 * gone on with by itself.
 */
public final class FitImages {

  /** Fewer pictures of a class tell a network nothing, and next to nothing about it. */
  private static final int LEAST = 10;

  private record Key(Split split, int images, int side) {}

  private final DataSet dataSet;
  private final DataConfig config;
  private final Map<Key, ImageSet> read = new HashMap<>();

  /**
   * The pictures of a configuration, none of which is read yet.
   *
   * @param configured where they are now
   */
  public FitImages(ConfiguredImages configured) {
    this.config = configured.config();
    DataSet original = configured.dataSet();
    this.dataSet =
        new DataSet(
            original.id(),
            original.classNames(),
            original.imageSize(),
            original.channels(),
            original.normalisation(),
            original.flips(),
            part -> load(original, part));
  }

  private ImageSet load(DataSet original, Part part) {
    Key key = new Key(part.split(), part.firstImages(), part.imageSize());
    ImageSet known = read.get(key);
    if (known == null) {
      // Sizes that were tried before are not needed again, nor their room.
      read.keySet().removeIf(other -> other.side() != key.side());
      known =
          original.load(
              part.directory(), part.split(), part.firstImages(), part.imageSize(), part.rules());
      read.put(key, known);
    }
    return known;
  }

  /** The same data set for all. */
  DataSet dataSet() {
    return dataSet;
  }

  /** Says of a part's configuration which of the pictures it has. */
  void settle(DataConfig.Builder own) {
    own.setDirectory(config.getDirectory())
        .setHeldOut(config.getHeldOut())
        .setHeldOutSeed(config.getHeldOutSeed())
        .setSkipBroken(config.getSkipBroken());
  }

  /** The images of a part's configuration, from where they are now. */
  ConfiguredImages of(DataConfig own) {
    return new ConfiguredImages(
        own.toBuilder().setDirectory(config.getDirectory()).build(), dataSet);
  }

  /** Pictures at a size. */
  ImageSet at(Split split, int side) {
    ConfiguredImages images = of(config.toBuilder().setImageSize(side).build());
    return images.sized(images.load(split));
  }

  /**
   * Refuses too few pictures.
   *
   * @param side at which they are read
   * @throws DataException naming the class that has fewest
   */
  void requireEnough(int side) {
    ImageSet training = at(Split.TRAIN, side);
    int[] learnt = counts(training);
    int fewest = fewest(learnt);
    if (2 * learnt[fewest] < LEAST) {
      // There need not be any to judge by.
      throw tooFew(training, fewest, "%d to learn from".formatted(learnt[fewest]));
    }
    ImageSet test = at(Split.TEST, side);
    int[] judged = counts(test);
    int[] all = learnt.clone();
    for (int c = 0; c < judged.length; c++) {
      all[c] += judged[c];
    }
    fewest = fewest(all);
    if (all[fewest] < LEAST) {
      throw tooFew(
          training,
          fewest,
          "%d to learn from and %d to judge by"
              .formatted(learnt[fewest], all[fewest] - learnt[fewest]));
    }
  }

  private static int fewest(int[] counts) {
    return IntStream.range(0, counts.length)
        .boxed()
        .min(Comparator.comparingInt(c -> counts[c]))
        .orElseThrow();
  }

  private DataException tooFew(ImageSet training, int label, String there) {
    return new DataException(
        "%s: the class %s has only %s, a fit needs %d pictures of each class: add some, or leave the class out"
            .formatted(
                config.getDirectory().isEmpty() ? dataSet.id() : config.getDirectory(),
                Excerpt.of(training.classNames().get(label)),
                there,
                LEAST));
  }

  /** How many there are of which class. */
  static PictureFacts facts(ImageSet training, ImageSet test) {
    PictureFacts.Builder facts =
        PictureFacts.newBuilder()
            .setTraining(training.size())
            .setTest(test.size())
            .setChannels(training.channels());
    int[] trained = counts(training);
    int[] tested = counts(test);
    for (int c = 0; c < trained.length; c++) {
      facts.addClasses(
          ClassPictures.newBuilder()
              .setName(training.classNames().get(c))
              .setTraining(trained[c])
              .setTest(c < tested.length ? tested[c] : 0));
    }
    return facts.build();
  }

  private static int[] counts(ImageSet images) {
    int[] counts = new int[images.classNames().size()];
    IntStream.range(0, images.size()).forEach(i -> counts[images.label(i)]++);
    return counts;
  }

  /** What they are, in a sentence. */
  static String line(PictureFacts facts) {
    int least =
        facts.getClassesList().stream().mapToInt(ClassPictures::getTraining).min().orElse(0);
    int most = facts.getClassesList().stream().mapToInt(ClassPictures::getTraining).max().orElse(0);
    Optional<ClassPictures> rarest =
        facts.getClassesList().stream().filter(one -> one.getTraining() == least).findFirst();
    return "%d pictures to learn from and %d to judge by, %d classes of %s"
        .formatted(
            facts.getTraining(),
            facts.getTest(),
            facts.getClassesCount(),
            least == most
                ? least + " pictures each"
                : "%d to %d pictures (fewest: %s)"
                    .formatted(least, most, rarest.map(ClassPictures::getName).orElse("")));
  }
}
