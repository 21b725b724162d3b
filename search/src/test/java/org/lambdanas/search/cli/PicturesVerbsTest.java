package org.lambdanas.search.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.interchange.Messages;
import org.lambdanas.proto.v1.ClassJudgement;
import org.lambdanas.proto.v1.ClassProbability;
import org.lambdanas.proto.v1.ModelDescription;
import org.lambdanas.proto.v1.ModelExported;
import org.lambdanas.proto.v1.ModelJudgement;
import org.lambdanas.proto.v1.PicturePrediction;
import org.lambdanas.proto.v1.PicturePredictions;
import org.lambdanas.proto.v1.TrainingResult;
import org.lambdanas.proto.v1.WrongPicture;
import org.lambdanas.search.api.PictureClassifier;
import org.tensorflow.proto.SavedModel;

/** From pictures to a SavedModel, to what it says of pictures, to how often that is right. */
class PicturesVerbsTest {

  private static final String CELL =
      "|nor_conv_3x3~0|+|skip_connect~0|nor_conv_1x1~1|"
          + "+|skip_connect~0|nor_conv_3x3~1|avg_pool_3x3~2|";

  private static final int[] COLOURS = {0xc03030, 0x30c030, 0x3030c0};
  private static final List<String> NAMES = List.of("blue sky", "grün", "red");
  private static final int TEST_PICTURES = 8;

  @TempDir private static Path folder;
  private static TrainingResult trained = TrainingResult.getDefaultInstance();

  @TempDir private Path own;

  /** Noisy colours, of several sizes. */
  private static void picture(Path file, int rgb, SplittableRandom random) throws IOException {
    int side = 10 + random.nextInt(40);
    BufferedImage image = new BufferedImage(side + 3, side, BufferedImage.TYPE_INT_RGB);
    int shift = random.nextInt(256);
    for (int x = 0; x < image.getWidth(); x++) {
      for (int y = 0; y < side; y++) {
        int noise = random.nextInt(1 << 24);
        image.setRGB(x, y, random.nextInt(256) < shift ? noise : rgb);
      }
    }
    Files.createDirectories(file.getParent());
    ImageIO.write(image, "png", file.toFile());
  }

  @BeforeAll
  static void train() throws IOException {
    SplittableRandom random = new SplittableRandom(3);
    for (int c = 0; c < 3; c++) {
      for (int i = 0; i < 20; i++) {
        picture(data().resolve("train/" + NAMES.get(c) + "/" + i + ".png"), COLOURS[c], random);
      }
      for (int i = 0; i < TEST_PICTURES; i++) {
        // One of each class looks like the next.
        int colour = COLOURS[i == 0 ? (c + 1) % 3 : c];
        picture(data().resolve("val/" + NAMES.get(c) + "/" + i + ".png"), colour, random);
      }
    }
    trained =
        ok(
            TrainingResult.getDefaultInstance(),
            "train",
            CELL,
            "--data",
            "folder",
            "--data-dir",
            data().toString(),
            "--validate-on",
            "test",
            "--image-size",
            "8",
            "--channels",
            "4",
            "--epochs",
            "1",
            "--batch-size",
            "10",
            "--run-dir",
            folder.resolve("run").toString());
    Invocation exported =
        Invocation.of("export", folder.resolve("run").toString(), "--output", model());
    assertThat(exported.code()).as(exported.err()).isZero();
  }

  private static Path data() {
    return folder.resolve("data");
  }

  private static String model() {
    return folder.resolve("model").toString();
  }

  private static <M extends com.google.protobuf.Message> M ok(M prototype, String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.add("--json");
    Invocation invocation = Invocation.of(all.toArray(String[]::new));
    assertThat(invocation.code()).as(invocation.err()).isZero();
    return invocation.message(prototype);
  }

  /** All classes of each test picture. */
  private static PicturePredictions predictedTestPictures() {
    return ok(
        PicturePredictions.getDefaultInstance(),
        "predict",
        model(),
        data().resolve("val").toString(),
        "--top",
        "3");
  }

