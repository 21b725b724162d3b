package org.lambdanas.search.cli.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.BiFunction;
import org.lambdanas.graph.space.CellSpace;
import org.lambdanas.proto.v1.EpochRecord;
import org.lambdanas.search.differentiable.Drift;
import org.lambdanas.search.differentiable.Verdict;

/** What is said of each epoch of a search. */
final class SearchLines implements BiFunction<EpochRecord, Integer, List<String>> {

  private final CellSpace space;
  private final Drift drift;
  private boolean warned;

  SearchLines(CellSpace space) {
    this.space = space;
    this.drift = Drift.of(space);
  }

  @Override
  public List<String> apply(EpochRecord record, Integer epochs) {
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            Locale.ROOT,
            "epoch %3d/%d  loss %.3f/%.3f  accuracy %.1f/%.1f %%  %s  strength %.3f  %s %.2f"
                + "  max p %.2f  %.1f s  %s",
            record.getEpoch() + 1,
            epochs,
            record.getTrainLoss(),
            record.getValidationLoss(),
            record.getTrainAccuracy(),
            record.getValidationAccuracy(),
            record.hasLambdaTrain()
                ? String.format(
                    Locale.ROOT,
                    "Λ %.3f/%.3f",
                    record.getLambdaTrain(),
                    record.getLambdaValidation())
                : "Λ -",
            record.getLambdaStrength(),
            drift.word(),
            drift.share(record),
            record.getMixing(0).getMaximum(),
            record.getSeconds(),
            space.format(record.getArchitecture())));
    int lost = record.getLossNotFinite();
    if (lost > 0) {
      lines.add("warning: the loss was not finite in " + lost + " passes; they changed nothing");
    }
    Verdict verdict = Verdict.of(space, record.getArchitecture(), record);
    boolean collapsed = verdict.collapsed() && Verdict.isDecided(space, record);
    if (collapsed && !warned) {
      lines.add("warning: " + verdict.words());
    }
    warned = collapsed;
    return lines;
  }
}
