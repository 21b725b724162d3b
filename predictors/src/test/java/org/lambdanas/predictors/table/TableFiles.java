package org.lambdanas.predictors.table;

import java.nio.file.Path;
import java.util.List;
import org.lambdanas.graph.space.NasBench201Space;
import org.lambdanas.proto.v1.Arc;
import org.lambdanas.proto.v1.Architecture;
import org.lambdanas.proto.v1.MatrixCell;
import org.lambdanas.proto.v1.MetricDescription;
import org.lambdanas.proto.v1.TableHeader;
import org.lambdanas.proto.v1.Unit;

/** Small and large tables for tests. */
final class TableFiles {

  private TableFiles() {}

  /** Metrics "accuracy" (higher is better) and "seconds" (lower is better), curve "loss". */
  static TableHeader header(String space) {
    return TableHeader.newBuilder()
        .setName("test")
        .setSpace(space)
        .addMetrics(
            MetricDescription.newBuilder()
                .setName("accuracy")
                .setUnit(Unit.UNIT_PERCENT)
                .setHigherIsBetter(true))
        .addMetrics(MetricDescription.newBuilder().setName("seconds").setUnit(Unit.UNIT_SECONDS))
        .addCurves("loss")
        .setSource("made up")
        .setLicence("none")
        .build();
  }

  /** Row i is the cell of code 3 i. */
  static void writeCoded(Path file, float[][] metrics) {
    try (TableWriter writer = TableWriter.create(file, header("nasbench201"))) {
      for (int i = 0; i < metrics.length; i++) {
        writer.add(NasBench201Space.INSTANCE.at(3L * i), metrics[i], List.of(new float[i % 3]));
      }
      writer.finish();
    }
  }

  /** A cell of a space without a numbering, different for every number up to 2^24. */
  static Architecture written(int number) {
    MatrixCell.Builder cell = MatrixCell.newBuilder().addOperations("input");
    for (int v = 0; v < 5; v++) {
      cell.addOperations("op" + ((number >>> (3 * v)) & 7));
    }
    cell.addOperations("output");
    for (int v = 0; v < 6; v++) {
      cell.addArcs(Arc.newBuilder().setSource(v).setTarget(v + 1));
    }
    int rest = number >>> 15;
    for (int bit = 0; bit < 9; bit++) {
      if ((rest >>> bit & 1) == 1) {
        cell.addArcs(Arc.newBuilder().setSource(bit % 3).setTarget(bit / 3 + bit % 3 + 2));
      }
    }
    return Architecture.newBuilder().setSpace("matrices").setMatrixCell(cell).build();
  }
}
