package org.lambdanas.search.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What verbs say to type next, typed. */
class NextCommandTest {

  @TempDir private Path folder;

  private String at(String name) {
    return folder.resolve(name).toString();
  }

  private static Invocation first(String verb, String... more) {
    List<String> words = new ArrayList<>(List.of(verb.split(" ")));
    words.addAll(List.of(more));
    return done(Invocation.of(words.toArray(String[]::new)));
  }

  private static Invocation done(Invocation invocation) {
    assertThat(invocation.code()).as(invocation.err()).isZero();
    assertThat(invocation.out().lines().toList()).isNotEmpty();
    return invocation;
  }

  @Test
  void fromASearchToAModelThatIsAsked() {
    String small = "--train-images=40";
    Invocation search =
        first(
            "search --method darts --channels 2 --cells-per-stage 1 --epochs 1 --batch-size 8",
            small,
            "--run-dir",
            at("my search"));
    assertThat(search.next()).contains("lnas train --from-run '" + at("my search") + "'");
    Invocation training = done(search.goOn("--epochs=1", small, "--run-dir", at("training")));
    assertThat(training.next())
        .contains("lnas export " + folder.resolve("training") + " --output model");
    Invocation export = first("export", at("training"), "--output", at("model"));
    assertThat(export.next()).contains("lnas predict " + folder.resolve("model") + " PICTURE...");
  }

  @Test
  void fromSharedWeightsToATraining() {
    Invocation shared =
        first(
            "share --channels 2 --train-images 40 --batch-size 8 --epochs 1 --watched 1",
            "--run-dir",
            at("shared"));
    Invocation ranking = done(shared.goOn("--images=10", "--run-dir", at("ranking")));
    assertThat(ranking.next().orElseThrow()).startsWith("lnas train '|");
  }

  @Test
  void fromScoresAndMeasuredTimesOn() {
    Invocation scores =
        first(
            "score --sample 2 --channels 2 --cells 1 --batch-size 4 --measures params",
            "--run-dir",
            at("scores"));
    assertThat(done(scores.goOn()).out()).contains("params");
    Invocation times =
        first(
            "measure --channels 2 --cells-per-stage 1 --image-size 8 --networks 4 --runs 2"
                + " --warm-up 1",
            "--output",
            at("mine.txtpb"));
    assertThat(
            done(times.goOn(
                    "--method=darts",
                    "--channels=2",
                    "--cells-per-stage=1",
                    "--train-images=40",
                    "--batch-size=8",
                    "--epochs=1",
                    "--dry-run"))
                .out())
        .contains("Every phase works.");
  }

  @Test
  void fromASearchByEvaluationsToATraining() {
    Invocation search =
        first(
            "search --objective table:nasbench201#cifar10_valid_200ep_mean --method random"
                + " --queries 3",
            "--run-dir",
            at("guided"));
    assertThat(search.next().orElseThrow()).startsWith("lnas train '|");
  }
}
