package org.lambdanas.search.guidedrun;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.lambdanas.graph.interchange.MessageFormat;
import org.lambdanas.graph.interchange.Messages;
import org.lambdanas.graph.score.Measure;
import org.lambdanas.graph.score.Measures;
import org.lambdanas.predictors.table.TableWriter;
import org.lambdanas.predictors.table.TrainingCost;
import org.lambdanas.proto.v1.Architecture;
import org.lambdanas.proto.v1.Feature;
import org.lambdanas.proto.v1.GuidedConfig;
import org.lambdanas.proto.v1.GuidedEvent;
import org.lambdanas.proto.v1.GuidedProposal;
import org.lambdanas.proto.v1.GuidedResult;
import org.lambdanas.proto.v1.LearningCurve;
import org.lambdanas.proto.v1.Measurement;
import org.lambdanas.proto.v1.MetricDescription;
import org.lambdanas.proto.v1.Objective;
import org.lambdanas.proto.v1.RunProvenance;
import org.lambdanas.proto.v1.TableHeader;
import org.lambdanas.proto.v1.TrialResult;
import org.lambdanas.proto.v1.Unit;
import org.lambdanas.search.run.RunFolder;
import org.lambdanas.search.run.RunKind;

/**
 * What the trials of a search measured, as a benchmark table of one's own: a row for each
 * architecture that was measured, in the order of the proposals, with what is known of it after its
 * longest training. What trainings took is in it too, so that searches and predictors can be tried
 * on it under a simulated clock.
 */
public final class MeasuredTable {

  /** The table, in the folder of a search that is done and measured something. */
  public static final String FILE = "evaluations.binpb";

  /** Seconds that a training took, as a metric. */
  private static final String SECONDS = "training_seconds";

  private record Row(GuidedProposal proposal, TrialResult result) {

    Measurement measured() {
      return result.getMeasurement();
    }

    boolean isLongerThan(Row other) {
      return proposal.getFidelity() == 0
          || (other.proposal.getFidelity() != 0
              && Integer.compareUnsigned(proposal.getFidelity(), other.proposal.getFidelity()) > 0);
    }
  }

  private final GuidedConfig config;
  private final String objective;
  private final Collection<Row> rows;
  private final List<MetricDescription> metrics;
  private final Set<String> curves = new LinkedHashSet<>();
  private final boolean trained;

  private MeasuredTable(GuidedConfig config, Goal goal, List<GuidedEvent> events) {
    this.config = config;
    this.rows = rows(events);
    this.trained = config.getObjective().hasTraining();
    // Named as its learning curve, by which shorter trainings are looked up.
    this.objective = trained ? "validation_accuracy" : goal.name();
    Set<String> names = new LinkedHashSet<>();
    for (Row row : rows) {
      row.measured().getMetricsList().forEach(metric -> names.add(metric.getName()));
      row.measured().getCurvesList().forEach(curve -> curves.add(curve.getMetric()));
    }
    names.remove(objective);
    this.metrics = new ArrayList<>();
    metrics.add(described(objective).setHigherIsBetter(goal.higherIsBetter()).build());
    names.forEach(name -> metrics.add(described(name).build()));
    if (trained) {
      metrics.add(described(SECONDS).build());
      curves.add(TrainingCost.EPOCH_SECONDS);
    }
  }

  /**
   * Writes the table of a search that is done, gzipped if the name ends in {@code .gz}.
   *
   * @return how many architectures it has
   * @throws org.lambdanas.graph.error.DataException if nothing was measured, or the file cannot be
   *     written
   */
  public static long write(Path file, RunFolder<GuidedConfig, GuidedResult> run) {
    GuidedConfig config = run.config();
    return new MeasuredTable(config, Goal.of(config), run.log(GuidedEvent.getDefaultInstance()))
        .write(file, name(run.path()), run.provenance());
  }

  /**
   * The same of a search whose events are at hand; nothing is written where results were looked up,
   * or none was measured.
   *
   * @return whether it is written
   */
  static boolean write(
      Path file, GuidedConfig config, Goal goal, List<GuidedEvent> events, RunProvenance whence) {
    MeasuredTable table = new MeasuredTable(config, goal, events);
    if (config.getObjective().hasTable() || table.rows.isEmpty()) {
      return false;
    }
    table.write(file, name(file.resolveSibling("")), whence);
    return true;
  }

  private static String name(Path folder) {
    return folder.toAbsolutePath().normalize().getFileName().toString();
  }

