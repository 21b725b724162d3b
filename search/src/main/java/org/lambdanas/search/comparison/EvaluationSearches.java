package org.lambdanas.search.comparison;

import java.util.Optional;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.error.Suggestion;
import org.lambdanas.graph.interchange.EnumNames;
import org.lambdanas.proto.v1.ComparedCourse;
import org.lambdanas.proto.v1.ComparedRun;
import org.lambdanas.proto.v1.ComparisonConfig;
import org.lambdanas.proto.v1.ComparisonResult;
import org.lambdanas.proto.v1.GuidedConfig;
import org.lambdanas.proto.v1.GuidedResult;
import org.lambdanas.proto.v1.SearchMethod;
import org.lambdanas.proto.v1.StrategyKind;
import org.lambdanas.search.guidedrun.Goal;
import org.lambdanas.search.guidedrun.GuidedConfigs;
import org.lambdanas.search.run.RunKind;

/**
 * Searches by evaluations, of the same objective.
 *
 * @param compared of the comparison
 */
public record EvaluationSearches(ComparisonConfig compared)
    implements ComparedSearches<GuidedConfig, GuidedResult> {

  @Override
  public RunKind<GuidedConfig, GuidedResult> kind() {
    return RunKind.GUIDED;
  }

  @Override
  public void check() {
    if (compared.getGuided().getBudget().getMinimiseCount() > 0) {
      throw new ConfigException(
          "--minimise makes fronts, and methods are compared by the best value: use 'lnas search'");
    }
    compared.getMethodsList().forEach(method -> config(method, 0));
  }

  @Override
  public ComparisonResult.Builder result() {
    Goal goal = Goal.of(compared.getGuided());
    return ComparedSearches.super
        .result()
        .setObjective(goal.name())
        .setHigherIsBetter(goal.higherIsBetter());
  }

  @Override
  public Optional<GuidedConfig> config(String method, long seed) {
    return Optional.of(GuidedConfigs.of(compared.getGuided(), kind(method), seed));
  }

  /**
   * The method of a name.
   *
   * @throws ConfigException if there is none that searches by evaluations
   */
  public static StrategyKind kind(String method) {
    if (EnumNames.of(SearchMethod.getDescriptor()).contains(method)) {
      throw new ConfigException(
          "method '%s' searches by the gradient of a super-network, not by evaluations: compare it"
                  .formatted(method)
              + " without --objective");
    }
    return EnumNames.byName(StrategyKind.getDescriptor(), method)
        .map(StrategyKind::valueOf)
        .orElseThrow(
            () ->
                new ConfigException(
                    "method %s is unknown: with --objective use %s"
                        .formatted(
                            Suggestion.quoted(method, EnumNames.of(StrategyKind.getDescriptor())),
                            String.join(", ", EnumNames.of(StrategyKind.getDescriptor())))));
  }

  @Override
  public ComparedRun of(String method, long seed, GuidedResult result) {
    ComparedCourse.Builder course =
        ComparedCourse.newBuilder()
            .addAllBestValues(result.getBestValuesList())
            .setClockSeconds(result.getClockSeconds());
    if (result.hasArchitecture()) {
      course
          .setArchitecture(result.getArchitecture())
          .setArchitectureText(result.getArchitectureText())
          .setBestValue(result.getBestValue())
          .setBestQuery(result.getBestQuery());
    }
    return ComparedRun.newBuilder()
        .setMethod(method)
        .setSeed(seed)
        .setSeconds(result.getTrialSeconds())
        .setCourse(course)
        .build();
  }

  @Override
  public ComparedRun draw(String method, long seed) {
    throw new IllegalArgumentException(method + " searches");
  }
}
