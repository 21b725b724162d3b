package org.lambdanas.search.cli.option;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.interchange.BoundedFile;
import org.lambdanas.graph.interchange.MessageFormat;
import org.lambdanas.graph.interchange.Messages;
import org.lambdanas.graph.space.SearchSpace;
import org.lambdanas.graph.space.SearchSpaces;
import org.lambdanas.predictors.stream.StreamFormat;
import org.lambdanas.predictors.table.CsvTable;
import org.lambdanas.proto.v1.Architecture;

/**
 * An architecture as a person gives it: in a text form of its space, in a message file, or in a
 * file with such a text.
 */
public final class ArchitectureArgument {

  private static final long MOST_TEXT = 1 << 20;

  private ArchitectureArgument() {}

  /** Reads an architecture. */
  public static Architecture read(String argument, Optional<SearchSpace> space) {
    Optional<Path> file = messageFile(argument);
    if (file.isEmpty()) {
      Optional<Path> text = textFile(argument);
      return text.isPresent() ? ofText(text.get(), space) : parse(argument, space);
    }
    try {
      return Messages.read(file.get(), Architecture.getDefaultInstance());
    } catch (DataException e) {
      // Text forms that are JSON are kept in files of the same ending.
      if (MessageFormat.of(file.get()).filter(MessageFormat.JSON::equals).isEmpty()) {
        throw e;
      }
      try {
        return parse(text(file.get()), space);
      } catch (DataException noText) {
        throw e;
      }
    }
  }

  /** The argument as a file of other endings, that is one and no list of architectures by it. */
  static Optional<Path> textFile(String argument) {
    try {
      Path file = Path.of(argument);
      return Files.isRegularFile(file)
              && !CsvTable.isOne(file)
              && StreamFormat.of(file, StreamFormat.OBSERVATIONS)
                  .filter(format -> format != StreamFormat.LINES)
                  .isEmpty()
          ? Optional.of(file)
          : Optional.empty();
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }

  private static Architecture ofText(Path file, Optional<SearchSpace> space) {
    String text = text(file);
    try {
      return parse(text, space);
    } catch (DataException e) {
      throw new DataException(file + ": " + e.getMessage(), e);
    }
  }

  private static String text(Path file) {
    return new String(BoundedFile.read(file, MOST_TEXT), UTF_8);
  }

  /** The argument as a file, if its ending is that of a message file. */
  public static Optional<Path> messageFile(String argument) {
    try {
      Path file = Path.of(argument);
      return MessageFormat.of(file).map(format -> file);
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }

  private static Architecture parse(String text, Optional<SearchSpace> space) {
    List<SearchSpace> candidates = space.map(List::of).orElseGet(SearchSpaces::all);
    if (candidates.size() == 1) {
      return candidates.get(0).parse(text);
    }
    List<String> reasons = new ArrayList<>();
    for (SearchSpace candidate : candidates) {
      try {
        return candidate.parse(text);
      } catch (DataException e) {
        reasons.add(candidate.id() + ": " + e.getMessage());
      }
    }
    throw new DataException(
        "no search space reads this architecture; " + String.join("; ", reasons));
  }
}
