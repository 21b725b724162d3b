package org.lambdanas.search.cli.run;

import java.util.Locale;
import java.util.stream.Collectors;
import org.lambdanas.graph.interchange.EnumNames;
import org.lambdanas.proto.v1.ComparedRun;
import org.lambdanas.proto.v1.ComparedTraining;
import org.lambdanas.proto.v1.ComparisonResult;
import org.lambdanas.proto.v1.DerivedCell;
import org.lambdanas.proto.v1.MethodScore;
import org.lambdanas.proto.v1.MethodSummary;
import org.lambdanas.proto.v1.PublishedPair;
import org.lambdanas.proto.v1.TrainedMethod;
import org.lambdanas.search.cli.verb.Lines;
import org.lambdanas.search.comparison.ComparisonSummary;
import org.lambdanas.search.comparison.TrainedSummary;

/** What differentiable searches have come to, side by side. */
final class ComparedCellsText {

  private ComparedCellsText() {}

  /** What was trained comes first: it is measured here, on the same pictures. */
  static Lines of(ComparisonResult result) {
    Lines lines = new Lines();
    if (result.getTrainingsCount() > 0) {
      addTrained(result, lines);
      lines.add("");
    }
    addRuns(result, lines);
    lines.add("");
    addSummaries(result, lines);
    return lines;
  }

  private static void addTrained(ComparisonResult result, Lines lines) {
    lines.add("%s, with 95 %% intervals:", TrainedSummary.explanation(result));
    for (TrainedMethod method : result.getTrainedMethodsList()) {
      lines.add(
          "  %-14s %9s  %-15s %s",
          method.getMethod(),
          TrainedSummary.text(method.getAccuracy()),
          TrainedSummary.interval(method.getAccuracy()),
          each(result, method.getMethod()));
    }
    lines.add("");
    result.getTrainedPairsList().forEach(pair -> lines.add("%s.", pair.getWords()));
    lines.add("%s", TrainedSummary.RULE);
  }

  /** Each of the seeds, where there are several. */
  private static String each(ComparisonResult result, String method) {
    return result.getConfig().getSeedsCount() == 1
        ? ""
        : result.getTrainingsList().stream()
            .filter(one -> one.getMethod().equals(method))
            .map(ComparedCellsText::accuracy)
            .collect(Collectors.joining(", ", "[", "]"));
  }

  private static String accuracy(ComparedTraining one) {
    return one.getDiverged().isEmpty()
        ? String.format(Locale.ROOT, "%.2f", one.getTestAccuracy())
        : "diverged";
  }

  private static void addRuns(ComparisonResult result, Lines lines) {
    for (ComparedRun run : result.getRunsList()) {
      for (DerivedCell cell : run.getCellsList()) {
        lines.add(
            "%-14s seed %-3s %-13s %-9s %s  %s",
            run.getMethod(),
            Long.toUnsignedString(run.getSeed()),
            EnumNames.of(cell.getDerivation()),
            cell.getCollapsed() ? "collapsed" : "",
            run.hasLambdaTrain()
                ? String.format(Locale.ROOT, "Λ %6.3f", run.getLambdaTrain())
                : "        ",
            cell.getArchitectureText());
        if (cell.getCollapsed()) {
          lines.add("    " + cell.getVerdict());
        }
      }
    }
  }

  private static void addSummaries(ComparisonResult result, Lines lines) {
    boolean trained = result.getTrainingsCount() > 0;
    for (MethodSummary summary : result.getMethodsList()) {
      lines.add(
          "%s: runs collapsed: %s%s; edges %s",
          name(summary),
          ComparisonSummary.collapsed(summary),
          summary.hasAlignment()
              ? ", Λ " + String.format(Locale.ROOT, "%.2f", summary.getAlignment().getMean())
              : "",
          ComparisonSummary.edges(summary));
      if (!trained) {
        addPublished(summary, lines);
      }
    }
    if (trained
        && result.getMethodsList().stream().anyMatch(summary -> summary.getScoresCount() > 0)) {
      lines.add("").add("Published accuracies of the cells, from other trainings:");
      for (MethodSummary summary : result.getMethodsList()) {
        lines.add("%s", name(summary));
        addPublished(summary, lines);
      }
    }
    if (result.getPublishedPairsCount() > 0) {
      lines.add("");
      addPairs(result, lines);
    }
  }

  private static void addPairs(ComparisonResult result, Lines lines) {
    for (PublishedPair pair : result.getPublishedPairsList()) {
      lines.add(
          "%s, %s (%s).", pair.getWords(), EnumNames.of(pair.getDerivation()), pair.getMetric());
    }
  }

  private static String name(MethodSummary summary) {
    return summary.getMethod() + ", " + EnumNames.of(summary.getDerivation());
  }

  private static void addPublished(MethodSummary summary, Lines lines) {
    for (MethodScore score : summary.getScoresList()) {
      lines.add(
          "  %-34s %8.3f %s  %s%s",
          score.getMetric(),
          score.getMean(),
          score.getValuesCount() < 2
              ? ""
              : String.format(Locale.ROOT, "[%.3f, %.3f]", score.getLow(), score.getHigh()),
          score.getValuesList(),
          score.hasBestByValidation()
              ? "  best by validation: " + score.getBestByValidation()
              : "");
    }
  }
}
