package org.lambdanas.search.report;

import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.lambdanas.predictors.evaluation.PredictorNames;
import org.lambdanas.predictors.predictor.Family;
import org.lambdanas.predictors.registry.Predictors;
import org.lambdanas.proto.v1.PredictorScore;

/** Families of predictors, by the names that {@link PredictorNames} gives them. */
final class PredictorFamilies {

  private static final Pattern ID = Pattern.compile("[^:\\[( ]*");

  private static final Map<String, Family> FAMILIES =
      Predictors.all().stream()
          .collect(
              Collectors.toMap(
                  predictor -> predictor.description().id(),
                  predictor -> predictor.description().family()));

  private PredictorFamilies() {}

  /** All registered predictors. */
  static Set<String> ids() {
    return FAMILIES.keySet();
  }

  /** The id in a name. */
  static String id(String name) {
    Matcher matcher = ID.matcher(name);
    return matcher.lookingAt() ? matcher.group() : name;
  }

  /** The family; of a predictor that is not registered here that of the costs it has. */
  static Family of(PredictorScore score) {
    Family known = FAMILIES.get(id(score.getPredictor()));
    if (known != null) {
      return known;
    }
    boolean trained = score.getTrainSize() > 0;
    boolean epochs = score.getFidelity() > 0;
    return trained && epochs
        ? Family.HYBRID
        : trained ? Family.MODEL_BASED : epochs ? Family.LEARNING_CURVE : Family.ZERO_COST;
  }

  /** The number of a family's colour. */
  static int colour(Family family) {
    return switch (family) {
      case MODEL_BASED -> 0;
      case LEARNING_CURVE -> 1;
      case HYBRID -> 2;
      case ZERO_COST -> 3;
      case WEIGHT_SHARING -> 5;
    };
  }

  /** Whether some of a predictor's parts were chosen or left out. */
  static boolean isVariant(String name) {
    return name.contains("[") || name.contains(" without ");
  }
}
