package org.lambdanas.graph.data;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;

/**
 * A form of picture files, told by the first bytes of a file, whatever its name.
 *
 * @param name as people call it
 * @param isRead whether such files are read
 */
record PictureFormat(String name, boolean isRead) {

  /** Bytes at the start of a file that tell its form. */
  static final int BYTES = 32;

  static final PictureFormat PNG = new PictureFormat("PNG", true);
  static final PictureFormat JPEG = new PictureFormat("JPEG", true);
  static final PictureFormat GIF = new PictureFormat("GIF", true);
  static final PictureFormat BMP = new PictureFormat("BMP", true);
  static final PictureFormat WEBP = new PictureFormat("WebP", true);
  static final PictureFormat TIFF = new PictureFormat("TIFF", true);

  private static final Set<String> READ =
      Set.of("png", "jpg", "jpeg", "jpe", "jfif", "gif", "bmp", "webp", "tif", "tiff");

  /** Endings of pictures that are not read and whose first bytes say too little. */
  private static final Set<String> OTHERS =
      Set.of(
          "heic", "heif", "avif", "jp2", "jxl", "svg", "ico", "tga", "pcx", "ppm", "pgm", "pbm",
          "pnm", "psd", "exr", "hdr", "dds", "dng", "cr2", "nef", "arw", "raw");

  private static final List<Magic> MAGIC =
      List.of(
          new Magic(0, "\u0089PNG\r\n\u001a\n", PNG),
          new Magic(0, "\u00ff\u00d8\u00ff", JPEG),
          new Magic(0, "GIF87a", GIF),
          new Magic(0, "GIF89a", GIF),
          new Magic(8, "WEBP", WEBP),
          new Magic(0, "II*\0", TIFF),
          new Magic(0, "MM\0*", TIFF),
          new Magic(4, "ftypavi", new PictureFormat("AVIF", false)),
          new Magic(4, "ftyphe", new PictureFormat("HEIC", false)),
          new Magic(4, "ftypmif1", new PictureFormat("HEIC", false)),
          new Magic(4, "ftypmsf1", new PictureFormat("HEIC", false)),
          new Magic(4, "jP  \r\n", new PictureFormat("JPEG 2000", false)),
          new Magic(0, "\u00ffO\u00ffQ", new PictureFormat("JPEG 2000", false)),
          new Magic(4, "JXL \r\n", new PictureFormat("JPEG XL", false)),
          new Magic(0, "\u00ff\n", new PictureFormat("JPEG XL", false)));

  private record Magic(int at, String bytes, PictureFormat format) {}

  /** The form of a file that starts like this; empty if it is none that is known. */
  static Optional<PictureFormat> of(byte[] first) {
    String start = new String(first, StandardCharsets.ISO_8859_1);
    return MAGIC.stream()
        .filter(magic -> start.startsWith(magic.bytes, magic.at))
        .map(Magic::format)
        .findFirst()
        .or(() -> Optional.of(BMP).filter(bmp -> isBmp(start)));
  }

  /** Two letters are too few: the header behind them has one of a few lengths. */
  private static boolean isBmp(String start) {
    return start.length() >= 18
        && start.startsWith("BM")
        && Set.of(12, 16, 40, 52, 56, 64, 108, 124).contains((int) start.charAt(14))
        && start.startsWith("\0\0\0", 15);
  }

  /** A decoder of such files, which are read. */
  ImageReader reader() {
    // Plug-ins know their names in capitals, as they know them in small letters.
    return ImageIO.getImageReadersByFormatName(name.toUpperCase(Locale.ROOT)).next();
  }

  /** The form that a file's name promises; empty if it is no picture's name. */
  static Optional<PictureFormat> ofName(String name) {
    String ending = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    return Stream.of(READ, OTHERS)
        .filter(endings -> name.contains(".") && endings.contains(ending))
        .map(endings -> new PictureFormat(ending.toUpperCase(Locale.ROOT), endings == READ))
        .findFirst();
  }
}
