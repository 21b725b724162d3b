package org.lambdanas.search.machine;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lambdanas.search.machine.GpuSoftware.Part;

class GpuSoftwareTest {

  @TempDir private Path folder;

  private Path file(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  private static Map<String, Part> parts(GpuSoftware software) {
    return software.parts().stream().collect(Collectors.toMap(Part::name, Function.identity()));
  }

  @Test
  void librariesAreFoundInFoldersAndInTheLoadersCache() throws IOException {
    Path cudnn = file("ours/libcudnn.so.9", "");
    Path cuda = file("system/libcuda.so.1", "");
    byte[] cache =
        ("glibc-ld.so.cache1.1\0\7\0libcuda.so.1\0" + cuda + "\0libgone.so.1\0/gone/libgone.so.1\0")
            .getBytes(ISO_8859_1);
    LoaderPath path = LoaderPath.of("/nowhere::" + cudnn.getParent(), cache);
    assertThat(path.find("libcudnn.so.9")).contains(cudnn);
    assertThat(path.find("libcuda.so.1")).contains(cuda);
    assertThat(path.find("libgone.so.1")).isEmpty();
    assertThat(path.find("libcufft.so.11")).isEmpty();
    assertThat(LoaderPath.of(null, new byte[0]).find("libcuda.so.1.none")).isEmpty();
  }

  @Test
  void everyMissingPartSaysWhatToDo() {
    LoaderPath nothing = LoaderPath.of(folder.toString(), new byte[0]);
    GpuSoftware software =
        new GpuSoftware(nothing, folder.resolve("version"), List.of(folder.resolve("lib64")));
    assertThat(software.parts())
        .hasSize(9)
        .allSatisfy(
            part -> {
              assertThat(part.present()).as(part.name()).isFalse();
              assertThat(part.detail()).isNotBlank();
            });
  }

  @Test
  void aLibraryBesideTheLoadersPathIsPointedOut() throws IOException {
    Path usual = folder.resolve("cuda-12.5/lib64");
    file("cuda-12.5/lib64/libcudart.so.12", "");
    LoaderPath nothing = LoaderPath.of(null, new byte[0]);
    GpuSoftware software = new GpuSoftware(nothing, folder.resolve("version"), List.of(usual));
    assertThat(parts(software).get("libcudart.so.12"))
        .isEqualTo(
            new Part(
                "libcudart.so.12",
                false,
                "it lies in " + usual + ": add that folder to LD_LIBRARY_PATH"));
  }

  @Test
  void theDriversVersionDecides() throws IOException {
    String text =
        """
        NVRM version: NVIDIA UNIX x86_64 Kernel Module  %s  Wed Oct 25 09:00:00 UTC 2023
        GCC version:  gcc version 12.2.0 (Debian 12.2.0-14)
        """;
    LoaderPath nothing = LoaderPath.of(null, new byte[0]);
    Path recent = file("recent", text.formatted("535.129.03"));
    Path old = file("old", text.formatted("470.82.01"));
    assertThat(parts(new GpuSoftware(nothing, recent, List.of())).get("NVIDIA driver"))
        .isEqualTo(new Part("NVIDIA driver", true, "version 535.129.03"));
    assertThat(parts(new GpuSoftware(nothing, old, List.of())).get("NVIDIA driver"))
        .isEqualTo(
            new Part("NVIDIA driver", false, "version 470.82.01: CUDA 12 needs 525 or newer"));
  }
}
