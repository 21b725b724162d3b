package org.lambdanas.predictors.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.microsoft.ml.lightgbm.SWIGTYPE_p_double;
import com.microsoft.ml.lightgbm.SWIGTYPE_p_float;
import com.microsoft.ml.lightgbm.SWIGTYPE_p_int;
import com.microsoft.ml.lightgbm.SWIGTYPE_p_long_long;
import com.microsoft.ml.lightgbm.SWIGTYPE_p_p_void;
import com.microsoft.ml.lightgbm.SWIGTYPE_p_void;
import com.microsoft.ml.lightgbm.lightgbmlib;
import com.microsoft.ml.lightgbm.lightgbmlibConstants;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.DMatrix;
import ml.dmlc.xgboost4j.java.XGBoost;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.graph.space.NasBench201Space;
import org.lambdanas.graph.testing.Mutations;
import org.lambdanas.predictors.features.Features;
import org.lambdanas.predictors.predictor.Model;
import org.lambdanas.predictors.registry.PredictorCatalogue;
import org.lambdanas.predictors.testing.Cells;
import org.lambdanas.proto.v1.Architecture;
import org.lambdanas.proto.v1.FittedPredictor;
import org.lambdanas.proto.v1.Observation;
import org.lambdanas.proto.v1.Prediction;

/** What the native libraries write, as trees of our own: the same predictions to the bit. */
class NativeFormTest {

  private static final int TRAIN = 200;
  private static final int ROWS = 4000;
  private static final int WIDTH = 5;

  /** Numbers of every size and sign, among them many that are equal, and zeros. */
  private static final float[] VALUES = values();

  private static float[] values() {
    SplittableRandom random = new Seed(3).random();
    float[] values = new float[ROWS * WIDTH];
    for (int i = 0; i < values.length; i++) {
      values[i] =
          switch (i % WIDTH) {
            case 0 -> random.nextInt(3);
            case 1 -> (float) random.nextGaussian();
            case 2 -> (float) (1e6 * random.nextGaussian());
            case 3 -> random.nextInt(2) * (float) random.nextDouble(-1e-4, 1e-4);
            default -> random.nextInt(-50, 50) / 10f;
          };
    }
    return values;
  }

  private static List<Features> rows() {
    List<Features> rows = new ArrayList<>();
    for (int row = 0; row < ROWS; row++) {
      rows.add(Features.Vector.of(Arrays.copyOfRange(VALUES, row * WIDTH, (row + 1) * WIDTH)));
    }
    return rows;
  }

  private static double[] labels() {
    double[] labels = new double[TRAIN];
    for (int row = 0; row < TRAIN; row++) {
      int at = row * WIDTH;
      labels[row] = VALUES[at] + Math.sin(VALUES[at + 1]) + VALUES[at + 4] * VALUES[at + 2] / 1e7;
    }
    return labels;
  }

  @Test
  void xgBoostPredictsTheSameBits() throws Exception {
    float[] labels = new float[TRAIN];
    for (int row = 0; row < TRAIN; row++) {
      labels[row] = (float) labels()[row];
    }
    DMatrix train = new DMatrix(Arrays.copyOf(VALUES, TRAIN * WIDTH), TRAIN, WIDTH, Float.NaN);
    train.setLabel(labels);
    DMatrix all = new DMatrix(VALUES, ROWS, WIDTH, Float.NaN);
    Map<String, Object> parameters =
        Map.of("objective", "reg:squarederror", "nthread", 1, "verbosity", 0);
    Booster booster = XGBoost.train(train, parameters, 300, Map.of(), null, null);
    BoostedTrees ours = XgBoostModel.read(ByteString.copyFrom(booster.toByteArray("ubj")));
    float[][] expected = booster.predict(all);
    double[] means = ours.predict(rows()).means();
    for (int row = 0; row < ROWS; row++) {
      assertThat(means[row]).isEqualTo(expected[row][0]);
    }
    booster.dispose();
    train.dispose();
    all.dispose();
  }

