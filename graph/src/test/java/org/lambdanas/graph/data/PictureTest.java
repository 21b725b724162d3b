package org.lambdanas.graph.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.testing.Mutations;

/** Samples of every form become the colours that Pillow's {@code convert("RGB")} makes of them. */
class PictureTest {

  private static final int SIDE = 16;

  @TempDir Path folder;

  private Picture.Square read(String name, byte[] file) {
    PictureFile picture = PictureFile.of(ImageFiles.write(folder, name, file)).orElseThrow();
    assertThat(picture.shorterSide()).isEqualTo(SIDE);
    return Picture.square(picture, SIDE);
  }

  private void reads(byte[] file, int red, int green, int blue) {
    byte[] rgb = read("picture", file).rgb();
    for (int i = 0; i < rgb.length; i += 3) {
      assertThat(new int[] {rgb[i] & 0xff, rgb[i + 1] & 0xff, rgb[i + 2] & 0xff})
          .containsExactly(red, green, blue);
    }
  }

  private void cutShort(byte[] file) {
    assertThatThrownBy(() -> read("cut", file))
        .isInstanceOf(DataException.class)
        .hasMessageContaining(folder.resolve("cut").toString())
        .hasMessageContaining("cut short");
  }

  private static byte[] written(BufferedImage image, String form) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    assertThat(ImageIO.write(image, form, bytes)).isTrue();
    return bytes.toByteArray();
  }

  private static BufferedImage flat(int type, int... samples) {
    BufferedImage image = new BufferedImage(SIDE, SIDE, type);
    fill(image.getRaster(), samples);
    return image;
  }

  private static WritableRaster fill(WritableRaster raster, int... samples) {
    for (int y = 0; y < SIDE; y++) {
      for (int x = 0; x < SIDE; x++) {
        raster.setPixel(x, y, samples);
      }
    }
    return raster;
  }

  private static byte[] noise(String form) throws IOException {
    BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < SIDE * SIDE; i++) {
      image.setRGB(i % SIDE, i / SIDE, random.nextInt(1 << 24));
    }
    return written(image, form);
  }

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    Arrays.stream(parts).forEach(all::writeBytes);
    return all.toByteArray();
  }

  private static byte[] chunk(String type, byte[] content) {
    byte[] typed = join(type.getBytes(StandardCharsets.US_ASCII), content);
    CRC32 crc = new CRC32();
    crc.update(typed);
    return ByteBuffer.allocate(typed.length + 8)
        .putInt(content.length)
        .put(typed)
        .putInt((int) crc.getValue())
        .array();
  }

  /** A PNG file, all of whose rows repeat the bits of one pixel. */
  private static byte[] png(int bits, int colourType, byte[] before, int... pixel) {
    int rowBytes = (bits * pixel.length * SIDE + 7) / 8;
    byte[] row = new byte[rowBytes];
    for (int i = 0; i < SIDE * pixel.length; i++) {
      int sample = pixel[i % pixel.length];
      if (bits == 16) {
        row[2 * i] = (byte) (sample >> 8);
        row[2 * i + 1] = (byte) sample;
      } else {
        row[i * bits / 8] |= (byte) (sample << (8 - bits - i * bits % 8));
      }
    }
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (DeflaterOutputStream deflater = new DeflaterOutputStream(packed)) {
      for (int y = 0; y < SIDE; y++) {
        deflater.write(0);
        deflater.write(row);
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return join(
        "\u0089PNG\r\n\u001a\n".getBytes(StandardCharsets.ISO_8859_1),
        chunk("IHDR", header(SIDE, SIDE, bits, colourType)),
        before,
        chunk("IDAT", packed.toByteArray()),
        chunk("IEND", new byte[0]));
  }

  private static byte[] header(int width, int height, int bits, int colourType) {
    return ByteBuffer.allocate(13)
        .putInt(width)
        .putInt(height)
        .put((byte) bits)
        .put((byte) colourType)
        .array();
  }

  private static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    IntStream.range(0, values.length).forEach(i -> bytes[i] = (byte) values[i]);
    return bytes;
  }

  @ParameterizedTest
  @CsvSource({
    "1, 0, 0",
    "1, 1, 255",
    "2, 1, 85",
    "2, 2, 170",
    "4, 7, 119",
    "8, 128, 128",
    "8, 188, 188",
    "8, 1, 1",
    "16, 32896, 128",
    "16, 65535, 255",
    "16, 300, 1"
  })
  void grey(int bits, int stored, int value) {
    reads(png(bits, 0, bytes(), stored), value, value, value);
    if (bits >= 8) {
      reads(png(bits, 4, bytes(), stored, 40), value, value, value);
    }
    reads(png(bits, 0, chunk("tRNS", bytes(stored >> 8, stored)), stored), value, value, value);
  }

  @Test
  void coloursWithAndWithoutTransparency() {
    reads(png(8, 2, bytes(), 10, 128, 250), 10, 128, 250);
    reads(png(8, 6, bytes(), 10, 128, 250, 0), 10, 128, 250);
    reads(png(8, 2, chunk("tRNS", bytes(0, 10, 0, 128, 0, 250)), 10, 128, 250), 10, 128, 250);
    reads(png(16, 2, bytes(), 0x0aff, 0x8080, 0xfa01), 10, 128, 250);
    reads(png(16, 6, bytes(), 0x0aff, 0x8080, 0xfa01, 7), 10, 128, 250);
    // A gamma that would brighten.
    reads(png(8, 2, chunk("gAMA", bytes(0, 1, 0x86, 0xa0)), 10, 128, 250), 10, 128, 250);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4, 8})
  void palettes(int bits) {
    byte[] palette = chunk("PLTE", bytes(1, 2, 3, 10, 128, 250));
    reads(png(bits, 3, palette, 1), 10, 128, 250);
    reads(png(bits, 3, join(palette, chunk("tRNS", bytes(255, 0))), 1), 10, 128, 250);
  }

  @Test
  void gif() throws IOException {
    reads(written(flat(BufferedImage.TYPE_BYTE_GRAY, 128), "gif"), 128, 128, 128);
    // A first frame smaller than the screen lies on the first colour.
    byte[] file = written(flat(BufferedImage.TYPE_BYTE_BINARY, 1), "gif");
    ByteBuffer.wrap(file)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putShort(6, (short) 20)
        .putShort(8, (short) 20);
    PictureFile picture = PictureFile.of(ImageFiles.write(folder, "small", file)).orElseThrow();
    byte[] rgb = Picture.square(picture, 20).rgb();
    assertThat(rgb[0]).isEqualTo((byte) 255);
    assertThat(rgb[rgb.length - 1]).isZero();
  }

  private static byte[] bmp(int bits, int compression, byte[] masks, byte[] pixels) {
    int start = 54 + masks.length;
    return join(
        ByteBuffer.allocate(54)
            .order(ByteOrder.LITTLE_ENDIAN)
            .put(bytes('B', 'M'))
            .putInt(start + pixels.length)
            .putInt(0)
            .putInt(start)
            .putInt(40)
            .putInt(SIDE)
            .putInt(SIDE)
            .putShort((short) 1)
            .putShort((short) bits)
            .putInt(compression)
            .putInt(pixels.length)
            .array(),
        masks,
        pixels);
  }

  private static byte[] times(int count, int... values) {
    return bytes(
        IntStream.range(0, count * values.length).map(i -> values[i % values.length]).toArray());
  }

  @Test
  void bmpOfEveryDepth() {
    byte[] palette = join(bytes(0, 0, 0, 0, 250, 128, 10, 0), new byte[254 * 4]);
    reads(bmp(8, 0, palette, times(256, 1)), 10, 128, 250);
    reads(bmp(8, 1, palette, join(times(SIDE, SIDE, 1, 0, 0), bytes(0, 1))), 10, 128, 250);
    reads(bmp(4, 0, Arrays.copyOf(palette, 64), times(128, 0x11)), 10, 128, 250);
    reads(bmp(1, 0, Arrays.copyOf(palette, 8), times(64, 255, 255, 0, 0)), 10, 128, 250);
    reads(bmp(24, 0, bytes(), times(256, 250, 128, 10)), 10, 128, 250);
    reads(bmp(32, 0, bytes(), times(256, 250, 128, 10, 77)), 10, 128, 250);
    reads(bmp(16, 0, bytes(), times(256, 0b00010000, 0b01000010)), 131, 131, 131);
    byte[] masks = bytes(0, 0xf8, 0, 0, 0xe0, 7, 0, 0, 0x1f, 0, 0, 0);
    reads(bmp(16, 3, masks, times(256, 0xff, 0x07)), 0, 255, 255);
  }

  private static byte[] jpeg(Raster raster, boolean progressive) throws IOException {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ImageWriteParam param = writer.getDefaultWriteParam();
    if (progressive) {
      param.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
    }
    param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
    param.setCompressionQuality(1);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
      writer.setOutput(out);
      writer.write(null, new IIOImage(raster, null, null), param);
    }
    writer.dispose();
    return bytes.toByteArray();
  }

  private static WritableRaster flatRaster(int... samples) {
    return fill(Raster.createInterleavedRaster(0, SIDE, SIDE, samples.length, null), samples);
  }

  /** A JPEG of these samples, with only these markers before its frame. */
  private static byte[] jpeg(byte[] markers, int... samples) throws IOException {
    byte[] file = jpeg(flatRaster(samples), false);
    int tables = new String(file, StandardCharsets.ISO_8859_1).indexOf("\u00ff\u00db");
    return join(bytes(0xff, 0xd8), markers, Arrays.copyOfRange(file, tables, file.length));
  }

  private static byte[] adobe(int transform) {
    return bytes(0xff, 0xee, 0, 14, 'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, transform);
  }

  @Test
  void jpegOfEveryKindOfColours() throws IOException {
    reads(jpeg(flatRaster(128), false), 128, 128, 128);
    reads(jpeg(flatRaster(128), true), 128, 128, 128);
    reads(jpeg(bytes(), 128), 128, 128, 128);
    byte[] jfif = bytes(0xff, 0xe0, 0, 16, 'J', 'F', 'I', 'F', 0, 1, 1, 0, 0, 1, 0, 1, 0, 0);
    reads(jpeg(jfif, 100, 128, 128), 100, 100, 100);
    reads(jpeg(bytes(), 100, 90, 168), 156, 85, 33);
    reads(jpeg(adobe(1), 100, 90, 168), 156, 85, 33);
    reads(jpeg(adobe(0), 100, 90, 168), 100, 90, 168);
    // Inks are stored inverted: white times what each leaves.
    reads(jpeg(adobe(0), 200, 100, 50, 255), 200, 100, 50);
    reads(jpeg(adobe(0), 200, 100, 50, 128), 100, 50, 25);
    reads(jpeg(bytes(), 200, 100, 50, 255), 200, 100, 50);
    reads(jpeg(adobe(2), 100, 128, 128, 255), 155, 155, 155);
  }

  @Test
  void profilesArePassedOver() throws IOException {
    byte[] profile = ICC_Profile.getInstance(ColorSpace.CS_LINEAR_RGB).getData();
    byte[] marker =
        join(
            bytes(0xff, 0xe2, (profile.length + 16) >> 8, profile.length + 16),
            "ICC_PROFILE\0\1\1".getBytes(StandardCharsets.ISO_8859_1),
            profile);
    reads(jpeg(marker, 100, 90, 168), 156, 85, 33);
  }

  /** Fails if it were decoded in any other way than that of versions before. */
  @Test
  void colourPicturesAreReadAsTheyWere() throws IOException {
    for (String form : new String[] {"png", "bmp", "jpg"}) {
      byte[] file = noise(form);
      BufferedImage before = ImageIO.read(new ByteArrayInputStream(file));
      byte[] rgb = read("same", file).rgb();
      for (int i = 0; i < rgb.length; i++) {
        int colour = before.getRGB(i / 3 % SIDE, i / 3 / SIDE);
        assertThat(rgb[i]).isEqualTo((byte) (colour >> (16 - 8 * (i % 3))));
      }
    }
  }

  @Test
  void shrinkingTakesExactMeansOfTheMiddle() {
    BufferedImage image = new BufferedImage(9, 7, BufferedImage.TYPE_BYTE_GRAY);
    for (int i = 0; i < 63; i++) {
      image.getRaster().setSample(i % 9, i / 9, 0, 4 * i);
    }
    Picture.Colours colours = Picture.Colours.of(image);
    // Factor 2 of shorter side 7 to 3: rows 0 to 5, columns 1 to 6.
    byte[] rgb =
        new Picture(image.getRaster(), colours, Orientation.UPRIGHT, false).square(3).rgb();
    for (int i = 0; i < 9; i++) {
      int corner = 18 * (i / 3) + 1 + 2 * (i % 3);
      assertThat(rgb[3 * i] & 0xff).isEqualTo(4 * (corner + 5));
    }
  }

  /** Written by Pillow: red grows by 12 a column, green by 15 a row, blue by 7 with both. */
  private static final byte[] LOSSLESS_WEBP =
      Base64.getDecoder()
          .decode(
              "UklGRmAAAABXRUJQVlA4WAoAAAAIAAAAEwAADwAAVlA4TB8AAAAvE8ADALmM6H/sIqL/ASEB4YH/j0VxGOYg"
                  + "JgC41FUAAEVYSUYaAAAATU0AKgAAAAgAAQESAAMAAAABAAYAAAAAAAA=");

  /** Its 20 columns are stored as rows, of which the last is the first. */
  @Test
  void webpTurnedAsItSays() {
    byte[] rgb = read("turned.webp", LOSSLESS_WEBP).rgb();
    for (int y = 0; y < SIDE; y++) {
      for (int x = 0; x < SIDE; x++) {
        int column = y + 2;
        int row = SIDE - 1 - x;
        assertThat(Arrays.copyOfRange(rgb, 3 * (SIDE * y + x), 3 * (SIDE * y + x) + 3))
            .containsExactly(12 * column, 15 * row, 7 * (column + row));
      }
    }
  }

  /** Pillow's {@code exif_transpose}, for pictures with an odd number of columns too many. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9})
  void picturesAreTurnedAsExifSays(int exif) throws IOException {
    int width = SIDE + 5;
    BufferedImage image = new BufferedImage(width, SIDE, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < SIDE; y++) {
      for (int x = 0; x < width; x++) {
        image.getRaster().setPixel(x, y, new int[] {x, y, 0});
      }
    }
    byte[] tiff =
        join(
            bytes('M', 'M', 0, 42, 0, 0, 0, 8, 0, 2),
            bytes(1, 0, 0, 4, 0, 0, 0, 1, 0, 0, 0, 0),
            bytes(1, 0x12, 0, 3, 0, 0, 0, 1, 0, exif, 0, 0));
    byte[] plain = written(image, "png");
    byte[] tagged =
        join(
            Arrays.copyOf(plain, 33),
            chunk("eXIf", tiff),
            Arrays.copyOfRange(plain, 33, plain.length));
    byte[] rgb = read("tagged.png", tagged).rgb();
    boolean transposed = exif >= 5 && exif <= 8;
    for (int y = 0; y < SIDE; y++) {
      for (int x = 0; x < SIDE; x++) {
        // Two of five columns, or rows once it is turned, are left out before the middle.
        int along = (transposed ? y : x) + 2;
        int across = transposed ? x : y;
        int column = Set.of(2, 3, 7, 8).contains(exif) ? width - 1 - along : along;
        int row = Set.of(3, 4, 6, 7).contains(exif) ? SIDE - 1 - across : across;
        assertThat(Arrays.copyOfRange(rgb, 3 * (SIDE * y + x), 3 * (SIDE * y + x) + 2))
            .as("%d %d", x, y)
            .containsExactly(column, row);
      }
    }
  }

  @Test
  void tiffOfEveryKindOfColours() throws IOException {
    reads(written(flat(BufferedImage.TYPE_INT_RGB, 10, 200, 30), "tiff"), 10, 200, 30);
    reads(written(flat(BufferedImage.TYPE_4BYTE_ABGR, 10, 200, 30, 7), "tiff"), 10, 200, 30);
    reads(written(flat(BufferedImage.TYPE_BYTE_GRAY, 77), "tiff"), 77, 77, 77);
    reads(written(flat(BufferedImage.TYPE_USHORT_GRAY, 77 * 257), "tiff"), 77, 77, 77);
    reads(written(flat(BufferedImage.TYPE_BYTE_BINARY, 1), "tiff"), 255, 255, 255);
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "jpg", "gif", "bmp", "tiff"})
  void whatIsCutShortIsRefused(String form) throws IOException {
    byte[] whole = noise(form);
    assertThat(read("whole", whole).isDamaged()).isFalse();
    for (int part = 1; part < 19; part++) {
      cutShort(Arrays.copyOf(whole, whole.length * part / 20 + 30));
    }
  }

  @Test
  void pixelsThatAreMissingThoughTheFileEndsAsItShould() throws IOException {
    byte[] jpeg = noise("jpg");
    cutShort(Arrays.copyOf(jpeg, jpeg.length - 2));
    byte[] closed = join(Arrays.copyOf(jpeg, jpeg.length - 40), bytes(0xff, 0xd9));
    assertThat(read("closed", closed).isDamaged()).isTrue();
    byte[] gif = noise("gif");
    int frame = 13 + 3 * 256;
    while (gif[frame] != 0x2c) {
      frame++;
    }
    gif[frame + 7] = 40;
    gif[8] = 40;
    cutShort(gif);
    cutShort(bmp(8, 1, new byte[1024], join(times(SIDE / 2, SIDE, 1, 0, 0), bytes(0, 1))));
  }

  @Test
  void aFewBytesThatClaimGigabytes() throws IOException {
    byte[] file = png(8, 2, bytes(), 1, 2, 3);
    System.arraycopy(chunk("IHDR", header(60_000, 60_000, 8, 2)), 0, file, 8, 25);
    PictureFile bomb = PictureFile.of(ImageFiles.write(folder, "bomb", file)).orElseThrow();
    assertThatThrownBy(() -> Picture.square(bomb, SIDE)).hasMessageContaining("3600000000 pixels");
    byte[] webp = LOSSLESS_WEBP.clone();
    ByteBuffer inner = ByteBuffer.wrap(webp).order(ByteOrder.LITTLE_ENDIAN);
    int lossless = new String(webp, StandardCharsets.ISO_8859_1).indexOf("VP8L");
    inner.putInt(lossless + 9, 16_382 | 16_382 << 14);
    PictureFile small = PictureFile.of(ImageFiles.write(folder, "inner", webp)).orElseThrow();
    assertThatThrownBy(() -> Picture.square(small, SIDE)).hasMessageContaining("268402689 pixels");
    byte[] gif = noise("gif");
    ByteBuffer.wrap(gif).putInt(6, -1);
    PictureFile screen = PictureFile.of(ImageFiles.write(folder, "screen", gif)).orElseThrow();
    assertThatThrownBy(() -> Picture.square(screen, SIDE))
        .hasMessageContaining("4294836225 pixels");
  }

  @Test
  void damagedWebpIsReadOrRefused() throws IOException {
    Mutations.survive(
        "picture webp",
        LOSSLESS_WEBP,
        bytes ->
            PictureFile.of(ImageFiles.write(folder, "damaged.webp", bytes))
                .filter(file -> file.format().isRead())
                .ifPresent(file -> Picture.square(file, SIDE)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "jpg", "gif", "bmp", "tiff"})
  void damagedPicturesAreReadOrRefused(String form) throws IOException {
    Mutations.survive(
        "picture " + form,
        noise(form),
        bytes ->
            PictureFile.of(ImageFiles.write(folder, "damaged." + form, bytes))
                .filter(file -> file.format().isRead())
                .ifPresent(file -> Picture.square(file, SIDE)));
  }
}
