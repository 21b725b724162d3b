package org.lambdanas.search.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.commons.io.FileUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lambdanas.graph.data.ConfiguredImages;
import org.lambdanas.proto.v1.ComparedRun;
import org.lambdanas.proto.v1.ComparedTraining;
import org.lambdanas.proto.v1.ComparisonConfig;
import org.lambdanas.proto.v1.ComparisonResult;
import org.lambdanas.proto.v1.SearchConfig;
import org.lambdanas.proto.v1.SearchResult;
import org.lambdanas.proto.v1.TrainedPair;
import org.lambdanas.proto.v1.TrainingConfig;
import org.lambdanas.proto.v1.TrainingEpochRecord;
import org.lambdanas.proto.v1.TrainingResult;
import org.lambdanas.proto.v1.ValidationImages;
import org.lambdanas.search.comparison.CellSearches;
import org.lambdanas.search.comparison.ComparedTrainings;
import org.lambdanas.search.comparison.Comparison;
import org.lambdanas.search.differentiable.SearchData;
import org.lambdanas.search.differentiable.SearchRun;
import org.lambdanas.search.run.EpochListener;
import org.lambdanas.search.run.Run;
import org.lambdanas.search.run.RunFolder;
import org.lambdanas.search.run.RunKind;
import org.lambdanas.search.run.RunProcess;
import org.lambdanas.search.run.RunWork;

/** A comparison that trains what it found. */
class CompareTrainedTest {

  @TempDir private Path folder;

  private Path whole() {
    return folder.resolve("whole");
  }

  private Invocation compare() {
    return Invocation.of(
        "compare",
        "--methods",
        "darts,random,best-of-1",
        "--seeds",
        "3",
        "--channels",
        "2",
        "--cells-per-stage",
        "1",
        "--train-images",
        "80",
        "--batch-size",
        "20",
        "--epochs",
        "1",
        "--train",
        "2",
        "--json",
        "--run-dir",
        whole().toString());
  }

  /** Searches and trains until so many steps of trainings are done. */
  private Optional<ComparisonResult> run(ComparisonConfig config, int steps) {
    Path path = folder.resolve("pieces");
    RunProcess process = RunProcess.start("test", List.of(), config.getSearch().getExecution());
    int[] left = {steps};
    Comparison.Searcher<SearchConfig, SearchResult> searcher =
        new Comparison.Searcher<>() {
          @Override
          public RunProcess.Input input() {
            return new RunProcess.Input(
                3,
                ByteString.copyFrom(SearchData.load(config.getSearch()).sha256()),
                config.getSearch().getData().getTrainImages());
          }

          @Override
          public RunWork<SearchConfig, SearchResult> work(SearchConfig own) {
            return new SearchRun(own, SearchData.load(own), EpochListener.none());
          }

          @Override
          public void begins(String method, long seed, int done, int of) {}

          @Override
          public void done(ComparedRun run, boolean found) {}

          @Override
          public Optional<ComparedTrainings> trainings() {
            return Optional.of(
                new ComparedTrainings(
                    config,
                    ConfiguredImages.of(config.getTraining().getData()),
                    new ComparedTrainings.Listener() {
                      @Override
                      public EpochListener<TrainingEpochRecord> training(TrainingConfig own) {
                        return new EpochListener<>() {
                          @Override
                          public void step(int epoch, int step, int all, Optional<Double> loss) {
                            left[0]--;
                          }
                        };
                      }
                    }));
          }
        };
    try (Comparison<SearchConfig, SearchResult> work =
            new Comparison<>(config, new CellSearches(config), process, searcher);
        Run<ComparisonConfig, ComparisonResult> run =
            RunFolder.kindOf(path).isPresent()
                ? Run.resume(path, RunKind.COMPARISON)
                : Run.create(
                    path,
                    RunKind.COMPARISON,
                    config,
                    process.provenance(RunKind.COMPARISON, work.input()))) {
      return work.run(run, () -> left[0] <= 0);
    }
  }

  private static List<ComparedTraining> withoutTimes(ComparisonResult result) {
    return result.getTrainingsList().stream()
        .map(one -> one.toBuilder().clearSeconds().build())
        .toList();
  }

