package org.lambdanas.search.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The most memory this process has held so far. */
public final class PeakMemory {

  private static final Pattern HIGH_WATER = Pattern.compile("(?m)^VmHWM:\\s*(\\d{1,15}) kB$");

  private PeakMemory() {}

  /**
   * The highest resident memory, Java's heap and native memory together.
   *
   * @return MiB; empty where the system does not tell (other than Linux)
   */
  public static OptionalDouble mebibytes() {
    return mebibytes(Path.of("/proc/self/status"));
  }

  static OptionalDouble mebibytes(Path status) {
    try {
      Matcher line = HIGH_WATER.matcher(Files.readString(status));
      return line.find()
          ? OptionalDouble.of(Long.parseLong(line.group(1)) / 1024.0)
          : OptionalDouble.empty();
    } catch (IOException | RuntimeException e) {
      return OptionalDouble.empty();
    }
  }
}
