package org.lambdanas.graph.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.random.Seed;

/** What is made of images does not depend on where their pixels lie. */
class PixelPlaceTest {

  private static final PictureRules SKIP = new PictureRules(.25, 3, true);

  @TempDir private Path folder;

  @AfterEach
  void usualPlace() {
    System.clearProperty(PixelPlace.MEMORY);
    System.clearProperty(PixelPlace.FOLDER);
  }

  private Path cache() {
    return folder.resolve("cache");
  }

  /** From now on images of more bytes lie in a file. */
  private void most(String bytes) {
    System.setProperty(PixelPlace.MEMORY, bytes);
    System.setProperty(PixelPlace.FOLDER, cache().toString());
  }

  private PictureTree pictures() {
    PictureTree tree = new PictureTree(folder.resolve("pictures"));
    return tree.put("a", 40, 0).put("b", 40, 100).cut("a/55.png");
  }

  private static void same(ImageSet images, ImageSet others) {
    assertThat(images.size()).isEqualTo(others.size());
    assertThat(images.pixels()).isEqualTo(others.pixels());
    assertThat(images.sha256()).isEqualTo(others.sha256());
    for (int i = 0; i < images.size(); i++) {
      assertThat(images.label(i)).isEqualTo(others.label(i));
    }
  }

  private static void sameBatches(ImageSet images, ImageSet others, Augmentation changes) {
    Normalisation measured = Normalisation.measure(images);
    assertThat(measured).isEqualTo(Normalisation.measure(others));
    Batches batches = Batches.shuffled(images, 7, changes, measured, new Seed(9));
    Batches expected = Batches.shuffled(others, 7, changes, measured, new Seed(9));
    for (int step = 0; step < 2 * batches.batchesPerEpoch(); step++) {
      assertThat(batches.batchAt(step).images()).isEqualTo(expected.batchAt(step).images());
      assertThat(batches.batchAt(step).labels()).isEqualTo(expected.batchAt(step).labels());
    }
  }

  @Test
  void picturesInAFileAreTheSameToTheBit() throws IOException {
    PictureTree tree = pictures();
    ImageSet memory = tree.load(Split.TRAIN, SKIP);
    most("1k");
    ImageSet file = tree.load(Split.TRAIN, SKIP);
    assertThat(memory).extracting("store").isInstanceOf(HeapPixels.class);
    assertThat(file).extracting("store").isInstanceOf(FilePixels.class);
    // What has no name any more cannot be left behind.
    assertThat(cache()).isEmptyDirectory();
    same(file, memory);
    same(file.range(11, 47).first(20), memory.range(11, 47).first(20));
    same(file.resized(5), memory.resized(5));
    same(file.range(3, 60).resized(16), memory.range(3, 60).resized(16));
    sameBatches(file.range(2, 50), memory.range(2, 50), new Augmentation(2, true, 3, 0));
    sameBatches(file, memory, new Augmentation(0, true, 0, .2, .3, new TrivialAugment()));
    sameBatches(file, memory, new Augmentation(0, true, 0, .2, .3, RandAugment.usual()));
    assertThat(file.pixel(30, 7, 3, 2)).isEqualTo(memory.pixel(30, 7, 3, 2));
    assertThat(List.of(file, file.range(4, 9)))
        .extracting("store")
        .satisfies(stores -> assertThat(stores.get(1)).isSameAs(stores.get(0)));
  }

  @Test
  void imagesAtAnotherSizeMayBeTooManyWhereTheyWereNot() {
    most("8k");
    ImageSet small = ImageSet.of("s", 2, 2, 1, List.of("x"), new byte[400], new int[100]);
    ImageSet large = small.resized(10);
    assertThat(large).extracting("store").isInstanceOf(FilePixels.class);
    usualPlace();
    same(large, small.resized(10));
  }

  @Test
  void publishedImagesGoToAFileOnceTheyAreTooMany() {
    ImageCollector memory = new ImageCollector("x", 32, 3, 0, 1000);
    most("1500k");
    ImageCollector file = new ImageCollector("x", 32, 3, 0, 1000);
    assertThat(file.elsewhere()).isEmpty();
    for (ImageCollector collector : List.of(memory, file)) {
      byte[] image = new byte[collector.imageBytes()];
      for (int i = 0; i < 900; i++) {
        image[i] = (byte) i;
        collector.add(image);
        collector.label(i % 2);
      }
    }
    assertThat(file.elsewhere()).contains(cache().toString());
    same(file.build(List.of("a", "b")), memory.build(List.of("a", "b")));
    most("1k");
    ImageSet digits = DataSets.byName("digits").load(Optional.empty(), Split.TEST, 0);
    assertThat(digits).extracting("store").isInstanceOf(FilePixels.class);
    usualPlace();
    same(digits, DataSets.byName("digits").load(Optional.empty(), Split.TEST, 0));
  }

