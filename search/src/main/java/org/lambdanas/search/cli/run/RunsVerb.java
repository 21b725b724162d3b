package org.lambdanas.search.cli.run;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.lambdanas.proto.v1.ListedRun;
import org.lambdanas.proto.v1.ListedRuns;
import org.lambdanas.proto.v1.RunState;
import org.lambdanas.search.cli.verb.Lines;
import org.lambdanas.search.cli.verb.Result;
import org.lambdanas.search.cli.verb.Verb;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Lists runs. */
@Command(
    name = "runs",
    header = "List the runs that are here, and remove those that are no longer wanted.",
    description = {
      "A line for each run, the newest first: folder, kind, space and data, state, size and what"
          + " it came to. States are done, stopped (it can go on), running and damaged.",
      "'lnas runs clean' removes runs."
    },
    footer = {"lnas runs", "lnas runs --folder runs --kind search --json"},
    synopsisSubcommandLabel = "[clean]",
    subcommands = RunsCleanVerb.class)
public final class RunsVerb extends Verb {

  @Mixin private RunsOptions options = new RunsOptions();

  @Override
  protected Result execute() {
    List<ListedRun> runs = options.runs().map(RunSummary::of).toList();
    long bytes = runs.stream().mapToLong(ListedRun::getBytes).sum();
    Lines lines = new Lines();
    if (runs.isEmpty()) {
      lines.add(
          "There are no runs in "
              + options.folders().stream().map(Path::toString).collect(Collectors.joining(", "))
              + ".");
    } else {
      lines.addAll(RunsText.lines(runs)).add(RunsText.sum(runs.size(), bytes));
    }
    runs.stream()
        .filter(run -> run.getState() == RunState.RUN_STATE_STOPPED)
        .findFirst()
        .ifPresent(run -> lines.next(run.getResumption()));
    return Result.ok(lines, ListedRuns.newBuilder().addAllRuns(runs).setBytes(bytes).build());
  }
}
