package org.lambdanas.search.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** The folder of a run that was given none: its name begins with the time, so that names sort. */
final class DatedFolder {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT);

  private DatedFolder() {}

  /** A folder of the present time. */
  static Path of(String parent, String name) {
    return Path.of(parent, TIME.format(ZonedDateTime.now(ZoneOffset.UTC)) + "-" + name);
  }

  /** The same, with a number behind the name if that folder is there already. */
  static Path unused(String parent, String name) {
    Path first = of(parent, name);
    Path path = first;
    for (int i = 2; Files.exists(path); i++) {
      path = first.resolveSibling(first.getFileName() + "-" + i);
    }
    return path;
  }
}
