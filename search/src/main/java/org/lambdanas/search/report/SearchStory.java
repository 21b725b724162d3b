package org.lambdanas.search.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.lambdanas.graph.space.CellSpace;
import org.lambdanas.proto.v1.CellRecord;
import org.lambdanas.proto.v1.EpochRecord;
import org.lambdanas.search.differentiable.Verdict;

/** What happened in a search, in sentences. */
final class SearchStory {

  /** Below this the cells' gradients hardly agree (Λ-DARTS, section 3). */
  private static final double LITTLE_AGREEMENT = 0.2;

  private SearchStory() {}

  /** Tells it. */
  static List<String> of(CellSpace space, List<EpochRecord> epochs) {
    List<String> sentences = new ArrayList<>();
    EpochRecord first = epochs.get(0);
    EpochRecord last = epochs.get(epochs.size() - 1);
    int since = collapsedSince(space, epochs);
    if (since >= 0) {
      sentences.add(
          since == 0
              ? "The derived cell was degenerate from the first epoch on."
              : "The derived cell has been degenerate since epoch " + (since + 1) + ".");
    }
    if (last.hasLambdaTrain() && first.hasLambdaTrain()) {
      double agreement = last.getLambdaTrain();
      sentences.add(
          String.format(
              Locale.ROOT,
              "The alignment of the cells' gradients went from %.2f to %.2f: the cells %s.",
              // Not "-0.00".
              Math.round(100 * first.getLambdaTrain()) / 100.0,
              agreement,
              agreement < LITTLE_AGREEMENT
                  ? "want different operations, and the sum that alpha sees says little about any"
                      + " of them"
                  : "largely agree on what they want"));
    }
    SearchReport.dominantCell(last)
        .ifPresent(cell -> dominance(cell, last).ifPresent(sentences::add));
    int lost = epochs.stream().mapToInt(EpochRecord::getLossNotFinite).sum();
    if (lost > 0) {
      sentences.add("The loss was not finite in " + lost + " passes, which changed nothing.");
    }
    return sentences;
  }

  /** Shares add up to one within a cell type. */
  private static Optional<String> dominance(CellRecord cell, EpochRecord last) {
    long alike =
        last.getCellsList().stream().filter(c -> c.getType().equals(cell.getType())).count();
    return alike < 2
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "The largest share of alpha's gradient, %.0f %%, comes from cell %d, one of %d %s"
                    + " cells; equal shares would be %.0f %%.",
                100 * cell.getGradientShare(),
                cell.getCell() + 1,
                alike,
                cell.getType(),
                100.0 / alike));
  }

  /** The epoch from which on every cell was degenerate, and derived from what differs; or -1. */
  private static int collapsedSince(CellSpace space, List<EpochRecord> epochs) {
    int since = epochs.size();
    while (since > 0) {
      EpochRecord record = epochs.get(since - 1);
      if (!Verdict.isDecided(space, record)
          || !Verdict.of(space, record.getArchitecture(), record).collapsed()) {
        break;
      }
      since--;
    }
    return since == epochs.size() ? -1 : since;
  }
}
