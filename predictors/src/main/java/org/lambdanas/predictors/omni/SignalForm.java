package org.lambdanas.predictors.omni;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.hipparchus.stat.descriptive.rank.Percentile;
import org.hipparchus.stat.descriptive.rank.Percentile.EstimationType;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.predictors.encoding.Encoder;
import org.lambdanas.predictors.features.FeatureShape;
import org.lambdanas.predictors.features.Features;
import org.lambdanas.predictors.label.RisingLine;
import org.lambdanas.predictors.predictor.InputForm;
import org.lambdanas.predictors.predictor.InputReader;
import org.lambdanas.predictors.stored.StoredModel;
import org.lambdanas.proto.v1.NamedTensor;
import org.lambdanas.proto.v1.Observation;

/**
 * Signals beside an encoding. What a signal's value means is settled by the observations of the fit
 * and those without a target, never by what is asked later. A vector is followed by the normal
 * quantile of each signal's rank, a sequence by the interval that each is in.
 *
 * @param signals what is read beside the encoding
 * @param encoded whether the encoding is read
 * @param unlabelled observations without a target
 */
record SignalForm(List<Signal> signals, boolean encoded, List<Observation> unlabelled)
    implements InputForm {

  @Override
  public InputReader fit(Encoder encoder, List<Observation> observations) {
    List<Column> columns =
        signals.stream()
            .<Column>map(signal -> column(encoder, signal, values(signal, observations)))
            .toList();
    return new Reader(encoder, encoded, columns, unlabelled);
  }

  @Override
  public InputReader load(Encoder encoder, StoredModel stored) {
    List<Column> columns =
        signals.stream()
            .<Column>map(
                signal ->
                    isSequence(encoder)
                        ? Intervals.load(signal, stored)
                        : Quantile.load(signal, stored))
            .toList();
    return new Reader(encoder, encoded, columns, List.of());
  }

  private static boolean isSequence(Encoder encoder) {
    return encoder.shape().form() == FeatureShape.Form.SEQUENCE;
  }

  private Column column(Encoder encoder, Signal signal, double[] values) {
    return isSequence(encoder) ? Intervals.of(signal, values) : Quantile.of(signal, values);
  }

  /** Those that could be computed. */
  private double[] values(Signal signal, List<Observation> observations) {
    List<Double> values = new ArrayList<>();
    read("observation", signal, observations, values);
    read("unlabelled observation", signal, unlabelled, values);
    if (values.isEmpty()) {
      throw new DataException(
          signal.name() + " could not be computed for any of the observations: leave it out");
    }
    return values.stream().mapToDouble(value -> value).toArray();
  }

  private static void read(
      String what, Signal signal, List<Observation> observations, List<Double> values) {
    for (int i = 0; i < observations.size(); i++) {
      try {
        double value = signal.of(observations.get(i));
        if (Double.isFinite(value)) {
          values.add(value);
        }
      } catch (DataException e) {
        throw new DataException(what + " " + i + ": " + e.getMessage(), e);
      }
    }
  }

  /** A signal on a scale of its own. What could not be computed ranks last. */
  private sealed interface Column {

    Signal signal();

    List<NamedTensor> store();

    default double value(Observation observation) {
      double value = signal().of(observation);
      return Double.isFinite(value) ? value : Double.NEGATIVE_INFINITY;
    }

    static String tensor(Signal signal, String what) {
      return InputReader.PREFIX + signal.name() + "/" + what;
    }
  }

  /** The normal quantile of the rank among the values of the fit. */
  private record Quantile(Signal signal, RisingLine line) implements Column {

    static Quantile of(Signal signal, double[] values) {
      return new Quantile(signal, RisingLine.quantiles(values));
    }

    static Quantile load(Signal signal, StoredModel stored) {
      return new Quantile(
          signal,
          RisingLine.read(
              stored, Column.tensor(signal, "values"), Column.tensor(signal, "quantiles")));
    }

    @Override
    public List<NamedTensor> store() {
      return new StoredModel.Writer()
          .vector(Column.tensor(signal, "values"), line.x())
          .vector(Column.tensor(signal, "quantiles"), line.y())
          .tensors();
    }

    float read(Observation observation) {
      return (float) line.at(value(observation));
    }
  }

  /**
   * Which of several intervals, one token for each, that are equally full in the fit.
   *
   * @param borders between the intervals, ascending
   */
  @SuppressWarnings("ArrayRecordComponent")
  private record Intervals(Signal signal, double[] borders) implements Column {

    private static final int MOST = 9;

    static Intervals of(Signal signal, double[] values) {
      Percentile quantile = new Percentile().withEstimationType(EstimationType.R_7);
      quantile.setData(values);
      double[] borders = new double[count(signal, values.length)];
      Arrays.setAll(borders, i -> quantile.evaluate(100.0 * (i + 1) / (borders.length + 1)));
      return new Intervals(signal, borders);
    }

    /** Borders for so many observations (White et al., their code). */
    private static int count(Signal signal, int n) {
      if (signal instanceof Signal.Curve) {
        return Math.min(MOST, Math.max(1, n / 5));
      }
      return n <= 10 ? 1 : n <= 20 ? 2 : n <= 40 ? 3 : n <= 80 ? 5 : MOST;
    }

    static Intervals load(Signal signal, StoredModel stored) {
      String name = Column.tensor(signal, "borders");
      double[] borders = stored.vector(name);
      for (int i = 1; i < borders.length; i++) {
        if (borders[i] < borders[i - 1]) {
          throw new DataException("tensor '" + name + "' does not ascend at " + i);
        }
      }
      if (borders.length < 1 || borders.length > MOST) {
        throw new DataException(
            "tensor '%s' has %s borders: must be 1 to %s".formatted(name, borders.length, MOST));
      }
      return new Intervals(signal, borders);
    }

    @Override
    public List<NamedTensor> store() {
      return new StoredModel.Writer().vector(Column.tensor(signal, "borders"), borders).tensors();
    }

    int size() {
      return borders.length + 1;
    }

    int read(Observation observation) {
      double value = value(observation);
      return (int) Arrays.stream(borders).filter(border -> value > border).count();
    }
  }

  /** The encoding, if it is read, followed by the signals. */
  private record Reader(
      Encoder encoder, boolean encoded, List<Column> columns, List<Observation> further)
      implements InputReader {

    @Override
    public FeatureShape shape() {
      FeatureShape own = encoder.shape();
      int size = encoded ? own.size() : 0;
      return isSequence(encoder)
          ? FeatureShape.sequence(
              size + columns.stream().mapToInt(c -> ((Intervals) c).size()).sum(),
              own.width() + 2 * columns.size())
          : FeatureShape.vector(size + columns.size());
    }

    @Override
    public Features read(Observation observation) {
      Features encoding = InputReader.encoded(encoder, observation.getArchitecture());
      return isSequence(encoder)
          ? sequence((Features.Sequence) encoding, observation)
          : vector((Features.Vector) encoding, observation);
    }

    private Features vector(Features.Vector encoding, Observation observation) {
      float[] read = new float[columns.size()];
      for (int c = 0; c < read.length; c++) {
        read[c] = ((Quantile) columns.get(c)).read(observation);
      }
      Features.Vector signals = Features.Vector.of(read);
      return encoded ? Features.Vector.joined(List.of(encoding, signals)) : signals;
    }

    /** A token for each interval: two of its signal's own, for "in it" and "not in it". */
    private Features sequence(Features.Sequence encoding, Observation observation) {
      int[] tokens = Arrays.copyOf(encoding.tokens(), shape().size());
      int next = encoded ? encoding.tokens().length : 0;
      int vocabulary = encoding.vocabulary();
      for (Column column : columns) {
        Intervals intervals = (Intervals) column;
        int in = intervals.read(observation);
        for (int i = 0; i < intervals.size(); i++) {
          tokens[next++] = vocabulary + (i == in ? 1 : 0);
        }
        vocabulary += 2;
      }
      return new Features.Sequence(vocabulary, tokens);
    }

    @Override
    public List<NamedTensor> store() {
      return columns.stream().flatMap(column -> column.store().stream()).toList();
    }

    @Override
    public Optional<List<Features>> unlabelled() {
      return columns.isEmpty()
          ? Optional.empty()
          : Optional.of(further.stream().map(this::read).toList());
    }
  }
}
