package org.lambdanas.search.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What must be installed beside the GPU build before TensorFlow 2.18 uses an NVIDIA GPU: a driver,
 * the libraries of CUDA 12 and cuDNN 9. TensorFlow opens them by name when it starts; if one is
 * missing it goes on without the GPU.
 */
public final class GpuSoftware {

  /** The first driver that runs programs of CUDA 12. */
  private static final int LEAST_DRIVER = 525;

  private static final String CUDA_ADVICE =
      "install CUDA 12 (12.5 is what TensorFlow was built with)";

  private static final List<Library> LIBRARIES =
      List.of(
          new Library("libcuda.so.1", "it comes with the NVIDIA driver"),
          new Library("libcudart.so.12", CUDA_ADVICE),
          new Library("libcublas.so.12", CUDA_ADVICE),
          new Library("libcublasLt.so.12", CUDA_ADVICE),
          new Library("libcufft.so.11", CUDA_ADVICE),
          new Library("libcusolver.so.11", CUDA_ADVICE),
          new Library("libcusparse.so.12", CUDA_ADVICE),
          new Library("libcudnn.so.9", "install cuDNN 9 for CUDA 12"));

  private static final Pattern DRIVER_VERSION =
      Pattern.compile("\\b(\\d{3,})\\.\\d+(?:\\.\\d+)?\\b");

  private final LoaderPath loader;
  private final Path driverVersion;
  private final List<Path> usualFolders;

  private record Library(String name, String advice) {}

  /**
   * One thing that must be there.
   *
   * @param name such as {@code "libcudnn.so.9"}
   * @param present whether it is
   * @param detail where or which version it is, or what to do about it
   */
  public record Part(String name, boolean present, String detail) {}

  GpuSoftware(LoaderPath loader, Path driverVersion, List<Path> usualFolders) {
    this.loader = loader;
    this.driverVersion = driverVersion;
    this.usualFolders = usualFolders;
  }

  /**
   * Looks at this machine.
   *
   * @return every part, in the order in which to install them
   */
  public static List<Part> ofMachine() {
    return new GpuSoftware(
            LoaderPath.ofMachine(),
            Path.of("/proc/driver/nvidia/version"),
            usualFolders(Path.of("/usr/local")))
        .parts();
  }

  /** Where the installers put libraries without telling the loader. */
  private static List<Path> usualFolders(Path parent) {
    try (Stream<Path> children = Files.list(parent)) {
      return children
          .filter(child -> child.getFileName().toString().startsWith("cuda"))
          .map(child -> child.resolve("lib64"))
          .sorted()
          .toList();
    } catch (IOException e) {
      return List.of();
    }
  }

  List<Part> parts() {
    List<Part> parts = new ArrayList<>();
    parts.add(driver());
    LIBRARIES.forEach(library -> parts.add(library(library)));
    return parts;
  }

  private Part driver() {
    String name = "NVIDIA driver";
    String text;
    try {
      text = Files.readString(driverVersion);
    } catch (IOException e) {
      String advice =
          "no " + driverVersion + ": this machine has no NVIDIA GPU, or no driver for it";
      return new Part(name, false, advice);
    }
    Matcher matcher = DRIVER_VERSION.matcher(text);
    if (!matcher.find()) {
      return new Part(name, true, "of unknown version");
    }
    boolean recent = Integer.parseInt(matcher.group(1)) >= LEAST_DRIVER;
    String advice = recent ? "" : ": CUDA 12 needs " + LEAST_DRIVER + " or newer";
    return new Part(name, recent, "version " + matcher.group() + advice);
  }

  private Part library(Library library) {
    Optional<Path> found = loader.find(library.name());
    if (found.isPresent()) {
      return new Part(library.name(), true, found.get().toString());
    }
    String advice =
        usualFolders.stream()
            .filter(folder -> Files.isRegularFile(folder.resolve(library.name())))
            .findFirst()
            .map(folder -> "it lies in " + folder + ": add that folder to LD_LIBRARY_PATH")
            .orElse(library.advice());
    return new Part(library.name(), false, advice);
  }
}
