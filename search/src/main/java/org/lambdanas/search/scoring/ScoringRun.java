package org.lambdanas.search.scoring;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.ByteString;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.ToDoubleBiFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.interchange.AtomicFile;
import org.lambdanas.graph.interchange.CsvText;
import org.lambdanas.graph.interchange.RecordLog;
import org.lambdanas.graph.score.ArchitectureScorer;
import org.lambdanas.graph.score.Measure;
import org.lambdanas.graph.score.RankCombination;
import org.lambdanas.graph.score.RankCombination.Pool;
import org.lambdanas.graph.score.Scores;
import org.lambdanas.graph.space.SearchSpace;
import org.lambdanas.graph.space.SearchSpaces;
import org.lambdanas.graph.work.OpenWork;
import org.lambdanas.predictors.table.BenchmarkTableFile;
import org.lambdanas.predictors.table.CsvTable;
import org.lambdanas.predictors.table.PublishedTables;
import org.lambdanas.predictors.table.TableWriter;
import org.lambdanas.proto.v1.Architecture;
import org.lambdanas.proto.v1.BackendConfig;
import org.lambdanas.proto.v1.MeasureSummary;
import org.lambdanas.proto.v1.MetricDescription;
import org.lambdanas.proto.v1.ScoreConfig;
import org.lambdanas.proto.v1.ScoredArchitecture;
import org.lambdanas.proto.v1.ScoredRow;
import org.lambdanas.proto.v1.ScoringConfig;
import org.lambdanas.proto.v1.ScoringResult;
import org.lambdanas.proto.v1.TableHeader;
import org.lambdanas.proto.v1.Unit;
import org.lambdanas.search.backend.RemoteScorer;
import org.lambdanas.search.run.Run;
import org.lambdanas.search.run.RunProcess;
import org.lambdanas.search.run.RunWork;

/**
 * Scores of many architectures as a run. Each network's scores are kept as soon as they are there;
 * when all are, its folder has them as a table. Neither their order nor the number of threads
 * changes a bit of it.
 */
public final class ScoringRun implements RunWork<ScoringConfig, ScoringResult> {

  /** The table, in the folder of a run that is done. */
  public static final String TABLE = "scores.binpb";

  /** What follows a measure's name in that of the column with the seconds of computing it. */
  public static final String SECONDS = "_seconds";

  /** So many rows are shown whatever their order; of more the best. */
  private static final int MOST_SHOWN = 20;

  private static final int BEST = 10;

  /** How long networks that are being scored may go on when the run is stopped. */
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final ScoringConfig config;
  private final ArchitectureScorer scorer;
  private final List<RankCombination> combinations;
  private final Optional<Pool> pool;
  private final ScoredRows rows;
  private final int threads;
  private final Optional<BackendConfig> backend;
  private @Nullable RemoteScorer remote;
  private final Listener listener;

  /** Watches a run. Called by the thread that runs it. */
  public interface Listener {

    /**
     * The work is known.
     *
     * @param rows of the table
     * @param networks that are scored for them
     * @param open those of them that are not scored yet
     */
    default void begins(int rows, int networks, int open) {}

    /**
     * Some networks from all over the list have been scored.
     *
     * @param seconds that the others take, about
     */
    default void expects(double seconds) {}

    /**
     * A network is scored.
     *
     * @param network its scores and seconds
     * @param done networks that are scored
     * @param of all networks
     */
    default void done(ScoredArchitecture network, int done, int of) {}
  }

  /**
   * Reads images and pool and finds out which networks there are.
   *
   * @param threads networks scored at a time, at least 1
   * @throws org.lambdanas.graph.error.ConfigException if the settings do not fit each other
   * @throws DataException if images or pool cannot be used
   */
  public ScoringRun(ScoringConfig config, int threads, Listener listener) {
    this(config, threads, Optional.empty(), listener);
  }

  /** The same where the networks are scored by a backend, as many at a time as it says. */
  public ScoringRun(ScoringConfig config, BackendConfig backend, Listener listener) {
    this(config, backend.getWorkers(), Optional.of(backend), listener);
  }

  private ScoringRun(
      ScoringConfig config, int threads, Optional<BackendConfig> backend, Listener listener) {
    this.config = config;
    this.threads = threads;
    this.backend = backend;
    this.listener = listener;
    this.combinations = config.getCombinationsList().stream().map(RankCombination::parse).toList();
    this.pool =
        config.getPool().isEmpty()
            ? Optional.empty()
            : Optional.of(pool(config.getPool(), combinations));
    this.scorer = ArchitectureScorer.of(config.getScores());
    this.rows = ScoredRows.of(config, scorer);
  }

  /** The images that networks see come from these. */
  public ArchitectureScorer scorer() {
    return scorer;
  }

  private static Pool pool(String file, List<RankCombination> combinations) {
    BenchmarkTableFile table = PublishedTables.open(file);
    Map<String, float[]> columns = new HashMap<>();
    for (RankCombination combination : combinations) {
      combination.measures().forEach(measure -> columns.put(measure, table.column(measure)));
    }
    return Pool.of(columns);
  }

