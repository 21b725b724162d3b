package org.lambdanas.search.cli.run;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.lambdanas.graph.interchange.EnumNames;
import org.lambdanas.proto.v1.GuidedConfig;
import org.lambdanas.proto.v1.GuidedQuery;
import org.lambdanas.search.guidedrun.Goal;
import org.lambdanas.search.guidedrun.GuidedRun;
import org.lambdanas.search.run.Durations;

/** Says after the first trial how long a search will take, and now and then how far it is. */
final class GuidedProgress implements GuidedRun.Listener {

  private static final long LINE_EVERY_NANOS = 2_000_000_000L;

  private final PrintWriter out;
  private final GuidedConfig config;
  private final Goal goal;
  private final Optional<Path> resumed;
  private int before;
  private long started;
  private long lastLine;
  private boolean foretold;

  GuidedProgress(PrintWriter out, GuidedConfig config, Goal goal, Optional<Path> resumed) {
    this.out = out;
    this.config = config;
    this.goal = goal;
    this.resumed = resumed;
  }

  @Override
  public void begins(int told, int open) {
    resumed.ifPresent(
        folder ->
            out.println(
                "resuming %s: %d of %d evaluations are done, %d were under way"
                    .formatted(folder, told, config.getQueries(), open)));
    out.println(
        "%s in %s: %d evaluations of %s, %d at a time (%s)"
            .formatted(
                EnumNames.of(config.getStrategy().getMethod()),
                config.getSpace(),
                config.getQueries(),
                goal.name(),
                config.getBackend().getWorkers(),
                EnumNames.of(config.getBackend().getKind())));
    before = told;
    started = System.nanoTime();
    lastLine = started;
  }

  @Override
  public void told(GuidedQuery query, int told, double best, double seconds) {
    long now = System.nanoTime();
    int of = config.getQueries();
    double each = (now - started) / 1e9 / (told - before);
    if (!query.hasValue()) {
      out.println(
          "evaluation %d failed (%s): %s"
              .formatted(
                  query.getNumber() + 1, EnumNames.of(query.getFailure()), query.getMessage()));
    }
    if (!foretold && query.hasValue() && told < of && goal.table().isEmpty()) {
      foretold = true;
      lastLine = now;
      out.println(
          "the first evaluation took %s; all will take about %s"
              .formatted(Durations.text(each), Durations.text(each * (of - told))));
    } else if (now - lastLine >= LINE_EVERY_NANOS && told < of) {
      lastLine = now;
      out.println(
          String.format(
              Locale.ROOT,
              "%d/%d evaluations, %.2f a second, best %s, %s left",
              told,
              of,
              1 / each,
              Goal.text(best),
              Durations.text(each * (of - told))));
    }
  }
}
