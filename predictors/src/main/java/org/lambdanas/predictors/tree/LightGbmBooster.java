package org.lambdanas.predictors.tree;

import com.microsoft.ml.lightgbm.SWIGTYPE_p_float;
import com.microsoft.ml.lightgbm.SWIGTYPE_p_int;
import com.microsoft.ml.lightgbm.SWIGTYPE_p_p_void;
import com.microsoft.ml.lightgbm.SWIGTYPE_p_void;
import com.microsoft.ml.lightgbm.lightgbmlib;
import com.microsoft.ml.lightgbm.lightgbmlibConstants;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.error.Excerpt;
import org.lambdanas.graph.work.Cancellation;

/** Fits by LightGBM, through the library's own interface in C. */
final class LightGbmBooster {

  private LightGbmBooster() {}

  /**
   * Fits.
   *
   * @param block the training set
   * @param labels one for each row
   * @param parameters as LightGBM reads them
   * @param rounds how many times to boost; a round without a split does not end it, as the next
   *     draws other observations and features
   * @return the model as the library writes it
   * @throws DataException if the library refuses
   */
  static String train(FeatureBlock block, double[] labels, String parameters, int rounds) {
    SWIGTYPE_p_void data = dataSet(block, labels, parameters);
    SWIGTYPE_p_p_void out = lightgbmlib.new_voidpp();
    SWIGTYPE_p_int finished = lightgbmlib.new_intp();
    try {
      check(lightgbmlib.LGBM_BoosterCreate(data, parameters, out));
      SWIGTYPE_p_void booster = lightgbmlib.voidpp_value(out);
      try {
        for (int round = 0; round < rounds; round++) {
          Cancellation.check();
          check(lightgbmlib.LGBM_BoosterUpdateOneIter(booster, finished));
        }
        return text(booster);
      } finally {
        lightgbmlib.LGBM_BoosterFree(booster);
      }
    } finally {
      lightgbmlib.delete_intp(finished);
      lightgbmlib.delete_voidpp(out);
      lightgbmlib.LGBM_DatasetFree(data);
    }
  }

  private static SWIGTYPE_p_void dataSet(FeatureBlock block, double[] labels, String parameters) {
    SWIGTYPE_p_float values = lightgbmlib.new_floatArray(block.values().length);
    SWIGTYPE_p_float targets = lightgbmlib.new_floatArray(labels.length);
    SWIGTYPE_p_p_void out = lightgbmlib.new_voidpp();
    try {
      for (int i = 0; i < block.values().length; i++) {
        lightgbmlib.floatArray_setitem(values, i, block.values()[i]);
      }
      for (int row = 0; row < labels.length; row++) {
        lightgbmlib.floatArray_setitem(targets, row, (float) labels[row]);
      }
      check(
          lightgbmlib.LGBM_DatasetCreateFromMat(
              lightgbmlib.float_to_voidp_ptr(values),
              lightgbmlibConstants.C_API_DTYPE_FLOAT32,
              block.rows(),
              block.features(),
              1,
              parameters,
              null,
              out));
      SWIGTYPE_p_void data = lightgbmlib.voidpp_value(out);
      try {
        check(
            lightgbmlib.LGBM_DatasetSetField(
                data,
                "label",
                lightgbmlib.float_to_voidp_ptr(targets),
                block.rows(),
                lightgbmlibConstants.C_API_DTYPE_FLOAT32));
        return data;
      } catch (DataException e) {
        lightgbmlib.LGBM_DatasetFree(data);
        throw e;
      }
    } finally {
      lightgbmlib.delete_voidpp(out);
      lightgbmlib.delete_floatArray(targets);
      lightgbmlib.delete_floatArray(values);
    }
  }

  /** The model as text. It goes through a file, as the way through memory never frees it. */
  private static String text(SWIGTYPE_p_void booster) {
    try {
      Path file = Files.createTempFile("lambda-nas-lightgbm", ".txt");
      try {
        check(
            lightgbmlib.LGBM_BoosterSaveModel(
                booster,
                0,
                -1,
                lightgbmlibConstants.C_API_FEATURE_IMPORTANCE_SPLIT,
                file.toString()));
        return Files.readString(file);
      } finally {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("predictor lgb cannot be read through a temporary file", e);
    }
  }

  private static void check(int status) {
    if (status != 0) {
      throw new DataException(
          "predictor lgb cannot be fitted: " + Excerpt.of(lightgbmlib.LGBM_GetLastError()));
    }
  }
}
