package org.lambdanas.search.cli.run;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.search.run.KnownRun;
import org.lambdanas.search.run.RunKind;
import picocli.CommandLine.Option;

/** Which runs a verb is about. A mixin of verbs. */
final class RunsOptions {

  @Option(
      names = "--folder",
      paramLabel = "DIR",
      description =
          "The folder that the runs are in (default: all in which runs are made that are given"
              + " none: runs, trainings, sharings, rankings).")
  private @Nullable Path folder;

  @Option(
      names = "--kind",
      paramLabel = "KIND",
      description =
          "Runs of this kind only: search, training, comparison, evaluation, sharing, ranking,"
              + " scoring, guided-search, study or fit.")
  private @Nullable String kind;

  /**
   * The folders in which runs are.
   *
   * @throws DataException if the one that was named is none
   */
  List<Path> folders() {
    if (folder == null) {
      return RunKind.homes().stream().map(Path::of).toList();
    }
    if (!Files.isDirectory(folder)) {
      throw new DataException("--folder " + folder + " is no folder");
    }
    return List.of(folder);
  }

  /** Those asked for, the newest of each folder first, each looked at when its turn comes. */
  Stream<KnownRun> runs() {
    Predicate<KnownRun> asked =
        Optional.ofNullable(kind)
            .<RunKind<?, ?>>map(RunKind::byId)
            .<Predicate<KnownRun>>map(of -> run -> run.kind().filter(of::equals).isPresent())
            .orElse(run -> true);
    return KnownRun.foldersIn(folders().stream().filter(Files::isDirectory).toList()).stream()
        .map(KnownRun::at)
        .filter(asked);
  }
}
