package org.lambdanas.predictors.learningcurve;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.GZIPInputStream;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.graph.testing.SharedFiles;
import org.lambdanas.proto.v1.Architecture;
import org.lambdanas.proto.v1.LearningCurve;
import org.lambdanas.proto.v1.Observation;

/** The 50-epoch curves of NAS-Bench-NLP. */
final class PennTreebankCurves {

  private static final Architecture UNNAMED =
      Architecture.newBuilder().setSpace("nasbench_nlp").build();

  /**
   * The losses of one finished training.
   *
   * @param train nats, by epoch
   * @param validation nats, by epoch
   */
  record Losses(double[] train, double[] validation) {

    /** 100 minus the last validation loss. */
    double target() {
      return 100 - validation[validation.length - 1];
    }

    double best() {
      double best = Double.POSITIVE_INFINITY;
      for (double loss : validation) {
        best = Math.min(best, loss);
      }
      return 100 - best;
    }

    /** The first epochs, with the target. */
    Observation cut(int epochs) {
      return Observation.newBuilder()
          .setArchitecture(UNNAMED)
          .setTarget(target())
          .addCurves(curve(Curve.TRAIN_LOSS, train, epochs))
          .addCurves(curve(Curve.VALIDATION_LOSS, validation, epochs))
          .build();
    }

    private static LearningCurve curve(String metric, double[] values, int epochs) {
      LearningCurve.Builder curve = LearningCurve.newBuilder().setMetric(metric);
      for (int i = 0; i < epochs; i++) {
        curve.addValues((float) values[i]);
      }
      return curve.build();
    }
  }

  private PennTreebankCurves() {}

  /** All finished trainings; the calling test is skipped where the data is absent. */
  static List<Losses> load() {
    return read(SharedFiles.require("data/nasbench_nlp_ptb.jsonl.gz"));
  }

  static List<Losses> read(Path file) {
    List<Losses> all = new ArrayList<>();
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        JsonObject row = JsonParser.parseString(line).getAsJsonObject();
        if (row.get("status").getAsString().equals("OK")) {
          all.add(new Losses(numbers(row, "train_losses"), numbers(row, "val_losses")));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return all;
  }

  /** Some of them, in an order of the seed's. */
  static List<Losses> sample(List<Losses> all, int count, Seed seed) {
    List<Losses> shuffled = new ArrayList<>(all);
    SplittableRandom random = seed.random();
    for (int i = 0; i < count; i++) {
      Collections.swap(shuffled, i, i + random.nextInt(shuffled.size() - i));
    }
    return shuffled.subList(0, count);
  }

  private static double[] numbers(JsonObject row, String name) {
    JsonArray array = row.getAsJsonArray(name);
    double[] numbers = new double[array.size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = array.get(i).getAsDouble();
    }
    return numbers;
  }
}