  private static String fails(int code, String... arguments) {
    Invocation invocation = Invocation.of(arguments);
    assertThat(invocation.code()).as(invocation.err()).isEqualTo(code);
    return invocation.err().lines().filter(line -> line.startsWith("lnas:")).findFirst().orElse("");
  }

  private static ModelJudgement evaluated(String... more) {
    List<String> all =
        new ArrayList<>(
            List.of("evaluate", model(), "--data", "folder", "--data-dir", data().toString()));
    all.addAll(List.of(more));
    return ok(ModelJudgement.getDefaultInstance(), all.toArray(String[]::new));
  }

  @Test
  void predictionsOfPicturesAreThoseOfTheTraining() {
    PicturePredictions predictions = predictedTestPictures();
    assertThat(predictions.getPicturesList()).hasSize(3 * TEST_PICTURES);
    int right = 0;
    double loss = 0;
    for (PicturePrediction prediction : predictions.getPicturesList()) {
      String picture = prediction.getPicture();
      String truth =
          NAMES.stream()
              .filter(name -> picture.contains("/" + name + "/"))
              .findFirst()
              .orElseThrow();
      assertThat(prediction.getClassesList().stream().map(c -> c.getProbability()))
          .isSortedAccordingTo((a, b) -> Double.compare(b, a));
      assertThat(prediction.getClassesList().stream().mapToDouble(c -> c.getProbability()).sum())
          .isCloseTo(1, within(1e-9));
      assertThat(prediction.getClassesList())
          .allMatch(c -> c.getName().equals(NAMES.get(c.getNumber())));
      right += prediction.getClasses(0).getName().equals(truth) ? 1 : 0;
      loss -=
          Math.log(
              prediction.getClassesList().stream()
                  .filter(c -> c.getName().equals(truth))
                  .findFirst()
                  .orElseThrow()
                  .getProbability());
    }
    // What the training measured of the same pictures, read in its own way.
    assertThat(100.0 * right / (3 * TEST_PICTURES)).isEqualTo(trained.getValidationAccuracy());
    assertThat(loss / (3 * TEST_PICTURES)).isCloseTo(trained.getValidationLoss(), within(1e-5));
  }

  /** The same picture by the library, by the verb, from several threads. */
  @Test
  void theLibraryAnswersAsTheVerbDoes() {
    PicturePredictions predictions = predictedTestPictures();
    try (PictureClassifier classifier = PictureClassifier.open(Path.of(model()))) {
      assertThat(classifier.classes()).containsExactlyElementsOf(NAMES);
      assertThat(predictions.getPicturesList().parallelStream())
          .allSatisfy(
              expected -> {
                PicturePrediction found = classifier.classify(Path.of(expected.getPicture()));
                assertThat(found.getClassesList().stream().map(ClassProbability::getName))
                    .containsExactlyElementsOf(
                        expected.getClassesList().stream().map(ClassProbability::getName).toList());
                // Batches of another size may round otherwise.
                assertThat(found.getClasses(0).getProbability())
                    .isCloseTo(expected.getClasses(0).getProbability(), within(1e-5));
              });
      assertThatThrownBy(() -> classifier.classify(own.resolve("no.png")))
          .isInstanceOf(DataException.class)
          .hasMessageContaining("no.png");
    }
  }

