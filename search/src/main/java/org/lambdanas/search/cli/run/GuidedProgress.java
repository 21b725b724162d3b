package org.lambdanas.search.cli.run;

import java.io.PrintWriter;
import java.util.Locale;
import org.lambdanas.graph.interchange.EnumNames;
import org.lambdanas.proto.v1.GuidedConfig;
import org.lambdanas.proto.v1.GuidedQuery;
import org.lambdanas.search.guidedrun.Forecasts;
import org.lambdanas.search.guidedrun.Goal;
import org.lambdanas.search.guidedrun.GuidedParts;
import org.lambdanas.search.guidedrun.GuidedRun;
import org.lambdanas.search.run.Durations;

/**
 * Says how long a search by evaluations, or several of the same length, will take: before the first
 * trial where networks are trained, after it, and now and then how far they are.
 */
final class GuidedProgress implements GuidedRun.Listener {

  private static final long LINE_EVERY_NANOS = 2_000_000_000L;

  private final PrintWriter out;
  private final GuidedConfig config;
  private final GuidedParts parts;
  private final int all;

  /** Evaluations of searches that are over. */
  private int past;

  /** Evaluations done since this began. */
  private int fresh;

  private String name = "";
  private long started;
  private long lastLine;
  private boolean foretold;

  /** Progress of so many searches like this one. */
  GuidedProgress(PrintWriter out, GuidedConfig config, GuidedParts parts, int searches) {
    this.out = out;
    this.config = config;
    this.parts = parts;
    this.all = searches * config.getQueries();
  }

  /** One of several searches begins. */
  void begins(String search) {
    name = search + ": ";
  }

  /** One of several searches is over, or was before. */
  void ends() {
    past += config.getQueries();
  }

  @Override
  public void begins(int told, int open) {
    if (started == 0) {
      started = System.nanoTime();
      lastLine = started;
      foretell(all - past - told);
    }
  }

  /** Before the first trial. */
  private void foretell(int left) {
    if (config.getObjective().hasScore()) {
      out.println("the first evaluation will show how long all take");
    } else if (config.getObjective().hasTraining() && left > 0) {
      int atATime = Forecasts.atATime(config);
      Forecasts.trialSeconds(config, parts)
          .ifPresent(
              trial ->
                  out.println(
                      "by its first steps a trial takes about %s; %d trials, %d at a time, about %s"
                          .formatted(
                              Durations.text(trial),
                              left,
                              atATime,
                              Durations.text(trial * left / atATime))));
      started = System.nanoTime();
    }
  }

  @Override
  public void told(GuidedQuery query, int told, double best, double seconds) {
    long now = System.nanoTime();
    fresh++;
    double each = (now - started) / 1e9 / fresh;
    int done = past + told;
    int left = all - done;
    if (!query.hasValue()) {
      out.println(
          "%sevaluation %d failed (%s): %s"
              .formatted(
                  name,
                  query.getNumber() + 1,
                  EnumNames.of(query.getFailure()),
                  query.getMessage()));
    }
    if (!foretold && query.hasValue() && left > 0 && parts.goal().table().isEmpty()) {
      foretold = true;
      lastLine = now;
      out.println(
          "the first evaluation took %s; all will take about %s"
              .formatted(Durations.text(each), Durations.text(each * left)));
    } else if (now - lastLine >= LINE_EVERY_NANOS && left > 0) {
      lastLine = now;
      out.println(
          String.format(
              Locale.ROOT,
              "%s%d/%d evaluations, %.2f a second, best %s, %s left",
              name,
              done,
              all,
              1 / each,
              Goal.text(best),
              Durations.text(each * left)));
    }
  }
}
