package org.lambdanas.search.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lambdanas.graph.interchange.Messages;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.graph.space.DartsSpace;
import org.lambdanas.graph.space.NasBench201Space;
import org.lambdanas.graph.testing.Mutations;
import org.lambdanas.proto.v1.Feature;
import org.lambdanas.proto.v1.FittedPredictor;
import org.lambdanas.proto.v1.Observation;
import org.lambdanas.proto.v1.Observations;
import org.lambdanas.proto.v1.Predictions;
import org.lambdanas.proto.v1.Reliability;
import org.lambdanas.proto.v1.ReliabilityCard;

/** {@code lnas predictors fit} and {@code query}. */
class PredictorVerbsTest {

  private static final NasBench201Space SPACE = NasBench201Space.INSTANCE;

  @TempDir Path folder;

  private static byte[] fitted = {};

  private Path model = Path.of("");

  /** Once: each test gets a copy. */
  @BeforeAll
  static void fitModel(@TempDir Path shared) throws IOException {
    Path file = shared.resolve("fitted.binpb");
    String[] rows = {
      "--table", "nasbench201", "--metric", "cifar10_test_200ep_mean", "--sample", "500"
    };
    Invocation fit = fit(file, rows);
    assertThat(fit.code()).as(fit.err()).isZero();
    fitted = Files.readAllBytes(file);
  }

  @BeforeEach
  void copyModel() throws IOException {
    model = Files.write(folder.resolve("model.binpb"), fitted);
  }

  private Invocation fit(String... options) {
    return fit(model, options);
  }

  /** A forest of a few trees: it needs no native library. */
  private static Invocation fit(Path output, String... options) {
    List<String> args = new ArrayList<>(List.of("predictors", "fit", "--predictor", "rf"));
    args.addAll(List.of("--set", "trees=5"));
    args.addAll(List.of(options));
    if (!args.contains("--output")) {
      args.addAll(List.of("--output", output.toString()));
    }
    return Invocation.of(args.toArray(String[]::new));
  }

  private static Invocation query(Object... args) {
    return Invocation.of(
        Stream.concat(Stream.of("predictors", "query"), Arrays.stream(args).map(String::valueOf))
            .toArray(String[]::new));
  }