  @Test
  void evaluationAgreesWithPredictionsAndWithTheTraining() throws IOException {
    Path page = own.resolve("page.html");
    ModelJudgement judgement = evaluated("--page", page.toString(), "--worst", "3");
    assertThat(judgement.getImages()).isEqualTo(3 * TEST_PICTURES);
    assertThat(judgement.getAccuracy()).isEqualTo(trained.getValidationAccuracy());
    assertThat(judgement.getAccuracyLow()).isLessThan(judgement.getAccuracy());
    assertThat(judgement.getAccuracyHigh()).isGreaterThan(judgement.getAccuracy());
    assertThat(judgement.getCalibration().getNegativeLogLikelihood())
        .isCloseTo(trained.getValidationLoss(), within(1e-5));
    assertThat(judgement.getCalibrationWithTemperature().getNegativeLogLikelihood())
        .isLessThanOrEqualTo(judgement.getCalibration().getNegativeLogLikelihood());
    assertThat(judgement.getClassesList().stream().map(ClassJudgement::getName))
        .containsExactlyElementsOf(NAMES);
    for (ClassJudgement one : judgement.getClassesList()) {
      assertThat(one.getImages()).isEqualTo(TEST_PICTURES);
      assertThat(one.getTakenForList().stream().mapToLong(n -> n).sum()).isEqualTo(TEST_PICTURES);
    }
    assertThat(judgement.getWholeFolder()).isFalse();
    assertThat(judgement.getBytes()).isGreaterThan(4 * judgement.getValues());
    assertThat(judgement.getSingle().getBatch()).isEqualTo(1);
    assertThat(judgement.getSingle().getMilliseconds()).isPositive();
    assertThat(judgement.getBatched().getPicturesPerSecond()).isPositive();

    assertThat(judgement.getCorrect()).as("some are wrong").isLessThan(judgement.getImages());
    for (WrongPicture wrong : judgement.getWorstList()) {
      PicturePrediction said =
          ok(PicturePredictions.getDefaultInstance(), "predict", model(), wrong.getPicture())
              .getPictures(0);
      assertThat(said.getClasses(0).getName()).isEqualTo(wrong.getTakenFor());
      assertThat(said.getClasses(0).getProbability())
          .isCloseTo(wrong.getProbabilityTakenFor(), within(1e-6));
      assertThat(wrong.getPicture()).contains("/val/" + wrong.getIs() + "/");
    }
    assertThat(judgement.getWorstList().stream().map(WrongPicture::getProbabilityTakenFor))
        .isSortedAccordingTo((a, b) -> Double.compare(b, a));
    String html = Files.readString(page);
    assertThat(judgement.getPage()).isEqualTo(page.toString());
    assertThat(html.split("data:image/png;base64,", -1)).hasSize(judgement.getWorstCount() + 1);
    assertThat(html).contains("blue sky", "grün", "Reliability").doesNotContain("<script", "http:");

    ModelDescription inspected =
        ok(
            ModelDescription.getDefaultInstance(),
            "inspect",
            model(),
            "--data",
            "folder",
            "--data-dir",
            data().toString());
    assertThat(inspected.getTestAccuracy()).isEqualTo(judgement.getAccuracy());
    assertThat(inspected.getTestImages()).isEqualTo(judgement.getImages());
  }

  @Test
  void peopleReadTables() {
    Invocation evaluated =
        Invocation.of(
            "evaluate",
            model(),
            "--data",
            "folder",
            "--data-dir",
            data().resolve("val").toString(),
            "--whole");
    assertThat(evaluated.out())
        .contains("24 of folder, all of the folder", "accuracy", "95 % interval", "temperature")
        .contains("1 blue sky", "Most confidently wrong");
    Invocation predicted =
        Invocation.of("predict", model(), data().resolve("val/red/0.png").toString(), "--top", "2");
    List<String> lines = predicted.out().lines().toList();
    assertThat(lines).hasSize(2);
    assertThat(lines.get(0)).isEqualTo("picture\tclass\tprobability\tclass_2\tprobability_2");
    assertThat(lines.get(1).split("\t", -1)).hasSize(5);
    assertThat(predicted.err()).contains("1 picture");
  }

  @Test
  void listsAreAnsweredLineByLine() throws Exception {
    InputStream before = System.in;
    try (PipedOutputStream typed = new PipedOutputStream()) {
      System.setIn(new PipedInputStream(typed));
      StringWriter out = new StringWriter();
      CompletableFuture<Integer> code =
          CompletableFuture.supplyAsync(
              () ->
                  Main.run(
                      new String[] {"predict", model(), "-"},
                      new PrintWriter(out),
                      new PrintWriter(new StringWriter())));
      for (int i = 0; i < 3; i++) {
        typed.write((data().resolve("val/red/" + i + ".png") + "\n").getBytes(UTF_8));
        typed.flush();
        // The list goes on, and yet this line has its answer.
        String awaited = i + ".png\t";
        while (!code.isDone() && !out.toString().contains(awaited)) {
          TimeUnit.MILLISECONDS.sleep(5);
        }
        assertThat(out.toString()).contains(awaited);
      }
      typed.close();
      assertThat(code.get()).isZero();
      assertThat(out.toString().lines()).hasSize(4);
    } finally {
      System.setIn(before);
    }
  }

