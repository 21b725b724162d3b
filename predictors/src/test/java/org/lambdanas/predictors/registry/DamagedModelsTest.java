package org.lambdanas.predictors.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.error.DataException;
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
import org.lambdanas.proto.v1.NamedTensor;
import org.lambdanas.proto.v1.Observation;
import org.lambdanas.proto.v1.PredictorSpec;

/** Fitted predictors whose files are damaged: each predicts, or is refused in one line. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
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

  private static final List<Observation> QUERIES = Cells.queries(3, 2);

  private static final byte[] CELLS =
      String.join("\n", QUERIES.stream().map(Cells::text).toList())
          .getBytes(StandardCharsets.UTF_8);

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
      assumeTrue(description.nativeLibrary().isEmpty(), String.valueOf(e.getMessage()));
      throw e;
    }
  }

  @Test
  void everyModelIsDamaged() {
    assertThat(modelBased()).contains("rf", "xgb", "seminas", "ensemble").hasSize(17);
  }

  @ParameterizedTest
  @MethodSource("modelBased")
  void damagedModelsPredictOrAreRefused(String id) {
    Mutations.survive("model-" + id, fit(id).toByteArray(), DamagedModelsTest::query);
  }

  /** Numbers that a file of the right form may hold. */
  private static final double[] NUMBERS = {
    0, -1, 1, 1e-300, 1e150, -1e300, Double.MAX_VALUE, Double.NaN, Double.POSITIVE_INFINITY
  };

  private static final long[] WHOLES = {
    0,
    1,
    -1,
    2,
    3,
    29,
    30,
    31,
    1000,
    1 << 20,
    1 << 24,
    Integer.MAX_VALUE,
    Integer.MIN_VALUE,
    1L << 32,
    Long.MAX_VALUE,
    Long.MIN_VALUE
  };

  /** As somebody edits a model who knows its form: no checksum can keep them from it. */
  @ParameterizedTest
  @MethodSource("modelBased")
  void editedModelsPredictOrAreRefused(String id) {
    FittedPredictor good = fit(id);
    Mutations.survive(
        "edited-" + id,
        Mutations.count() / 20,
        random -> edited(good, random).toByteArray(),
        bytes -> {
          // The service loads and asks like this.
          try (Model model = CATALOGUE.load(FittedPredictor.parseFrom(bytes))) {
            assertThat(model.query(QUERIES)).hasSize(3);
          }
        });
  }

  private static FittedPredictor edited(FittedPredictor good, SplittableRandom random) {
    FittedPredictor.Builder edited = good.toBuilder();
    if (random.nextInt(8) == 0 && good.getSpec().getSettingsCount() > 0) {
      int at = random.nextInt(good.getSpec().getSettingsCount());
      edited.getSpecBuilder().getSettingsBuilder(at).setValue(random.nextInt(70));
    }
    NamedTensor.Builder tensor = edited.getTensorsBuilder(random.nextInt(good.getTensorsCount()));
    boolean all = random.nextInt(4) == 0;
    double number = NUMBERS[random.nextInt(NUMBERS.length)];
    long whole = WHOLES[random.nextInt(WHOLES.length)];
    int count =
        tensor.getInts().getValuesCount()
            + tensor.getFloats().getValuesCount()
            + tensor.getDoubles().getValuesCount();
    int place = count == 0 ? 0 : random.nextInt(count);
    for (int at = all ? 0 : place; at < (all ? count : Math.min(count, place + 1)); at++) {
      switch (tensor.getValuesCase()) {
        case FLOATS -> tensor.getFloatsBuilder().setValues(at, (float) number);
        case DOUBLES -> tensor.getDoublesBuilder().setValues(at, number);
        default -> tensor.getIntsBuilder().setValues(at, whole);
      }
    }
    if (random.nextInt(6) == 0 && tensor.getShapeCount() > 0) {
      tensor.setShape(random.nextInt(tensor.getShapeCount()), whole);
    }
    return edited.build();
  }

  /** A size that no number of the file stands behind: what it costs is known before it is paid. */
  @ParameterizedTest
  @MethodSource("modelBased")
  void sizesOfAnotherEncodingAreRefused(String id) {
    FittedPredictor good = fit(id);
    List<String> names = List.of("features", "rows/features", "inducing/features", "input");
    boolean isEnsemble = id.equals("ensemble");
    int found = 0;
    for (int at = 0; at < good.getTensorsCount(); at++) {
      String stored = good.getTensors(at).getName();
      // Behind the name of a member.
      String name = isEnsemble ? stored.substring(stored.indexOf('/') + 1) : stored;
      if (names.contains(name)) {
        found++;
        FittedPredictor.Builder edited = good.toBuilder();
        edited.getTensorsBuilder(at).getIntsBuilder().setValues(0, 1 << 20);
        assertThatThrownBy(() -> CATALOGUE.load(edited.build()))
            .isInstanceOf(DataException.class)
            .hasMessageContaining("'" + name + "'");
      }
    }
    assertThat(found).isEqualTo(isEnsemble ? 3 : 1);
  }

  private static void query(byte[] model) throws Exception {
    FittedPredictor fitted =
        Messages.parse(model, MessageFormat.BINARY, FittedPredictor.getDefaultInstance(), "model");
    InputStream in = new ByteArrayInputStream(CELLS);
    try (ModelPool pool = new ModelPool(CATALOGUE.load(fitted), () -> CATALOGUE.load(fitted), 1);
        MessageReader<Observation> queries =
            MessageReader.observations(
                in,
                "cells",
                Optional.of(StreamFormat.LINES),
                Optional.of(NasBench201Space.INSTANCE))) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      long count =
          new BulkQuery(pool, 8).run(queries, MessageWriter.predictions(StreamFormat.BINARY), out);
      assertThat(count).isEqualTo(3);
    }
  }
}
