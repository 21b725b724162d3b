package org.lambdanas.search.differentiable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.lambdanas.graph.alignment.HostAlignment;
import org.lambdanas.graph.alignment.HostAlignment.Agreement;
import org.lambdanas.graph.interchange.Validation;
import org.lambdanas.graph.space.CellType;
import org.lambdanas.graph.space.NasBench201Space;
import org.lambdanas.graph.supernet.StepReading;
import org.lambdanas.graph.supernet.WeightStep;
import org.lambdanas.graph.supernet.WeightStep.Fate;
import org.lambdanas.graph.supernet.WeightStep.Size;
import org.lambdanas.graph.supernet.WeightStep.Term;
import org.lambdanas.predictors.table.PublishedTables;
import org.lambdanas.proto.v1.Architecture;
import org.lambdanas.proto.v1.Derivation;
import org.lambdanas.proto.v1.DiagnosisConfig;
import org.lambdanas.proto.v1.EpochRecord;
import org.lambdanas.proto.v1.MixingRecord;
import org.lambdanas.proto.v1.TableRow;
import org.lambdanas.search.run.RunningSums;

class EpochRecordsTest {

  private static final NasBench201Space SPACE = NasBench201Space.INSTANCE;
  private static final CellType NORMAL = SPACE.cellTypes().get(0);

  private static final int NONE = 0;
  private static final int SKIP = 1;
  private static final int CONV = 3;
  private static final int POOL = 4;

  private static MixingRecord mixing(double[][] p) {
    Map<CellType, double[][]> mixing = Map.of(NORMAL, p);
    Architecture derived = MixingRecords.derive(SPACE, mixing, Derivation.DERIVATION_UNSPECIFIED);
    return MixingRecords.of(SPACE, mixing, derived).get(0);
  }

  private static double[][] oneHot(int... operations) {
    double[][] p = new double[operations.length][NORMAL.operations()];
    for (int e = 0; e < operations.length; e++) {
      p[e][operations[e]] = 1;
    }
    return p;
  }

  @Test
  void noneCanBeLeftOutOfTheDerivedCell() {
    double[][] p = new double[6][5];
    for (double[] row : p) {
      row[NONE] = .5;
      row[CONV] = .3;
      row[SKIP] = .2;
    }
    Map<CellType, double[][]> mixing = Map.of(NORMAL, p);
    assertThat(
            SPACE.format(MixingRecords.derive(SPACE, mixing, Derivation.DERIVATION_WITHOUT_NONE)))
        .doesNotContain("none")
        .contains("nor_conv_3x3~2");
    assertThat(SPACE.format(MixingRecords.derive(SPACE, mixing, Derivation.DERIVATION_WITH_NONE)))
        .contains("none~2");
  }

  @Test
  void decidedMixingWeightsHaveNoEntropyAndAreSaturated() {
    MixingRecord record = mixing(oneHot(SKIP, CONV, SKIP, NONE, POOL, CONV));
    assertThat(record.getEntropy()).isZero();
    assertThat(record.getMaximum()).isEqualTo(1);
    assertThat(record.getSaturation()).isZero();
    assertThat(record.getSkipShare()).isEqualTo(2 / 6.0);
    assertThat(record.getParameterFreeShare()).isEqualTo(4 / 6.0);
    Validation.check(record);
  }

  @Test
  void uniformMixingWeightsHaveAllEntropy() {
    double[][] p = new double[6][5];
    for (double[] row : p) {
      Arrays.fill(row, 0.2);
    }
    MixingRecord record = mixing(p);
    assertThat(record.getEntropy()).isEqualTo(1, offset(1e-15));
    assertThat(record.getMaximum()).isEqualTo(0.2, offset(1e-15));
    assertThat(record.getSaturation()).isEqualTo(0.16, offset(1e-15));
  }

  @Test
  void meansAreOverEdges() {
    double[][] p = oneHot(CONV, CONV, CONV, CONV, CONV, CONV);
    p[0] = new double[] {0.5, 0.25, 0.25, 0, 0};
    MixingRecord record = mixing(p);
    assertThat(record.getEntropy()).isEqualTo(1.5 * Math.log(2) / Math.log(5) / 6, offset(1e-15));
    assertThat(record.getMaximum()).isEqualTo(5.5 / 6, offset(1e-15));
    assertThat(record.getSaturation()).isEqualTo((0.25 + 2 * 0.1875) / 30, offset(1e-15));
    assertThat(record.getMixing().getShapeList()).containsExactly(6L, 5L);
    assertThat(record.getMixing().getDoubles().getValuesList()).startsWith(0.5, 0.25, 0.25, 0.0);
  }

  private static StepReading reading(double loss, int correct, int images, double[]... gradients) {
    HostAlignment.Cells cells = HostAlignment.Cells.of(gradients);
    Optional<Agreement> agreement = HostAlignment.CORRELATION.of(gradients);
    return new StepReading(
        loss,
        correct,
        images,
        Map.of(
            NORMAL,
            new StepReading.Cells(
                agreement.map(Agreement::value).orElse(Double.NaN),
                agreement.map(Agreement::zeroGradients).orElse(0),
                cells.norms(),
                cells.shares(),
                cells.cosines())));
  }

  private static StepOutcome outcome(StepReading train, double norm, Term term) {
    StepReading validation = reading(3, 1, 4, new double[] {1, 0}, new double[] {0, 1});
    return new StepOutcome(new WeightStep.Outcome(train, norm, term), validation);
  }

