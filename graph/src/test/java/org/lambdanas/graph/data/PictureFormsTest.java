package org.lambdanas.graph.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Pictures of all forms, as Pillow and Java write them, against what Pillow reads of them; {@code
 * pictures.py} beside the resource wrote both.
 */
class PictureFormsTest {

  @TempDir private Path folder;

  private static Map<String, byte[]> files() throws IOException {
    Map<String, byte[]> files = new TreeMap<>();
    try (InputStream resource =
            Objects.requireNonNull(PictureFormsTest.class.getResourceAsStream("pictures.zip"));
        ZipInputStream zip = new ZipInputStream(resource)) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        files.put(entry.getName(), zip.readAllBytes());
      }
    }
    return files;
  }

  @Test
  void allAreReadAsPillowReadsThem() throws IOException {
    Map<String, byte[]> files = files();
    List<String> off = new ArrayList<>();
    int pictures = 0;
    for (Map.Entry<String, byte[]> entry : files.entrySet()) {
      String name = entry.getKey();
      byte[] expected = files.get(name + ".rgb");
      if (expected == null) {
        continue;
      }
      pictures++;
      PictureFile file =
          PictureFile.of(Files.write(folder.resolve(name), entry.getValue())).orElseThrow();
      int side = file.shorterSide();
      assertThat(3 * side * side).as(name).isEqualTo(expected.length);
      byte[] rgb;
      try {
        rgb = Picture.square(file, side).rgb();
      } catch (RuntimeException e) {
        off.add(name + ": " + e.getMessage());
        continue;
      }
      int worst = 0;
      long sum = 0;
      for (int i = 0; i < rgb.length; i++) {
        int difference = Math.abs((rgb[i] & 0xff) - (expected[i] & 0xff));
        worst = Math.max(worst, difference);
        sum += difference;
      }
      double mean = sum / (double) rgb.length;
      // Of many smoothed blocks in a lossy WebP file a few samples are a little further off.
      boolean smoothed = name.equals("webp-lossy50.webp");
      if (smoothed ? worst > 4 || mean > .1 : worst > 1) {
        off.add("%s: %d at most, %.2f on average".formatted(name, worst, mean));
      }
    }
    assertThat(off).isEmpty();
    assertThat(pictures).isGreaterThan(100);
  }
}
