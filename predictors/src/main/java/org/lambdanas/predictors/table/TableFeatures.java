package org.lambdanas.predictors.table;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.lambdanas.graph.score.Measure;
import org.lambdanas.graph.score.Measures;
import org.lambdanas.proto.v1.Architecture;
import org.lambdanas.proto.v1.Feature;
import org.lambdanas.proto.v1.MetricDescription;
import org.lambdanas.proto.v1.Unit;

/**
 * What a benchmark table says of architectures before they are trained: its metrics that have the
 * name of a measure, bare ({@code synflow}) or behind that of a data set ({@code cifar10_synflow}).
 * Safe for use by several threads.
 */
public final class TableFeatures {

  /** What is known by name though it is no measure of one network. */
  private static final Set<String> OTHERS = Set.of("az_nas", "oneshot", "rsws");

  private static final Set<String> NAMES =
      Stream.concat(Measures.withVariants().stream().map(Measure::id), OTHERS.stream())
          .collect(Collectors.toUnmodifiableSet());

  /** Other names of sizes. */
  private static final Map<String, String> ALIASES =
      Map.of(
          "params_millions", "params",
          "parameters", "params",
          "flops_millions", "flops");

  private final BenchmarkTableFile table;
  private final List<Column> columns;

  /**
   * A metric that is a feature.
   *
   * @param feature its name as a feature
   * @param metric its name in the table
   * @param scale what the table's numbers are multiplied with: sizes are in millions
   */
  private record Column(String feature, String metric, double scale) {}

  /**
   * The features of a table.
   *
   * @param table the table
   * @param target metric that is predicted, which is no feature; of several metrics with one
   *     measure's name, that of its data set is taken; empty: none is predicted
   */
  public TableFeatures(BenchmarkTableFile table, String target) {
    this.table = table;
    String dataSet = target.isEmpty() ? "" : table.metric(target).getDataSet();
    Map<String, List<MetricDescription>> candidates =
        table.metrics().stream()
            .filter(metric -> !metric.getName().equals(target) && feature(metric).isPresent())
            .filter(metric -> isMeasured(metric.getName()))
            .collect(Collectors.groupingBy(metric -> feature(metric).orElseThrow()));
    this.columns =
        candidates.entrySet().stream()
            .map(e -> column(e.getKey(), best(e.getValue(), dataSet)))
            .sorted(Comparator.comparing(Column::feature))
            .toList();
  }

  private boolean isMeasured(String metric) {
    for (float value : table.column(metric)) {
      if (Float.isFinite(value)) {
        return true;
      }
    }
    return false;
  }

  /** The feature that a metric is by its name; empty: none. */
  public static Optional<String> feature(MetricDescription metric) {
    String name = metric.getName();
    if (NAMES.contains(name)) {
      return Optional.of(name);
    }
    return ALIASES.containsKey(name)
        ? Optional.ofNullable(ALIASES.get(name))
        : NAMES.stream()
            .filter(known -> name.endsWith("_" + known) && isPrefix(metric, known))
            .max(Comparator.comparingInt(String::length));
  }

  /** What stands before the measure's name is the data set's, where the metric says that. */
  private static boolean isPrefix(MetricDescription metric, String measure) {
    String prefix = metric.getName().substring(0, metric.getName().length() - measure.length() - 1);
    return metric.getDataSet().isEmpty() || prefix.equals(metric.getDataSet());
  }

  private static MetricDescription best(List<MetricDescription> same, String dataSet) {
    return same.stream()
        .filter(
            metric ->
                metric.getDataSet().equals(dataSet) || metric.getName().startsWith(dataSet + "_"))
        .findFirst()
        .orElse(same.get(0));
  }

  private static Column column(String feature, MetricDescription metric) {
    double scale = metric.getUnit() == Unit.UNIT_COUNT ? 1e-6 : 1;
    return new Column(feature, metric.getName(), scale);
  }

  /** The names of the features, ascending. */
  public List<String> names() {
    return columns.stream().map(Column::feature).toList();
  }

  /** Whether a row has some features. */
  public boolean has(long row, Set<String> features) {
    return columns.stream()
            .filter(column -> features.contains(column.feature()))
            .filter(column -> Float.isFinite(table.value(row, column.metric())))
            .count()
        == features.size();
  }

  /** The features of an architecture, or of one that computes the same; none if it has neither. */
  public List<Feature> of(Architecture architecture) {
    if (!architecture.getSpace().equals(table.header().getSpace())) {
      return List.of();
    }
    OptionalLong row = table.findAny(architecture);
    return row.isPresent() ? of(row.getAsLong()) : List.of();
  }

  /** The features of a row that were measured. */
  public List<Feature> of(long row) {
    List<Feature> features = new ArrayList<>();
    for (Column column : columns) {
      float value = table.value(row, column.metric());
      if (Float.isFinite(value)) {
        features.add(
            Feature.newBuilder()
                .setName(column.feature())
                .setValue(BenchmarkTableFile.decimal(value) * column.scale())
                .build());
      }
    }
    return features;
  }
}