  private static List<String> cells(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> SPACE.format(SPACE.sample(new Seed(i).random())))
        .toList();
  }

  private static List<Observation> observations(int count) {
    return cells(count).stream()
        .map(
            text ->
                Observation.newBuilder()
                    .setArchitecture(SPACE.parse(text))
                    .setTarget((double) (SPACE.codeOf(SPACE.parse(text)) % 101))
                    .build())
        .toList();
  }

  private static void onStandardInput(byte[] input, Runnable work) {
    InputStream before = System.in;
    System.setIn(new ByteArrayInputStream(input));
    try {
      work.run();
    } finally {
      System.setIn(before);
    }
  }

  private Path write(String name, String content) throws IOException {
    return Files.writeString(folder.resolve(name), content);
  }

  /** Their scores: one is the target, one is noise. */
  private Path scored(int count) {
    Observations.Builder all = Observations.newBuilder();
    for (Observation observation : observations(count)) {
      double target = observation.getTarget();
      all.addObservations(
          observation.toBuilder()
              .addFeatures(Feature.newBuilder().setName("jacov").setValue(target))
              .addFeatures(Feature.newBuilder().setName("synflow").setValue(-target))
              .addFeatures(Feature.newBuilder().setName("params").setValue(target % 7)));
    }
    Path file = folder.resolve("scored.binpb");
    Messages.write(file, all.build());
    return file;
  }

  @Test
  void aReliabilityCardSaysWhatCanBeTrusted() {
    String file = scored(12).toString();
    Invocation text =
        Invocation.of("predictors", "reliability", file, "--predictors", "gp", "--quiet");
    assertThat(text.code()).as(text.err()).isZero();
    assertThat(text.out().lines().toList())
        .anyMatch(line -> line.matches("jacov +score +1\\.000 .*better"))
        .anyMatch(line -> line.matches("synflow +score +-1\\.000 .*not better"))
        .anyMatch(line -> line.startsWith("gp "));
    assertThat(text.out()).contains("Not better than the number of parameters (params): ");
    Invocation json =
        Invocation.of(
            "predictors",
            "reliability",
            file,
            "--predictors",
            "none",
            "--scores",
            "jacov",
            "--json");
    ReliabilityCard card = json.message(ReliabilityCard.getDefaultInstance());
    assertThat(card.getObservations()).isEqualTo(12);
    assertThat(card.getEntriesList())
        .extracting(Reliability::getName)
        .containsExactly("jacov", "params");
    Invocation few = Invocation.of("predictors", "reliability", scored(7).toString());
    assertThat(few.code()).isEqualTo(3);
    assertThat(few.err()).contains("8 observations with targets or more, there are 7");
  }

  /** A curve to its end is the target itself: it is read as far only as --epochs says. */
  @Test
  void aReliabilityCardReadsCurvesAsFarAsArchitecturesWouldBeTrained() {
    List<String> whole = new ArrayList<>(card());
    List<String> partial = new ArrayList<>(card());
    partial.addAll(List.of("--epochs", "3"));
    // Without curves valacc has nothing to go by.
    Invocation refused = Invocation.of(whole.toArray(String[]::new));
    assertThat(refused.code()).isNotZero();
    Invocation of = Invocation.of(partial.toArray(String[]::new));
    assertThat(of.code()).as(of.err()).isZero();
    assertThat(of.message(ReliabilityCard.getDefaultInstance()).getEntries(0).getKendallTau())
        .isBetween(.2, .95);
  }

  private static List<String> card() {
    return List.of(
        "predictors",
        "reliability",
        "--table",
        "nasbench201-small",
        "--metric",
        "validation_accuracy",
        "--sample",
        "60",
        "--scores",
        "params",
        "--predictors",
        "valacc",
        "--json");
  }

  @Test
  void aHybridSaysWhatItJoinsAndWhatItLeftOut() throws IOException {
    String file = scored(12).toString();
    Invocation fit =
        Invocation.of(
            "predictors", "fit", file, "--predictor", "omni_gp", "--output", model.toString());
    assertThat(fit.out())
        .contains("parts jacov, synflow, params, ensemble", "left out, being no better than params")
        .contains("synflow (tau -1.000)");
    Invocation alone =
        Invocation.of(
            "predictors",
            "fit",
            file,
            "--predictor",
            "omni",
            "--parts",
            "jacov,rf",
            "--without",
            "encoding",
            "--set",
            "trees=5",
            "--output",
            model.toString(),
            "--json");
    JsonObject json = JsonParser.parseString(alone.out()).getAsJsonObject();
    assertThat(json.getAsJsonArray("parts")).hasSize(2);
    Invocation lacking = query(model, write("cells.txt", String.join("\n", cells(2)) + "\n"));
    assertThat(lacking.code()).isEqualTo(3);
    assertThat(lacking.err()).contains(":1: has no jacov: 'lnas score' computes it");
    Invocation wrong =
        Invocation.of(
            "predictors",
            "fit",
            file,
            "--predictor",
            "rf",
            "--parts",
            "jacov",
            "--output",
            "x.binpb");
    assertThat(wrong.code()).isEqualTo(2);
    assertThat(wrong.err()).contains("rf has no parts to choose");
  }

  @Test
  void aFitSaysWhatItDid() {
    Invocation fit =
        fit("--table", "nasbench201", "--metric", "cifar10_valid_12ep", "--sample", "40", "--json");
    JsonObject json = JsonParser.parseString(fit.out()).getAsJsonObject();
    assertThat(fit.out()).hasLineCount(1);
    assertThat(json.get("observations").getAsInt()).isEqualTo(40);
    assertThat(json.get("space").getAsString()).isEqualTo("nasbench201");
    assertThat(json.get("label_transform").getAsString()).isEqualTo("LABEL_TRANSFORM_RANK_GAUSS");
    JsonObject validation = json.getAsJsonObject("cross_validation");
    assertThat(validation.get("folds").getAsInt()).isEqualTo(5);
    // Far below what it reaches on what it has seen.
    assertThat(validation.get("kendall_tau").getAsDouble()).isBetween(-0.3, 0.6);
    assertThat(json.getAsJsonObject("settings").get("trees").getAsInt()).isEqualTo(5);
    FittedPredictor fitted = fitted();
    assertThat(fitted.getObservations()).isEqualTo(40);
    assertThat(
            fit("--table", "nasbench201", "--metric", "cifar10_valid_12ep", "--sample", "40").out())
        .contains(
            "rf fitted on 40 observations of nasbench201",
            "Kendall's tau, cross-validated in 5 parts, is ",
            "next: lnas predictors query " + model + " CELLS",
            model.toString());
    // The same draw and the same model.
    assertThat(fitted()).isEqualTo(fitted);
  }

  /** Without the command that it was fitted by. */
  private FittedPredictor fitted() {
    FittedPredictor.Builder fitted =
        Messages.read(model, FittedPredictor.getDefaultInstance()).toBuilder();
    fitted.getProvenanceBuilder().clearArguments();
    return fitted.build();
  }

  @Test
  void aFitAsPublishedSaysSoAndGivenSettingsCount() {
    Invocation fit =
        fit(
            "--table",
            "nasbench201",
            "--metric",
            "cifar10_valid_12ep",
            "--sample",
            "20",
            "--as-published",
            "--json");
    JsonObject json = JsonParser.parseString(fit.out()).getAsJsonObject();
    assertThat(json.get("encoding").getAsString()).isEqualTo("adjacency_one_hot");
    assertThat(json.get("label_transform").getAsString()).isEqualTo("LABEL_TRANSFORM_Z_SCORE");
    JsonObject settings = json.getAsJsonObject("settings");
    assertThat(settings.get("trees").getAsInt()).isEqualTo(5);
    assertThat(settings.get("max_features").getAsDouble()).isEqualTo(0.17056);
    Invocation list = Invocation.of("predictors", "list", "--predictor", "mlp");
    assertThat(list.out())
        .contains("published  adjacency_one_hot, labels none (--as-published)")
        .contains("layers                 2, published 20 (1 to 64)");
  }

  @Test
  void observationsOfEveryFormGiveTheSameModel() throws IOException {
    List<Observation> observations = observations(30);
    Observations list = Observations.newBuilder().addAllObservations(observations).build();
    List<Path> files = new ArrayList<>();
    for (String name : List.of("o.binpb", "o.txtpb", "o.json", "o.binpb.gz")) {
      Messages.write(folder.resolve(name), list);
      files.add(folder.resolve(name));
    }
    StringBuilder lines = new StringBuilder();
    ByteArrayOutputStream delimited = new ByteArrayOutputStream();
    for (Observation observation : observations) {
      lines.append(Messages.printJsonLine(observation)).append('\n');
      observation.writeDelimitedTo(delimited);
    }
    files.add(write("o.jsonl", lines.toString()));
    files.add(Files.write(folder.resolve("o.delimited"), delimited.toByteArray()));
    files.add(write("o.data", lines.toString()));
    FittedPredictor expected = null;
    for (Path file : files) {
      Invocation fit = fit(file.toString(), "--seed", "3");
      assertThat(fit.code()).as(file + fit.err()).isZero();
      FittedPredictor fitted = fitted();
      assertThat(fitted).as(file.toString()).isEqualTo(expected == null ? fitted : expected);
      expected = fitted;
    }
    onStandardInput(lines.toString().getBytes(UTF_8), () -> assertThat(fit("-").code()).isZero());
  }

  @Test
  void predictionsAreThoseOfSingleQueries() throws IOException {
    List<String> cells = cells(300);
    Path file = write("cells.txt", String.join("\n", cells));
    Invocation all = query(model, file, "--batch-size", 64, "--threads", 3);
    assertThat(all.code()).as(all.err()).isZero();
    List<String> lines = all.out().lines().toList();
    assertThat(lines).hasSize(301).first().isEqualTo("architecture\tmean\tdeviation");
    for (int i = 0; i < 300; i += 23) {
      Path one = write("one.txt", cells.get(i) + "\n");
      assertThat(query(model, one).out().lines().toList())
          .containsExactly(lines.get(0), lines.get(i + 1));
    }
    assertThat(lines.get(1)).startsWith(cells.get(0) + "\t");

    Path csv = folder.resolve("out/predictions.csv.gz");
    Invocation toFile = query(model, file, "--output", csv, "--json");
    JsonObject json = JsonParser.parseString(toFile.out()).getAsJsonObject();
    assertThat(json.get("predictions").getAsInt()).isEqualTo(300);
    try (InputStream in = new GZIPInputStream(Files.newInputStream(csv))) {
      assertThat(new String(in.readAllBytes(), UTF_8)).isEqualTo(all.out().replace('\t', ','));
    }
    Path messages = folder.resolve("predictions.binpb");
    assertThat(query(model, file, "--output", messages).code()).isZero();
    Predictions predictions = Messages.read(messages, Predictions.getDefaultInstance());
    assertThat(predictions.getPredictionsList())
        .extracting(p -> SPACE.format(p.getArchitecture()) + "\t" + p.getMean())
        .containsExactlyElementsOf(
            lines.subList(1, 301).stream()
                .map(line -> line.substring(0, line.lastIndexOf('\t')))
                .toList());
    onStandardInput(
        String.join("\n", cells).getBytes(UTF_8),
        () -> assertThat(query(model).out()).isEqualTo(all.out()));
  }

  /** Whatever is wrong: one line, code 3, and the file that is there stays as it is. */
  private void isRefused(Invocation run, Path output, String... words) throws IOException {
    assertThat(run.code()).as(run.err()).isEqualTo(3);
    assertThat(run.errors()).as(run.err()).hasSize(1);
    assertThat(run.err()).contains(words);
    assertThat(output).hasContent("precious");
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left.map(Path::toString)).noneMatch(name -> name.endsWith(".tmp"));
    }
  }

  @Test
  void aBadLineIsNamedAndNothingIsOverwritten() throws IOException {
    Path output = write("out.tsv", "precious");
    List<String> cells = new ArrayList<>(cells(50));
    cells.set(40, "|nonsense|");
    Path file = write("cells.txt", String.join("\n", cells));
    isRefused(
        query(model, file, "--output", output, "--batch-size", 8),
        output,
        "cells.txt:41: not a NAS-Bench-201 cell: '|nonsense|'");
    String other =
        Messages.printJsonLine(
            Observation.newBuilder()
                .setArchitecture(DartsSpace.DARTS.sample(new Seed(1).random()))
                .build());
    Path json = write("cells.jsonl", Messages.printJsonLine(observations(1).get(0)) + "\n" + other);
    isRefused(
        query(model, json, "--output", output), output, "cells.jsonl:2: ", "darts", "nasbench201");
    isRefused(
        query(model, write("x.jsonl", "{\"architecture\": 3}"), "--output", output),
        output,
        "x.jsonl:1: ");
    isRefused(
        query(model, folder.resolve("absent"), "--output", output),
        output,
        "no such file",
        "absent");
    isRefused(query(model, folder, "--output", output), output, "is a folder");
    isRefused(
        query(model, write("long.txt", "x".repeat(3 << 20)), "--output", output),
        output,
        "long.txt:1: the line is longer than");
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(String.join("\n", cells(5000)).getBytes(UTF_8));
    }
    Path cut = folder.resolve("cut.gz");
    Files.write(cut, Arrays.copyOf(packed.toByteArray(), packed.size() / 2));
    isRefused(query(model, cut, "--output", output), output, "damaged gzip");
  }

  @Test
  void badModelsAreRefused() throws IOException {
    Path output = write("out.tsv", "precious");
    Path cells = write("cells.txt", String.join("\n", cells(3)));
    byte[] good = Files.readAllBytes(model);
    Path cut = folder.resolve("cut.binpb");
    Files.write(cut, Arrays.copyOf(good, good.length / 2));
    isRefused(query(cut, cells, "--output", output), output, "cut.binpb: ");
    Path observations = folder.resolve("observations.binpb");
    Messages.write(
        observations, Observations.newBuilder().addAllObservations(observations(3)).build());
    isRefused(query(observations, cells, "--output", output), output, "observations.binpb: ");
    FittedPredictor.Builder fitted =
        Messages.read(model, FittedPredictor.getDefaultInstance()).toBuilder();
    Path changed = folder.resolve("changed.binpb");
    fitted.getSpecBuilder().setPredictor("magic");
    Messages.write(changed, fitted.build());
    isRefused(
        query(changed, cells, "--output", output), output, "changed.binpb: ", "unknown", "magic");
    fitted.getSpecBuilder().setPredictor("rf").setSpace("mars");
    Messages.write(changed, fitted.build());
    isRefused(query(changed, cells, "--output", output), output, "changed.binpb: ", "mars");
    fitted.getSpecBuilder().setSpace("nasbench201").getSettingsBuilder(0).setValue(1e300);
    Messages.write(changed, fitted.build());
    isRefused(query(changed, cells, "--output", output), output, "changed.binpb: ");
    fitted.clearTensors();
    Messages.write(changed, fitted.build());
    isRefused(query(changed, cells, "--output", output), output, "changed.binpb: ");
    isRefused(query(write("empty.binpb", ""), cells, "--output", output), output, "empty.binpb: ");
  }

  @Test
  void badObservationsAreRefused() throws IOException {
    Files.writeString(model, "precious");
    List<Observation> good = observations(10);
    Path file = folder.resolve("o.json");
    Messages.write(file, Observations.newBuilder().addAllObservations(good).build());
    Path cut = write("cut.json", Files.readString(file).substring(0, 900));
    isRefused(fit(cut.toString()), model, "cut.json: ");
    Messages.write(
        file,
        Observations.newBuilder()
            .addAllObservations(good)
            .addObservations(good.get(0).toBuilder().clearTarget())
            .build());
    isRefused(fit(file.toString()), model, "observation 10 has no target");
    isRefused(fit(write("empty.jsonl", "\n\n").toString()), model, "has no observations");
    isRefused(fit(write("lines.txt", cells(3).get(0)).toString()), model, "lines of architectures");
    isRefused(
        fit("--table", "nasbench201", "--metric", "cifar10_test_200ep_run3", "--sample", "9999"),
        model,
        "7961 rows");
    isRefused(
        fit("--table", write("no.binpb", "table").toString(), "--metric", "any"),
        model,
        "no.binpb");
  }

  @Test
  void whatDoesNotGoTogetherIsUsage() throws IOException {
    Path cells = write("cells.txt", String.join("\n", cells(3)));
    List<Invocation> wrong =
        List.of(
            Invocation.of("predictors", "fit", "--output", "m.binpb"),
            fit(),
            fit("--table", "nasbench201"),
            fit("--table", "nasbench201", "--metric", "none_such"),
            fit("--table", "nasbench201", "--metric", "cifar10_valid_12ep", "--sample", "0"),
            fit("--table", "nasbench201", "--metric", "cifar10_valid_12ep", "--set", "trees"),
            fit("--table", "nasbench201", "--metric", "cifar10_valid_12ep", "--set", "wings=2"),
            fit("--table", "nasbench201", "--metric", "cifar10_valid_12ep", "--encoding", "no"),
            fit("--table", "nasbench201", "--metric", "cifar10_valid_12ep", "--output", "model"),
            fit(
                "--table",
                "nasbench201",
                "--metric",
                "cifar10_valid_12ep",
                "--label-transform",
                "log"),
            query(),
            query(model, cells, "--json"),
            query(model, cells, "--seed", 3),
            query(model, cells, "--format", "xml"),
            query(model, cells, "--output", "predictions"),
            query(model, cells, "--threads", 0),
            query(cells, "--predictor", "rf", "--space", "nasbench201"),
            query(model, cells, "--predictor", "rf"),
            query(cells, cells));
    for (Invocation run : wrong) {
      assertThat(run.code()).as(run.err()).isEqualTo(2);
      assertThat(run.errors()).as(run.err()).hasSize(1);
    }
  }

  /** Damaged input through the whole program. */
  @ParameterizedTest
  @ValueSource(strings = {"o.binpb", "o.jsonl", "o.delimited", "model.binpb", "cells.txt"})
  void damagedFilesAreUsedOrRefusedInOneLine(String name) throws IOException {
    List<Observation> observations = observations(4);
    Path file = folder.resolve(name);
    Path cells = write("good.txt", cells(1).get(0));
    switch (name) {
      case "o.binpb" ->
          Messages.write(file, Observations.newBuilder().addAllObservations(observations).build());
      case "o.jsonl" ->
          Files.writeString(
              file, String.join("\n", observations.stream().map(Messages::printJsonLine).toList()));
      case "o.delimited" -> {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (Observation observation : observations) {
          observation.writeDelimitedTo(out);
        }
        Files.write(file, out.toByteArray());
      }
      case "cells.txt" -> Files.writeString(file, String.join("\n", cells(4)));
      default -> assertThat(file).exists();
    }
    byte[] good = Files.readAllBytes(file);
    Path fitted = folder.resolve("fitted.binpb");
    // The readers by themselves are tested with all mutations; here the disk is in the way.
    for (int i = 0; i < Mutations.count() / 20; i++) {
      Files.write(file, Mutations.mutate(good, new Seed(i).child(name).random()));
      Path output = Files.writeString(folder.resolve("out.tsv"), "precious");
      Files.writeString(fitted, "precious");
      Invocation run =
          switch (name) {
            case "model.binpb" -> query(model, cells, "--output", output, "--threads", 1);
            case "cells.txt" -> query(model, file, "--output", output, "--threads", 1);
            default ->
                fit(file.toString(), "--set", "min_samples_leaf=1", "--output", fitted.toString());
          };
      Path target = name.startsWith("o.") ? fitted : output;
      assertThat(run.code()).as("mutation %d: %s", i, run.err()).isIn(0, 3);
      if (run.code() == 3) {
        assertThat(run.errors()).as("mutation %d: %s", i, run.err()).hasSize(1);
        assertThat(target).hasContent("precious");
      } else {
        assertThat(Files.size(target)).isGreaterThan(8);
      }
    }
  }
}
