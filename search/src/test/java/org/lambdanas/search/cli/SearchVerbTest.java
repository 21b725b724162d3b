package org.lambdanas.search.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lambdanas.graph.interchange.FolderLock;
import org.lambdanas.graph.interchange.Messages;
import org.lambdanas.graph.interchange.Validation;
import org.lambdanas.proto.v1.Architecture;
import org.lambdanas.proto.v1.CandidateCell;
import org.lambdanas.proto.v1.ComparisonResult;
import org.lambdanas.proto.v1.EpochRecord;
import org.lambdanas.proto.v1.SearchCheckpoint;
import org.lambdanas.proto.v1.SearchConfig;
import org.lambdanas.proto.v1.SearchHistory;
import org.lambdanas.proto.v1.SearchResult;
import org.lambdanas.search.cli.run.SearchOptions;
import org.lambdanas.search.machine.NativeTensorFlow;
import org.lambdanas.search.run.EventFile;
import org.lambdanas.search.run.RunFolder;
import org.lambdanas.search.run.RunKind;
import org.tensorflow.proto.Event;
import org.tensorflow.proto.Summary;

class SearchVerbTest {

  @TempDir private Path folder;

  /** A small search; options given replace those of the same name. */
  private Invocation search(String... options) {
    Map<String, String> small = new LinkedHashMap<>();
    small.put("--channels", "2");
    small.put("--train-images", "60");
    small.put("--batch-size", "10");
    small.put("--epochs", "2");
    small.put("--run-dir", run().toString());
    small.keySet().removeAll(List.of(options));
    List<String> args = new ArrayList<>(List.of("search"));
    small.forEach((option, value) -> args.addAll(List.of(option, value)));
    args.addAll(List.of(options));
    return Invocation.of(args.toArray(String[]::new));
  }

  private Path run() {
    return folder.resolve("run");
  }

  private static RunFolder<SearchConfig, SearchResult> opened(Path path) {
    return RunFolder.open(path, RunKind.SEARCH);
  }

  private void refused(Invocation run, int code) {
    assertThat(run.code()).as(run.err()).isEqualTo(code);
    assertThat(run.out()).isEmpty();
    assertThat(run.errors()).hasSize(1);
    assertThat(run()).doesNotExist();
  }

  @Test
  void findsACellAndRecordsEverything() {
    Invocation run = search("--json", "--evaluate", "--seed", "7");
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.err()).contains("run folder", "epoch   1/2", "epoch   2/2");
    RunFolder<SearchConfig, SearchResult> kept = opened(run());
    SearchResult result = kept.result();
    Validation.check(result);
    assertThat(run.message(SearchResult.getDefaultInstance()))
        .isEqualTo(result.toBuilder().setRunDir(run().toString()).build());
    assertThat(result.getConfig().getSeed()).isEqualTo(7);
    assertThat(result.getHistory().getEpochsList()).hasSize(2);
    assertThat(result.getPublished().getMetricsList()).isNotEmpty();
    assertThat(result.getConfig()).isEqualTo(kept.config());
    assertThat(result.getConfig().getEvaluate()).isTrue();
    assertThat(result.getProvenance()).isEqualTo(kept.provenance());
    assertThat(kept.provenance().getArgumentsList()).contains("search", "--seed", "7");
    assertThat(kept.provenance().getImages()).isEqualTo(60);
    assertThat(kept.provenance().getDataSha256().size()).isEqualTo(32);
    assertThat(result.getHistory().getEpochsCount()).isEqualTo(2);
    assertThat(result.getHistory()).isEqualTo(kept.history(SearchHistory.getDefaultInstance()));
    assertThat(result.getAlphaList()).hasSize(1);
    assertThat(result.hasPublished()).isTrue();
    assertThat(result.getVerdict()).isNotBlank();
    assertThat(
            Messages.read(run().resolve("architecture.txtpb"), Architecture.getDefaultInstance()))
        .isEqualTo(result.getArchitecture());
    assertThat(Messages.read(run().resolve("result.json"), SearchResult.getDefaultInstance()))
        .isEqualTo(result);
    assertThat(run().resolve("cell.svg")).content().startsWith("<");