  /** Whoever prepares batches is interrupted when a training ends; others read on. */
  @Test
  void anInterruptedReaderDoesNoHarm() {
    PictureTree tree = pictures();
    most("1k");
    ImageSet file = tree.load(Split.TRAIN, SKIP);
    int value = file.pixel(9, 0, 0, 0);
    Thread.currentThread().interrupt();
    assertThat(file.pixel(9, 0, 0, 0)).isEqualTo(value);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(file.pixel(9, 0, 0, 0)).isEqualTo(value);
  }

  @Test
  void severalThreadsReadAtATime() {
    PictureTree tree = pictures();
    ImageSet memory = tree.load(Split.TRAIN, SKIP);
    most("1k");
    Batches batches =
        Batches.inOrder(tree.load(Split.TRAIN, SKIP), 4, Normalisation.measure(memory));
    Batches expected = Batches.inOrder(memory, 4, Normalisation.measure(memory));
    try (Prefetcher<Batch> several = new Prefetcher<>(batches::batchAt, 0, 400, 8, 4)) {
      for (int step = 0; step < 400; step++) {
        assertThat(several.next().images()).isEqualTo(expected.batchAt(step).images());
      }
    }
  }

  /** The file has a hole in place of most of its 3 GiB. */
  @Test
  void moreThanOneArrayHolds() throws IOException {
    int side = 1024;
    int images = 1024;
    try (RandomAccessFile file = new RandomAccessFile(folder.resolve("hole").toFile(), "rw")) {
      long bytes = 3L * side * side * images;
      file.setLength(bytes);
      file.seek(bytes - 1);
      file.write(77);
      ImageSet many =
          ImageSet.of(
              "many",
              side,
              side,
              3,
              List.of("x"),
              new FilePixels("many", file, bytes),
              new int[images]);
      assertThat(many.pixel(images - 1, side - 1, side - 1, 2)).isEqualTo(77);
      ImageSet last = many.range(images - 2, images);
      assertThat(last.pixels().get(last.pixels().limit() - 1)).isEqualTo((byte) 77);
      assertThat(last.range(0, 1).sha256()).isEqualTo(many.first(1).sha256());
      assertThatThrownBy(many::pixels)
          .isInstanceOf(DataException.class)
          .hasMessageContaining("many: the pixels of 1024 images do not fit one buffer");
    }
  }

  @Test
  void whereNoFileCanBeIsSaidInOneLine() throws IOException {
    PictureTree tree = pictures();
    most("1k");
    Files.writeString(cache(), "a file where the folder should be");
    assertThatThrownBy(() -> tree.load(Split.TRAIN, SKIP))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("folder train")
        .hasMessageContaining("cannot be kept in " + cache())
        .hasMessageContaining("LNAS_PICTURE_FOLDER")
        .hasMessageNotContaining("\n");
    Files.delete(cache());
    assertThatThrownBy(() -> new PixelPlace(0, cache()).file("much", Long.MAX_VALUE / 4))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("the pixels of much are 2199023255551 MiB")
        .hasMessageContaining("MiB are free")
        .hasMessageNotContaining("\n");
    assertThat(cache()).isEmptyDirectory();
  }

  @Test
  void aFullDiskIsSaidInOneLine() throws IOException {
    Path full = Path.of("/dev/full");
    Assumptions.assumeTrue(Files.exists(full));
    PixelFile file = new PixelFile("much", folder, new RandomAccessFile(full.toFile(), "rw"));
    file.write(new byte[10], 10);
    assertThatThrownBy(file::finish)
        .isInstanceOf(DataException.class)
        .hasMessageContaining("cannot write the pixels of much to a file in " + folder)
        .hasMessageContaining("LNAS_PICTURE_FOLDER")
        .hasMessageNotContaining("\n");
    PixelFile large = new PixelFile("much", folder, new RandomAccessFile(full.toFile(), "rw"));
    assertThatThrownBy(() -> large.write(new byte[1 << 20], 1 << 20))
        .isInstanceOf(DataException.class);
  }

  @Test
  void theUserSaysHowMuchAndWhere() {
    long heap = Runtime.getRuntime().maxMemory();
    assertThat(PixelPlace.ofProcess().most()).isEqualTo(heap / 2);
    assertThat(PixelPlace.ofProcess().folder()).endsWithRaw(Path.of("lambda-nas", "pictures"));
    most("3K");
    assertThat(PixelPlace.ofProcess()).isEqualTo(new PixelPlace(3 << 10, cache()));
    most("17");
    assertThat(PixelPlace.ofProcess().most()).isEqualTo(17);
    most("999999999999g");
    assertThat(PixelPlace.ofProcess().most()).isEqualTo((long) (.75 * heap));
    for (String bad : List.of("", "much", "-1", "1.5g", "1t")) {
      most(bad);
      assertThatThrownBy(PixelPlace::ofProcess)
          .isInstanceOf(ConfigException.class)
          .hasMessageContaining("LNAS_PICTURE_MEMORY) is '" + bad + "'");
    }
  }
}
