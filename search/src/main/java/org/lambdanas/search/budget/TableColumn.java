package org.lambdanas.search.budget;

import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.lambdanas.predictors.table.BenchmarkTableFile;
import org.lambdanas.proto.v1.Architecture;
import org.lambdanas.proto.v1.CostDefinition;
import org.lambdanas.proto.v1.TableCost;

/**
 * What a table says. Where it knows nothing of an architecture, or has a latency below 0, as
 * published tables do of networks that a device cannot run, it is not known.
 *
 * @param name as typed
 * @param source what the table is called
 */
record TableColumn(String name, String source, BenchmarkTableFile table, String metric)
    implements Cost {

  @Override
  public double of(Architecture architecture) {
    OptionalLong row = table.findAny(architecture);
    double value =
        row.isPresent()
            ? BenchmarkTableFile.decimal(table.value(row.getAsLong(), metric))
            : Double.NaN;
    return Double.isFinite(value) && !(isLatency() && value < 0) ? value : Double.NaN;
  }

  private boolean isLatency() {
    return name.startsWith(Costs.LATENCY) || metric.contains(Costs.LATENCY);
  }

  @Override
  public boolean isForeseen() {
    return false;
  }

  @Override
  public OptionalDouble most() {
    double most = Double.NEGATIVE_INFINITY;
    for (float value : table.column(metric)) {
      most = Float.isFinite(value) ? Math.max(most, BenchmarkTableFile.decimal(value)) : most;
    }
    return most > Double.NEGATIVE_INFINITY ? OptionalDouble.of(most) : OptionalDouble.empty();
  }

  @Override
  public Quantity quantity() {
    return switch (table.metric(metric).getUnit()) {
      // Files without units hold milliseconds where latencies are asked for.
      case UNIT_UNSPECIFIED, UNRECOGNIZED -> isLatency() ? Quantity.MILLISECONDS : Quantity.COUNT;
      default -> Quantity.of(table.metric(metric).getUnit());
    };
  }

  @Override
  public CostDefinition definition() {
    return CostDefinition.newBuilder()
        .setName(name)
        .setTable(
            TableCost.newBuilder()
                .setTable(source)
                .setTableSha256(table.header().getSha256())
                .setMetric(metric))
        .build();
  }
}
