package org.lambdanas.predictors.stream;

import java.util.HashSet;
import java.util.Set;
import org.lambdanas.predictors.predictor.Model;
import org.lambdanas.predictors.table.TableFeatures;
import org.lambdanas.proto.v1.Feature;
import org.lambdanas.proto.v1.Observation;

/** Gives queries what a table knows of their architectures. */
public final class FeatureLookup {

  private FeatureLookup() {}

  /**
   * A model whose queries are given what a table knows of their architectures; what a query comes
   * with counts.
   *
   * @param model closed with this one
   * @param table with features
   */
  public static Model of(Model model, TableFeatures table) {
    return Model.answering(
        model, queries -> model.query(queries.stream().map(query -> known(query, table)).toList()));
  }

  private static Observation known(Observation query, TableFeatures table) {
    Set<String> names = new HashSet<>();
    query.getFeaturesList().forEach(feature -> names.add(feature.getName()));
    Observation.Builder more = query.toBuilder();
    for (Feature feature : table.of(query.getArchitecture())) {
      if (names.add(feature.getName())) {
        more.addFeatures(feature);
      }
    }
    return more.build();
  }
}