  @Test
  void meansOfLossesAreOverImagesAndMeansOfTheTermOverRegularisedSteps() {
    RunningSums sums = new RunningSums();
    EpochMeter meter = new EpochMeter(sums, 5);
    assertThat(meter.trainLoss()).isEmpty();
    StepReading large = reading(1, 3, 6, new double[] {3, 0}, new double[] {1, 0});
    StepReading small = reading(4, 0, 2, new double[] {0, 0}, new double[] {0, 2});
    StepReading lost = reading(Double.NaN, 0, 2, new double[] {Double.NaN, 0}, new double[] {0, 1});
    meter.add(outcome(large, 6, new Term(Fate.APPLIED, Optional.of(new Size(2, 0.5, 1, 4, 0.25)))));
    meter.add(
        outcome(small, 4, new Term(Fate.APPLIED, Optional.of(new Size(4, 0.25, 3, 0, 0.25)))));
    meter.add(outcome(small, 4, Term.without(Fate.ZERO_DIRECTION)));
    meter.add(outcome(lost, Double.NaN, Term.without(Fate.NOT_FINITE)));

    RunningSums saved = new RunningSums();
    saved.restore(sums.save());
    EpochMeter restored = new EpochMeter(saved, 5);
    EpochRecord.Builder record = EpochRecord.newBuilder();
    restored.fill(record, List.of(NORMAL, NORMAL));
    assertThat(record.getSteps()).isEqualTo(4);
    assertThat(record.getTrainLoss()).isEqualTo((6 * 1 + 2 * 4 + 2 * 4) / 10.0);
    assertThat(record.getTrainAccuracy()).isEqualTo(100 * 3 / 12.0);
    assertThat(record.getValidationLoss()).isEqualTo(3);
    assertThat(record.getValidationAccuracy()).isEqualTo(25);
    // 1 over six images, 0 over two and two: a cell without gradient agrees with none.
    assertThat(record.getLambdaTrain()).isEqualTo(0.6, offset(1e-15));
    assertThat(record.getLambdaValidation()).isZero();
    assertThat(record.getDirectionNorm()).isEqualTo(3);
    assertThat(record.getEpsilon()).isEqualTo(0.375);
    assertThat(record.getRegulariserNorm()).isEqualTo((4 + 12) / 2.0);
    assertThat(record.getRegulariserRatio()).isEqualTo(0.125);
    assertThat(record.getClippedShare()).isEqualTo(0.25);
    assertThat(record.getSkippedZeroDirection()).isEqualTo(1);
    assertThat(record.getSkippedNotFinite()).isEqualTo(1);
    assertThat(record.getLossNotFinite()).isEqualTo(1);
    assertThat(record.getZeroGradientCells()).isEqualTo(2);
    assertThat(record.getCells(0).getGradientNorm()).isEqualTo(1);
    assertThat(record.getCells(1).getGradientNorm()).isEqualTo(5 / 3.0, offset(1e-15));
    assertThat(record.getCells(0).getGradientShare()).isEqualTo(0.25, offset(1e-15));
    assertThat(record.getCells(1).getCosineWithSum()).isEqualTo(1, offset(1e-15));
    Validation.check(record.build());
  }

  @Test
  void anEpochWithoutAFiniteLossHasNone() {
    EpochMeter meter = new EpochMeter(new RunningSums(), 5);
    meter.add(
        outcome(
            reading(Double.POSITIVE_INFINITY, 0, 2, new double[] {1, 0}, new double[] {0, 1}),
            Double.NaN,
            Term.without(Fate.OFF)));
    EpochRecord.Builder record = EpochRecord.newBuilder();
    meter.fill(record, List.of(NORMAL, NORMAL));
    assertThat(record.getTrainLoss()).isNaN();
    assertThat(record.getClippedShare()).isZero();
  }

  /** May be zero in a healthy epoch. */
  private static final Set<String> COUNTS_OF_TROUBLE =
      Set.of(
          "clipped_share",
          "skipped_zero_direction",
          "skipped_not_finite",
          "loss_not_finite",
          "zero_gradient_cells");

  /** NAS-Bench-201 searches none. */
  private static final Set<String> OF_REDUCTION_CELLS =
      Set.of("lambda_train_reduction", "lambda_validation_reduction");

  @Test
  void theRecordOfARealEpochIsComplete() {
    EpochRecord record =
        TinySearch.run(
                TinySearch.central()
                    .setEvaluate(true)
                    .setDiagnosis(
                        DiagnosisConfig.newBuilder().setHessianEvery(2).setEarlyStopRatio(9))
                    .build())
            .last()
            .getHistory()
            .getEpochs(1);
    Validation.check(record);
    List<String> empty = new ArrayList<>();
    for (FieldDescriptor field : record.getDescriptorForType().getFields()) {
      boolean set =
          field.isRepeated() ? record.getRepeatedFieldCount(field) > 0 : record.hasField(field);
      if (!set
          && !COUNTS_OF_TROUBLE.contains(field.getName())
          && !OF_REDUCTION_CELLS.contains(field.getName())) {
        empty.add(field.getName());
      }
    }
    assertThat(empty).isEmpty();
    assertThat(record.getCellsList()).hasSize(3).allMatch(cell -> cell.getType().equals("normal"));
    assertThat(record.getCellsList().stream().mapToDouble(c -> c.getGradientShare()).sum())
        .isEqualTo(1, offset(1e-12));
    assertThat(record.getCellsList()).extracting(cell -> cell.getCell()).containsExactly(0, 1, 2);
    Message mixing = record.getMixing(0);
    assertThat(mixing).isNotEqualTo(mixing.getDefaultInstanceForType());
    TableRow row =
        PublishedTables.bySpace("nasbench201")
            .orElseThrow()
            .lookup(record.getArchitecture())
            .orElseThrow();
    assertThat(record.getPublished()).isEqualTo(row);
    assertThat(row.getMetricsList())
        .isNotEmpty()
        .allSatisfy(metric -> assertThat(metric.getRank()).isBetween(1L, metric.getOf()));
  }
}
