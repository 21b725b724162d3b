package org.lambdanas.predictors.tree;

import com.microsoft.ml.lightgbm.SWIGTYPE_p_double;
import com.microsoft.ml.lightgbm.SWIGTYPE_p_float;
import com.microsoft.ml.lightgbm.SWIGTYPE_p_int;
import com.microsoft.ml.lightgbm.SWIGTYPE_p_long_long;
import com.microsoft.ml.lightgbm.SWIGTYPE_p_p_void;
import com.microsoft.ml.lightgbm.SWIGTYPE_p_void;
import com.microsoft.ml.lightgbm.lightgbmlib;
import com.microsoft.ml.lightgbm.lightgbmlibConstants;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.error.Excerpt;
import org.lambdanas.graph.work.Cancellation;

/**
 * A model of LightGBM in native memory. Every call goes to the library's own interface in C. Not
 * safe for use by several threads.
 */
final class LightGbmBooster implements AutoCloseable {

  /** For every call: one thread and no word on the terminal. */
  static final String QUIET = "verbosity=-1 num_threads=1";

  private @Nullable SWIGTYPE_p_void handle;

  private LightGbmBooster(SWIGTYPE_p_void handle) {
    this.handle = handle;
  }

  /**
   * Trains.
   *
   * @param block the training set
   * @param labels one for each row
   * @param parameters as LightGBM reads them
   * @param rounds how many times to boost
   * @return the model; close it
   * @throws DataException if the library refuses
   */
  static LightGbmBooster train(FeatureBlock block, double[] labels, String parameters, int rounds) {
    SWIGTYPE_p_void data = dataSet(block, labels, parameters);
    try {
      SWIGTYPE_p_p_void out = lightgbmlib.new_voidpp();
      LightGbmBooster booster;
      try {
        check(lightgbmlib.LGBM_BoosterCreate(data, parameters, out), "be fitted");
        booster = new LightGbmBooster(lightgbmlib.voidpp_value(out));
      } finally {
        lightgbmlib.delete_voidpp(out);
      }
      try {
        booster.update(rounds);
        return booster;
      } catch (RuntimeException e) {
        booster.close();
        throw e;
      }
    } finally {
      lightgbmlib.LGBM_DatasetFree(data);
    }
  }

  private static SWIGTYPE_p_void dataSet(FeatureBlock block, double[] labels, String parameters) {
    FloatBuffer values = new FloatBuffer(block.rows() * block.features());
    FloatBuffer targets = new FloatBuffer(block.rows());
    SWIGTYPE_p_p_void out = lightgbmlib.new_voidpp();
    try {
      values.set(block.values(), block.rows() * block.features());
      float[] floats = new float[labels.length];
      for (int row = 0; row < floats.length; row++) {
        floats[row] = (float) labels[row];
      }
      targets.set(floats, floats.length);
      check(
          lightgbmlib.LGBM_DatasetCreateFromMat(
              values.pointer(),
              lightgbmlibConstants.C_API_DTYPE_FLOAT32,
              block.rows(),
              block.features(),
              1,
              parameters,
              null,
              out),
          "be fitted");
      SWIGTYPE_p_void data = lightgbmlib.voidpp_value(out);
      try {
        check(
            lightgbmlib.LGBM_DatasetSetField(
                data,
                "label",
                targets.pointer(),
                block.rows(),
                lightgbmlibConstants.C_API_DTYPE_FLOAT32),
            "be fitted");
        return data;
      } catch (RuntimeException e) {
        lightgbmlib.LGBM_DatasetFree(data);
        throw e;
      }
    } finally {
      lightgbmlib.delete_voidpp(out);
      targets.close();
      values.close();
    }
  }

  /**
   * Boosts. A round without a split does not end it: the next draws other observations and
   * features.
   */
  private void update(int rounds) {
    SWIGTYPE_p_int finished = lightgbmlib.new_intp();
    try {
      for (int round = 0; round < rounds; round++) {
        Cancellation.check();
        check(lightgbmlib.LGBM_BoosterUpdateOneIter(open(), finished), "be fitted");
      }
    } finally {
      lightgbmlib.delete_intp(finished);
    }
  }

