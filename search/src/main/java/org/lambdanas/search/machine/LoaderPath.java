package org.lambdanas.search.machine;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Where the system's loader (ld.so) looks for shared libraries. */
final class LoaderPath {

  /** The loader's cache is a table followed by zero-terminated names and paths. */
  private static final Pattern CACHED = Pattern.compile("(/[^\\x00]*/([^/\\x00]+))\\x00");

  private static final List<Path> DEFAULTS =
      Stream.of("/lib", "/usr/lib", "/lib64", "/usr/lib64").map(Path::of).toList();

  private final List<Path> folders;
  private final Map<String, Path> cached;

  private LoaderPath(List<Path> folders, Map<String, Path> cached) {
    this.folders = folders;
    this.cached = cached;
  }

  static LoaderPath ofMachine() {
    byte[] cache;
    try {
      cache = Files.readAllBytes(Path.of("/etc/ld.so.cache"));
    } catch (IOException e) {
      cache = new byte[0];
    }
    return of(System.getenv("LD_LIBRARY_PATH"), cache);
  }

  static LoaderPath of(@Nullable String libraryPath, byte[] cache) {
    List<Path> folders = new ArrayList<>();
    for (String folder : libraryPath == null ? new String[0] : libraryPath.split("[:;]", -1)) {
      if (!folder.isEmpty()) {
        folders.add(Path.of(folder));
      }
    }
    folders.addAll(DEFAULTS);
    Map<String, Path> cached = new HashMap<>();
    Matcher matcher = CACHED.matcher(new String(cache, ISO_8859_1));
    while (matcher.find()) {
      cached.putIfAbsent(matcher.group(2), Path.of(matcher.group(1)));
    }
    return new LoaderPath(folders, cached);
  }

  /** Finds a library by the name that programs ask for, such as {@code "libcuda.so.1"}. */
  Optional<Path> find(String name) {
    return Stream.concat(
            folders.stream().map(folder -> folder.resolve(name)),
            Stream.ofNullable(cached.get(name)))
        .filter(Files::isRegularFile)
        .findFirst();
  }
}
