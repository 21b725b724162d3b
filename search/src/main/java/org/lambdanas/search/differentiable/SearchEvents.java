package org.lambdanas.search.differentiable;

import java.util.Arrays;
import java.util.Optional;
import org.lambdanas.proto.v1.CellRecord;
import org.lambdanas.proto.v1.EpochRecord;
import org.lambdanas.proto.v1.MetricValue;
import org.lambdanas.proto.v1.MixingRecord;
import org.lambdanas.proto.v1.NamedTensor;
import org.lambdanas.proto.v1.RunProvenance;
import org.lambdanas.proto.v1.SearchHistory;
import org.lambdanas.search.run.EpochEvents;
import org.lambdanas.search.run.EventFile;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.HistogramProto;
import org.tensorflow.proto.Summary;

/** What TensorBoard shows of a search: the graph once, scalars and histograms for each epoch. */
final class SearchEvents {

  private static final int BUCKETS = 30;

  private SearchEvents() {}

  /** Begins the file anew with the epochs that are done. */
  static EpochEvents<EpochRecord> begin(
      EventFile file, RunProvenance provenance, GraphDef graph, SearchHistory history) {
    return new EpochEvents<>(
        file,
        provenance,
        Optional.of(graph),
        history.getEpochsList(),
        EpochRecord::getSeconds,
        SearchEvents::summary);
  }

  private static Summary summary(EpochRecord record) {
    Summary.Builder summary = Summary.newBuilder();
    EpochEvents.scalar(summary, "loss/train", record.getTrainLoss());
    EpochEvents.scalar(summary, "loss/validation", record.getValidationLoss());
    EpochEvents.scalar(summary, "accuracy/train", record.getTrainAccuracy());
    EpochEvents.scalar(summary, "accuracy/validation", record.getValidationAccuracy());
    if (record.hasEvaluationLoss()) {
      EpochEvents.scalar(summary, "loss/evaluation", record.getEvaluationLoss());
      EpochEvents.scalar(summary, "accuracy/evaluation", record.getEvaluationAccuracy());
    }
    if (record.hasLambdaTrain()) {
      EpochEvents.scalar(summary, "lambda/train", record.getLambdaTrain());
      EpochEvents.scalar(summary, "lambda/validation", record.getLambdaValidation());
    }
    if (record.hasLambdaTrainReduction()) {
      EpochEvents.scalar(summary, "lambda/train_reduction", record.getLambdaTrainReduction());
      EpochEvents.scalar(
          summary, "lambda/validation_reduction", record.getLambdaValidationReduction());
    }
    EpochEvents.scalar(summary, "lambda/strength", record.getLambdaStrength());
    EpochEvents.scalar(summary, "regulariser/direction_norm", record.getDirectionNorm());
    EpochEvents.scalar(summary, "regulariser/epsilon", record.getEpsilon());
    EpochEvents.scalar(summary, "regulariser/norm", record.getRegulariserNorm());
    EpochEvents.scalar(summary, "regulariser/ratio", record.getRegulariserRatio());
    EpochEvents.scalar(summary, "gradient/clipped_share", record.getClippedShare());
    EpochEvents.scalar(summary, "learning_rate", record.getLearningRate());
    EpochEvents.scalar(summary, "seconds", record.getSeconds());
    if (record.hasHessianEigenvalue()) {
      EpochEvents.scalar(summary, "hessian/eigenvalue", record.getHessianEigenvalue());
    }
    for (CellRecord cell : record.getCellsList()) {
      EpochEvents.scalar(
          summary, "gradient_share/cell_" + (cell.getCell() + 1), cell.getGradientShare());
    }
    for (MixingRecord mixing : record.getMixingList()) {
      EpochEvents.scalar(summary, "skip_share/" + mixing.getType(), mixing.getSkipShare());
      EpochEvents.scalar(
          summary, "parameter_free_share/" + mixing.getType(), mixing.getParameterFreeShare());
      EpochEvents.scalar(summary, "entropy/" + mixing.getType(), mixing.getEntropy());
      EpochEvents.scalar(summary, "largest_weight/" + mixing.getType(), mixing.getMaximum());
      double[] weights = values(mixing.getMixing());
      histogram(summary, "mixing/" + mixing.getType(), weights);
      histogram(summary, "alpha/" + mixing.getType(), centred(mixing.getMixing(), weights));
    }
    for (MetricValue metric : record.getPublished().getMetricsList()) {
      EpochEvents.scalar(summary, "published/" + metric.getMetric().getName(), metric.getValue());
    }
    return summary.build();
  }

  private static double[] values(NamedTensor tensor) {
    return tensor.hasDoubles()
        ? tensor.getDoubles().getValuesList().stream().mapToDouble(Double::doubleValue).toArray()
        : tensor.getFloats().getValuesList().stream().mapToDouble(Float::doubleValue).toArray();
  }

  /** Alpha up to what a softmax does not feel: each edge's mean is 0. */
  private static double[] centred(NamedTensor mixing, double[] weights) {
    int operations = (int) mixing.getShape(1);
    double[] alpha = new double[weights.length];
    for (int first = 0; first < weights.length; first += operations) {
      double mean =
          Arrays.stream(weights, first, first + operations).map(Math::log).average().orElse(0);
      for (int i = first; i < first + operations; i++) {
        alpha[i] = Math.log(weights[i]) - mean;
      }
    }
    return alpha;
  }

  private static void histogram(Summary.Builder summary, String tag, double[] values) {
    double[] finite = Arrays.stream(values).filter(Double::isFinite).toArray();
    if (finite.length == 0) {
      return;
    }
    double low = Arrays.stream(finite).min().orElse(0);
    double high = Arrays.stream(finite).max().orElse(0);
    double width = high > low ? (high - low) / BUCKETS : 1;
    double[] counts = new double[BUCKETS];
    for (double value : finite) {
      counts[Math.min(BUCKETS - 1, (int) ((value - low) / width))]++;
    }
    HistogramProto.Builder histogram =
        HistogramProto.newBuilder()
            .setMin(low)
            .setMax(high)
            .setNum(finite.length)
            .setSum(Arrays.stream(finite).sum())
            .setSumSquares(Arrays.stream(finite).map(value -> value * value).sum());
    for (int i = 0; i < BUCKETS; i++) {
      histogram.addBucketLimit(i + 1 == BUCKETS ? Math.nextUp(high) : low + (i + 1) * width);
      histogram.addBucket(counts[i]);
    }
    summary.addValue(Summary.Value.newBuilder().setTag(tag).setHisto(histogram));
  }
}