  private static Collection<Row> rows(List<GuidedEvent> events) {
    List<GuidedProposal> proposals = new ArrayList<>();
    events.forEach(event -> proposals.addAll(event.getAsked().getProposalsList()));
    Map<Integer, TrialResult> results = new LinkedHashMap<>();
    for (GuidedEvent event : events) {
      if (event.getArrived().getResult().hasMeasurement()) {
        results.put(event.getArrived().getNumber(), event.getArrived().getResult());
      }
    }
    Map<Architecture, Row> rows = new LinkedHashMap<>();
    for (int number = 0; number < proposals.size(); number++) {
      TrialResult result = results.get(number);
      if (result != null) {
        rows.merge(
            proposals.get(number).getArchitecture(),
            new Row(proposals.get(number), result),
            (before, now) -> now.isLongerThan(before) ? now : before);
      }
    }
    return rows.values();
  }

  private long write(Path file, String name, RunProvenance whence) {
    TableHeader header =
        TableHeader.newBuilder()
            .setName(name)
            .setSpace(config.getSpace())
            .addAllMetrics(metrics)
            .addAllCurves(curves)
            .setSource("Lambda-NAS " + whence.getVersion() + ", " + whence.getStarted())
            .setProvenance(whence)
            .setRunConfig(Messages.print(withoutPlaces(config), MessageFormat.TEXT))
            .build();
    try (TableWriter writer = TableWriter.create(file, header)) {
      for (Row row : rows) {
        writer.add(row.proposal().getArchitecture(), metrics(row), curves(row));
      }
      return writer.finish().getRows();
    }
  }

  /** A table is given to others, who have their images elsewhere. */
  private static GuidedConfig withoutPlaces(GuidedConfig config) {
    return config.toBuilder().setObjective(RunKind.withoutPlace(config.getObjective())).build();
  }

  private float[] metrics(Row row) {
    Map<String, Double> values = new LinkedHashMap<>();
    for (Feature metric : row.measured().getMetricsList()) {
      values.put(metric.getName(), metric.getValue());
    }
    values.put(objective, row.measured().getValue());
    values.put(SECONDS, row.result().getSeconds());
    float[] known = new float[metrics.size()];
    for (int m = 0; m < known.length; m++) {
      known[m] = values.getOrDefault(metrics.get(m).getName(), Double.NaN).floatValue();
    }
    return known;
  }

  private List<float[]> curves(Row row) {
    Map<String, float[]> known = new LinkedHashMap<>();
    int epochs = 0;
    for (LearningCurve curve : row.measured().getCurvesList()) {
      float[] values = new float[curve.getValuesCount()];
      for (int e = 0; e < values.length; e++) {
        values[e] = curve.getValues(e);
      }
      known.put(curve.getMetric(), values);
      epochs = values.length;
    }
    float[] seconds = new float[epochs];
    Arrays.fill(seconds, (float) (row.result().getSeconds() / Math.max(1, epochs)));
    known.put(TrainingCost.EPOCH_SECONDS, seconds);
    return curves.stream().map(name -> known.getOrDefault(name, new float[0])).toList();
  }

  private MetricDescription.Builder described(String name) {
    Objective by = config.getObjective();
    MetricDescription.Builder description = MetricDescription.newBuilder().setName(name);
    if (trained) {
      description
          .setDataSet(by.getTraining().getData().getDataSet())
          .setEpochs(by.getTraining().getEpochs())
          .setRuns("one training, run seed " + Long.toUnsignedString(config.getSeed()));
    } else if (by.hasScore()) {
      description.setDataSet(by.getScore().getData().getDataSet()).setHigherIsBetter(true);
      Measures.withVariants().stream()
          .filter(measure -> measure.id().equals(name))
          .findFirst()
          .ifPresent(
              (Measure measure) ->
                  description.setUnit(measure.unit()).setDescription(measure.summary()));
    }
    return switch (name) {
      case "validation_accuracy" ->
          description
              .setUnit(Unit.UNIT_PERCENT)
              .setDescription("Accuracy on the images that the network is judged by.");
      case "validation_loss" ->
          description
              .setUnit(Unit.UNIT_NATS)
              .setDescription("Cross-entropy on the images that the network is judged by.");
      case "params" -> description.setUnit(Unit.UNIT_COUNT).setDescription("Trainable values.");
      case "macs" ->
          description
              .setUnit(Unit.UNIT_COUNT)
              .setDescription("Multiply-accumulates of an image's forward pass.");
      case SECONDS ->
          description
              .setUnit(Unit.UNIT_SECONDS)
              .setDescription("Wall-clock seconds of the training where it was done.");
      default -> description;
    };
  }
}
