package org.lambdanas.search.differentiable;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.lambdanas.proto.v1.CellRecord;
import org.lambdanas.proto.v1.EpochRecord;
import org.lambdanas.proto.v1.MetricValue;
import org.lambdanas.proto.v1.MixingRecord;
import org.lambdanas.proto.v1.NamedTensor;
import org.lambdanas.proto.v1.RunProvenance;
import org.lambdanas.proto.v1.SearchHistory;
import org.lambdanas.search.run.EventFile;
import org.tensorflow.proto.Event;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.HistogramProto;
import org.tensorflow.proto.Summary;

/** What TensorBoard shows of a search: the graph once, scalars and histograms for each epoch. */
final class SearchEvents {

  private static final int BUCKETS = 30;

  private final EventFile file;
  private final double started;
  private int written;

  /** Begins the file anew with what is done, so that a resumed search shows no epoch twice. */
  SearchEvents(EventFile file, RunProvenance provenance, GraphDef graph, SearchHistory history) {
    this.file = file;
    this.started = seconds(provenance.getStarted());
    List<Event> events = new ArrayList<>();
    events.add(Event.newBuilder().setWallTime(started).setGraphDef(graph.toByteString()).build());
    events.addAll(events(history, 0));
    file.write(started, events);
    written = history.getEpochsCount();
  }

  /** Adds the epochs that are not there yet. */
  void update(SearchHistory history) {
    if (history.getEpochsCount() > written) {
      file.append(events(history, written));
      written = history.getEpochsCount();
    }
  }

  private static double seconds(String instant) {
    try {
      return Instant.parse(instant).getEpochSecond();
    } catch (DateTimeParseException e) {
      return 0;
    }
  }

  private List<Event> events(SearchHistory history, int first) {
    List<Event> events = new ArrayList<>();
    double now = started;
    for (EpochRecord record : history.getEpochsList()) {
      now += record.getSeconds();
      if (record.getEpoch() >= first) {
        events.add(
            Event.newBuilder()
                .setWallTime(now)
                .setStep(record.getEpoch() + 1L)
                .setSummary(summary(record))
                .build());
      }
    }
    return events;
  }

  private static Summary summary(EpochRecord record) {
    Summary.Builder summary = Summary.newBuilder();
    scalar(summary, "loss/train", record.getTrainLoss());
    scalar(summary, "loss/validation", record.getValidationLoss());
    scalar(summary, "accuracy/train", record.getTrainAccuracy());
    scalar(summary, "accuracy/validation", record.getValidationAccuracy());
    if (record.hasEvaluationLoss()) {
      scalar(summary, "loss/evaluation", record.getEvaluationLoss());
      scalar(summary, "accuracy/evaluation", record.getEvaluationAccuracy());
    }
    if (record.hasLambdaTrain()) {
      scalar(summary, "lambda/train", record.getLambdaTrain());
      scalar(summary, "lambda/validation", record.getLambdaValidation());
    }
    if (record.hasLambdaTrainReduction()) {
      scalar(summary, "lambda/train_reduction", record.getLambdaTrainReduction());
      scalar(summary, "lambda/validation_reduction", record.getLambdaValidationReduction());
    }
    scalar(summary, "lambda/strength", record.getLambdaStrength());
    scalar(summary, "regulariser/direction_norm", record.getDirectionNorm());
    scalar(summary, "regulariser/epsilon", record.getEpsilon());
    scalar(summary, "regulariser/norm", record.getRegulariserNorm());
    scalar(summary, "regulariser/ratio", record.getRegulariserRatio());
    scalar(summary, "gradient/clipped_share", record.getClippedShare());
    scalar(summary, "learning_rate", record.getLearningRate());
    scalar(summary, "seconds", record.getSeconds());
    if (record.hasHessianEigenvalue()) {
      scalar(summary, "hessian/eigenvalue", record.getHessianEigenvalue());
    }
    for (CellRecord cell : record.getCellsList()) {
      scalar(summary, "gradient_share/cell_" + (cell.getCell() + 1), cell.getGradientShare());
    }
    for (MixingRecord mixing : record.getMixingList()) {
      scalar(summary, "skip_share/" + mixing.getType(), mixing.getSkipShare());
      scalar(summary, "parameter_free_share/" + mixing.getType(), mixing.getParameterFreeShare());
      scalar(summary, "entropy/" + mixing.getType(), mixing.getEntropy());
      scalar(summary, "largest_weight/" + mixing.getType(), mixing.getMaximum());
      double[] weights = values(mixing.getMixing());
      histogram(summary, "mixing/" + mixing.getType(), weights);
      histogram(summary, "alpha/" + mixing.getType(), centred(mixing.getMixing(), weights));
    }
    for (MetricValue metric : record.getPublished().getMetricsList()) {
      scalar(summary, "published/" + metric.getMetric().getName(), metric.getValue());
    }
    return summary.build();
  }

  private static void scalar(Summary.Builder summary, String tag, double value) {
    summary.addValue(Summary.Value.newBuilder().setTag(tag).setSimpleValue((float) value));
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
