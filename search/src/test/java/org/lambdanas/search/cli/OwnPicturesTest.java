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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lambdanas.proto.v1.DataConfig;
import org.lambdanas.search.run.RunFolder;
import org.lambdanas.search.run.RunKind;

/** From a folder of pictures that nobody has divided to a judged SavedModel. */
class OwnPicturesTest {

  private static final int PICTURES = 20;

  @TempDir private Path folder;

  private String data = "";

  @BeforeEach
  void pictures() throws IOException {
    Path root = folder.resolve("data");
    data = root.toString();
    for (int label = 0; label < 2; label++) {
      Path pictures = Files.createDirectories(root.resolve("class" + label));
      for (int i = 0; i < PICTURES; i++) {
        BufferedImage picture = new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB);
        for (int p = 0; p < 64; p++) {
          picture.setRGB(p % 8, p / 8, (label * 90 + 12 * i) << 8 | (7 * p + i) % 256);
        }
        ImageIO.write(picture, "png", pictures.resolve(i + ".png").toFile());
      }
    }
    Files.writeString(root.resolve("class1/broken.png"), "not a picture");
  }

  private static Invocation call(String words, String... more) {
    List<String> arguments = new ArrayList<>(List.of(words.split(" ")));
    arguments.addAll(List.of(more));
    return Invocation.of(arguments.toArray(String[]::new));
  }

  private static JsonObject json(Invocation invocation) {
    assertThat(invocation.code()).as(invocation.err()).isZero();
    List<String> lines = invocation.out().lines().toList();
    return JsonParser.parseString(lines.get(lines.size() - 1)).getAsJsonObject();
  }

  private static String refused(int code, Invocation invocation) {
    assertThat(invocation.code()).as(invocation.err()).isEqualTo(code);
    List<String> lines = invocation.err().lines().filter(line -> line.startsWith("lnas:")).toList();
    assertThat(lines).hasSize(1);
    return lines.get(0);
  }

  @Test
  void searchTrainingAndJudgeHoldOutTheSamePictures() {
    String search = folder.resolve("search").toString();
    String run = folder.resolve("run").toString();
    String model = folder.resolve("model").toString();
    String searching =
        "search --data folder --held-out .3 --held-out-seed 4 --channels 2 --cells-per-stage 1"
            + " --epochs 1 --batch-size 4 --preset laptop --seed 1 --data-dir";
    assertThat(refused(3, call(searching, data, "--run-dir", search)))
        .contains("broken.png is not a picture in a form that is known");
    Invocation searched = call(searching, data, "--run-dir", search, "--skip-broken");
    assertThat(searched.code()).as(searched.err()).isZero();
    assertThat(searched.err()).contains("14 images for the weights, 14 for alpha");
    JsonObject trained =
        json(
            call(
                "train --epochs 2 --batch-size 4 --seed 2 --json --from-run",
                search,
                "--run-dir",
                run));
    DataConfig used = RunFolder.open(Path.of(run), RunKind.TRAINING).config().getData();
    assertThat(used.getHeldOut()).isEqualTo(.3);
    assertThat(used.getHeldOutSeed()).isEqualTo(4);
    assertThat(used.getSkipBroken()).isTrue();
    json(call("export --json", run, "--output", model));
    String inspecting = "inspect --data folder --skip-broken --json --data-dir";
    JsonObject judged = json(call(inspecting, data, model));
    assertThat(judged.get("test_images").getAsInt()).isEqualTo(12);
    assertThat(judged.get("test_accuracy")).isEqualTo(trained.get("validation_accuracy"));
    assertThat(
            json(call(inspecting, data, model, "--held-out", ".5")).get("test_images").getAsInt())
        .isEqualTo(20);
    assertThat(refused(3, call(inspecting, data, model, "--held-out", "0")))
        .contains("no test images");
    assertThat(refused(2, call(inspecting, data, model, "--held-out", "1")))
        .contains("--held-out is 1: must be at least 0 and below 1");
    assertThat(refused(2, call("inspect --data digits --held-out .1", model)))
        .contains("--held-out needs --data folder");
  }

  @Test
  void whatSaysNothingOfPublishedImagesIsRefusedBesideThem() {
    assertThat(refused(2, call("search --data digits --skip-broken --dry-run")))
        .contains("--skip-broken has no effect with --data digits: leave it out, or use folder");
    assertThat(refused(2, call("search --data digits --held-out .1 --dry-run")))
        .contains("--held-out has no effect with --data digits");
  }
}