  @Test
  void filesOfListsAndTables() throws IOException {
    Path list = own.resolve("list.txt");
    Files.writeString(list, data().resolve("val/red/0.png") + "\n\n" + data().resolve("val/grün"));
    Path csv = own.resolve("out.csv");
    Path message = own.resolve("out.binpb");
    String[] call = {"predict", model(), "--from", list.toString(), "--output"};
    for (Path file : List.of(csv, message)) {
      String[] all = Arrays.copyOf(call, call.length + 1);
      all[call.length] = file.toString();
      Invocation written = Invocation.of(all);
      assertThat(written.code()).as(written.err()).isZero();
      assertThat(written.out()).contains("9 pictures, written to " + file);
    }
    PicturePredictions read = Messages.read(message, PicturePredictions.getDefaultInstance());
    List<String> lines = Files.readAllLines(csv);
    assertThat(lines.get(0)).isEqualTo("picture,class,probability");
    assertThat(lines.stream().skip(1).map(line -> line.split(",")[0]))
        .containsExactlyElementsOf(
            read.getPicturesList().stream().map(PicturePrediction::getPicture).toList());
  }

  @Test
  void brokenPicturesAreRefusedByNameOrPassedOver() throws IOException {
    Path pictures = Files.createDirectories(own.resolve("red"));
    Path others = Files.createDirectories(own.resolve("grün"));
    Files.copy(data().resolve("val/grün/1.png"), others.resolve("a.png"));
    Files.copy(data().resolve("val/red/0.png"), pictures.resolve("a.png"));
    byte[] whole = Files.readAllBytes(data().resolve("val/red/1.png"));
    Path cut = Files.write(pictures.resolve("b.png"), Arrays.copyOf(whole, whole.length / 2));
    Files.copy(data().resolve("val/red/2.png"), pictures.resolve("c.png"));
    Files.writeString(pictures.resolve("notes.txt"), "not a picture");

    Invocation refused = Invocation.of("predict", model(), pictures.toString());
    assertThat(refused.code()).isEqualTo(3);
    assertThat(refused.err()).contains(cut.toString());
    // Those before it have their answer.
    assertThat(refused.out().lines().skip(1))
        .singleElement()
        .asString()
        .startsWith(pictures.resolve("a.png").toString());
    PicturePredictions skipped =
        ok(
            PicturePredictions.getDefaultInstance(),
            "predict",
            model(),
            pictures.toString(),
            "--skip-broken");
    assertThat(skipped.getPicturesCount()).isEqualTo(2);
    assertThat(skipped.getBrokenList())
        .singleElement()
        .satisfies(broken -> assertThat(broken.getPicture()).isEqualTo(cut.toString()));
    assertThat(fails(3, "predict", model(), cut.toString(), "--skip-broken"))
        .contains("none of the 1 pictures");
    String[] judge = {
      "evaluate", model(), "--data", "folder", "--data-dir", own.toString(), "--whole"
    };
    assertThat(fails(3, judge)).contains(cut.toString());
    String[] skipping = Arrays.copyOf(judge, judge.length + 1);
    skipping[judge.length] = "--skip-broken";
    ModelJudgement judged = ok(ModelJudgement.getDefaultInstance(), skipping);
    assertThat(judged.getImages()).isEqualTo(3);
    assertThat(judged.getBrokenCount()).isEqualTo(1);
    assertThat(judged.getMissingClassesList()).containsExactly("blue sky");
    // No picture is of it.
    assertThat(judged.getClasses(0).hasRecall()).isFalse();
  }

