package org.lambdanas.predictors.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.interchange.MessageFormat;
import org.lambdanas.graph.interchange.Messages;
import org.lambdanas.graph.space.NasBench201Space;
import org.lambdanas.graph.space.SearchSpace;
import org.lambdanas.graph.testing.Mutations;
import org.lambdanas.predictors.predictor.Model;
import org.lambdanas.predictors.testing.Cells;
import org.lambdanas.predictors.testing.OperationMeans;
import org.lambdanas.proto.v1.Observation;
import org.lambdanas.proto.v1.Observations;
import org.lambdanas.proto.v1.Prediction;
import org.lambdanas.proto.v1.Predictions;

class BulkQueryTest {

  private static final Optional<SearchSpace> SPACE = Optional.of(NasBench201Space.INSTANCE);

  private final OperationMeans predictor = new OperationMeans();
  private final List<ModelPool> pools = new ArrayList<>();

  @AfterEach
  void closePools() {
    pools.forEach(ModelPool::close);
    assertThat(predictor.open()).isZero();
  }

  private Model model() {
    return predictor.fit(Cells.spec().build(), Cells.observations(50, 1));
  }

  private ModelPool pool(int threads) {
    ModelPool pool = new ModelPool(model(), this::model, threads);
    pools.add(pool);
    return pool;
  }

  private static byte[] bytes(List<Observation> observations, StreamFormat format) {
    Observations list = Observations.newBuilder().addAllObservations(observations).build();
    return switch (format) {
      case LINES ->
          observations.stream().map(Cells::text).collect(Collectors.joining("\n")).getBytes(UTF_8);
      case JSON_LINES ->
          observations.stream()
              .map(o -> Messages.printJsonLine(o) + "\r\n")
              .collect(Collectors.joining())
              .getBytes(UTF_8);
      case DELIMITED -> {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (Observation observation : observations) {
          try {
            observation.writeDelimitedTo(out);
          } catch (IOException e) {
            throw new AssertionError(e);
          }
        }
        yield out.toByteArray();
      }
      case BINARY -> list.toByteArray();
      case TEXT -> Messages.print(list, MessageFormat.TEXT).getBytes(UTF_8);
      case JSON -> Messages.print(list, MessageFormat.JSON).getBytes(UTF_8);
      case TSV, CSV -> throw new AssertionError("no form of observations");
    };
  }

