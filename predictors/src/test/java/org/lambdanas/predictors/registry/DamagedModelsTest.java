package org.lambdanas.predictors.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.interchange.MessageFormat;
import org.lambdanas.graph.interchange.Messages;
import org.lambdanas.graph.space.NasBench201Space;
import org.lambdanas.graph.testing.Mutations;
import org.lambdanas.predictors.predictor.Family;
import org.lambdanas.predictors.predictor.Model;
import org.lambdanas.predictors.predictor.Predictor;
import org.lambdanas.predictors.predictor.PredictorDescription;
import org.lambdanas.predictors.stream.BulkQuery;
import org.lambdanas.predictors.stream.MessageReader;
import org.lambdanas.predictors.stream.MessageWriter;
import org.lambdanas.predictors.stream.ModelPool;
import org.lambdanas.predictors.stream.StreamFormat;
import org.lambdanas.predictors.testing.Cells;
import org.lambdanas.proto.v1.Feature;
import org.lambdanas.proto.v1.FittedPredictor;
import org.lambdanas.proto.v1.Observation;
import org.lambdanas.proto.v1.PredictorSpec;

/** Fitted predictors whose files are damaged: each predicts, or is refused in one line. */
class DamagedModelsTest {

  private static final PredictorCatalogue CATALOGUE = PredictorCatalogue.registered();

  /** Settings that keep models small: what they do is tested elsewhere. */
  private static final Map<String, Integer> SMALL =
      Map.ofEntries(
          Map.entry("trees", 3),
          Map.entry("rounds", 3),
          Map.entry("estimators", 3),
          Map.entry("layers", 1),
          Map.entry("width", 3),
          Map.entry("units", 3),
          Map.entry("hidden", 2),
          Map.entry("epochs", 1),
          Map.entry("semi_epochs", 1),
          Map.entry("repeats", 1),
          Map.entry("steps", 20),
          Map.entry("burn_in", 10),
          Map.entry("chain", 10));

  static List<String> modelBased() {
    return CATALOGUE.predictors().stream()
        .map(Predictor::description)
        .filter(description -> description.family() == Family.MODEL_BASED)
        .map(PredictorDescription::id)
        .toList();
  }

  /** Of a small model. */
  static PredictorSpec spec(String id) {
    PredictorDescription description = CATALOGUE.byId(id).description();
    PredictorSpec.Builder spec =
        PredictorSpec.newBuilder().setPredictor(id).setSpace("nasbench201").setSeed(1);
    description.settings().stream()
        .filter(setting -> SMALL.containsKey(setting.name()))
        .forEach(
            setting ->
                spec.addSettings(
                    Feature.newBuilder()
                        .setName(setting.name())
                        .setValue(SMALL.getOrDefault(setting.name(), 0))));
    return spec.build();
  }

  private static FittedPredictor fit(String id) {
    PredictorDescription description = CATALOGUE.byId(id).description();
    try (Model model = CATALOGUE.fit(spec(id), Cells.observations(20, 1))) {
      return model.save();
    } catch (ConfigException e) {
      assumeTrue(description.nativeLibrary().isEmpty(), "skipped: " + e.getMessage());
      throw e;
    }
  }

  @Test
  void everyModelIsDamaged() {
    assertThat(modelBased()).contains("rf", "xgb", "seminas").hasSize(16);
  }

  @ParameterizedTest
  @MethodSource("modelBased")
  void damagedModelsPredictOrAreRefused(String id) {
    byte[] good = fit(id).toByteArray();
    byte[] cells =
        String.join("\n", Cells.queries(3, 2).stream().map(Cells::text).toList())
            .getBytes(java.nio.charset.StandardCharsets.UTF_8);
    Mutations.survive(
        "model-" + id,
        good,
        bytes -> {
          FittedPredictor fitted =
              Messages.parse(
                  bytes, MessageFormat.BINARY, FittedPredictor.getDefaultInstance(), "model");
          InputStream in = new ByteArrayInputStream(cells);
          try (ModelPool pool =
                  new ModelPool(CATALOGUE.load(fitted), () -> CATALOGUE.load(fitted), 1);
              MessageReader<Observation> queries =
                  MessageReader.observations(
                      in,
                      "cells",
                      Optional.of(StreamFormat.LINES),
                      Optional.of(NasBench201Space.INSTANCE))) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            long count =
                new BulkQuery(pool, 8)
                    .run(queries, MessageWriter.predictions(StreamFormat.BINARY), out);
            assertThat(count).isEqualTo(3);
          }
        });
  }
}
