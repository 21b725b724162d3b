package org.lambdanas.search.machine;

import java.io.IOException;
import java.net.JarURLConnection;
import java.net.URL;
import java.util.jar.Attributes;
import java.util.jar.Manifest;
import java.util.stream.Stream;

/** The version of the jar that a class comes from. */
public final class LibraryVersion {

  private LibraryVersion() {}

  /**
   * Reads it from the jar's manifest.
   *
   * @return such as {@code "3.25.9"}, or {@code "unknown"}
   */
  public static String of(Class<?> type) {
    URL url = type.getResource(type.getSimpleName() + ".class");
    try {
      if (url != null && url.openConnection() instanceof JarURLConnection jar) {
        Manifest manifest = jar.getManifest();
        Attributes attributes = manifest == null ? new Attributes() : manifest.getMainAttributes();
        return Stream.of("Implementation-Version", "Bundle-Version")
            .map(attributes::getValue)
            .filter(value -> value != null && !value.isBlank())
            .findFirst()
            .orElse("unknown");
      }
      return "unknown";
    } catch (IOException e) {
      return "unknown";
    }
  }
}