    // The folder is taken, and stays as it is; a finished run ends where it ended.
    Invocation again = search();
    assertThat(again.code()).isEqualTo(2);
    assertThat(again.errors()).hasSize(1);
    assertThat(again.err()).contains("already holds a run");
    assertThat(kept.result()).isEqualTo(result);
    Invocation resumed = Invocation.of("search", "--resume", run().toString(), "--json");
    assertThat(resumed.code()).as(resumed.err()).isZero();
    assertThat(kept.result().toBuilder().clearSeconds().build())
        .isEqualTo(result.toBuilder().clearSeconds().build());
  }

  @Test
  void ofSeveralSeedsOneCellIsChosen() {
    Invocation several = search("--seed", "7", "--seeds", "2", "--json");
    assertThat(several.code()).as(several.err()).isZero();
    assertThat(several.err()).contains("lambda-darts, seed 7 (1/2)", "lambda-darts, seed 8 (2/2)");
    ComparisonResult result = several.message(ComparisonResult.getDefaultInstance());
    List<CandidateCell> candidates = result.getChosen().getCandidatesList();
    assertThat(candidates).extracting(CandidateCell::getSeed).contains(7L, 8L);
    assertThat(candidates.get(0).getScoresMap()).containsOnlyKeys("nwot", "jacov", "synflow");
    // Each search is the one that its seed alone would be.
    Invocation alone = Invocation.of("compare", "--resume", run().toString());
    assertThat(alone.code()).as(alone.err()).isZero();
    assertThat(alone.err()).contains("seed 8, done before");
    assertThat(alone.out()).contains(candidates.get(0).getCell().getArchitectureText());
    SearchResult second = opened(run().resolve("lambda-darts-s8")).result();
    Path one = folder.resolve("one");
    assertThat(
            Invocation.of(
                    ("search --channels 2 --train-images 60 --batch-size 10 --epochs 2 --seed 8"
                            + " --run-dir "
                            + one)
                        .split(" "))
                .code())
        .isZero();
    assertThat(opened(one).result().getAlphaList()).isEqualTo(second.getAlphaList());
    Invocation resumed = Invocation.of("search", "--resume", run().toString(), "--seeds", "2");
    assertThat(resumed.code()).isEqualTo(2);
    assertThat(resumed.err()).contains("leave out --seeds");
  }

  /** On ten images some scores say nothing of some cells. */
  @ParameterizedTest
  @ValueSource(strings = {"darts", "s1", "s2", "s3", "s4"})
  void aCellIsChosenInEverySpace(String space) {
    Invocation several =
        search("--space", space, "--cells", "3", "--epochs", "1", "--seeds", "2", "--json");
    assertThat(several.code()).as(several.err()).isZero();
    ComparisonResult result = several.message(ComparisonResult.getDefaultInstance());
    assertThat(result.getChosen().getCandidatesList()).hasSize(2);
    assertThat(run().resolve("report.html")).content().contains("Which cell to take");
  }

  @Test
  void seedsAreCountedFromOneAndOnlyInSearchesByGradient() {
    assertThat(search("--seeds", "0").err()).contains("--seeds is 0: must be at least 1");
    Invocation guided =
        Invocation.of(
            ("search --method random --objective table:nasbench201#cifar10_valid_200ep_mean"
                    + " --seeds 2")
                .split(" "));
    assertThat(guided.code()).isEqualTo(2);
    assertThat(guided.err()).contains("--seeds has no effect with --method random");
    assertThat(run()).doesNotExist();
  }

  @Test
  void theConfigurationOfARunRepeatsIt() {
    assertThat(search("--method", "darts").code()).isZero();
    Path second = folder.resolve("second");
    Invocation repeated =
        Invocation.of(
            "search",
            "--config",
            run().resolve("config.txtpb").toString(),
            "--run-dir",
            second.toString());
    assertThat(repeated.code()).as(repeated.err()).isZero();
    assertThat(opened(second).result().getAlphaList())
        .isEqualTo(opened(run()).result().getAlphaList());
  }

  @Test
  void diagnosisIsRecordedAndChangesNothing() {
    assertThat(search("--space", "s2", "--cells", "3", "--hessian-every", "1").code()).isZero();
    SearchResult diagnosed = opened(run()).result();
    for (EpochRecord record : diagnosed.getHistory().getEpochsList()) {
      assertThat(record.hasHessianEigenvalue()).isTrue();
      assertThat(record.hasLambdaTrainReduction()).isTrue();
      assertThat(record.hasLambdaValidationReduction()).isTrue();
    }
    List<Event> events = EventFile.in(run()).read();
    // The version, the graph, and an event for each epoch.
    assertThat(events).hasSize(4);
    assertThat(events.get(1).hasGraphDef()).isTrue();
    assertThat(events.get(3).getStep()).isEqualTo(2);
    assertThat(events.get(3).getSummary().getValueList())
        .extracting(Summary.Value::getTag)
        .doesNotHaveDuplicates()
        .contains("hessian/eigenvalue", "lambda/train_reduction", "mixing/reduce", "alpha/normal");
    assertThat(diagnosed.getStoppedEarly()).isFalse();
    assertThat(diagnosed.getDerivedAfter()).isEqualTo(diagnosed.getHistory().getEpochsCount() - 1);
    Path plain = folder.resolve("plain");
    assertThat(search("--space", "s2", "--cells", "3", "--run-dir", plain.toString()).code())
        .isZero();
    assertThat(opened(plain).result().getAlphaList()).isEqualTo(diagnosed.getAlphaList());
  }

  @Test
  void aSearchThatSharpensStopsAndGoesBack() throws IOException {
    // Some average grows by a millionth within thirty epochs of so small a search.
    Invocation run =
        search(
            "--method",
            "darts",
            "--epochs",
            "30",
            "--hessian-every",
            "1",
            "--early-stop",
            "1.000001");
    assertThat(run.code()).as(run.err()).isZero();
    SearchResult result = opened(run()).result();
    assertThat(result.getStoppedEarly()).isTrue();
    int done = result.getHistory().getEpochsCount();
    assertThat(done).isBetween(17, 30);
    assertThat(result.getDerivedAfter()).isEqualTo(done - 1 - 6);
    EpochRecord kept = result.getHistory().getEpochs(done - 7);
    assertThat(result.getArchitecture()).isEqualTo(kept.getArchitecture());
    assertThat(result.getAlphaList()).isEqualTo(kept.getAlphaList()).isNotEmpty();
    // One page, one epoch.
    String page = Files.readString(run().resolve("report.html"));
    assertThat(page)
        .contains("This is the cell of epoch " + (done - 6))
        .contains(
            String.format(
                Locale.ROOT,
                "went from %.2f to %.2f",
                Math.round(100 * result.getHistory().getEpochs(0).getLambdaTrain()) / 100.0,
                kept.getLambdaTrain()));
    Invocation again = Invocation.of("search", "--resume", run().toString());
    assertThat(again.code()).as(again.err()).isZero();
    assertThat(opened(run()).result().getHistory()).isEqualTo(result.getHistory());
  }

  @Test
  void aDryRunLeavesNothing() {
    Invocation run = search("--dry-run", "--json");
    assertThat(run.code()).as(run.err()).isZero();
    JsonObject json = JsonParser.parseString(run.out()).getAsJsonObject();
    assertThat(json.get("iterations_per_epoch").getAsInt()).isEqualTo(3);
    assertThat(json.getAsJsonObject("phase_seconds").keySet()).contains("build", "restore");
    assertThat(run()).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource({
    "--space,nowhere",
    "--method,random",
    "--preset,huge",
    "--data,imagenet",
    "--device,tpu",
    "--early-stop,1",
    "--hessian-every,-1",
    "--precision,float8",
    "--epochs,0",
    "--batch-size,-1",
    "--lambda,-1",
    "--epsilon0,0",
    "--train-images,1",
    "--train-images,5000",
    "--image-size,6",
    "--image-size,4000",
    "--classes,3",
    "--data,cifar10",
    "--data-dir,/nowhere",
    "--epochs,many",
    "--no-such-option,1",
  })
  void usageErrors(String option, String value) {
    refused(search(option, value), 2);
  }

  @Test
  void missingAndDamagedImages() throws IOException {
    Path images = Files.createDirectory(folder.resolve("images"));
    String[] cifar = {"--data", "cifar10", "--data-dir", images.toString()};
    Path nowhere = folder.resolve("nowhere");
    refused(search("--data", "cifar10", "--data-dir", nowhere.toString()), 2);
    refused(search(cifar), 3);
    for (int i = 1; i <= 5; i++) {
      Files.write(images.resolve("data_batch_" + i + ".bin"), new byte[1000]);
    }
    refused(search(cifar), 3);
    byte[] labels = new byte[3073 * 100];
    labels[3073] = 77;
    for (int i = 1; i <= 5; i++) {
      Files.write(images.resolve("data_batch_" + i + ".bin"), labels);
    }
    refused(search(cifar), 3);
  }

  @Test
  void aDeviceThatIsNotThereIsSaidSoBeforeAnythingIsBuilt() {
    assumeTrue(
        NativeTensorFlow.load().devices().stream().noneMatch(d -> d.type().equals("GPU")),
        "needs a machine without a GPU");
    for (String[] more : new String[][] {{}, {"--dry-run"}}) {
      List<String> options = new ArrayList<>(List.of("--device", "gpu:0"));
      options.addAll(List.of(more));
      Invocation run = search(options.toArray(String[]::new));
      refused(run, 2);
      assertThat(run.err()).contains("gpu:0", "lnas doctor");
    }
  }

  @Test
  void configurationsThatCannotBeUsed() throws IOException {
    String good = Messages.print(config(), org.lambdanas.graph.interchange.MessageFormat.TEXT);
    Path file = folder.resolve("config.txtpb");
    for (String bad :
        List.of(
            "epochs: \"ten\"",
            good.replace("epochs: 20", "epochs: -1"),
            good.replace("epochs: 20", "epochs: 0"),
            good.replace("epochs: 20", "epochs: 4294967295"),
            good.replace("epochs: 20", "epochs: 20 epochs: 21"),
            good.replace("epochs: 20", "colour: 3"),
            good.replace("momentum: 0.9", "momentum: nan"),
            good.replace("learning_rate: 0.025", "learning_rate: inf"),
            good.replace("SEARCH_METHOD_DARTS", "SEARCH_METHOD_UNSPECIFIED"),
            good.replace("\"cpu\"", "\"tpu\""),
            good.replace("prefetch: 2", "prefetch: 99999"),
            good.replace("channels: 8", "channels: 4000000"),
            good.replace("SEARCH_METHOD_DARTS", "99"),
            good.replace("batch_size: 32", "batch_size: 2000000000"),
            good.replace("crop_padding: 1", "crop_padding: 8"),
            good.replace("crop_padding: 1", "cutout: 8"),
            good + "network {",
            "network {".repeat(5000))) {
      assertThat(bad).isNotEqualTo(good);
      Files.writeString(file, bad);
      refused(configured(file), 3);
    }
    for (String bad :
        List.of(
            good.replace("\"digits\"", "\"imagenet\""),
            good.replace("\"nasbench201\"", "\"nowhere\""),
            good.replace("cells_per_stage: 1", ""),
            good.replace("classes: 10", "classes: 9"))) {
      assertThat(bad).isNotEqualTo(good);
      Files.writeString(file, bad);
      refused(configured(file), 2);
    }
    refused(configured(folder.resolve("absent.txtpb")), 3);
    refused(configured(folder.resolve("config.yaml")), 3);
    refused(configured(folder.resolve("config.xml")), 2);
    Files.writeString(file, good);
    Invocation both =
        Invocation.of("search", "--config", file.toString(), "--epochs", "3", "--seed", "1");
    refused(both, 2);
    assertThat(both.err()).contains("--epochs");
  }

  private static SearchConfig config() {
    SearchOptions options = new SearchOptions();
    new picocli.CommandLine(picocli.CommandLine.Model.CommandSpec.forAnnotatedObject(options))
        .parseArgs("--method", "darts");
    return options.resolve();
  }

  private Invocation configured(Path file) {
    return Invocation.of("search", "--config", file.toString(), "--run-dir", run().toString());
  }

  @Test
  void sizesLeftToTheDataAreTakenFromIt() throws IOException {
    SearchConfig.Builder config = config().toBuilder().setEpochs(1);
    config.getDataBuilder().setImageSize(0).setClasses(0).setTrainImages(40);
    config.getNetworkBuilder().setChannels(2);
    Path file = folder.resolve("config.json");
    Messages.write(file, config.build());
    Invocation run = configured(file);
    assertThat(run.code()).as(run.err()).isZero();
  }

  @Test
  void whatCannotBeResumed() throws IOException {
    Path empty = Files.createDirectory(folder.resolve("empty"));
    refused(Invocation.of("search", "--resume", empty.toString()), 3);
    refused(Invocation.of("search", "--resume", folder.resolve("absent").toString()), 3);
    refused(Invocation.of("search", "--resume", empty.toString(), "--epochs", "9"), 2);
    refused(Invocation.of("search", "--resume", empty.toString(), "--dry-run"), 2);
    refused(Invocation.of("search", "--resume", empty.toString(), "--config", "x.txtpb"), 2);

    assertThat(search("--method", "darts").code()).isZero();
    try (FolderLock lock = FolderLock.take(run())) {
      Invocation beside = Invocation.of("search", "--resume", run().toString());
      assertThat(beside.code()).isEqualTo(2);
      assertThat(beside.errors()).last().asString().contains("is in use");
    }
    Path config = run().resolve("config.txtpb");
    String good = Files.readString(config);
    Files.writeString(config, good.replace("epochs: 2", "epochs: 3"));
    Invocation other = Invocation.of("search", "--resume", run().toString());
    assertThat(other.code()).isEqualTo(3);
    assertThat(other.errors()).hasSize(1);
    assertThat(other.err()).contains("another configuration", run().toString());
    Files.writeString(config, good.replace("train_images: 60", "train_images: 50"));
    Invocation images = Invocation.of("search", "--resume", run().toString());
    assertThat(images.code()).isEqualTo(3);
    assertThat(images.err()).contains("images are not those");
    Files.writeString(config, "garbage");
    assertThat(Invocation.of("search", "--resume", run().toString()).code()).isEqualTo(3);
    Files.writeString(config, good);
  }

  @ParameterizedTest
  @ValueSource(strings = {"--epochs", "--batch-size"})
  void divergenceEndsTheSearchAndKeepsItsCheckpoints(String shorter) {
    // Long enough to lose fifty steps; or three epochs of a few.
    Invocation run =
        shorter.equals("--epochs")
            ? search("--learning-rate", "1e30", "--epochs", "3")
            : search(
                "--method",
                "darts",
                "--learning-rate",
                "1e30",
                "--batch-size",
                "1",
                "--epochs",
                "4");
    assertThat(run.code()).as(run.err()).isEqualTo(4);
    assertThat(run.out()).isEmpty();
    assertThat(run.err().lines().filter(line -> line.startsWith("lnas: ")))
        .singleElement()
        .asString()
        .contains("not been finite", "--learning-rate");
    assertThat(opened(run()).checkpoints().newest(SearchCheckpoint.getDefaultInstance()).getEpoch())
        .isPositive();
    assertThat(run().resolve("result.binpb")).doesNotExist();
  }

  @Test
  void aLostProvenanceDoesNotEndARun() throws IOException {
    assertThat(search("--method", "darts").code()).isZero();
    SearchResult before = opened(run()).result();
    for (String trouble : List.of("damaged", "missing")) {
      if (trouble.equals("damaged")) {
        Files.write(run().resolve("run.binpb"), new byte[] {1, 2, 3});
      } else {
        Files.delete(run().resolve("run.binpb"));
      }
      Files.delete(run().resolve("result.binpb"));
      Invocation resumed = Invocation.of("search", "--resume", run().toString());
      assertThat(resumed.code()).as(resumed.err()).isZero();
      assertThat(opened(run()).result().getAlphaList()).isEqualTo(before.getAlphaList());
      assertThat(opened(run()).provenance().getArgumentsList()).contains("--resume");
    }
  }

  @Test
  void theHintOfAStoppedRunCanBePasted() {
    assertThat(new RunFolder<>(Path.of("my runs/a"), RunKind.SEARCH).resumption())
        .isEqualTo("lnas search --resume 'my runs/a'");
  }
}
