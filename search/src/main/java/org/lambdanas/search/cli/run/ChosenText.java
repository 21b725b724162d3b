package org.lambdanas.search.cli.run;

import org.lambdanas.graph.interchange.EnumNames;
import org.lambdanas.predictors.table.PublishedTables;
import org.lambdanas.proto.v1.CandidateCell;
import org.lambdanas.proto.v1.ComparisonResult;
import org.lambdanas.search.cli.option.TableText;
import org.lambdanas.search.cli.verb.Lines;
import org.lambdanas.search.draw.CellDrawing;
import org.lambdanas.search.draw.LineArt;

/** Which of the cells of several searches is recommended, and why. */
final class ChosenText {

  private ChosenText() {}

  /** Adds it, if one was chosen. */
  static void add(ComparisonResult result, Lines lines) {
    if (!result.hasChosen()) {
      return;
    }
    lines.add(
        "Cells found, by what they show before any training (%s); those that have collapsed last:",
        String.join(", ", result.getConfig().getChoice().getMeasuresList()));
    for (CandidateCell candidate : result.getChosen().getCandidatesList()) {
      lines.add(
          "  %-36s  ranks %.2f  %-9s  %s",
          name(candidate),
          candidate.getRankSum(),
          candidate.getCell().getCollapsed() ? "collapsed" : "",
          candidate.getCell().getArchitectureText());
    }
    CandidateCell best = result.getChosen().getCandidates(0);
    lines
        .add("")
        .add("Chosen: %s", name(best))
        .add(best.getCell().getArchitectureText())
        .add("")
        .addAll(CellDrawing.of(best.getCell().getArchitecture()).lines(LineArt.ofTerminal()))
        .add("")
        .add(best.getCell().getVerdict());
    if (best.getCell().hasPublished()) {
      lines.add("Published results of this cell:");
      TableText.addPublished(lines, PublishedTables.headline(best.getCell().getPublished()));
    }
  }

  /** Such as {@code "lambda-darts, seed 3, with-none"}. */
  static String name(CandidateCell candidate) {
    return ShownSearches.heading(candidate.getMethod(), candidate.getSeed())
        + ", "
        + EnumNames.of(candidate.getCell().getDerivation());
  }
}
