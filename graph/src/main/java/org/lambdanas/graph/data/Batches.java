package org.lambdanas.graph.data;

import java.util.Arrays;
import java.util.Objects;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.random.Seed;

/**
 * Cuts images into batches. A batch is a function of seed, epoch and index alone, whatever was
 * asked before, so a resumed run sees what the uninterrupted one would have seen. Safe for use by
 * several threads.
 */
public final class Batches {

  private final ImageSet images;
  private final int batchSize;
  private final Augmentation augmentation;
  private final @Nullable Seed seed;
  private final double mixup;
  private final float[] table;
  private volatile @Nullable Order lastOrder;

  /** Which image stands at which position of an epoch. */
  // Never compared or handed out.
  @SuppressWarnings("ArrayRecordComponent")
  private record Order(long epoch, int[] images) {}

  private Batches(
      ImageSet images,
      int batchSize,
      Augmentation augmentation,
      Normalisation normalisation,
      @Nullable Seed seed,
      double mixup) {
    if (batchSize < 1 || batchSize > 1 << 20) {
      throw new ConfigException("batch size " + batchSize + ": give 1 to " + (1 << 20));
    }
    if (normalisation.mean().size() != images.channels()) {
      throw new ConfigException(
          "normalisation of %d channels for the %d channels of %s"
              .formatted(normalisation.mean().size(), images.channels(), images.name()));
    }
    long values =
        (long) Math.min(batchSize, images.size())
            * images.height()
            * images.width()
            * images.channels();
    if (values > ImageCollector.MOST / Float.BYTES) {
      throw new ConfigException(
          "batch size %d of %dx%d images is more than one array holds: give a smaller one"
              .formatted(batchSize, images.height(), images.width()));
    }
    this.images = images;
    this.batchSize = batchSize;
    this.augmentation = augmentation;
    this.seed = seed;
    this.mixup = mixup;
    this.table = normalisation.table();
  }

  /**
   * Batches to train with: a new order every epoch, each image changed at random.
   *
   * @param images what to draw from
   * @param batchSize images of a batch, at least 1; the last of an epoch may have fewer
   * @param augmentation random changes
   * @param normalisation of as many channels as the images have
   * @param seed decides order and changes
   * @return the batches
   * @throws ConfigException if the batch size is out of range or the channels disagree
   */
  public static Batches shuffled(
      ImageSet images,
      int batchSize,
      Augmentation augmentation,
      Normalisation normalisation,
      Seed seed) {
    return mixed(images, batchSize, augmentation, normalisation, seed, 0);
  }

  /**
   * The same with each image mixed with another one of its batch.
   *
   * @param mixup shares are of a Beta(mixup, mixup) distribution; 0: images are not mixed
   * @throws ConfigException if the batch size or mixup is out of range or the channels disagree
   */
  public static Batches mixed(
      ImageSet images,
      int batchSize,
      Augmentation augmentation,
      Normalisation normalisation,
      Seed seed,
      double mixup) {
    if (!(mixup >= 0) || Double.isInfinite(mixup)) {
      throw new ConfigException("mixup is " + mixup + ": give 0 or more");
    }
    return new Batches(images, batchSize, augmentation, normalisation, seed, mixup);
  }

  /**
   * Batches to evaluate with: file order, unchanged images, every epoch alike.
   *
   * @param images what to go through
   * @param batchSize images of a batch, at least 1; the last may have fewer
   * @param normalisation of as many channels as the images have
   * @return the batches
   * @throws ConfigException if the batch size is out of range or the channels disagree
   */
  public static Batches inOrder(ImageSet images, int batchSize, Normalisation normalisation) {
    return new Batches(images, batchSize, Augmentation.none(), normalisation, null, 0);
  }

  /**
   * What the batches are made of.
   *
   * @return the images
   */
  public ImageSet images() {
    return images;
  }

  /**
   * Images of a full batch.
   *
   * @return as given
   */
  public int batchSize() {
    return batchSize;
  }

  /**
   * Batches that go once through all images, the last and perhaps smaller one included.
   *
   * @return at least 1
   */
  public int batchesPerEpoch() {
    return (images.size() - 1) / batchSize + 1;
  }

  /**
   * A batch by its number since the start of training; beyond an epoch's end the next one begins.
   *
   * @param globalStep 0 or more
   * @return batch {@code globalStep mod n} of epoch {@code globalStep / n}, n batches an epoch
   */
  public Batch batchAt(long globalStep) {
    long perEpoch = batchesPerEpoch();
    return batch(Math.floorDiv(globalStep, perEpoch), (int) Math.floorMod(globalStep, perEpoch));
  }

  /**
   * A batch by its place in an epoch.
   *
   * @param epoch from 0
   * @param index 0 to {@link #batchesPerEpoch} - 1
   * @return newly made; the caller may write to its arrays
   */
  public Batch batch(long epoch, int index) {
    Objects.checkIndex(index, batchesPerEpoch());
    int from = index * batchSize;
    int size = Math.min(batchSize, images.size() - from);
    int imageValues = images.height() * images.width() * images.channels();
    float[] values = new float[size * imageValues];
    int[] labels = new int[size];
    ImageWriter writer = new ImageWriter(images, table, augmentation);
    if (seed == null) {
      for (int i = 0; i < size; i++) {
        writer.write(from + i, values, i * imageValues);
        labels[i] = images.label(from + i);
      }
    } else {
      int[] order = order(seed, epoch);
      Seed changes = seed.child("augment").child(epoch);
      for (int i = 0; i < size; i++) {
        int image = order[from + i];
        SplittableRandom random = changes.child((long) from + i).random();
        writer.write(image, values, i * imageValues, random);
        labels[i] = images.label(image);
      }
    }
    Batch batch =
        new Batch(values, labels, size, images.height(), images.width(), images.channels());
    return seed == null || mixup == 0
        ? batch
        : Mixup.mixed(batch, mixup, seed.child("mixup").child(epoch), from);
  }

  /** The epoch's permutation by Fisher and Yates; the last one used is kept. */
  private int[] order(Seed seed, long epoch) {
    Order last = lastOrder;
    if (last != null && last.epoch() == epoch) {
      return last.images();
    }
    int[] order = new int[images.size()];
    Arrays.setAll(order, i -> i);
    SplittableRandom random = seed.child("shuffle").child(epoch).random();
    for (int i = order.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int image = order[i];
      order[i] = order[j];
      order[j] = image;
    }
    lastOrder = new Order(epoch, order);
    return order;
  }
}
