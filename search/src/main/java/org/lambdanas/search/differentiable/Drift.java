package org.lambdanas.search.differentiable;

import org.lambdanas.graph.space.CellSpace;
import org.lambdanas.proto.v1.EpochRecord;
import org.lambdanas.proto.v1.MixingRecord;
import org.lambdanas.search.budget.SkipConnections;

/** What searches drift to where they collapse. */
public enum Drift {
  /** As a rule. */
  SKIP_CONNECTIONS("skip", "skip connections"),
  /** In spaces without skip connections, such as S4 with its noise. */
  WEIGHTLESS("no weights", "edges without weights");

  private final String word;
  private final String words;

  Drift(String word, String words) {
    this.word = word;
    this.words = words;
  }

  /** That of a space. */
  public static Drift of(CellSpace space) {
    return SkipConnections.occurIn(space) ? SKIP_CONNECTIONS : WEIGHTLESS;
  }

  /** Its share of the normal cell's edges by an epoch's mixing weights, from 0 to 1. */
  public double share(EpochRecord epoch) {
    MixingRecord normal = epoch.getMixing(0);
    return this == SKIP_CONNECTIONS ? normal.getSkipShare() : normal.getParameterFreeShare();
  }

  /** Its name where there is little room. */
  public String word() {
    return word;
  }

  /** Its name. */
  public String words() {
    return words;
  }
}
