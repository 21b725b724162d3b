package org.lambdanas.predictors.stream;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.predictors.table.BenchmarkTableFile;
import org.lambdanas.predictors.table.TableFeatures;
import org.lambdanas.proto.v1.Observation;

/** Rows of a benchmark table as observations. */
public final class TableSample {

  private static final int MOST_WHOLE = 1000;

  private TableSample() {}

  /**
   * How many rows are drawn where nothing is said: all of a table that somebody made of a few
   * networks of their own, and of others so many as is usual.
   */
  public static int usual(BenchmarkTableFile table, String metric, int usual) {
    int measured = measured(table.column(metric)).length;
    return measured <= MOST_WHOLE ? Math.max(1, measured) : usual;
  }

  private static int[] measured(float[] values) {
    return IntStream.range(0, values.length).filter(row -> Float.isFinite(values[row])).toArray();
  }

  /**
   * Draws rows without replacement, uniformly among those that have the metric, which becomes the
   * target. The first rows do not depend on their number. DataException if fewer rows have it.
   */
  public static List<Observation> draw(
      BenchmarkTableFile table, String metric, int count, Seed seed) {
    if (count < 1) {
      throw new ConfigException("a sample of " + count + " rows: must be at least 1");
    }
    float[] values = table.column(metric);
    int[] rows = measured(values);
    if (rows.length < count) {
      throw new DataException(
          "table %s has %s rows with %s, not %s: take a smaller sample"
              .formatted(table.name(), rows.length, metric, count));
    }
    TableFeatures features = new TableFeatures(table, metric);
    SplittableRandom random = seed.child("sample").random();
    List<Observation> observations = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      int drawn = i + random.nextInt(rows.length - i);
      int row = rows[drawn];
      rows[drawn] = rows[i];
      observations.add(
          Observation.newBuilder()
              .setArchitecture(table.architecture(row))
              .setTarget(BenchmarkTableFile.decimal(values[row]))
              .addAllCurves(table.curves(row, Integer.MAX_VALUE))
              .addAllFeatures(features.of(row))
              .build());
    }
    return observations;
  }
}
