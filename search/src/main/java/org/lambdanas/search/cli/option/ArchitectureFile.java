package org.lambdanas.search.cli.option;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.interchange.Messages;
import org.lambdanas.graph.space.SearchSpace;
import org.lambdanas.graph.space.SearchSpaces;
import org.lambdanas.predictors.stream.MessageBatch;
import org.lambdanas.predictors.stream.MessageReader;
import org.lambdanas.predictors.stream.StreamFormat;
import org.lambdanas.predictors.table.BenchmarkTableFile;
import org.lambdanas.predictors.table.CsvTable;
import org.lambdanas.predictors.table.PublishedTables;
import org.lambdanas.proto.v1.Architecture;
import org.lambdanas.proto.v1.Observation;

/**
 * A file of architectures: a table, lines of text, or messages of architectures or observations.
 */
public final class ArchitectureFile {

  private ArchitectureFile() {}

  /**
   * What an argument stands for: an architecture in text or in a message file, or all those of a
   * file.
   *
   * @throws DataException if it is neither
   */
  public static List<Architecture> argument(String argument, Optional<SearchSpace> space) {
    try {
      return List.of(ArchitectureArgument.read(argument, space));
    } catch (DataException e) {
      if (!isFile(argument)) {
        throw e;
      }
      return read(Path.of(argument), space);
    }
  }

  private static boolean isFile(String argument) {
    try {
      Path file = Path.of(argument);
      return Files.isRegularFile(file)
          || CsvTable.isOne(file)
          || StreamFormat.of(file, StreamFormat.OBSERVATIONS).isPresent();
    } catch (InvalidPathException e) {
      return false;
    }
  }

  /**
   * The architectures of a file, whatever it is; lines of text are of the space that reads the
   * first one, unless it is said.
   *
   * @throws DataException if it cannot be read
   */
  public static List<Architecture> read(Path file, Optional<SearchSpace> space) {
    return read(file, space.orElseGet(() -> guess(file)));
  }

  private static SearchSpace guess(Path file) {
    Optional<Architecture> one = single(file, Optional.empty());
    if (one.isPresent()) {
      return SearchSpaces.byId(one.get().getSpace());
    }
    for (SearchSpace space : SearchSpaces.all()) {
      try (MessageReader<Observation> reader = observations(file, space)) {
        reader.next(1).ifPresent(MessageBatch::messages);
        return space;
      } catch (DataException e) {
        // Another one may read it; if none does, the default says why.
      }
    }
    return SearchSpaces.byId(SearchSpaces.DEFAULT);
  }

  /** The one architecture that the whole of a text file is, on as many lines as it likes. */
  private static Optional<Architecture> single(Path file, Optional<SearchSpace> space) {
    try {
      return ArchitectureArgument.textFile(file.toString()).isEmpty()
          ? Optional.empty()
          : Optional.of(ArchitectureArgument.read(file.toString(), space));
    } catch (DataException e) {
      return Optional.empty();
    }
  }

  private static MessageReader<Observation> observations(Path file, SearchSpace space) {
    return MessageReader.observations(
        file, StreamFormat.of(file, StreamFormat.OBSERVATIONS), Optional.of(space));
  }

  /**
   * The architectures of a file, whatever it is.
   *
   * @param space of lines of text
   * @throws DataException if it cannot be read
   */
  public static List<Architecture> read(Path file, SearchSpace space) {
    if (CsvTable.isOne(file) || PublishedTables.isBuiltIn(file.toString())) {
      return ofTable(PublishedTables.open(file.toString()));
    }
    if (ArchitectureArgument.messageFile(file.toString()).isPresent()) {
      Optional<BenchmarkTableFile> table = table(file);
      if (table.isPresent()) {
        return ofTable(table.get());
      }
      try {
        return List.of(Messages.read(file, Architecture.getDefaultInstance()));
      } catch (DataException e) {
        // Then it has to be observations, whose reader says what is wrong if it is not.
      }
    }
    Optional<Architecture> one = single(file, Optional.of(space));
    if (one.isPresent()) {
      return List.of(one.get());
    }
    try (MessageReader<Observation> reader = observations(file, space)) {
      return reader.rest().stream().map(Observation::getArchitecture).toList();
    }
  }

  private static Optional<BenchmarkTableFile> table(Path file) {
    try {
      return Optional.of(PublishedTables.open(file.toString()));
    } catch (DataException e) {
      return Optional.empty();
    }
  }

  private static List<Architecture> ofTable(BenchmarkTableFile table) {
    return LongStream.range(0, table.rows()).mapToObj(table::architecture).toList();
  }
}
