package org.lambdanas.predictors.omni;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.lambdanas.predictors.omni.Kind.ModelChoice;
import org.lambdanas.predictors.omni.Kind.Usual;
import org.lambdanas.predictors.predictor.Family;
import org.lambdanas.predictors.predictor.Learner;
import org.lambdanas.predictors.predictor.Predictor;

/** The predictors of this package. */
public final class Hybrids {

  private static final String OMNI =
      "White et al., How powerful are performance predictors in NAS?, 2021, section 5: OMNI";

  /** Those that rank cells best on tables of images, with the bar that they have to be above. */
  private static final List<String> USUAL_SCORES =
      List.of("az_nas", "jacov", "synflow", "nwot", "params");

  private Hybrids() {}

  /** Whether a predictor's parts can be chosen. */
  public static boolean isOne(String predictor) {
    return predictor.equals("omni") || predictor.startsWith("omni_");
  }

  /**
   * All of them, in the order in which they are listed to people.
   *
   * @param learners model-based predictors that can be joined, {@code ngb}, {@code seminas} and
   *     {@code gp} among them
   * @param others those of which the ones that read curves without a fit can be joined
   */
  public static List<Predictor> all(Collection<Learner> learners, Collection<Predictor> others) {
    Map<String, Learner> models = new LinkedHashMap<>();
    learners.forEach(learner -> models.put(learner.description().id(), learner));
    Map<String, Predictor> curves =
        others.stream()
            .filter(other -> other.description().family() == Family.LEARNING_CURVE)
            .collect(Collectors.toMap(other -> other.description().id(), Function.identity()));
    Map<String, Learner> searched = new LinkedHashMap<>(models);
    searched.computeIfPresent("ngb", (id, learner) -> new SearchedNgBoost(learner));
    Joinable usual = new Joinable(models, curves);
    return List.of(
        new OmniPredictor(
            new Kind(
                "omni",
                "any scores, curves and one model that are named, as one predictor",
                OMNI
                    + "; by default its recommendation for medium initialisation and short queries",
                new Usual(List.of("jacov", "synflow"), true, 0),
                new ModelChoice("ngb", false, 0),
                false),
            usual),
        new OmniPredictor(
            new Kind(
                "omni_ngb",
                "NGBoost on encoding, jacov and learning curve, the best of 35 by likelihood",
                OMNI,
                new Usual(List.of("jacov"), true, 1),
                new ModelChoice("ngb", true, 35),
                false),
            new Joinable(searched, curves)),
        new OmniPredictor(
            new Kind(
                "omni_seminas",
                "SemiNAS on sequences with intervals of jacov and learning curve",
                OMNI,
                new Usual(List.of("jacov"), true, 1),
                new ModelChoice("seminas", true, 0),
                false),
            usual),
        new OmniPredictor(
            new Kind(
                "omni_gp",
                "Gaussian process and trees on what scores and learning curves leave unsaid",
                "White et al., 2021, with graph features, ranks against stored references, and a"
                    + " prior mean from them",
                new Usual(USUAL_SCORES, false, 2),
                new ModelChoice("ensemble", true, 0),
                true),
            usual));
  }
}
