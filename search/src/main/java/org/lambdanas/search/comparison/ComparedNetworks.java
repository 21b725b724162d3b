package org.lambdanas.search.comparison;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.lambdanas.graph.data.ImageSet;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.graph.space.CellSpace;
import org.lambdanas.graph.space.SearchSpace;
import org.lambdanas.graph.space.SearchSpaces;
import org.lambdanas.proto.v1.Architecture;
import org.lambdanas.proto.v1.ComparedRun;
import org.lambdanas.proto.v1.ComparisonConfig;
import org.lambdanas.proto.v1.Derivation;
import org.lambdanas.proto.v1.DerivedCell;
import org.lambdanas.proto.v1.SearchConfig;
import org.lambdanas.proto.v1.TrainingConfig;
import org.lambdanas.search.baseline.BaselineNetworks;
import org.lambdanas.search.baseline.BaselineNetworks.Named;
import org.lambdanas.search.budget.Budget;
import org.lambdanas.search.differentiable.DerivedCells;

/**
 * The networks that a comparison trains: what its runs came to, and networks that exist in every
 * space.
 *
 * @param config of the comparison
 * @param networks of the size that is trained
 */
record ComparedNetworks(ComparisonConfig config, BaselineNetworks networks) {

  static final String RANDOM = "random";
  static final String LARGEST = "largest";
  static final String FIXED = "fixed";

  /**
   * A network that is trained.
   *
   * @param method that found it, or the baseline that it is
   * @param seed of the search and of the training
   */
  record Compared(String method, long seed, Named network) {

    /** Whether a training of this one is the training of another. */
    boolean isSameAs(Compared other) {
      Architecture own = network.architecture();
      Architecture others = other.network.architecture();
      if (seed != other.seed
          || !own.getSpace().equals(others.getSpace())
          || !network.network().equals(other.network.network())) {
        return false;
      }
      SearchSpace space = SearchSpaces.of(own);
      return space.canonical(own).equals(space.canonical(others));
    }
  }

  /** The networks of a comparison of these images. */
  static ComparedNetworks of(ComparisonConfig config, ImageSet images) {
    TrainingConfig training = config.getTraining();
    return new ComparedNetworks(
        config,
        new BaselineNetworks(
            SearchSpaces.networkSpaceById(config.getSearch().getSpace()),
            training.getNetwork(),
            images.channels(),
            images.classes(training.getData().getClasses()),
            images.height()));
  }

  /** The baselines of a comparison that its methods do not have among them. */
  static List<String> baselines(ComparisonConfig config) {
    return Stream.of(RANDOM, LARGEST, FIXED)
        .filter(baseline -> !config.getMethodsList().contains(baseline))
        .toList();
  }

  /** All of them, methods first, and of each the seeds in their order. */
  List<Compared> all(List<ComparedRun> runs) {
    List<Compared> all = new ArrayList<>();
    for (ComparedRun run : runs) {
      all.add(
          new Compared(
              run.getMethod(),
              run.getSeed(),
              new Named(
                  run.getMethod(),
                  origin(run.getMethod()),
                  found(config.getSearch(), run).getArchitecture(),
                  networks.network())));
    }
    for (String name : baselines(config)) {
      for (long seed : config.getSeedsList()) {
        baseline(name, seed).ifPresent(network -> all.add(new Compared(name, seed, network)));
      }
    }
    return all;
  }

  private static String origin(String method) {
    return ComparedMethod.byId(method) instanceof ComparedMethod.Drawn drawn
        ? drawn.cells() == 1
            ? "a cell drawn at random"
            : "the best of %d drawn cells by published accuracy".formatted(drawn.cells())
        : "found by " + method;
  }

  /** The cell that a search alone would say it found: by the rule that it was asked for. */
  static DerivedCell found(SearchConfig search, ComparedRun run) {
    return run.getCellsList().stream()
        .filter(cell -> cell.getDerivation() == search.getDerivation())
        .findFirst()
        .orElse(run.getCells(0));
  }

  /**
   * A network that needs no search.
   *
   * @return empty if no network like that keeps the limits
   */
  Optional<Named> baseline(String name, long seed) {
    SearchConfig search = config.getSearch();
    Predicate<Architecture> keeps = keeps(search, search.getDerivation());
    return switch (name) {
      case RANDOM -> networks.random(keeps, new Seed(seed));
      case LARGEST -> networks.largest(keeps, new Seed(seed));
      default -> fixed(keeps, Budget.of(search.getBudget()).isNone());
    };
  }

  /**
   * As wide as it may be with no more parameters than the largest cell has. Limits count networks
   * of the space, at their published size: they say nothing about it.
   */
  private Optional<Named> fixed(Predicate<Architecture> keeps, boolean unlimited) {
    long most =
        networks
            .largest(keeps, new Seed(config.getSeeds(0)))
            .map(largest -> networks.cost(largest).weights())
            .orElse(Long.MAX_VALUE);
    return networks
        .fixed(one -> networks.cost(one).weights() <= most)
        // A network of very few channels may have less than any that is worth training.
        .or(
            () ->
                networks.fixed(
                    one -> one.network().getChannels() == BaselineNetworks.LEAST_CHANNELS))
        .map(
            one ->
                unlimited
                    ? one
                    : new Named(
                        one.name(),
                        one.origin() + ", not held to the limits",
                        one.architecture(),
                        one.network()));
  }

  /** Whether a search by a rule could have found a cell: it has {@code none} or not, and limits. */
  static Predicate<Architecture> keeps(SearchConfig search, Derivation rule) {
    CellSpace space = SearchSpaces.cellSpaceById(search.getSpace());
    Budget budget = Budget.of(search.getBudget());
    return cell ->
        (rule != Derivation.DERIVATION_WITHOUT_NONE || DerivedCells.isFull(space, cell))
            && budget.isFeasible(cell);
  }

  /** The training of one of them. */
  TrainingConfig training(Compared one) {
    return config.getTraining().toBuilder()
        .setArchitecture(one.network().architecture())
        .setNetwork(one.network().network())
        .setSeed(one.seed())
        .build();
  }
}