  @Override
  public RunProcess.Input input() {
    return new RunProcess.Input(
        config.getScores().getSeed(),
        ByteString.copyFrom(scorer.images().sha256()),
        scorer.images().size());
  }

  /** Starts what else scores, if anything does. */
  @Override
  public void start() {
    if (remote == null) {
      backend.ifPresent(where -> remote = new RemoteScorer(where, config.getScores()));
    }
  }

  @Override
  public void close() {
    if (remote != null) {
      remote.close();
    }
  }

  @Override
  public Optional<ScoringResult> run(
      Run<ScoringConfig, ScoringResult> run, BooleanSupplier stopRequested) {
    long start = System.nanoTime();
    ScoredArchitecture[] done = new ScoredArchitecture[rows.networks().size()];
    try (RecordLog<ScoredArchitecture> log = run.log(ScoredArchitecture.getDefaultInstance())) {
      for (ScoredArchitecture found : log.found()) {
        int measures = scorer.measures().size();
        if (found.getIndex() >= done.length
            || found.getScoresCount() != measures
            || found.getMeasureSecondsCount() != (config.getTimed() ? measures : 0)) {
          throw new DataException(
              run.path() + ": there are scores that the configuration does not ask for");
        }
        done[(int) found.getIndex()] = found;
      }
      List<Integer> open =
          IntStream.range(0, done.length).filter(i -> done[i] == null).boxed().toList();
      listener.begins(rows.architectures().size(), done.length, open.size());
      int[] scored = {done.length - open.size()};
      Map<Integer, Long> work = new HashMap<>();
      open.forEach(i -> work.put(i, scorer.multiplyAccumulates(rows.networks().get(i))));
      FirstNetworks first = new FirstNetworks(work.values(), threads);
      if (!open.isEmpty()) {
        start();
      }
      new OpenWork<Integer, ScoredArchitecture>("scores", threads, PATIENCE)
          .run(
              FirstNetworks.spread(open),
              this::scored,
              (index, network) -> {
                log.append(network);
                done[index] = network;
                listener.done(network, ++scored[0], done.length);
                first
                    .scored(
                        work.getOrDefault(index, 0L),
                        network.getSeconds(),
                        (System.nanoTime() - start) / 1e9)
                    .ifPresent(listener::expects);
              },
              stopRequested);
    }
    if (Arrays.stream(done).anyMatch(network -> network == null)) {
      return Optional.empty();
    }
    ScoringResult result = table(run, done).setSeconds((System.nanoTime() - start) / 1e9).build();
    run.finish(result);
    return Optional.of(result);
  }

  private ScoredArchitecture scored(int index) {
    long start = System.nanoTime();
    Architecture network = rows.networks().get(index);
    Scores scores = remote == null ? scorer.score(network) : remote.score(network);
    ScoredArchitecture.Builder scored =
        ScoredArchitecture.newBuilder().setIndex(index).setConnected(scores.connected());
    for (Measure measure : scorer.measures()) {
      scored.addScores(scores.values().getOrDefault(measure.id(), Double.NaN));
    }
    if (config.getTimed()) {
      scored.addAllMeasureSeconds(scorer.seconds(network));
    }
    return scored.setSeconds((System.nanoTime() - start) / 1e9).build();
  }

  private ScoringResult.Builder table(
      Run<ScoringConfig, ScoringResult> run, ScoredArchitecture[] networks) {
    Map<String, float[]> columns = columns(networks);
    int[] order = order(columns);
    Path file =
        config.getOutput().isEmpty() ? run.path().resolve(TABLE) : Path.of(config.getOutput());
    ScoringResult.Builder result =
        ScoringResult.newBuilder()
            .setConfig(config)
            .setProvenance(run.provenance())
            .setRows(rows.architectures().size())
            .setNetworks(networks.length)
            .setDisconnected(Arrays.stream(networks).filter(n -> !n.getConnected()).count())
            .setNetworkSeconds(
                Arrays.stream(networks).mapToDouble(ScoredArchitecture::getSeconds).sum())
            .setTable(file.toString());
    write(run.path().resolve(TABLE), columns, order);
    if (CsvTable.isOne(file)) {
      writeText(file, columns, order);
    } else if (!config.getOutput().isEmpty()) {
      write(file, columns, order);
    }
    columns.forEach((name, column) -> result.addMeasures(summary(name, column)));
    int shown = order.length <= MOST_SHOWN ? order.length : config.getRankBy().isEmpty() ? 0 : BEST;
    for (int row : Arrays.copyOf(order, shown)) {
      ScoredRow.Builder first =
          ScoredRow.newBuilder().setArchitecture(rows.architectures().get(row));
      columns.values().forEach(column -> first.addScores(BenchmarkTableFile.decimal(column[row])));
      result.addFirst(first);
    }
    return result;
  }