  private static MessageReader<Observation> reader(byte[] bytes, @Nullable StreamFormat format) {
    return MessageReader.observations(
        new ByteArrayInputStream(bytes), "cells", Optional.ofNullable(format), SPACE);
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    }
    return out.toByteArray();
  }

  @ParameterizedTest
  @EnumSource(
      value = StreamFormat.class,
      mode = EnumSource.Mode.EXCLUDE,
      names = {"TSV", "CSV"})
  void everyFormOfObservationsIsRead(StreamFormat format) throws IOException {
    boolean bare = format == StreamFormat.LINES;
    List<Observation> observations = bare ? Cells.queries(50, 2) : Cells.observations(50, 2);
    byte[] bytes = bytes(observations, format);
    assertThat(reader(bytes, format).rest()).isEqualTo(observations);
    assertThat(reader(gzip(bytes), format).rest()).isEqualTo(observations);
    if (format != StreamFormat.JSON) {
      assertThat(reader(new byte[0], format).rest()).isEmpty();
    }
  }

  @Test
  void theFirstLineTellsWhatLinesAre() {
    List<Observation> observations = Cells.observations(5, 2);
    assertThat(reader(bytes(observations, StreamFormat.JSON_LINES), null).rest())
        .isEqualTo(observations);
    List<Observation> queries = Cells.queries(5, 2);
    assertThat(reader(bytes(queries, StreamFormat.LINES), null).rest()).isEqualTo(queries);
  }

  @ParameterizedTest
  @EnumSource(value = StreamFormat.class, mode = EnumSource.Mode.EXCLUDE, names = "LINES")
  void everyFormOfPredictionsHoldsThemAllInOrder(StreamFormat format) throws IOException {
    List<Observation> queries = Cells.queries(1000, 3);
    List<Prediction> expected;
    try (Model model = model()) {
      expected = model.query(queries);
    }
    for (int batch : new int[] {1, 7, 4096}) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      long count =
          new BulkQuery(pool(3), batch)
              .run(
                  reader(bytes(queries, StreamFormat.LINES), null),
                  MessageWriter.predictions(format),
                  out);
      assertThat(count).isEqualTo(1000);
      assertThat(predictions(out.toByteArray(), format, queries)).isEqualTo(expected);
    }
  }

  private static List<Prediction> predictions(
      byte[] bytes, StreamFormat format, List<Observation> queries) throws IOException {
    Predictions none = Predictions.getDefaultInstance();
    return switch (format) {
      case TSV -> table(bytes, "\t", queries);
      case CSV -> table(bytes, ",", queries);
      case JSON_LINES ->
          new String(bytes, UTF_8)
              .lines()
              .map(
                  line ->
                      Messages.parse(
                          line.getBytes(UTF_8),
                          MessageFormat.JSON,
                          Prediction.getDefaultInstance(),
                          "line"))
              .toList();
      case DELIMITED -> {
        List<Prediction> all = new ArrayList<>();
        InputStream in = new ByteArrayInputStream(bytes);
        for (Prediction p = Prediction.parseDelimitedFrom(in);
            p != null;
            p = Prediction.parseDelimitedFrom(in)) {
          all.add(p);
        }
        yield all;
      }
      case BINARY -> Messages.parse(bytes, MessageFormat.BINARY, none, "b").getPredictionsList();
      case TEXT -> Messages.parse(bytes, MessageFormat.TEXT, none, "t").getPredictionsList();
      case JSON -> Messages.parse(bytes, MessageFormat.JSON, none, "j").getPredictionsList();
      case LINES -> throw new AssertionError("no form of predictions");
    };
  }

  private static List<Prediction> table(byte[] bytes, String separator, List<Observation> queries) {
    List<String> lines = new String(bytes, UTF_8).lines().toList();
    assertThat(lines.get(0)).isEqualTo(String.join(separator, "architecture", "mean", "deviation"));
    List<Prediction> all = new ArrayList<>();
    for (int i = 1; i < lines.size(); i++) {
      String[] fields = lines.get(i).split(separator, -1);
      assertThat(fields).hasSize(3);
      assertThat(fields[0]).isEqualTo(Cells.text(queries.get(i - 1)));
      all.add(
          Prediction.newBuilder()
              .setArchitecture(queries.get(i - 1).getArchitecture())
              .setMean(Double.parseDouble(fields[1]))
              .setDeviation(Double.parseDouble(fields[2]))
              .build());
    }
    return all;
  }

  @Test
  void nothingAskedIsNothingPredicted() throws IOException {
    for (StreamFormat format : StreamFormat.PREDICTIONS) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      assertThat(
              new BulkQuery(pool(1), 10)
                  .run(
                      reader(new byte[0], StreamFormat.LINES),
                      MessageWriter.predictions(format),
                      out))
          .isZero();
      assertThat(predictions(out.toByteArray(), format, List.of())).isEmpty();
    }
  }

  private String failure(byte[] input, @Nullable StreamFormat format, int batch) {
    BulkQuery query = new BulkQuery(pool(2), batch);
    String[] message = new String[1];
    assertThatThrownBy(
            () ->
                query.run(
                    reader(input, format),
                    MessageWriter.predictions(StreamFormat.TSV),
                    new ByteArrayOutputStream()))
        .isInstanceOf(DataException.class)
        .satisfies(e -> message[0] = e.getMessage());
    return message[0];
  }

  /** The first bad one is named, whatever the batches, with the number that an editor shows. */
  @ParameterizedTest
  @CsvSource({"1", "3", "4096"})
  void theFirstBadLineIsNamed(int batch) {
    List<String> lines = new ArrayList<>(Cells.queries(40, 4).stream().map(Cells::text).toList());
    lines.add(3, "");
    lines.set(20, "|nonsense|");
    lines.set(30, "more nonsense");
    byte[] input = String.join("\r\n", lines).getBytes(UTF_8);
    assertThat(failure(input, null, batch)).startsWith("cells:21: not a NAS-Bench-201 cell");

    lines.set(20, "x".repeat(MessageReader.LONGEST_LINE + 1));
    assertThat(failure(String.join("\n", lines).getBytes(UTF_8), null, batch))
        .startsWith("cells:21: the line is longer than");

    lines.set(10, "\uD83D");
    byte[] notUtf8 = String.join("\n", lines).getBytes(java.nio.charset.StandardCharsets.UTF_16);
    assertThat(failure(notUtf8, null, batch)).startsWith("cells:1: ");
  }

  @ParameterizedTest
  @CsvSource({"1", "4096"})
  void whatTheModelRefusesIsNamedByItsPlaceInTheStream(int batch) {
    List<Observation> queries = new ArrayList<>(Cells.queries(20, 5));
    queries.set(
        12,
        Observation.newBuilder()
            .setArchitecture(
                org.lambdanas.graph.space.DartsSpace.DARTS.sample(
                    new org.lambdanas.graph.random.Seed(1).random()))
            .build());
    assertThat(failure(bytes(queries, StreamFormat.JSON_LINES), null, batch))
        .isEqualTo("cells:13: no cell with operations on its edges");
    assertThat(failure(bytes(queries, StreamFormat.BINARY), StreamFormat.BINARY, batch))
        .isEqualTo("cells, observation 13: no cell with operations on its edges");
  }

  @Test
  void cutAndMislabelledStreamsAreRefused() {
    List<Observation> queries = Cells.queries(20, 6);
    byte[] delimited = bytes(queries, StreamFormat.DELIMITED);
    byte[] binary = bytes(queries, StreamFormat.BINARY);
    assertThat(
            failure(
                java.util.Arrays.copyOf(delimited, delimited.length - 1),
                StreamFormat.DELIMITED,
                8))
        .startsWith("cells, observation 20: damaged or cut short");
    assertThat(failure(java.util.Arrays.copyOf(binary, binary.length - 1), StreamFormat.BINARY, 8))
        .startsWith("cells, observation 20: damaged or cut short");
    assertThat(failure(binary, StreamFormat.DELIMITED, 8)).startsWith("cells, observation 1:");
    assertThat(failure(delimited, StreamFormat.BINARY, 8)).startsWith("cells, observation ");
    byte[] huge = {(byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0x7f};
    assertThat(failure(huge, StreamFormat.DELIMITED, 8))
        .startsWith("cells, observation 1: 4294967295 bytes long");
    assertThatThrownBy(
            () ->
                MessageReader.observations(
                    new ByteArrayInputStream(bytes(queries, StreamFormat.LINES)),
                    "cells",
                    Optional.empty(),
                    Optional.empty()))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith("cells has lines of architectures");
  }

  @ParameterizedTest
  @EnumSource(
      value = StreamFormat.class,
      mode = EnumSource.Mode.EXCLUDE,
      names = {"TSV", "CSV"})
  void damagedObservationsAreReadOrRefusedInOneLine(StreamFormat format) {
    byte[] good = bytes(Cells.observations(3, 7), format);
    Mutations.survive("observations-" + format, good, bytes -> reader(bytes, format).rest());
  }

  /** A batch is in no two models, and a model that nobody needs is not made. */
  @Test
  void modelsAreMadeWhenTheyAreNeeded() throws IOException {
    List<Observation> queries = Cells.queries(500, 3);
    byte[] input = bytes(queries, StreamFormat.LINES);
    MessageWriter<Prediction> writer = MessageWriter.predictions(StreamFormat.TSV);
    new BulkQuery(pool(4), 500).run(reader(input, null), writer, new ByteArrayOutputStream());
    assertThat(predictor.models()).isEqualTo(1);
    ModelPool pool = pool(4);
    new BulkQuery(pool, 5).run(reader(input, null), writer, new ByteArrayOutputStream());
    assertThat(predictor.models()).isBetween(2, 5);
  }

  @Test
  void endingsTellTheForms() {
    assertThat(StreamFormat.of(Path.of("a/b.jsonl.gz"), StreamFormat.OBSERVATIONS))
        .contains(StreamFormat.JSON_LINES);
    assertThat(StreamFormat.of(Path.of("b.txt"), StreamFormat.OBSERVATIONS))
        .contains(StreamFormat.LINES);
    assertThat(StreamFormat.of(Path.of("b.dat"), StreamFormat.OBSERVATIONS)).isEmpty();
    assertThat(StreamFormat.of(Path.of("b.csv.gz"), StreamFormat.PREDICTIONS))
        .contains(StreamFormat.CSV);
    assertThatThrownBy(() -> StreamFormat.byId("predictions", "xml", StreamFormat.PREDICTIONS))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("tsv, csv, jsonl, delimited");
  }
}
