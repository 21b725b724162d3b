package org.lambdanas.search.cli.table;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.error.Excerpt;
import org.lambdanas.predictors.metric.Correlation;
import org.lambdanas.predictors.metric.MetricValue;
import org.lambdanas.predictors.table.BenchmarkTableFile;
import org.lambdanas.predictors.table.PublishedTables;
import org.lambdanas.predictors.table.TableFeatures;
import org.lambdanas.proto.v1.ComparedMetric;
import org.lambdanas.proto.v1.MetricDescription;
import org.lambdanas.proto.v1.TablesCompared;
import org.lambdanas.search.cli.verb.Lines;
import org.lambdanas.search.cli.verb.Result;
import org.lambdanas.search.cli.verb.Verb;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Says how far two tables agree. */
@Command(
    name = "compare",
    header = "Say how far two tables agree.",
    description =
        "Such as scores of 'lnas score' and published ones: Kendall's tau and the largest "
            + "difference of every metric that both have, by architecture.",
    footer = "lnas table compare scores.binpb published.binpb")
final class TableCompareVerb extends Verb {

  @Parameters(index = "0", paramLabel = "TABLE", description = "A table, as 'lnas table info'.")
  private String first = "";

  @Parameters(index = "1", paramLabel = "OTHER", description = "Another one of the same space.")
  private String second = "";

  @Option(
      names = "--metric",
      paramLabel = "NAME",
      description =
          "Also Kendall's tau of both with this metric of either table, such as an accuracy.")
  private @Nullable String metric;

  @Override
  protected Result execute() {
    BenchmarkTableFile one = PublishedTables.open(first);
    BenchmarkTableFile other = PublishedTables.open(second);
    if (!one.header().getSpace().equals(other.header().getSpace())) {
      throw new ConfigException(
          "%s is of %s, %s of %s"
              .formatted(
                  first,
                  Excerpt.of(one.header().getSpace()),
                  second,
                  Excerpt.of(other.header().getSpace())));
    }
    Rows rows = Rows.of(one, other);
    Optional<double[]> target =
        Optional.ofNullable(metric)
            .map(
                name ->
                    has(other, name)
                        ? rows.values(other, name, false)
                        : rows.values(one, name, true));
    TablesCompared.Builder result =
        TablesCompared.newBuilder()
            .setRows(rows.ofFirst().length)
            .setTarget(metric == null ? "" : metric);
    Map<String, String> others = names(other);
    names(one)
        .forEach(
            (key, name) -> {
              String there = others.get(key);
              if (there != null && !name.equals(metric)) {
                result.addMetrics(
                    compared(
                        name,
                        rows.values(one, name, true),
                        rows.values(other, there, false),
                        target));
              }
            });
    if (result.getMetricsCount() == 0) {
      throw new DataException(
          "%s and %s have no metric in common: they have %s, and %s"
              .formatted(
                  first,
                  second,
                  String.join(", ", names(one).values()),
                  String.join(", ", others.values())));
    }
    return Result.ok(lines(result), result.build());
  }

  private static boolean has(BenchmarkTableFile table, String name) {
    return table.metrics().stream().anyMatch(metric -> metric.getName().equals(name));
  }

  /** The metrics' names by what they measure. */
  private static Map<String, String> names(BenchmarkTableFile table) {
    Map<String, String> names = new LinkedHashMap<>();
    for (MetricDescription metric : table.metrics()) {
      names.putIfAbsent(TableFeatures.feature(metric).orElse(metric.getName()), metric.getName());
    }
    return names;
  }

  private static ComparedMetric compared(
      String name, double[] first, double[] second, Optional<double[]> target) {
    double difference = 0;
    int rows = 0;
    for (int row = 0; row < first.length; row++) {
      double size = Math.max(Math.abs(first[row]), Math.abs(second[row]));
      if (Double.isFinite(first[row] + second[row])) {
        rows++;
        if (size > 0) {
          difference = Math.max(difference, Math.abs(first[row] - second[row]) / size);
        }
      }
    }
    ComparedMetric.Builder compared =
        ComparedMetric.newBuilder()
            .setName(name)
            .setRows(rows)
            .setLargestRelativeDifference(difference);
    tau(first, second).ifPresent(compared::setKendallTau);
    target.ifPresent(
        truth -> {
          tau(first, truth, second).ifPresent(compared::setFirstWithTarget);
          tau(second, truth, first).ifPresent(compared::setSecondWithTarget);
        });
    return compared.build();
  }

  /** Kendall's tau of two columns, where others are known as well. */
  private static OptionalDouble tau(double[] a, double[] b, double[]... others) {
    double[] left = new double[a.length];
    double[] right = new double[a.length];
    int size = 0;
    for (int row = 0; row < a.length; row++) {
      double all = a[row] + b[row];
      for (double[] other : others) {
        all += other[row];
      }
      if (Double.isFinite(all)) {
        left[size] = a[row];
        right[size++] = b[row];
      }
    }
    if (size < Correlation.KENDALL.leastSize()) {
      return OptionalDouble.empty();
    }
    MetricValue tau =
        Correlation.KENDALL.compute(Arrays.copyOf(left, size), Arrays.copyOf(right, size));
    return tau.constant() ? OptionalDouble.empty() : OptionalDouble.of(tau.reported());
  }

  private static Lines lines(TablesCompared.Builder result) {
    boolean target = !result.getTarget().isEmpty();
    Lines lines =
        new Lines()
            .add("%d architectures are in both", result.getRows())
            .add(
                "%-28s %8s %8s %12s%s",
                "",
                "rows",
                "tau",
                "difference",
                target ? "   tau with " + result.getTarget() + ": first, second" : "");
    for (ComparedMetric metric : result.getMetricsList()) {
      lines.add(
          "%-28s %8d %8s %12.2e%s",
          metric.getName(),
          metric.getRows(),
          number(metric.hasKendallTau(), metric.getKendallTau()),
          metric.getLargestRelativeDifference(),
          target
              ? " %8s %8s"
                  .formatted(
                      number(metric.hasFirstWithTarget(), metric.getFirstWithTarget()),
                      number(metric.hasSecondWithTarget(), metric.getSecondWithTarget()))
              : "");
    }
    return lines;
  }

  private static String number(boolean known, double value) {
    return known ? String.format(Locale.ROOT, "%.3f", value) : "-";
  }

  /** Rows of both tables that are of the same architectures, side by side. */
  @SuppressWarnings("ArrayRecordComponent")
  private record Rows(long[] ofFirst, long[] ofSecond) {

    static Rows of(BenchmarkTableFile first, BenchmarkTableFile second) {
      List<Long> here = new ArrayList<>();
      List<Long> there = new ArrayList<>();
      for (long row = 0; row < first.rows(); row++) {
        OptionalLong found = second.findAny(first.architecture(row));
        if (found.isPresent()) {
          here.add(row);
          there.add(found.getAsLong());
        }
      }
      return new Rows(
          here.stream().mapToLong(row -> row).toArray(),
          there.stream().mapToLong(row -> row).toArray());
    }

    double[] values(BenchmarkTableFile table, String metric, boolean first) {
      float[] column = table.column(metric);
      return Arrays.stream(first ? ofFirst : ofSecond)
          .mapToDouble(row -> BenchmarkTableFile.decimal(column[(int) row]))
          .toArray();
    }
  }
}