  @Test
  void whatIsFoundIsTrainedBesideBaselinesAlsoInPieces() throws IOException {
    Invocation first = compare();
    assertThat(first.code()).as(first.err()).isZero();
    assertThat(first.errors())
        .filteredOn(line -> line.startsWith("expected: "))
        .singleElement()
        .asString()
        .contains("for searches and", "for trainings of 2 epochs");
    assertThat(first.err())
        .containsSubsequence("expected: ", "run folder ", "train darts, seed 3 (1/5)");
    ComparisonResult printed = first.message(ComparisonResult.getDefaultInstance());
    RunFolder<ComparisonConfig, ComparisonResult> kept =
        RunFolder.open(whole(), RunKind.COMPARISON);
    ComparisonResult result = kept.result();
    // What the first two random methods draw is the same cell, and trained once.
    assertThat(result.getTrainingsList())
        .extracting(ComparedTraining::getMethod, ComparedTraining::getFolder)
        .containsExactly(
            tuple("darts", "train-darts-s3"),
            tuple("random", "train-random-s3"),
            tuple("best-of-1", "train-random-s3"),
            tuple("largest", "train-largest-s3"),
            tuple("fixed", "train-fixed-s3"));
    assertThat(whole().resolve("train-best-of-1-s3")).doesNotExist();
    // As the preset derives it: without none, which is the second rule.
    assertThat(result.getTrainings(0).getArchitecture())
        .isEqualTo(result.getRuns(0).getCells(1).getArchitecture());
    for (ComparedTraining one : result.getTrainingsList()) {
      RunFolder<TrainingConfig, TrainingResult> training =
          RunFolder.open(whole().resolve(one.getFolder()), RunKind.TRAINING);
      TrainingConfig own = training.config();
      assertThat(own.getArchitecture()).isEqualTo(one.getArchitecture());
      assertThat(own.getSeed()).isEqualTo(3);
      assertThat(own.getEpochs()).isEqualTo(2);
      assertThat(own.getData().getTrainImages()).isEqualTo(80);
      // Test pictures choose nothing.
      assertThat(own.getValidation()).isEqualTo(ValidationImages.VALIDATION_IMAGES_HELD_OUT);
      assertThat(one.getHeldOutAccuracy()).isEqualTo(training.result().getValidationAccuracy());
      assertThat(one.getTestPictures()).isEqualTo(360);
      assertThat(one.getTestAccuracy()).isBetween(one.getTestLower(), one.getTestUpper());
    }
    assertThat(printed.getTrainedMethodsList()).hasSize(5);
    assertThat(printed.getTrainedPairsList()).hasSize(10);
    assertThat(printed.getTrainedPairsList().get(4))
        .extracting(TrainedPair::getFirst, TrainedPair::getSecond, TrainedPair::getPValue)
        .containsExactly("random", "best-of-1", 1.0);
    assertThat(result.getTrainedPairsList()).isEmpty();
    assertThat(Files.readString(whole().resolve("report.html")))
        .contains("Trained from scratch", "Which is better", "from other trainings", "largest");

    // The same again, stopped every few steps; the search is done before.
    Path pieces = Files.createDirectories(folder.resolve("pieces"));
    FileUtils.copyDirectory(
        whole().resolve("darts-s3").toFile(), pieces.resolve("darts-s3").toFile());
    int stops = 0;
    Optional<ComparisonResult> resumed = run(kept.config(), 3);
    while (resumed.isEmpty()) {
      stops++;
      resumed = run(kept.config(), 3);
    }
    assertThat(stops).isGreaterThanOrEqualTo(3);
    assertThat(withoutTimes(resumed.get())).isEqualTo(withoutTimes(result));

    Invocation again = Invocation.of("compare", "--resume", pieces.toString());
    assertThat(again.code()).as(again.err()).isZero();
    assertThat(again.err()).contains("train fixed, seed 3, done before").doesNotContain("epoch ");
    assertThat(again.out())
        .startsWith("Right on 360 test pictures that nothing was chosen by")
        .containsSubsequence(
            "random and best-of-1 are not distinguishable: their networks compute the same",
            "runs collapsed",
            "Published accuracies of the cells, from other trainings:");
  }
}
