package org.lambdanas.search.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lambdanas.graph.interchange.Messages;
import org.lambdanas.proto.v1.Difference;
import org.lambdanas.proto.v1.FittedPredictor;
import org.lambdanas.proto.v1.GuidedResult;
import org.lambdanas.proto.v1.PredictorSpec;
import org.lambdanas.proto.v1.Reproduction;
import org.lambdanas.proto.v1.RunProvenance;
import org.lambdanas.search.run.RunFolder;
import org.lambdanas.search.run.RunKind;

class ReproduceTest {

  private static final String CELL =
      "'|skip_connect~0|+|none~0|skip_connect~1|+|skip_connect~0|none~1|nor_conv_1x1~2|'";

  @TempDir private Path folder;

  private Path first() {
    return folder.resolve("first");
  }

  private Invocation done(String command) {
    List<String> arguments = new ArrayList<>();
    for (String word : command.split(" ")) {
      arguments.add(word.replace("'", ""));
    }
    arguments.addAll(List.of("--run-dir", first().toString()));
    Invocation done = Invocation.of(arguments.toArray(String[]::new));
    assertThat(done.code()).as(done.err()).isZero();
    return done;
  }

  private Invocation again(String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "reproduce",
                "--json",
                "--run-dir",
                folder.resolve("second").toString(),
                first().toString()));
    arguments.addAll(List.of(more));
    return Invocation.of(arguments.toArray(String[]::new));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "train " + CELL + " --channels 2 --cells 1 --train-images 100 --epochs 1",
        "search --method darts --channels 2 --cells-per-stage 1 --train-images 100 --epochs 1",
        "search --objective table:nasbench201#cifar10_test_200ep_mean --queries 15 --minimise"
            + " params",
        "score " + CELL + " --channels 2 --cells 1 --batch-size 8",
        "predictors evaluate --table nasbench201 --metric cifar10_test_200ep_mean --predictors"
            + " bayes_lin_reg --train-sizes 20 --trials 2 --test-size 50",
        "compare --methods darts --seeds 1,2 --channels 2 --cells-per-stage 1 --train-images 100"
            + " --epochs 1",
      })
  void aRunDoneAgainComesToTheSame(String command) {
    done(command);
    Invocation again = again();
    assertThat(again.code()).as(again.err() + again.out()).isZero();
    Reproduction found = again.message(Reproduction.getDefaultInstance());
    assertThat(found.getSame()).isTrue();
    assertThat(found.getValues()).isGreaterThan(20);
    assertThat(found.getCircumstancesList()).isEmpty();
    assertThat(folder.resolve("second/options.yaml"))
        .hasSameTextualContentAs(first().resolve("options.yaml"));
  }

  /** By the options that it was begun with, and by what they came to. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "score " + CELL + " --channels 2 --cells 1 --batch-size 8 --measures params,flops",
        "predictors evaluate --table nasbench201 --metric cifar10_test_200ep_mean --predictors"
            + " bayes_lin_reg --train-sizes 20,30 --trials 2 --test-size 50",
      })
  void filesInTheFolderBeginTheSame(String command) throws IOException {
    done(command);
    RunKind<?, ?> kind = RunFolder.kindOf(first()).orElseThrow();
    for (String file : List.of("options.yaml", kind.config().file())) {
      Path other = folder.resolve("by " + file);
      List<String> words = new ArrayList<>(List.of(kind.verb().split(" ")));
      words.addAll(List.of("--config", first().resolve(file).toString()));
      words.addAll(List.of("--run-dir", other.toString()));
      Invocation again = Invocation.of(words.toArray(String[]::new));
      assertThat(again.code()).as(again.err()).isZero();
      assertThat(RunFolder.open(other, kind).config())
          .isEqualTo(RunFolder.open(first(), kind).config());
    }
  }

  /** What is found to differ is named, with both values. */
  @Test
  void whatDiffersIsNamed() {
    done("search --objective table:nasbench201#cifar10_test_200ep_mean --queries 4");
    GuidedResult.Builder result =
        Messages.read(first().resolve("result.binpb"), GuidedResult.getDefaultInstance())
            .toBuilder();
    double was = result.getQueries(2).getValue();
    result.getQueriesBuilder(2).setValue(was / 2);
    result.addBestValues(0);
    Messages.write(first().resolve("result.binpb"), result.build());
    RunProvenance whence =
        Messages.read(first().resolve("run.binpb"), RunProvenance.getDefaultInstance());
    Messages.write(first().resolve("run.binpb"), whence.toBuilder().setVersion("0.0.1").build());

    Invocation again = again();
    assertThat(again.code()).isEqualTo(1);
    Reproduction found = again.message(Reproduction.getDefaultInstance());
    assertThat(found.getDiffering()).isEqualTo(2);
    assertThat(found.getLargestRelative()).isEqualTo(.5);
    assertThat(found.getDifferencesList())
        .extracting(Difference::getField)
        .containsExactly("queries[2].value", "best_values");
    assertThat(found.getDifferences(0).getBefore()).isEqualTo(Double.toString(was / 2));
    assertThat(found.getDifferences(0).getNow()).isEqualTo(Double.toString(was));
    assertThat(found.getCircumstancesList())
        .extracting(Difference::getField)
        .containsExactly("version");
  }

  /** A second run that was cut short goes on; one of something else is left alone. */
  @Test
  void theSecondRunIsGoneOnWith() throws IOException {
    done("search --objective table:nasbench201#cifar10_test_200ep_mean --queries 10");
    assertThat(again().code()).isZero();
    Path second = folder.resolve("second");
    Files.delete(second.resolve("result.binpb"));
    assertThat(again().message(Reproduction.getDefaultInstance()).getSame()).isTrue();

    Files.writeString(
        first().resolve("guided.txtpb"),
        Files.readString(first().resolve("guided.txtpb")).replace("queries: 10", "queries: 11"));
    Invocation other = again();
    assertThat(other.code()).isEqualTo(2);
    assertThat(other.errors()).hasSize(1).first().asString().contains("another configuration");
  }

  @Test
  void aPredictorIsFittedAgain() throws IOException {
    Path model = folder.resolve("mine.binpb");
    Invocation fit =
        Invocation.of(
            "predictors",
            "fit",
            "--table",
            "nasbench201",
            "--metric",
            "cifar10_test_200ep_mean",
            "--sample=30",
            "--predictor",
            "rf",
            "--seed",
            "3",
            "--output",
            model.toString());
    assertThat(fit.code()).as(fit.err()).isZero();
    byte[] before = Files.readAllBytes(model);

    Invocation again = Invocation.of("reproduce", "--json", model.toString());
    assertThat(again.code()).as(again.err()).isZero();
    Reproduction found = again.message(Reproduction.getDefaultInstance());
    assertThat(found.getSame()).isTrue();
    assertThat(found.getKind()).isEqualTo("fitted predictor");
    assertThat(found.getValues()).isGreaterThan(100);
    assertThat(found.getCircumstancesList()).isEmpty();
    assertThat(model).hasBinaryContent(before);

    FittedPredictor.Builder other =
        Messages.read(model, FittedPredictor.getDefaultInstance()).toBuilder();
    other.getSpecBuilder().setSeed(4);
    Messages.write(model, other.build());
    Path second = folder.resolve("second");
    Invocation differs =
        Invocation.of("reproduce", "--json", "--run-dir", second.toString(), model.toString());
    assertThat(differs.code()).isEqualTo(1);
    assertThat(differs.message(Reproduction.getDefaultInstance()).getDifferencesList())
        .extracting(Difference::getField)
        .containsExactly("spec.seed");
    assertThat(
            Messages.read(second.resolve("mine.binpb"), FittedPredictor.getDefaultInstance())
                .getTensorsList())
        .isEqualTo(other.getTensorsList());
  }

  /** What a file says is not done unless it is a fit, and writes nowhere. */
  @Test
  void aFileCannotHaveAnotherCommandRun() throws IOException {
    Path model = folder.resolve("model.txtpb");
    Path victim = Files.writeString(folder.resolve("victim"), "precious");
    for (List<String> command :
        List.of(
            List.of("table", "import", "--output", victim.toString(), "x"),
            List.of("predictors", "query", model.toString()),
            List.of("--version"),
            List.of("no-such-verb"),
            List.<String>of())) {
      Messages.write(
          model,
          FittedPredictor.newBuilder()
              .setSpec(PredictorSpec.newBuilder().setPredictor("gp").setSpace("nasbench201"))
              .setProvenance(RunProvenance.newBuilder().addAllArguments(command))
              .build());
      Invocation refused = Invocation.of("reproduce", model.toString());
      assertThat(refused.code()).as(command.toString()).isEqualTo(3);
      assertThat(refused.errors()).hasSize(1).first().asString().contains("model.txtpb");
    }
    assertThat(victim).hasContent("precious");
  }

  @Test
  void whatCannotBeDoneAgainIsSaidInOneLine() throws IOException {
    Invocation nothing = again();
    assertThat(nothing.code()).isEqualTo(3);
    assertThat(nothing.errors()).hasSize(1).first().asString().contains("holds no run to do again");

    done("search --objective table:nasbench201#cifar10_test_200ep_mean --queries 3");
    Invocation wrong = again("--", "--no-such-option");
    assertThat(wrong.code()).isEqualTo(2);
    assertThat(wrong.out()).isEmpty();
    assertThat(wrong.err()).contains("--no-such-option");
    assertThat(folder.resolve("second")).doesNotExist();
    // What only the verb itself finds wrong leaves nothing either, nor folders around it.
    Invocation kept =
        Invocation.of(
            "reproduce",
            "--run-dir",
            folder.resolve("new/second").toString(),
            first().toString(),
            "--",
            "--seed",
            "3");
    assertThat(kept.code()).isEqualTo(2);
    assertThat(kept.err()).contains("leave out --seed");
    assertThat(folder.resolve("new")).doesNotExist();
    Path empty = Files.createDirectory(folder.resolve("second"));
    assertThat(again("--", "--seed", "3").code()).isEqualTo(2);
    assertThat(empty).isEmptyDirectory();

    Files.delete(first().resolve("result.binpb"));
    Invocation open = again();
    assertThat(open.code()).isEqualTo(3);
    assertThat(open.errors()).hasSize(1).first().asString().contains("not done: go on with");
  }
}
