package org.lambdanas.search.differentiable;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.lambdanas.graph.interchange.Numbers;
import org.lambdanas.graph.space.CellSpace;
import org.lambdanas.graph.space.CellType;
import org.lambdanas.graph.space.SearchSpaces;
import org.lambdanas.graph.supernet.CostPenalty;
import org.lambdanas.graph.supernet.CostPenalty.ExpectedShare;
import org.lambdanas.proto.v1.Architecture;
import org.lambdanas.proto.v1.BudgetConfig;
import org.lambdanas.proto.v1.Derivation;
import org.lambdanas.proto.v1.EpochRecord;
import org.lambdanas.proto.v1.KeptLimit;
import org.lambdanas.proto.v1.LimitedCell;
import org.lambdanas.proto.v1.SearchConfig;
import org.lambdanas.search.budget.Budget;
import org.lambdanas.search.budget.Costs;
import org.lambdanas.search.budget.CountedSizes;
import org.lambdanas.search.budget.EdgeCosts;
import org.lambdanas.search.budget.Limit;
import org.lambdanas.search.budget.LimitedDerivation;
import org.lambdanas.search.budget.SkipConnections;

/**
 * The limits of a search: what drives the mixture towards them, and the cells that keep them. That
 * on skip connections is of the cells only, so that a search shows what it comes to by itself.
 */
public final class SearchLimits {

  private final Optional<LimitedDerivation> driving;
  private final Optional<LimitedDerivation> derivation;
  private final Derivation ofSearch;

  /**
   * Limits.
   *
   * @param driving those that the search itself depends on
   * @param derivation all
   */
  private SearchLimits(
      Optional<LimitedDerivation> driving,
      Optional<LimitedDerivation> derivation,
      Derivation ofSearch) {
    this.driving = driving;
    this.derivation = derivation;
    this.ofSearch = ofSearch;
  }

  /**
   * Finds out which limits were typed.
   *
   * @return with every name and number in full
   * @throws org.lambdanas.graph.error.ConfigException if a limit cannot be used or kept
   */
  public static SearchConfig resolved(SearchConfig typed) {
    SearchConfig.Builder resolved = typed.toBuilder().clearBudget();
    if (!typed.getBudget().equals(BudgetConfig.getDefaultInstance())) {
      CellSpace space = SearchSpaces.cellSpaceById(typed.getSpace());
      resolved.setBudget(
          new Costs(
                  space,
                  Optional.of(CountedSizes.published(space, typed.getData())),
                  Optional.empty())
              .resolve(typed.getBudget()));
    }
    // Refuses limits that no cell keeps.
    of(resolved.build());
    return resolved.build();
  }

  /** The limits of a resolved configuration. */
  public static SearchLimits of(SearchConfig config) {
    CellSpace space = SearchSpaces.cellSpaceById(config.getSpace());
    List<Limit> limits = Budget.of(config.getBudget()).limits();
    Optional<LimitedDerivation> driving = derivation(space, limits);
    if (config.getSkipLimit() == 0) {
      return new SearchLimits(driving, driving, config.getDerivation());
    }
    List<Limit> all = new ArrayList<>(limits);
    all.add(new Limit(new SkipConnections(space), config.getSkipLimit()));
    return new SearchLimits(driving, derivation(space, all), config.getDerivation());
  }

  private static Optional<LimitedDerivation> derivation(CellSpace space, List<Limit> limits) {
    return limits.isEmpty() ? Optional.empty() : Optional.of(new LimitedDerivation(space, limits));
  }

  /** What is added to the gradient of the architecture parameters, where there are limits. */
  Optional<CostPenalty> penalty() {
    return driving.map(limited -> penalty(limited, ofSearch));
  }

  private static CostPenalty penalty(LimitedDerivation limited, Derivation rule) {
    return new CostPenalty(
        limited.expectedShares().stream()
            .map(share -> new ExpectedShare(share.fixed(), share.byType()))
            .toList(),
        limited.derivable(MixingRecords.allowed(limited.even(), rule)));
  }

  /**
   * The space's derivation within the limits, {@code none} left out where that is asked for.
   *
   * @param free the derivation without limits
   */
  Architecture derive(Architecture free, Map<CellType, double[][]> mixing, Derivation rule) {
    return derivation
        .map(limited -> limited.derive(MixingRecords.allowed(mixing, rule), free))
        .orElse(free);
  }

  /**
   * How a derived cell keeps the limits, where there are any.
   *
   * @param last epoch that it was derived after
   */
  public Optional<LimitedCell> kept(
      CellSpace space, EpochRecord last, Derivation rule, Architecture cell) {
    Map<CellType, double[][]> mixing = DerivedCells.mixing(space, last);
    return derivation.map(
        limited -> {
          Architecture free = MixingRecords.derive(space, mixing, rule);
          Verdict verdict = Verdict.of(space, free, last);
          LimitedCell.Builder kept =
              LimitedCell.newBuilder()
                  .setFreeArchitecture(free)
                  .setFreeArchitectureText(space.format(free))
                  .setFreeCollapsed(verdict.collapsed())
                  .setFreeVerdict(verdict.words())
                  .setLogWeight(limited.logWeight(mixing, cell))
                  .setFreeLogWeight(limited.logWeight(mixing, free));
          List<EdgeCosts> expected = limited.expectedShares();
          Map<CellType, double[][]> decided = penalty(limited, rule).decided(mixing);
          for (int l = 0; l < expected.size(); l++) {
            var limit = limited.limits().get(l);
            kept.addLimits(
                KeptLimit.newBuilder()
                    .setName(limit.cost().name())
                    .setMost(limit.most())
                    .setAmount(limit.cost().of(cell))
                    .setFreeAmount(limit.cost().of(free))
                    .setExpected(limit.most() * expected.get(l).of(mixing))
                    .setExpectedOfCell(limit.most() * expected.get(l).of(decided)));
          }
          return kept.build();
        });
  }

  /** The same in sentences. */
  public static List<String> words(LimitedCell kept) {
    List<String> words = new ArrayList<>();
    for (KeptLimit limit : kept.getLimitsList()) {
      words.add(
          "Keeps %s at most %s with %s; the best cell without limits has %s."
              .formatted(
                  limit.getName(),
                  Numbers.text(limit.getMost()),
                  Numbers.text(limit.getAmount()),
                  Numbers.text(limit.getFreeAmount())));
    }
    words.add(
        String.format(
            Locale.ROOT,
            "No cell within the limits has larger mixing weights: log of their product %.4f,"
                + " without limits %.4f (%s).",
            kept.getLogWeight(),
            kept.getFreeLogWeight(),
            kept.getFreeArchitectureText()));
    if (kept.getFreeCollapsed()) {
      words.add("Without limits: " + kept.getFreeVerdict());
    }
    return words;
  }
}