  @Test
  void classesThatTheModelDoesNotKnowAreLeftOut() throws IOException {
    for (String name : List.of("red", "zebra", "ape")) {
      Files.createDirectories(own.resolve(name));
      for (int i = 0; i < 2; i++) {
        Files.copy(data().resolve("val/red/" + i + ".png"), own.resolve(name + "/" + i + ".png"));
      }
    }
    String[] judge = {
      "evaluate", model(), "--data", "folder", "--data-dir", own.toString(), "--whole"
    };
    ModelJudgement judged = ok(ModelJudgement.getDefaultInstance(), judge);
    assertThat(judged.getWholeFolder()).isTrue();
    assertThat(judged.getImages()).isEqualTo(2);
    assertThat(judged.getUnknownImages()).isEqualTo(4);
    assertThat(judged.getUnknownClassesList()).containsExactly("ape", "zebra");
    ModelJudgement half =
        ok(
            ModelJudgement.getDefaultInstance(),
            "evaluate",
            model(),
            "--data",
            "folder",
            "--data-dir",
            own.toString(),
            "--held-out",
            "0.5");
    assertThat(half.getImages()).isEqualTo(1);
    assertThat(half.getUnknownImages()).isEqualTo(2);
    Files.move(own.resolve("red"), own.resolve("rouge"));
    assertThat(fails(3, judge)).contains("knows none of the classes");
  }

  @Test
  void mistakesAreSaidInOneLine() throws IOException {
    String picture = data().resolve("val/red/0.png").toString();
    assertThat(fails(2, "predict", model())).contains("which pictures?");
    assertThat(fails(2, "predict", model(), picture, "--top", "4")).contains("3 classes");
    assertThat(fails(2, "predict", model(), picture, "--top", "0")).contains("at least 1");
    assertThat(fails(2, "predict", model(), picture, "--output", "x.png")).contains("x.png");
    assertThat(fails(2, "predict", model(), "-", "-")).contains("given twice");
    assertThat(fails(3, "predict", model(), own.toString())).contains("no pictures were found");
    assertThat(fails(3, "predict", model(), own.resolve("no").toString())).contains("is not there");
    assertThat(fails(3, "predict", model(), "--from", own.resolve("no").toString()))
        .contains("the list of pictures")
        .contains("is not there");
    assertThat(fails(3, "predict", folder.resolve("run").toString(), picture))
        .contains("lnas export");
    assertThat(fails(3, "predict", own.toString(), picture)).contains("no SavedModel");
    assertThat(fails(2, "evaluate", model(), "--data", "folder")).contains("--data-dir");
    assertThat(fails(2, "evaluate", model(), "--data", "digits", "--skip-broken"))
        .contains("--data folder");
    assertThat(fails(2, "evaluate", model(), "--data", "digits", "--whole"))
        .contains("--data folder");
    String folders = data().toString();
    assertThat(fails(2, "evaluate", model(), "--data", "folder", "--data-dir", folders, "--whole"))
        .contains("divided into training and test");
    assertThat(fails(3, "evaluate", model(), "--data", "digits")).contains("1 channels");
    assertThat(fails(2, "evaluate", model(), "--data", "folder", "--worst", "-1"))
        .contains("0 to 1000");
  }

  @Test
  void whatNoExportHoldsIsNotRun() throws IOException {
    Path foreign = own.resolve("foreign");
    Path source = folder.resolve("model/1");
    try (var files = Files.walk(source)) {
      for (Path file : files.toList()) {
        Files.copy(file, foreign.resolve(source.relativize(file).toString()));
      }
    }
    Path graph = foreign.resolve("saved_model.pb");
    SavedModel.Builder saved = SavedModel.parseFrom(Files.readAllBytes(graph)).toBuilder();
    saved
        .getMetaGraphsBuilder(0)
        .getGraphDefBuilder()
        .addNodeBuilder()
        .setName("it")
        .setOp("ReadFile");
    Files.write(graph, saved.build().toByteArray());
    String picture = data().resolve("val/red/0.png").toString();
    assertThat(fails(3, "predict", foreign.toString(), picture)).contains("'ReadFile' ('it')");
    assertThat(
            fails(
                3,
                "evaluate",
                foreign.toString(),
                "--data",
                "folder",
                "--data-dir",
                data().toString()))
        .contains("'ReadFile' ('it')");
    Files.writeString(
        source.resolve("assets.extra/labels.txt"), "the card counts, not this file\n");
    PicturePredictions same =
        ok(PicturePredictions.getDefaultInstance(), "predict", model(), picture);
    assertThat(NAMES).contains(same.getPictures(0).getClasses(0).getName());
  }

