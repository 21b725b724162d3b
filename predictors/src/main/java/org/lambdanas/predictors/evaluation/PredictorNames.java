package org.lambdanas.predictors.evaluation;

import java.util.List;
import org.lambdanas.proto.v1.EvaluationConfig;
import org.lambdanas.proto.v1.PredictorSpec;

/** What the predictors of an evaluation are called in tables and files. */
public final class PredictorNames {

  private PredictorNames() {}

  /**
   * The name of a predictor: its id, its encoding where that is not its own, the parts that it was
   * given or left, and whether it is as published, such as {@code "gp"}, {@code "gp:path"}, {@code
   * "omni[jacov,ngb]"}, {@code "omni_gp without scores"} or {@code "gp (published)"}.
   */
  public static String of(PredictorSpec spec) {
    return spec.getPredictor()
        + (spec.getEncoding().isEmpty() ? "" : ":" + spec.getEncoding())
        + (spec.getPartsCount() == 0 ? "" : "[" + String.join(",", spec.getPartsList()) + "]")
        + (spec.getWithoutCount() == 0
            ? ""
            : " without " + String.join(" and ", spec.getWithoutList()))
        + (spec.getAsPublished() ? " (published)" : "");
  }

  /** The names of all predictors of an evaluation, in the order of the configuration. */
  public static List<String> of(EvaluationConfig config) {
    return config.getPredictorsList().stream().map(PredictorNames::of).toList();
  }
}
