package org.lambdanas.search.cli.run;

import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.interchange.EnumNames;
import org.lambdanas.proto.v1.CandidateCell;
import org.lambdanas.proto.v1.ComparisonConfig;
import org.lambdanas.proto.v1.ComparisonResult;
import org.lambdanas.proto.v1.SearchConfig;
import org.lambdanas.proto.v1.SearchResult;
import org.lambdanas.search.comparison.ComparedRuns;
import org.lambdanas.search.run.RunFolder;
import org.lambdanas.search.run.RunKind;

/** What the search in a folder found, or the chosen one of a comparison. */
final class FoundBySearch {

  private FoundBySearch() {}

  /**
   * Reads it.
   *
   * @param notes is told which of several searches it is
   * @throws DataException if the folder holds no finished search
   */
  static SearchResult in(Path path, Consumer<String> notes) {
    Optional<RunKind<?, ?>> kind = RunFolder.kindOf(path);
    if (kind.filter(RunKind.COMPARISON::equals).isPresent()) {
      return best(RunFolder.open(path, RunKind.COMPARISON), notes);
    }
    if (kind.filter(RunKind.SEARCH::equals).isPresent()) {
      RunFolder<SearchConfig, SearchResult> search = RunFolder.open(path, RunKind.SEARCH);
      if (search.isDone()) {
        return search.result();
      }
    }
    throw new DataException(path + " holds no finished search or comparison");
  }

  /** The cell that the comparison chose. */
  private static SearchResult best(
      RunFolder<ComparisonConfig, ComparisonResult> comparison, Consumer<String> notes) {
    Path path = comparison.path();
    if (!comparison.isDone()) {
      throw new DataException(
          path + " holds a comparison that is not done: give the folder of one of its searches");
    }
    if (comparison.config().hasGuided()) {
      throw new DataException(
          path + " holds searches by evaluations: give the architecture that one of them found");
    }
    if (!comparison.result().hasChosen()) {
      throw new DataException(
          path
              + " holds a comparison that chose none of its cells: give the folder of one of its"
              + " searches");
    }
    CandidateCell best = comparison.result().getChosen().getCandidates(0);
    Path folder =
        ComparedRuns.of(path, comparison.config()).folder(best.getMethod(), best.getSeed());
    notes.accept(
        "of the searches in %s, the cell of %s was chosen (%s)"
            .formatted(path, folder.getFileName(), EnumNames.of(best.getCell().getDerivation())));
    return in(folder, notes).toBuilder()
        .setArchitecture(best.getCell().getArchitecture())
        .setArchitectureText(best.getCell().getArchitectureText())
        .build();
  }
}
