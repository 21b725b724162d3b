package org.lambdanas.search.cli.option;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.lambdanas.graph.space.SearchSpace;
import org.lambdanas.proto.v1.Architecture;
import picocli.CommandLine.Option;

/** Architectures that a person names one by one, or by files. A mixin of commands. */
public final class GivenArchitectures {

  /** The option's name. */
  public static final String FROM = "--from";

  @Option(
      names = FROM,
      paramLabel = "FILE",
      description =
          "Architectures of a file: a table (or nasbench201, the one built in), a CSV file, lines"
              + " of text, or messages of architectures or observations. May be given several"
              + " times.")
  private List<Path> files = List.of();

  /** The files, in the order in which they are named. */
  public List<Path> files() {
    return files;
  }

  /**
   * Reads all, in the order in which they are named, named ones first. It is not checked that they
   * are valid members of a space.
   *
   * @param named texts or files, as arguments have them
   * @param space the space of texts; empty: they say it themselves
   * @throws org.lambdanas.graph.error.DataException if something cannot be read
   */
  public List<Architecture> read(List<String> named, Optional<SearchSpace> space) {
    List<Architecture> all = new ArrayList<>();
    named.forEach(text -> all.addAll(ArchitectureFile.argument(text, space)));
    files.forEach(file -> all.addAll(ArchitectureFile.read(file, space)));
    return all;
  }
}
