package org.lambdanas.search.cli.run;

import java.util.List;
import java.util.Locale;
import org.lambdanas.proto.v1.ComparisonResult;
import org.lambdanas.proto.v1.MethodPair;
import org.lambdanas.proto.v1.MethodSummary;
import org.lambdanas.search.cli.verb.Lines;
import org.lambdanas.search.comparison.ComparisonCurves;

/** What searches by evaluations have come to, side by side. */
final class ComparedText {

  private ComparedText() {}

  static Lines of(ComparisonResult result) {
    List<Integer> milestones = ComparisonCurves.milestones(result);
    Lines lines =
        new Lines()
            .add(
                "Best %s, mean ± standard deviation over %d seeds, after so many evaluations:",
                result.getObjective(), result.getConfig().getSeedsCount());
    StringBuilder heading = new StringBuilder(" ".repeat(22));
    milestones.forEach(after -> heading.append(String.format(Locale.ROOT, " %18d", after)));
    lines.add("%s   95 %% interval of the last mean", heading);
    for (MethodSummary method : result.getMethodsList()) {
      StringBuilder line = new StringBuilder("%-22s".formatted(method.getMethod()));
      for (int after : milestones) {
        line.append(" %18s".formatted(ComparisonCurves.text(method.getBest(after - 1))));
      }
      lines.add(
          "%s   %s", line, ComparisonCurves.interval(method.getBest(method.getBestCount() - 1)));
    }
    lines.add("");
    for (MethodPair pair : result.getPairsList()) {
      lines.add("%s", ComparisonCurves.text(pair));
    }
    return lines;
  }
}
