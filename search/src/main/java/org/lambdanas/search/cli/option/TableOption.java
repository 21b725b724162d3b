package org.lambdanas.search.cli.option;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.lambdanas.graph.space.SearchSpaces;
import org.lambdanas.predictors.table.BenchmarkTableFile;
import org.lambdanas.predictors.table.PublishedTables;
import org.lambdanas.search.run.ShellWord;
import picocli.CommandLine.Option;

/** Which table: a file's, or the one that comes with the program. */
public final class TableOption {

  @Option(
      names = "--table",
      paramLabel = "FILE",
      description =
          "A table written by 'lnas table import' or 'lnas score', a CSV file with a heading, or"
              + " nasbench201: the complete NAS-Bench-201, built in (default), as is"
              + " nasbench201-small: 200 of its cells at a laptop's size, with learning curves,"
              + " scores and seconds.")
  private @Nullable Path file;

  /** Whether it is the one that comes with the program. */
  private boolean isBuiltIn() {
    return file == null || PublishedTables.isBuiltIn(file.toString());
  }

  /** What a later command has to be given to get the same table; empty for the built-in one. */
  public String argument() {
    return file == null ? "" : " --table " + ShellWord.of(file);
  }

  /** What other processes call it: an absolute path, or the name of one that is built in. */
  public String name() {
    String asked = file == null ? SearchSpaces.DEFAULT : file.toString();
    return isBuiltIn() ? asked : Path.of(asked).toAbsolutePath().normalize().toString();
  }

  /** The table. */
  public BenchmarkTableFile open() {
    return file == null
        ? PublishedTables.bySpace(SearchSpaces.DEFAULT).orElseThrow()
        : PublishedTables.open(file.toString());
  }
}
