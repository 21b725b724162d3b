package org.lambdanas.search.cli.predictors;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.lambdanas.predictors.predictor.Predictor;
import org.lambdanas.predictors.predictor.PredictorDescription;
import org.lambdanas.predictors.registry.PredictorCatalogue;
import org.lambdanas.predictors.registry.Predictors;
import org.lambdanas.predictors.table.BenchmarkTableFile;
import org.lambdanas.predictors.table.TableFeatures;
import org.lambdanas.proto.v1.PredictorSpec;

/**
 * The predictors that serve a table's space and read nothing that the table does not have.
 *
 * @param space id of the space
 * @param curves names of the table's learning curves
 * @param features names of the scores and sizes that it has
 */
record ServedPredictors(String space, List<String> curves, Set<String> features) {

  /** What stands for all of them in options. */
  static final String ALL = "all";

  static ServedPredictors of(BenchmarkTableFile table) {
    return new ServedPredictors(
        table.header().getSpace(),
        table.header().getCurvesList(),
        new HashSet<>(new TableFeatures(table, "").names()));
  }

  /**
   * All of them.
   *
   * @param spec makes the specification of a predictor
   */
  List<PredictorSpec> all(Function<String, PredictorSpec> spec) {
    return Predictors.all().stream()
        .map(predictor -> spec.apply(predictor.description().id()))
        .filter(one -> missing(one).isEmpty())
        .toList();
  }

  /** Why a predictor is not among them. */
  Optional<String> missing(PredictorSpec spec) {
    Predictor predictor = Predictors.byId(spec.getPredictor());
    PredictorDescription description = predictor.description(spec);
    if (PredictorCatalogue.spaces(description).stream()
        .noneMatch(served -> served.id().equals(space))) {
      return Optional.of("which has no encoding for " + space);
    }
    if (description
        .curves()
        .filter(need -> need.leastEpochs() > 0)
        .filter(need -> need.metrics().stream().noneMatch(curves::contains))
        .isPresent()) {
      return Optional.of("which reads learning curves that the table does not have");
    }
    List<String> lacking =
        predictor.features(spec.toBuilder().setSpace(space).build()).stream()
            .filter(feature -> !features.contains(feature))
            .toList();
    return lacking.isEmpty()
        ? Optional.empty()
        : Optional.of("which reads what the table does not have: " + String.join(", ", lacking));
  }
}
