package org.lambdanas.predictors.zerocost;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.lambdanas.graph.score.Measure;
import org.lambdanas.graph.score.Measures;
import org.lambdanas.predictors.predictor.Family;
import org.lambdanas.predictors.predictor.Predictor;
import org.lambdanas.predictors.predictor.PredictorDescription;

/** The predictors of this package: every measure of untrained networks. */
public final class ZeroCostPredictors {

  /** The six of White et al. come first. */
  private static final List<String> STUDIED =
      List.of("fisher", "grad_norm", "grasp", "jacov", "snip", "synflow");

  private static final String STUDY =
      "White et al., How powerful are performance predictors in NAS?, 2021";
  private static final String SUITE = "Krishnakumar et al., NAS-Bench-Suite-Zero, 2022";

  /** Where the others come from, by the start of their names. */
  private static final Map<String, String> SOURCES =
      Map.of(
          "az_", "Lee and Ham, AZ-NAS: assembling zero-cost proxies, 2024",
          "zico", "Li et al., ZiCo: zero-shot NAS via inverse coefficient of variation, 2023",
          "swap", "Peng et al., SWAP-NAS: sample-wise activation patterns, 2024",
          "meco", "Jiang et al., MeCo: zero-shot NAS with minimum eigenvalue of correlation, 2023");

  /**
   * What the study, and its code, took the negative of, by benchmark (White et al. 2021): what is
   * larger in worse networks there.
   */
  private static final Map<String, Set<String>> NEGATED =
      Map.of(
          "nasbench101", Set.of("jacov"),
          "darts", Set.of("fisher", "grad_norm", "synflow", "snip"));

  private static final List<Predictor> ALL = predictors();

  private ZeroCostPredictors() {}

  /** All of them, in the order in which they are listed to people. */
  public static List<Predictor> all() {
    return ALL;
  }

  private static List<Predictor> predictors() {
    List<Predictor> all = new ArrayList<>();
    STUDIED.forEach(id -> all.add(predictor(Measures.named(List.of(id)).get(0))));
    Measures.withVariants().stream()
        .filter(measure -> !STUDIED.contains(measure.id()))
        .forEach(measure -> all.add(predictor(measure)));
    all.add(
        new FeaturePredictor(
            description(
                "az_nas",
                "sum of the logarithms of the ranks of its four parts among a pool's networks"
                    + " (scored by 'lnas score --combine az_nas')")));
    return List.copyOf(all);
  }

  private static Predictor predictor(Measure measure) {
    String id = measure.id();
    String summary = measure.summary();
    return new FeaturePredictor(
        description(
            id,
            Character.toLowerCase(summary.charAt(0)) + summary.substring(1, summary.length() - 1)),
        spec ->
            ComputedScores.of(spec, List.of(id))
                .map(scores -> architecture -> scores.of(architecture, id)),
        spec ->
            spec.getAsPublished() && NEGATED.getOrDefault(spec.getSpace(), Set.of()).contains(id));
  }

  private static PredictorDescription description(String id, String title) {
    String source =
        STUDIED.contains(id)
            ? STUDY
            : SOURCES.entrySet().stream()
                .filter(entry -> id.startsWith(entry.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(SUITE);
    return new PredictorDescription(
            id,
            title,
            Family.ZERO_COST,
            List.of(),
            Optional.empty(),
            0,
            false,
            List.of(),
            Optional.empty(),
            source)
        .reading(List.of(id));
  }
}
