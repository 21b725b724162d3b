package org.lambdanas.search.cli.run;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.proto.v1.ComparedRun;
import org.lambdanas.proto.v1.ComparisonConfig;
import org.lambdanas.proto.v1.ComparisonResult;
import org.lambdanas.proto.v1.SearchConfig;
import org.lambdanas.proto.v1.SearchResult;
import org.lambdanas.search.comparison.ComparedRuns;
import org.lambdanas.search.run.RunFolder;
import org.lambdanas.search.run.RunKind;

/** What the search in a folder found, or the best of the searches of a comparison. */
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

  /** As a person picks it who knows no published accuracies: by the super-network's. */
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
    ComparedRun best =
        comparison.result().getRunsList().stream()
            .filter(ComparedRun::hasValidationAccuracy)
            .max(Comparator.comparingDouble(ComparedRun::getValidationAccuracy))
            .orElseThrow(
                () -> new DataException(path + " holds no search, only cells drawn at random"));
    Path folder =
        ComparedRuns.of(path, comparison.config()).folder(best.getMethod(), best.getSeed());
    notes.accept(
        String.format(
            Locale.ROOT,
            "of the searches in %s, that in %s has the best validation accuracy, %.2f %%",
            path,
            folder.getFileName(),
            best.getValidationAccuracy()));
    return in(folder, notes);
  }
}
