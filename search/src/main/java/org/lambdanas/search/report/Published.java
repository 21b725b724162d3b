package org.lambdanas.search.report;

import java.util.List;
import java.util.Optional;
import org.lambdanas.predictors.table.PublishedTables;
import org.lambdanas.proto.v1.EpochRecord;
import org.lambdanas.proto.v1.MetricValue;
import org.lambdanas.proto.v1.TableRow;

/** The one published accuracy that stands for a cell. */
final class Published {

  private Published() {}

  static Optional<MetricValue> headline(TableRow row) {
    return PublishedTables.headline(row).stream().findFirst();
  }

  static Optional<MetricValue> headline(EpochRecord record) {
    return headline(record.getPublished());
  }

  /** Percent; NaN where no table knows the derived cell. */
  static double value(EpochRecord record) {
    return headline(record).map(MetricValue::getValue).orElse(Double.NaN);
  }

  static List<Double> course(List<EpochRecord> epochs) {
    return epochs.stream().map(Published::value).toList();
  }
}
