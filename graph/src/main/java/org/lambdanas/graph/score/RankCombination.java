package org.lambdanas.graph.score;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.error.Excerpt;

/**
 * Several measures as one: sums over them of what share of a pool of networks scores less. What one
 * scale says of another is not asked, and a new network is ranked among the pool.
 *
 * @param name such as {@code "az_nas"} or {@code "logrank_jacov_synflow"}
 * @param logarithmic whether logarithms of the shares are added, so that one bad rank weighs more
 *     than a good one (Lee and Ham 2024)
 * @param measures ids of the measures
 */
public record RankCombination(String name, boolean logarithmic, List<String> measures) {

  /** AZ-NAS: its three parts and the size of the computation. */
  public static final RankCombination AZ_NAS =
      new RankCombination(
          "az_nas",
          true,
          List.of("az_expressivity", "az_progressivity", "az_trainability", "flops"));

  /** Copies. */
  public RankCombination {
    measures = List.copyOf(measures);
  }

  /**
   * Reads what a person writes: {@code "az_nas"}, {@code "logrank:jacov,synflow"} or {@code
   * "ranksum:params,nwot"}.
   *
   * @throws ConfigException if it is none of these, or names an unknown measure
   */
  public static RankCombination parse(String text) {
    if (text.equals(AZ_NAS.name())) {
      return AZ_NAS;
    }
    String[] parts = text.split(":", 2);
    boolean logarithmic = parts[0].equals("logrank");
    if (parts.length < 2 || !(logarithmic || parts[0].equals("ranksum"))) {
      throw new ConfigException(
          "combination '%s' is none: use az_nas, logrank:MEASURE,... or ranksum:MEASURE,..."
              .formatted(Excerpt.of(text)));
    }
    List<String> measures =
        Measures.named(Arrays.asList(parts[1].split(","))).stream().map(Measure::id).toList();
    return new RankCombination(parts[0] + "_" + String.join("_", measures), logarithmic, measures);
  }

  /** What it is, in a sentence. */
  public String summary() {
    return "Sum of the %s of %s among a pool of networks."
        .formatted(logarithmic ? "logarithms of the ranks" : "ranks", String.join(", ", measures));
  }

  /**
   * Combines scores.
   *
   * @param scores of a network, by measure
   * @param pool the networks it is ranked among
   * @return 0 for the best of a large pool, else less where logarithms are added; the number of
   *     measures at most and 0 at least where shares are; empty if a measure is not determined
   */
  public OptionalDouble of(Map<String, Double> scores, Pool pool) {
    double sum = 0;
    for (String measure : measures) {
      Double score = scores.get(measure);
      if (score == null) {
        return OptionalDouble.empty();
      }
      double share = pool.share(measure, score);
      sum += logarithmic ? Math.log(share) : share;
    }
    return OptionalDouble.of(sum);
  }

  /**
   * The scores of networks that others are ranked among.
   *
   * @param sorted by measure, ascending, in single precision as tables keep them
   */
  // Never compared.
  @SuppressWarnings("ArrayRecordComponent")
  public record Pool(Map<String, float[]> sorted) {

    /**
     * A pool.
     *
     * @param columns scores by measure, NaN where they are not determined
     */
    public static Pool of(Map<String, float[]> columns) {
      Map<String, float[]> sorted = new HashMap<>();
      columns.forEach(
          (measure, column) -> {
            float[] values = new float[column.length];
            int size = 0;
            for (float value : column) {
              if (Float.isFinite(value)) {
                values[size++] = value;
              }
            }
            values = Arrays.copyOf(values, size);
            Arrays.sort(values);
            sorted.put(measure, values);
          });
      return new Pool(Map.copyOf(sorted));
    }

    /**
     * The rank of a score, least first, divided by the size of the pool: a member's own rank, ties
     * sharing the mean of theirs; for others halfway between those of their neighbours.
     */
    double share(String measure, double score) {
      float[] values = sorted.get(measure);
      if (values == null || values.length == 0) {
        throw new ConfigException("the pool has no scores of " + measure);
      }
      float value = (float) score;
      int below = first(values, value, false);
      int equal = first(values, value, true) - below;
      return (below + .5 * equal + .5) / values.length;
    }

    /** Position of the first value that is larger, or not less. */
    private static int first(float[] values, float value, boolean larger) {
      int low = 0;
      int high = values.length;
      while (low < high) {
        int middle = (low + high) >>> 1;
        if (larger ? values[middle] > value : values[middle] >= value) {
          high = middle;
        } else {
          low = middle + 1;
        }
      }
      return low;
    }
  }
}
