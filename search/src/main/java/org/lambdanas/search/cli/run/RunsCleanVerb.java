package org.lambdanas.search.cli.run;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.proto.v1.ListedRun;
import org.lambdanas.proto.v1.RunState;
import org.lambdanas.proto.v1.RunsRemoved;
import org.lambdanas.search.cli.verb.Lines;
import org.lambdanas.search.cli.verb.Result;
import org.lambdanas.search.cli.verb.Verb;
import org.lambdanas.search.run.Durations;
import org.lambdanas.search.run.KnownRun;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Removes runs that are no longer wanted. */
@Command(
    name = "clean",
    header = "Remove runs that are no longer wanted.",
    description = {
      "Removes the folders of the runs that all options together name, and says how much that"
          + " frees. At least one of --unfinished, --damaged, --older-than and --keep is needed.",
      "A run that a process works in stays, and so does whatever is no run's folder. Links are"
          + " not followed. There is no way back: --dry-run shows what would go."
    },
    footer = {
      "lnas runs clean --unfinished --older-than 7d --dry-run",
      "lnas runs clean --kind search --keep 5"
    })
final class RunsCleanVerb extends Verb {

  @Mixin private RunsOptions options = new RunsOptions();

  @Option(names = "--unfinished", description = "Runs that were stopped and have no result.")
  private boolean unfinished;

  @Option(
      names = "--damaged",
      description = "Runs whose configuration or result cannot be read; beside --unfinished, both.")
  private boolean damaged;

  @Option(
      names = "--older-than",
      paramLabel = "TIME",
      description = "Runs that nothing was written to for so long, such as 7d or 12h.")
  private @Nullable String olderThan;

  @Option(
      names = "--keep",
      paramLabel = "N",
      description = "All but the newest N (of --kind, if it is given).")
  private int keep;

  @Option(names = "--dry-run", description = "Only show what would be removed.")
  private boolean dryRun;

  @Override
  protected Result execute() {
    if (!unfinished && !damaged && olderThan == null && !isGiven("--keep")) {
      throw usage("say which runs: --unfinished, --damaged, --older-than or --keep");
    }
    requireAtLeast(0, "--keep", keep);
    Instant before = before();
    options.folders().forEach(RunsCleanVerb::refuseWithinRun);
    List<ListedRun> removed = new ArrayList<>();
    List<String> running = new ArrayList<>();
    options
        .runs()
        .skip(keep)
        .filter(run -> run.written().isBefore(before))
        .forEach(
            run -> {
              if (run.state() == RunState.RUN_STATE_RUNNING) {
                // Whether it is done is decided when it ends.
                running.add(run.path().toString());
              } else if (isOfState(run) && run.hasProvenance()) {
                ListedRun listed = RunSummary.of(run);
                if (dryRun || run.remove()) {
                  removed.add(listed);
                } else {
                  running.add(run.path().toString());
                }
              }
            });
    long bytes = removed.stream().mapToLong(ListedRun::getBytes).sum();
    Lines lines = new Lines().addAll(RunsText.lines(removed));
    running.forEach(path -> lines.add("stays, as a process works in it: " + path));
    lines.add((dryRun ? "would be removed: " : "removed: ") + RunsText.sum(removed.size(), bytes));
    return Result.ok(
        lines,
        RunsRemoved.newBuilder()
            .addAllRuns(removed)
            .setBytes(bytes)
            .setDryRun(dryRun)
            .addAllRunning(running)
            .build());
  }

  private Instant before() {
    if (olderThan == null) {
      return Instant.MAX;
    }
    try {
      return Instant.now().minus(Duration.ofSeconds((long) Durations.parse(olderThan)));
    } catch (ConfigException e) {
      throw new ConfigException("--older-than " + e.getMessage(), e);
    }
  }

  private boolean isOfState(KnownRun run) {
    return switch (run.state()) {
      case RUN_STATE_STOPPED -> unfinished || !damaged;
      case RUN_STATE_DAMAGED -> damaged || !unfinished;
      default -> !unfinished && !damaged;
    };
  }

  /** The runs within a run are parts of it, which it needs. */
  private static void refuseWithinRun(Path folder) {
    for (Path at = folder.toAbsolutePath().normalize(); at != null; at = at.getParent()) {
      if (KnownRun.holdsRun(at)) {
        throw new ConfigException(
            "--folder %s is within the run %s, whose parts stay together".formatted(folder, at));
      }
    }
  }
}