  @Test
  void lightGbmPredictsTheSameBits() throws Exception {
    LightGbmLibrary.load();
    String text =
        LightGbmBooster.train(
            FeatureBlock.whole(rows().subList(0, TRAIN)),
            labels(),
            "verbosity=-1 num_threads=1 objective=regression min_data_in_leaf=2 deterministic=true",
            300);
    assertThat(LightGbmModel.read(text).predict(rows()).means())
        .containsExactly(nativePredictions(text));
  }

  private static double[] nativePredictions(String text) {
    SWIGTYPE_p_p_void out = lightgbmlib.new_voidpp();
    SWIGTYPE_p_int iterations = lightgbmlib.new_intp();
    SWIGTYPE_p_long_long length = lightgbmlib.new_int64_tp();
    SWIGTYPE_p_double predicted = lightgbmlib.new_doubleArray(ROWS);
    SWIGTYPE_p_float values = lightgbmlib.new_floatArray(VALUES.length);
    for (int i = 0; i < VALUES.length; i++) {
      lightgbmlib.floatArray_setitem(values, i, VALUES[i]);
    }
    assertThat(lightgbmlib.LGBM_BoosterLoadModelFromString(text, iterations, out)).isZero();
    SWIGTYPE_p_void booster = lightgbmlib.voidpp_value(out);
    int status =
        lightgbmlib.LGBM_BoosterPredictForMat(
            booster,
            lightgbmlib.float_to_voidp_ptr(values),
            lightgbmlibConstants.C_API_DTYPE_FLOAT32,
            ROWS,
            WIDTH,
            1,
            lightgbmlibConstants.C_API_PREDICT_NORMAL,
            0,
            -1,
            "verbosity=-1 num_threads=1",
            length,
            predicted);
    assertThat(status).isZero();
    double[] means = new double[ROWS];
    for (int row = 0; row < ROWS; row++) {
      means[row] = lightgbmlib.doubleArray_getitem(predicted, row);
    }
    lightgbmlib.LGBM_BoosterFree(booster);
    lightgbmlib.delete_voidpp(out);
    lightgbmlib.delete_intp(iterations);
    lightgbmlib.delete_int64_tp(length);
    lightgbmlib.delete_doubleArray(predicted);
    lightgbmlib.delete_floatArray(values);
    return means;
  }

  private static InputStream resource(String name) {
    return Objects.requireNonNull(NativeFormTest.class.getResourceAsStream("native-form-" + name));
  }

  static FittedPredictor earlier(String id) throws IOException {
    try (InputStream in = resource(id + ".binpb")) {
      return FittedPredictor.parseFrom(in);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"xgb", "lgb"})
  void modelsOfEarlierVersionsPredictAsTheyDid(String id) throws IOException {
    List<Observation> queries = new ArrayList<>();
    List<Double> expected = new ArrayList<>();
    try (BufferedReader lines =
            new BufferedReader(
                new InputStreamReader(resource(id + ".tsv"), StandardCharsets.UTF_8));
        Model model = PredictorCatalogue.registered().load(earlier(id))) {
      for (String line : lines.lines().skip(1).toList()) {
        String[] columns = line.split("\t");
        Architecture cell = NasBench201Space.INSTANCE.parse(columns[0]);
        queries.add(Observation.newBuilder().setArchitecture(cell).build());
        expected.add(Double.parseDouble(columns[1]));
      }
      assertThat(expected).hasSize(25);
      assertThat(model.query(queries).stream().map(Prediction::getMean)).isEqualTo(expected);
      // It is kept without the library's form from now on.
      assertThat(model.save().getNativeModel()).isEmpty();
      try (Model again = PredictorCatalogue.registered().load(model.save())) {
        assertThat(again.query(queries)).isEqualTo(model.query(queries));
      }
    }
  }

