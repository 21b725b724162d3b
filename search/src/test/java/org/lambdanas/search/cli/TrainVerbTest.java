package org.lambdanas.search.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lambdanas.graph.export.ClassMatch;
import org.lambdanas.graph.interchange.FolderLock;
import org.lambdanas.graph.interchange.Messages;
import org.lambdanas.graph.interchange.Validation;
import org.lambdanas.proto.v1.Augment;
import org.lambdanas.proto.v1.ClassWeights;
import org.lambdanas.proto.v1.SearchConfig;
import org.lambdanas.proto.v1.TrainForecast;
import org.lambdanas.proto.v1.TrainedNetwork;
import org.lambdanas.proto.v1.TrainingConfig;
import org.lambdanas.proto.v1.TrainingHistory;
import org.lambdanas.proto.v1.TrainingObjective;
import org.lambdanas.proto.v1.TrainingResult;
import org.lambdanas.search.run.EventFile;
import org.lambdanas.search.run.RunFolder;
import org.lambdanas.search.run.RunKind;
import org.lambdanas.search.training.TrainingRun;

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
  void isDoneAgainByItsOptionsAndByItsConfiguration() throws IOException {
    Path out = folder.resolve("kept/mine.yaml");
    Invocation first =
        train(
            CELL,
            "--channels=2",
            "--cells=1",
            "--train-images=40",
            "--epochs=1",
            "--no-flip",
            "--config-out",
            out.toString());
    assertThat(first.code()).as(first.err()).isZero();
    assertThat(Files.readString(out))
        .isEqualTo(Files.readString(run().resolve("options.yaml")))
        .contains("\narchitecture: \"|nor_conv", "\nflip: false\n", "\n# image-size: 8\n");
    TrainedNetwork model = withoutWhence(RunFolder.open(run(), RunKind.TRAINING));
    String config = run().resolve(RunKind.TRAINING.config().file()).toString();
    for (String file : List.of(out.toString(), config)) {
      Path other = folder.resolve("by" + file.substring(file.lastIndexOf('.')));
      Invocation again = Invocation.of("train", "--config", file, "--run-dir", other.toString());
      assertThat(again.code()).as(again.err()).isZero();
      RunFolder<TrainingConfig, TrainingResult> second = RunFolder.open(other, RunKind.TRAINING);
      assertThat(withoutWhence(second)).isEqualTo(model);
      assertThat(second.provenance().getArgumentsList().contains(config))
          .isEqualTo(file.equals(config));
    }
    for (String[] more : new String[][] {{"--epochs=3"}, {CELL}}) {
      List<String> words = new ArrayList<>(List.of("train", "--config", config));
      words.addAll(List.of(more));
      Invocation beside = Invocation.of(words.toArray(String[]::new));
      assertThat(beside.code()).isEqualTo(2);
      assertThat(beside.errors()).singleElement().asString().contains("--config brings its own");
    }
    Invocation other = Invocation.of("share", "--config", config);
    assertThat(other.code()).isEqualTo(3);
    assertThat(other.errors()).singleElement().asString().contains("SharingConfig");
    Invocation resumed =
        Invocation.of("train", "--resume", run().toString(), "--config", out.toString());
    assertThat(resumed.code()).isEqualTo(2);
    assertThat(resumed.errors())
        .singleElement()
        .asString()
        .contains("--resume brings its own configuration: leave out", out + " line ");
  }

  private static TrainedNetwork withoutWhence(RunFolder<TrainingConfig, TrainingResult> run) {
    return run.read(TrainingRun.MODEL).toBuilder().clearProvenance().build();
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
    RunFolder<TrainingConfig, TrainingResult> kept = RunFolder.open(run(), RunKind.TRAINING);
    TrainingResult result = kept.result();
    Validation.check(result);
    assertThat(json.get("architecture_text").getAsString()).isEqualTo(CELL);
    assertThat(json.getAsJsonObject("history").getAsJsonArray("epochs")).hasSize(2);
    assertThat(result.getConfig()).isEqualTo(kept.config());
    assertThat(result.getHistory()).isEqualTo(kept.history(TrainingHistory.getDefaultInstance()));
    assertThat(result.getValidationImages()).isEqualTo(10);
    assertThat(result.getProvenance().getArgumentsList()).contains("train", "--seed", "7");
    // The version, and two epochs.
    assertThat(EventFile.in(run()).read()).hasSize(3);
    TrainedNetwork model = kept.read(TrainingRun.MODEL);
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
    assertThat(kept.read(TrainingRun.MODEL)).isEqualTo(model);

    // The same network with its classes in another order, and one with a class of another name.
    List<String> names = model.getLabelsList();
    List<Integer> order = List.of(3, 0, 1, 2, 9, 8, 7, 6, 5, 4);
    TrainedNetwork turned = new ClassMatch(order, List.of(), List.of()).reordered(model);
    assertThat(turned.getLabelsList().subList(0, 2)).containsExactly(names.get(3), names.get(0));
    Path turnedFile = folder.resolve("turned.binpb");
    Messages.write(turnedFile, turned);
    Invocation same = judged(turnedFile, "turned");
    assertThat(same.code()).as(same.err()).isZero();
    assertThat(same.message(TrainingResult.getDefaultInstance()).getValidationAccuracy())
        .isEqualTo(
            judged(run().resolve("model.binpb"), "straight")
                .message(TrainingResult.getDefaultInstance())
                .getValidationAccuracy());
    Messages.write(turnedFile, turned.toBuilder().setLabels(0, "zebra").build());
    Invocation others = judged(turnedFile, "others");
    assertThat(others.code()).isEqualTo(3);
    assertThat(others.err())
        .contains(
            "turned.binpb: its classes are others: the model does not know "
                + names.get(3)
                + ", and the data set does not have zebra");

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

  private Invocation judged(Path weights, String run) {
    return Invocation.of(
        "train",
        CELL,
        "--channels",
        "2",
        "--epochs",
        "0",
        "--initial-weights",
        weights.toString(),
        "--run-dir",
        folder.resolve(run).toString(),
        "--json");
  }

  @ParameterizedTest
  @CsvSource({
    "'', 2, 'either an architecture or --from-run'",
    "'CELL --from-run x', 2, 'either an architecture or --from-run'",
    "'--from-run x', 3, 'holds no finished search'",
    "'nonsense', 3, 'nonsense'",
    "'CELL --epochs 0', 2, '--initial-weights'",
    "'CELL --drop-path 1', 2, '--drop-path is 1: must be at least 0 and below 1'",
    "'CELL --ema-decay -1', 2, '--ema-decay is -1: must be at least 0 and below 1'",
    "'CELL --warm-up-epochs 20', 2, '--warm-up-epochs is 20: must be below the number of epochs'",
    "'CELL --crop-padding 2 --least-crop-share 0.5', 2, '--least-crop-share is 0.5: must be 0'",
    "'CELL --cutout 8', 2, '--cutout is 8: must be below the side of the images, 8'",
    "'CELL --crop-padding 9', 2, '--crop-padding is 9: must be below the side of the images, 8'",
    "'CELL --epochs 1 --drop-path 0.5', 2, '--drop-path has no effect with --epochs 1'",
    "'CELL --epochs 1 --decay linear', 2, '--decay has no effect with --epochs 1'",
    "'SKIPS --drop-path 0.5', 2, '--drop-path has no effect on this cell'",
    "'CELL --nesterov --momentum 0', 2, '--nesterov has no effect with --momentum 0'",
    "'CELL --stem single', 2, '--stem has no effect in nasbench201'",
    "'CELL --image-size 6', 2, '--image-size'",
    "'CELL --epochs 0 --initial-weights x --ema-decay 0.5', 2, '--ema-decay has no effect with'",
    "'CELL --epochs 0 --initial-weights x --learning-rate 1', 2, '--learning-rate has no effect'",
    "'CELL --epochs 0 --initial-weights x --flip', 2, '--flip has no effect with --epochs 0'",
    "'CELL --epochs 5 --early-stop 5', 2, '--early-stop 5 has no effect with --epochs 5'",
    "'CELL --early-stop 0', 2, '--early-stop is 0: must be at least 1'",
    "'CELL --keep first', 2, '--keep is ''first'': use best or last'",
    "'--resume x', 2, '--run-dir has no effect with --resume x'",
    "'CELL --least-crop-share 2', 2, '--least-crop-share is 2: must be 0 to 1'",
    "'CELL --colour-jitter 2', 2, '--colour-jitter is 2: must be 0 to 1'",
    "'CELL --augment much', 2, '--augment is ''much'': use none, trivial or rand'",
    "'CELL --augment rand --augment-magnitude 31', 2, '--augment-magnitude is 31: must be 0 to 30'",
    "'CELL --augment trivial --augment-operations 3', 2,"
        + " '--augment-operations has no effect with --augment trivial: leave it out, or use rand'",
    "'CELL --mixup -1', 2, '--mixup is -1: must be 0 to 1000'",
    "'CELL --class-weights equal', 2, '--class-weights is ''equal'': use none or balanced'",
    "'CELL --objective f1', 2, '--objective is ''f1'': use accuracy, macro-f1 or"
        + " balanced-accuracy'",
    "'CELL --epochs 0 --initial-weights x --mixup 1', 2, '--mixup has no effect with --epochs 0'",
    "'--resume x --dry-run', 2, '--resume brings its own'",
    "'CELL --decay square', 2, '--decay is ''square'': use cosine or linear'",
    "'CELL --validate-on test --train-portion 0.5', 2, '--validate-on held-out'",
    "'CELL --validate-on trains', 2, 'held-out'",
    "'CELL --preset big', 2, 'paper-cifar'",
    "'CELL --train-portion 1', 2, '--train-portion is 1'",
    "'CELL --data nothing', 2, 'cifar10'",
    "'--resume x --seed 3', 2, 'leave out'"
  })
  void refusesInOneLine(String options, int code, String words) {
    List<String> args = new ArrayList<>();
    options.lines().flatMap(line -> List.of(line.split(" ")).stream()).forEach(args::add);
    args.removeIf(String::isEmpty);
    args.replaceAll(
        arg ->
            arg.equals("CELL")
                ? CELL
                : arg.equals("SKIPS") ? CELL.replaceAll("nor_conv_.x.", "skip_connect") : arg);
    Invocation run = train(args.toArray(String[]::new));
    assertThat(run.code()).as(run.err()).isEqualTo(code);
    assertThat(run.err()).contains(words);
    assertThat(run.errors()).hasSize(1);
    assertThat(run()).doesNotExist();
  }

  private static final List<String> SMALL =
      List.of(
          "--channels",
          "2",
          "--train-images",
          "40",
          "--batch-size",
          "8",
          "--epochs",
          "50",
          "--train-portion",
          "0.75");

  @Test
  void aDryRunSaysWhatATrainingTakesAndLeavesNothing() throws IOException {
    List<String> args = new ArrayList<>(List.of(CELL, "--dry-run", "--json"));
    args.addAll(SMALL);
    Invocation json = train(args.toArray(String[]::new));
    assertThat(json.code()).as(json.err()).isZero();
    TrainForecast forecast = json.message(TrainForecast.getDefaultInstance());
    assertThat(forecast.getArchitectureText()).isEqualTo(CELL);
    assertThat(forecast.getTrainingImages()).isEqualTo(30);
    assertThat(forecast.getValidationImages()).isEqualTo(10);
    assertThat(forecast.getStepsPerEpoch()).isEqualTo(4);
    assertThat(forecast.getEpochs()).isEqualTo(50);
    assertThat(forecast.getWeights()).isPositive();
    assertThat(forecast.getMultiplyAccumulates()).isPositive();
    assertThat(forecast.getStepSeconds()).isPositive();
    assertThat(forecast.getEpochSeconds()).isGreaterThan(4 * forecast.getStepSeconds());
    assertThat(forecast.getEstimatedSeconds()).isGreaterThan(50 * forecast.getEpochSeconds());
    try (var left = Files.list(folder)) {
      assertThat(left).isEmpty();
    }
    args.remove("--json");
    Invocation text = train(args.toArray(String[]::new));
    assertThat(text.out())
        .contains("weights, ", "a step of 8 images takes", "4 steps, and the evaluation of 10")
        .contains("50 epochs. Nothing was kept.");
  }

  @Test
  void aLongTrainingSaysFirstWhatItTakesAndAShortOneDoesNot() {
    List<String> args = new ArrayList<>(List.of(CELL));
    args.addAll(SMALL);
    args.set(args.indexOf("50"), "10");
    Invocation forty = train(args.toArray(String[]::new));
    assertThat(forty.code()).as(forty.err()).isZero();
    assertThat(forty.err())
        .containsSubsequence(
            "30 images to train on",
            "by the first steps it takes about",
            "half the --epochs take about half of it",
            "epoch   1/10");
    args.set(args.indexOf("10"), "9");
    assertThat(train(args.toArray(String[]::new)).err()).doesNotContain("it takes about");
  }

  @Test
  void imagesAreChangedMixedAndWeighed() {
    List<String> args = new ArrayList<>(List.of(CELL));
    args.addAll(SMALL);
    args.set(args.indexOf("50"), "2");
    args.addAll(
        List.of(
            "--colour-jitter",
            "0.4",
            "--augment",
            "trivial",
            "--mixup",
            "0.2",
            "--class-weights",
            "balanced",
            "--objective",
            "macro-f1"));
    Invocation run = train(args.toArray(String[]::new));
    assertThat(run.code()).as(run.err()).isZero();
    RunFolder<TrainingConfig, TrainingResult> kept = RunFolder.open(run(), RunKind.TRAINING);
    TrainingConfig config = kept.config();
    assertThat(config.getData().getColourJitter()).isEqualTo(.4);
    assertThat(config.getData().getAugment()).isEqualTo(Augment.AUGMENT_TRIVIAL);
    assertThat(config.getMixup()).isEqualTo(.2);
    assertThat(config.getClassWeights()).isEqualTo(ClassWeights.CLASS_WEIGHTS_BALANCED);
    assertThat(config.getObjective()).isEqualTo(TrainingObjective.TRAINING_OBJECTIVE_MACRO_F1);
    TrainingResult result = kept.result();
    Validation.check(result);
    assertThat(run.out()).contains("the best by macro F1", "macro F1 ", "balanced accuracy ");
    List<String> tags =
        EventFile.in(run()).read().stream()
            .flatMap(event -> event.getSummary().getValueList().stream())
            .filter(
                value ->
                    value.getTag().equals("macro_f1/validation")
                        && value.getSimpleValue()
                            == (float) result.getHistory().getEpochs(0).getValidationMacroF1())
            .map(value -> value.getTag())
            .toList();
    assertThat(tags).isNotEmpty();
  }

  private static void pictures(Path data) throws IOException {
    for (String split : List.of("train", "val")) {
      for (int label = 0; label < 2; label++) {
        Path pictures = Files.createDirectories(data.resolve(split).resolve("class" + label));
        for (int i = 0; i < 10; i++) {
          BufferedImage picture = new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB);
          picture.setRGB(i % 8, label, 0xff8040);
          ImageIO.write(picture, "png", pictures.resolve(i + ".png").toFile());
        }
      }
    }
  }

  @Test
  void whatASearchFoundIsTrainedOnTheSearchsImagesAtItsSize() throws IOException {
    Path data = folder.resolve("data");
    pictures(data);
    String comparison = folder.resolve("c").toString();
    Invocation compared =
        Invocation.of(
            ("compare --methods random,darts --seeds 2 --data folder --image-size 4 --no-flip"
                    + " --channels 3 --cells-per-stage 2 --epochs 1 --batch-size 10"
                    + " --classes 3 --colour-jitter .25 --augment rand --augment-operations 1"
                    + " --augment-magnitude 3 --cutout 2 --data-dir "
                    + data
                    + " --run-dir "
                    + comparison)
                .split(" "));
    assertThat(compared.code()).as(compared.err()).isZero();
    assertThat(compared.errors().get(0))
        .isEqualTo(
            "data folder %s: 10 images for the weights, 10 for alpha; 2 classes, 4x4 pixels"
                .formatted(data));
    Invocation best = train("--from-run", comparison, "--epochs", "1");
    assertThat(best.code()).as(best.err()).isZero();
    assertThat(best.errors().get(0))
        .startsWith("of the searches in " + comparison + ", the cell of darts-s2 was chosen (with");
    assertThat(best.errors())
        .contains(
            "data folder %s: 20 images to train on, 20 to judge by; 2 classes, 4x4 pixels"
                .formatted(data));
    TrainingConfig config = RunFolder.open(run(), RunKind.TRAINING).config();
    SearchConfig searched =
        RunFolder.open(Path.of(comparison, "darts-s2"), RunKind.SEARCH).config();
    assertThat(config.getNetwork()).isEqualTo(searched.getNetwork());
    assertThat(config.getData())
        .isEqualTo(searched.getData().toBuilder().setTrainPortion(1).build());

    // Options say otherwise, and so does a preset.
    Path own = folder.resolve("own");
    Invocation other =
        Invocation.of(
            ("train --preset laptop --channels 2 --data digits --train-images 20 --epochs 1"
                    + " --train-portion 0.5 --from-run "
                    + comparison
                    + "/darts-s2 --run-dir "
                    + own)
                .split(" "));
    assertThat(other.code()).as(other.err()).isZero();
    assertThat(other.errors())
        .contains("data digits: 10 images to train on, 10 to judge by; 10 classes, 8x8 pixels");
    TrainingConfig said = RunFolder.open(own, RunKind.TRAINING).config();
    assertThat(said.getNetwork().getChannels()).isEqualTo(2);
    assertThat(said.getNetwork().getCellsPerStage()).isEqualTo(1);
    assertThat(said.getData().getClasses()).isEqualTo(10);
    assertThat(said.getData().getDirectory()).isEmpty();
    for (String none : List.of(own.toString(), data.toString())) {
      Invocation refused = Invocation.of("train", "--from-run", none);
      assertThat(refused.code()).isEqualTo(3);
      assertThat(refused.err()).contains(none + " holds no finished search or comparison");
    }
  }

  @Test
  void aRunGoesOnWhenItsImagesHaveMoved() throws IOException {
    Path data = folder.resolve("data");
    pictures(data);
    Invocation first =
        train(
            CELL,
            "--data",
            "folder",
            "--data-dir",
            data.toString(),
            "--image-size",
            "8",
            "--preset",
            "laptop",
            "--channels",
            "2",
            "--batch-size",
            "8",
            "--epochs",
            "2");
    assertThat(first.code()).as(first.err()).isZero();
    TrainedNetwork model = RunFolder.open(run(), RunKind.TRAINING).read(TrainingRun.MODEL);
    Path elsewhere = Files.move(data, folder.resolve("else where"));
    Files.delete(run().resolve("result.binpb"));
    Invocation lost = Invocation.of("train", "--resume", run().toString());
    assertThat(lost.code()).isEqualTo(2);
    String[] moved = {"train", "--resume", run().toString(), "--data-dir", elsewhere.toString()};
    Invocation found = Invocation.of(moved);
    assertThat(found.code()).as(found.err()).isZero();
    TrainedNetwork again = RunFolder.open(run(), RunKind.TRAINING).read(TrainingRun.MODEL);
    assertThat(again.getWeightsList()).isEqualTo(model.getWeightsList());
    // The configuration may say it, too.
    Path config = run().resolve("config.txtpb");
    Files.writeString(
        config, Files.readString(config).replace(data.toString(), elsewhere.toString()));
    Invocation edited = Invocation.of("train", "--resume", run().toString());
    assertThat(edited.code()).as(edited.err()).isZero();
    // Other images are others, wherever they are.
    Files.delete(elsewhere.resolve("train/class1/3.png"));
    Invocation others = Invocation.of(moved);
    assertThat(others.code()).isEqualTo(3);
    assertThat(others.err()).contains("images are not those");
  }
}
