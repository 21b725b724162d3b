package org.lambdanas.search.cli.run;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.lambdanas.graph.interchange.EnumNames;
import org.lambdanas.proto.v1.ListedRun;

/** Runs as lines of a table, and how large they are. */
final class RunsText {

  private RunsText() {}

  /** A line for each run, in columns that are as wide as they have to be. */
  static List<String> lines(List<ListedRun> runs) {
    List<List<String>> rows =
        runs.stream()
            .map(
                run ->
                    List.of(
                        run.getFolder(),
                        run.getKind(),
                        Stream.of(run.getSpace(), run.getData())
                            .filter(part -> !part.isEmpty())
                            .collect(Collectors.joining(" ")),
                        EnumNames.of(run.getState()),
                        size(run.getBytes()),
                        run.getHeadline()))
            .toList();
    int last = 5;
    return rows.stream()
        .map(
            row -> {
              StringBuilder line = new StringBuilder();
              for (int i = 0; i < last; i++) {
                int column = i;
                int width = rows.stream().mapToInt(r -> r.get(column).length()).max().orElse(0);
                String blank = " ".repeat(width - row.get(i).length());
                // Sizes are numbers: their ends are below one another.
                line.append(i == 4 ? blank + row.get(i) : row.get(i) + blank).append("  ");
              }
              return line.append(row.get(last)).toString().stripTrailing();
            })
        .toList();
  }

  /** How many runs, and their size. */
  static String sum(int runs, long bytes) {
    return (runs == 1 ? "1 run" : runs + " runs") + ", " + size(bytes);
  }

  /** Such as {@code "12.5 MB"}: units of a thousand. */
  static String size(long bytes) {
    return bytes < 100_000
        ? String.format(Locale.ROOT, "%.1f kB", bytes / 1e3)
        : bytes < 100_000_000
            ? String.format(Locale.ROOT, "%.1f MB", bytes / 1e6)
            : String.format(Locale.ROOT, "%.1f GB", bytes / 1e9);
  }
}
