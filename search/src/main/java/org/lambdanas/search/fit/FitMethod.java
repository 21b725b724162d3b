package org.lambdanas.search.fit;

import java.util.List;
import java.util.stream.Stream;
import org.lambdanas.graph.error.Choice;
import org.lambdanas.graph.interchange.EnumNames;
import org.lambdanas.proto.v1.FitConfig;
import org.lambdanas.proto.v1.SearchMethod;
import org.lambdanas.proto.v1.StrategyKind;
import org.lambdanas.search.differentiable.SearchPresets;

/** A way to search that a fit knows. */
sealed interface FitMethod {

  /** As {@code --methods} names it. */
  String id();

  /** By the gradient of a network of all operations at once. */
  record ByGradient(String id, SearchMethod method) implements FitMethod {}

  /** By short trainings of one network after another. */
  record ByTrainings(String id, StrategyKind strategy) implements FitMethod {}

  /** All of them. Those that train need no more settings than a number of evaluations. */
  List<FitMethod> ALL =
      Stream.concat(
              SearchPresets.methods().stream()
                  .<FitMethod>map(id -> new ByGradient(id, SearchPresets.method(id))),
              Stream.of(
                      StrategyKind.STRATEGY_KIND_GUIDED,
                      StrategyKind.STRATEGY_KIND_REGULARISED_EVOLUTION,
                      StrategyKind.STRATEGY_KIND_LOCAL_SEARCH,
                      StrategyKind.STRATEGY_KIND_RANDOM)
                  .map(kind -> new ByTrainings(EnumNames.of(kind), kind)))
          .toList();

  /**
   * Those that a fit is asked for.
   *
   * @throws org.lambdanas.graph.error.ConfigException if one is not known
   */
  static List<FitMethod> of(FitConfig config) {
    return config.getMethodsList().stream()
        .map(id -> Choice.of("method", id, ALL, FitMethod::id))
        .toList();
  }

  /** Those of them that go by gradients. */
  static List<ByGradient> byGradient(FitConfig config) {
    return of(config).stream()
        .filter(ByGradient.class::isInstance)
        .map(ByGradient.class::cast)
        .toList();
  }

  /** How many of them train one network after another. */
  static int trainers(FitConfig config) {
    return config.getMethodsCount() - byGradient(config).size();
  }
}