  /**
   * Reads what {@link #text()} wrote. The library trusts it.
   *
   * @return the model; close it
   * @throws DataException if the library refuses
   */
  static LightGbmBooster parse(String text) {
    SWIGTYPE_p_p_void out = lightgbmlib.new_voidpp();
    SWIGTYPE_p_int iterations = lightgbmlib.new_intp();
    try {
      check(lightgbmlib.LGBM_BoosterLoadModelFromString(text, iterations, out), "be loaded");
      return new LightGbmBooster(lightgbmlib.voidpp_value(out));
    } finally {
      lightgbmlib.delete_intp(iterations);
      lightgbmlib.delete_voidpp(out);
    }
  }

  /** The model as text. It goes through a file, as the way through memory never frees it. */
  String text() {
    try {
      Path file = Files.createTempFile("lambda-nas-lightgbm", ".txt");
      try {
        check(
            lightgbmlib.LGBM_BoosterSaveModel(
                open(),
                0,
                -1,
                lightgbmlibConstants.C_API_FEATURE_IMPORTANCE_SPLIT,
                file.toString()),
            "be stored");
        return Files.readString(file);
      } finally {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("predictor lgb cannot be stored through a temporary file", e);
    }
  }

  /** How many features it reads. */
  int features() {
    SWIGTYPE_p_int features = lightgbmlib.new_intp();
    try {
      check(lightgbmlib.LGBM_BoosterGetNumFeature(open(), features), "be loaded");
      return lightgbmlib.intp_value(features);
    } finally {
      lightgbmlib.delete_intp(features);
    }
  }

  /**
   * Predicts.
   *
   * @param rows holds at least the rows
   * @param count how many rows
   * @param features numbers in a row
   * @param out gets the predictions
   * @param first index of the first in {@code out}
   * @throws DataException if the library refuses
   */
  void predict(FloatBuffer rows, int count, int features, double[] out, int first) {
    SWIGTYPE_p_double predicted = lightgbmlib.new_doubleArray(count);
    SWIGTYPE_p_long_long length = lightgbmlib.new_int64_tp();
    try {
      check(
          lightgbmlib.LGBM_BoosterPredictForMat(
              open(),
              rows.pointer(),
              lightgbmlibConstants.C_API_DTYPE_FLOAT32,
              count,
              features,
              1,
              lightgbmlibConstants.C_API_PREDICT_NORMAL,
              0,
              -1,
              QUIET,
              length,
              predicted),
          "predict");
      for (int row = 0; row < count; row++) {
        out[first + row] = lightgbmlib.doubleArray_getitem(predicted, row);
      }
    } finally {
      lightgbmlib.delete_int64_tp(length);
      lightgbmlib.delete_doubleArray(predicted);
    }
  }

  private SWIGTYPE_p_void open() {
    if (handle == null) {
      throw new IllegalStateException("the model is closed");
    }
    return handle;
  }

  @Override
  public void close() {
    if (handle != null) {
      lightgbmlib.LGBM_BoosterFree(handle);
      handle = null;
    }
  }

  private static void check(int status, String what) {
    if (status != 0) {
      throw failure(what);
    }
  }

  private static DataException failure(String what) {
    return new DataException(
        "predictor lgb cannot " + what + ": " + Excerpt.of(lightgbmlib.LGBM_GetLastError()));
  }

  /** Numbers in native memory. Only those that change cross the border to it. */
  static final class FloatBuffer implements AutoCloseable {

    private final SWIGTYPE_p_float array;
    private final float[] mirror;

    /** Takes memory. */
    FloatBuffer(int length) {
      array = lightgbmlib.new_floatArray(length);
      mirror = new float[length];
      // What is there is not known, and differs from every number.
      Arrays.fill(mirror, Float.NaN);
    }

    /** Writes numbers from the start on. */
    void set(float[] values, int count) {
      for (int i = 0; i < count; i++) {
        if (mirror[i] != values[i]) {
          mirror[i] = values[i];
          lightgbmlib.floatArray_setitem(array, i, values[i]);
        }
      }
    }

    SWIGTYPE_p_void pointer() {
      return lightgbmlib.float_to_voidp_ptr(array);
    }

    @Override
    public void close() {
      lightgbmlib.delete_floatArray(array);
    }
  }
}
