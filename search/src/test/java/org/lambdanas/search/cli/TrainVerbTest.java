package org.lambdanas.search.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lambdanas.graph.interchange.FolderLock;
import org.lambdanas.graph.interchange.Validation;
import org.lambdanas.proto.v1.TrainedNetwork;
import org.lambdanas.proto.v1.TrainingResult;
import org.lambdanas.search.run.TrainingFolder;

class TrainVerbTest {

  private static final String CELL =
      "|nor_conv_3x3~0|+|none~0|skip_connect~1|+|skip_connect~0|none~1|nor_conv_1x1~2|";

  @TempDir private Path folder;

  private Invocation train(String... options) {
    List<String> args = new ArrayList<>(List.of("train", "--run-dir", run().toString()));
    args.addAll(List.of(options));
    return Invocation.of(args.toArray(String[]::new));
  }

  private Path run() {
    return folder.resolve("run");
  }

  @Test
  void trainsAndKeepsEverything() {
    Invocation run =
        train(
            CELL,
            "--channels",
            "2",
            "--train-images",
            "40",
            "--batch-size",
            "16",
            "--epochs",
            "2",
            "--train-portion",
            "0.75",
            "--seed",
            "7",
            "--json");
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.err()).contains("run folder", "epoch   1/2", "epoch   2/2");
    JsonObject json = JsonParser.parseString(run.out()).getAsJsonObject();
    TrainingFolder kept = TrainingFolder.open(run());
    TrainingResult result = kept.result();
    Validation.check(result);
    assertThat(json.get("architecture_text").getAsString()).isEqualTo(CELL);
    assertThat(json.getAsJsonObject("history").getAsJsonArray("epochs")).hasSize(2);
    assertThat(result.getConfig()).isEqualTo(kept.config());
    assertThat(result.getHistory()).isEqualTo(kept.history());
    assertThat(result.getValidationImages()).isEqualTo(10);
    assertThat(result.getProvenance().getArgumentsList()).contains("train", "--seed", "7");
    TrainedNetwork model = kept.model();
    assertThat(model.getLabelsCount()).isEqualTo(10);
    assertThat(model.getSize().getImageSize()).isEqualTo(8);
    assertThat(model.getAccuracy()).isEqualTo(json.get("validation_accuracy").getAsDouble());
    long weights =
        model.getWeightsList().stream()
            .mapToLong(t -> t.getShapeList().stream().reduce(1L, (a, b) -> a * b))
            .sum();
    assertThat(result.getWeights()).isEqualTo(weights);

    assertThat(train(CELL).code()).isEqualTo(2);
    try (FolderLock lock = FolderLock.take(run())) {
      Invocation beside = Invocation.of("train", "--resume", run().toString());
      assertThat(beside.code()).isEqualTo(2);
      assertThat(beside.err()).contains("is in use");
    }
    Invocation resumed = Invocation.of("train", "--resume", run().toString());
    assertThat(resumed.code()).as(resumed.err()).isZero();
    assertThat(kept.result().toBuilder().clearSeconds().build())
        .isEqualTo(result.toBuilder().clearSeconds().build());
    assertThat(kept.model()).isEqualTo(model);

    Invocation misfit =
        Invocation.of(
            "train",
            CELL,
            "--channels",
            "3",
            "--epochs",
            "0",
            "--initial-weights",
            run().resolve("model.binpb").toString(),
            "--run-dir",
            folder.resolve("other").toString());
    assertThat(misfit.code()).isEqualTo(3);
    assertThat(misfit.err().lines().filter(line -> line.startsWith("lnas:"))).hasSize(1);
    assertThat(folder.resolve("other")).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource({
    "'', 2, 'either an architecture or --from-run'",
    "'CELL --from-run x', 2, 'either an architecture or --from-run'",
    "'--from-run x', 3, 'holds no finished search'",
    "'nonsense', 3, 'nonsense'",
    "'CELL --epochs 0', 2, '--initial-weights'",
    "'CELL --drop-path 1', 2, 'drop_path'",
    "'CELL --ema-decay -1', 2, 'ema_decay'",
    "'CELL --warm-up-epochs 20', 2, 'warm-up'",
    "'CELL --crop-padding 2 --least-crop-share 0.5', 2, 'one of the two crops'",
    "'CELL --least-crop-share 2', 2, 'least_crop_share'",
    "'CELL --decay square', 2, 'cosine, linear'",
    "'CELL --validate-on test --train-portion 0.5', 2, '--validate-on held-out'",
    "'CELL --validate-on trains', 2, 'held-out'",
    "'CELL --preset big', 2, 'paper-cifar'",
    "'CELL --train-portion 1', 2, 'train_portion'",
    "'CELL --data nothing', 2, 'cifar10'",
    "'--resume x --seed 3', 2, 'leave out'"
  })
  void refusesInOneLine(String options, int code, String words) {
    List<String> args = new ArrayList<>();
    options.lines().flatMap(line -> List.of(line.split(" ")).stream()).forEach(args::add);
    args.removeIf(String::isEmpty);
    args.replaceAll(arg -> arg.equals("CELL") ? CELL : arg);
    Invocation run = train(args.toArray(String[]::new));
    assertThat(run.code()).as(run.err()).isEqualTo(code);
    assertThat(run.err()).contains(words);
    assertThat(run.errors()).hasSize(1);
    assertThat(run()).doesNotExist();
  }
}
