package org.lambdanas.graph.tensor;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** What the processor is able to. */
final class Processor {

  private static final Path LINUX = Path.of("/proc/cpuinfo");

  private Processor() {}

  /**
   * Whether there are instructions for bfloat16, with which oneDNN adds products up in single
   * precision. Its substitute on other processors does not always. Where the system does not tell:
   * no.
   */
  static boolean hasBfloat16() {
    try {
      return hasBfloat16(Files.readString(LINUX, StandardCharsets.ISO_8859_1));
    } catch (IOException e) {
      return false;
    }
  }

  static boolean hasBfloat16(String processors) {
    return processors
        .lines()
        .filter(line -> line.startsWith("flags"))
        .anyMatch(line -> Arrays.asList(line.split("\\s+")).contains("avx512_bf16"));
  }
}