  @Test
  void aTemperatureIsKeptInTheModel() throws IOException {
    String run = folder.resolve("run").toString();
    String calibrated = own.resolve("calibrated").toString();
    ModelJudgement before = evaluated();
    ModelExported exported =
        ok(
            ModelExported.getDefaultInstance(),
            "export",
            run,
            "--output",
            calibrated,
            "--calibrate");
    // The training judged by the same pictures.
    assertThat(exported.getTemperature()).isCloseTo(before.getTemperature(), within(1e-4));
    assertThat(exported.getLikelihoodWithout())
        .isCloseTo(before.getCalibration().getNegativeLogLikelihood(), within(1e-5));
    ModelJudgement after =
        ok(
            ModelJudgement.getDefaultInstance(),
            "evaluate",
            calibrated,
            "--data",
            "folder",
            "--data-dir",
            data().toString());
    assertThat(after.getTemperature()).isCloseTo(1, within(1e-3));
    assertThat(after.getCalibration().getNegativeLogLikelihood())
        .isCloseTo(exported.getLikelihoodWith(), within(1e-5));
    assertThat(after.getCorrect()).isEqualTo(before.getCorrect());
    ModelDescription seen = ok(ModelDescription.getDefaultInstance(), "inspect", calibrated);
    assertThat(seen.getTemperature()).isEqualTo(exported.getTemperature());

    String file = folder.resolve("run/model.binpb").toString();
    String picture = data().resolve("val/red/1.png").toString();
    String halved = own.resolve("halved").toString();
    ok(
        ModelExported.getDefaultInstance(),
        "export",
        file,
        "--output",
        halved,
        "--temperature",
        "2");
    double[] odds = new double[2];
    for (int i = 0; i < 2; i++) {
      PicturePrediction said =
          ok(
                  PicturePredictions.getDefaultInstance(),
                  "predict",
                  i == 0 ? model() : halved,
                  picture,
                  "--top",
                  "2")
              .getPictures(0);
      odds[i] = Math.log(said.getClasses(0).getProbability() / said.getClasses(1).getProbability());
    }
    assertThat(odds[1]).isCloseTo(odds[0] / 2, within(1e-5));

    assertThat(fails(2, "export", file, "--output", halved, "--calibrate"))
        .contains("folder of the training");
    assertThat(fails(2, "export", run, "--output", halved, "--temperature", "0"))
        .contains("0.01 to 100");
    assertThat(fails(2, "export", run, "--output", halved, "--temperature", "1", "--calibrate"))
        .contains("leave out");
    assertThat(fails(2, "export", run, "--output", halved, "--data-dir", halved))
        .contains("needs --calibrate");
    Path moved = own.resolve("moved");
    for (String name : List.of("train/red", "train/grün", "val/red", "val/grün")) {
      Files.createDirectories(moved.resolve(name));
      Files.copy(data().resolve(name + "/2.png"), moved.resolve(name + "/2.png"));
    }
    assertThat(
            fails(
                3,
                "export",
                run,
                "--output",
                halved,
                "--calibrate",
                "--data-dir",
                moved.toString()))
        .contains("are not those of the training");
  }

  @Test
  void standardInputMayBeEmpty() {
    InputStream before = System.in;
    System.setIn(new ByteArrayInputStream(new byte[0]));
    try {
      assertThat(fails(3, "predict", model(), "-")).contains("no pictures were found");
    } finally {
      System.setIn(before);
    }
  }
}
