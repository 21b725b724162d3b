package org.lambdanas.predictors.stream;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.lambdanas.predictors.predictor.Model;
import org.lambdanas.predictors.table.TableFeatures;
import org.lambdanas.proto.v1.Feature;
import org.lambdanas.proto.v1.FittedPredictor;
import org.lambdanas.proto.v1.Observation;
import org.lambdanas.proto.v1.Prediction;

/**
 * A model whose queries are given what a table knows of their architectures; what a query comes
 * with counts.
 *
 * @param model closed with this one
 * @param table with features
 */
public record FeatureLookup(Model model, TableFeatures table) implements Model {

  @Override
  public List<Prediction> query(List<Observation> queries) {
    List<Observation> known = new ArrayList<>(queries.size());
    for (Observation query : queries) {
      Set<String> names = new HashSet<>();
      query.getFeaturesList().forEach(feature -> names.add(feature.getName()));
      Observation.Builder more = query.toBuilder();
      for (Feature feature : table.of(query.getArchitecture())) {
        if (names.add(feature.getName())) {
          more.addFeatures(feature);
        }
      }
      known.add(more.build());
    }
    return model.query(known);
  }

  @Override
  public FittedPredictor save() {
    return model.save();
  }

  @Override
  public void close() {
    model.close();
  }
}