  /** The bytes of a file reached the library, which ended the process or went round in circles. */
  @Test
  void treesThatLeadNowhereOrInCirclesAreRefused() throws IOException {
    String text = earlier("lgb").getNativeModel().toStringUtf8();
    for (String edit :
        List.of(
            "left_child=1000000000",
            "left_child=0",
            "left_child=-2",
            "left_child=-2147483648",
            "split_feature=30",
            "split_feature=-1",
            "threshold=nan",
            "threshold=inf",
            "leaf_value=nan",
            "decision_type=1",
            "num_leaves=1001",
            "num_leaves=5",
            "num_leaves=2147483647",
            "num_tree_per_iteration=0",
            "max_feature_idx=30",
            "max_feature_idx=2147483647")) {
      String name = edit.substring(0, edit.indexOf('='));
      String edited = text.replaceFirst("\n" + name + "=[^ \n]+", "\n" + edit);
      assertThat(edited).isNotEqualTo(text);
      assertRefused("lgb", ByteString.copyFromUtf8(edited));
    }
    byte[] saved = earlier("xgb").getNativeModel().toByteArray();
    String characters = new String(saved, StandardCharsets.ISO_8859_1);
    for (String name : List.of("left_children[$l#L", "right_children[$l#L", "split_indices[$l#L")) {
      int at = characters.indexOf(name) + name.length() + Long.BYTES;
      for (int value : new int[] {Integer.MIN_VALUE, -2, 31, 1000, Integer.MAX_VALUE}) {
        byte[] edited = saved.clone();
        ByteBuffer.wrap(edited).putInt(at, value);
        assertRefused("xgb", ByteString.copyFrom(edited));
      }
    }
  }

  /** With numbers put in the place of others, a hundred of each library. */
  @ParameterizedTest
  @ValueSource(strings = {"xgb", "lgb"})
  void editedFormsPredictOrAreRefused(String id) throws IOException {
    FittedPredictor good = earlier(id);
    byte[] form = good.getNativeModel().toByteArray();
    String text = new String(form, StandardCharsets.ISO_8859_1);
    List<Observation> cells = Cells.queries(3, 1);
    Mutations.survive(
        "native form of " + id,
        100,
        random -> id.equals("xgb") ? editedArray(form, text, random) : editedText(text, random),
        edited -> {
          FittedPredictor fitted =
              good.toBuilder().setNativeModel(ByteString.copyFrom(edited)).build();
          try (Model model = PredictorCatalogue.registered().load(fitted)) {
            assertThat(model.query(cells)).hasSize(3);
          }
        });
  }

  private static byte[] editedArray(byte[] form, String text, SplittableRandom random) {
    List<MatchResult> arrays =
        Pattern.compile("(children|indices|conditions)\\[\\$[ld]#L")
            .matcher(text)
            .results()
            .toList();
    int at = arrays.get(random.nextInt(arrays.size())).end();
    ByteBuffer edited = ByteBuffer.wrap(form.clone());
    int count = (int) edited.getLong(at);
    int place = at + Long.BYTES + Integer.BYTES * random.nextInt(count);
    int[] wholes = {-1, 0, 1, 5, 29, 30, 31, -2, Integer.MAX_VALUE, Integer.MIN_VALUE, 0x7f800000};
    return edited.putInt(place, wholes[random.nextInt(wholes.length)]).array();
  }

  private static byte[] editedText(String text, SplittableRandom random) {
    List<MatchResult> numbers =
        Pattern.compile("(?<=[= ])-?\\d[^ \n]*")
            .matcher(text.substring(0, text.indexOf("end of trees")))
            .results()
            .toList();
    MatchResult number = numbers.get(random.nextInt(numbers.size()));
    List<String> others = List.of("-1", "0", "1", "3", "-9", "30", "2147483647", "nan", "1e300");
    String other = others.get(random.nextInt(others.size()));
    String edited = text.substring(0, number.start()) + other + text.substring(number.end());
    return edited.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static void assertRefused(String id, ByteString form) throws IOException {
    FittedPredictor edited = earlier(id).toBuilder().setNativeModel(form).build();
    assertThatThrownBy(() -> PredictorCatalogue.registered().load(edited))
        .isInstanceOf(DataException.class)
        .hasMessageNotContaining("\n");
  }
}