  /** The rows as the table has them: those that do not determine what they are ranked by last. */
  private int[] order(Map<String, float[]> columns) {
    IntStream all = IntStream.range(0, rows.architectures().size());
    if (config.getRankBy().isEmpty()) {
      return all.toArray();
    }
    float[] ranked = Objects.requireNonNull(columns.get(config.getRankBy()));
    return all.boxed()
        .sorted(
            Comparator.<Integer>comparingDouble(
                row -> Float.isNaN(ranked[row]) ? Double.POSITIVE_INFINITY : -ranked[row]))
        .mapToInt(Integer::intValue)
        .toArray();
  }

  /** One value for each row. */
  private Map<String, float[]> columns(ScoredArchitecture[] networks) {
    Map<String, float[]> columns = new LinkedHashMap<>();
    int count = rows.networkOf().length;
    addMeasures(columns, "", (row, m) -> networks[rows.networkOf()[row]].getScores(m));
    Pool among = pool.orElseGet(() -> Pool.of(columns));
    for (RankCombination combination : combinations) {
      float[] column = new float[count];
      for (int row = 0; row < count; row++) {
        Map<String, Double> scores = new HashMap<>();
        for (String measure : combination.measures()) {
          float score = columns.getOrDefault(measure, new float[0])[row];
          if (!Float.isNaN(score)) {
            scores.put(measure, (double) score);
          }
        }
        column[row] = (float) combination.of(scores, among).orElse(Double.NaN);
      }
      columns.put(combination.name(), column);
    }
    if (config.getTimed()) {
      addMeasures(
          columns, SECONDS, (row, m) -> networks[rows.networkOf()[row]].getMeasureSeconds(m));
    }
    return columns;
  }

  /** Adds a column for each measure, of the value for each row and the measure's number. */
  private void addMeasures(
      Map<String, float[]> columns, String ending, ToDoubleBiFunction<Integer, Integer> value) {
    for (int m = 0; m < scorer.measures().size(); m++) {
      float[] column = new float[rows.networkOf().length];
      for (int row = 0; row < column.length; row++) {
        column[row] = (float) value.applyAsDouble(row, m);
      }
      columns.put(scorer.measures().get(m).id() + ending, column);
    }
  }

  private void writeText(Path file, Map<String, float[]> columns, int[] order) {
    SearchSpace space = SearchSpaces.byId(config.getScores().getSpace());
    List<String> heading = new ArrayList<>(List.of("architecture"));
    heading.addAll(columns.keySet());
    AtomicFile.writePacked(
        file,
        out -> {
          out.write(CsvText.commas(List.of(heading)).getBytes(UTF_8));
          for (int row : order) {
            List<String> line =
                new ArrayList<>(List.of(space.format(rows.architectures().get(row))));
            for (float[] column : columns.values()) {
              line.add(Float.isNaN(column[row]) ? "" : Float.toString(column[row]));
            }
            out.write(CsvText.commas(List.of(line)).getBytes(UTF_8));
          }
        });
  }

  private void write(Path file, Map<String, float[]> columns, int[] order) {
    try (TableWriter writer = TableWriter.create(file, header())) {
      float[] values = new float[columns.size()];
      for (int row : order) {
        int metric = 0;
        for (float[] column : columns.values()) {
          values[metric++] = column[row];
        }
        writer.add(rows.architectures().get(row), values, List.of());
      }
      writer.finish();
    }
  }

  private TableHeader header() {
    ScoreConfig scores = config.getScores();
    int draws = scores.getInitialisations();
    String runs = draws == 1 ? "one initialisation" : "mean over " + draws + " initialisations";
    TableHeader.Builder header =
        TableHeader.newBuilder()
            .setName("scores")
            .setSpace(scores.getSpace())
            .setSource(Settings.of(scores));
    List<MetricDescription.Builder> metrics = new ArrayList<>();
    for (Measure measure : scorer.measures()) {
      metrics.add(
          MetricDescription.newBuilder()
              .setName(measure.id())
              .setUnit(measure.unit())
              .setDescription(measure.summary()));
    }
    combinations.forEach(
        combination ->
            metrics.add(
                MetricDescription.newBuilder()
                    .setName(combination.name())
                    .setDescription(combination.summary())));
    metrics.forEach(metric -> metric.setHigherIsBetter(true));
    for (Measure measure : config.getTimed() ? scorer.measures() : List.<Measure>of()) {
      metrics.add(
          MetricDescription.newBuilder()
              .setName(measure.id() + SECONDS)
              .setUnit(Unit.UNIT_SECONDS)
              .setDescription("seconds of computing " + measure.id() + " by itself"));
    }
    metrics.forEach(
        metric ->
            header.addMetrics(metric.setRuns(runs).setDataSet(scores.getData().getDataSet())));
    return header.build();
  }

  private static MeasureSummary summary(String name, float[] column) {
    float[] values = new float[column.length];
    int size = 0;
    for (float value : column) {
      if (Float.isFinite(value)) {
        values[size++] = value;
      }
    }
    MeasureSummary.Builder summary =
        MeasureSummary.newBuilder().setMeasure(name).setDetermined(size);
    if (size == 0) {
      return summary.build();
    }
    Arrays.sort(values, 0, size);
    return summary
        .setLeast(values[0])
        .setMedian(values[size / 2])
        .setLargest(values[size - 1])
        .build();
  }
}
