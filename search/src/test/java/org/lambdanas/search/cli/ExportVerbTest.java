package org.lambdanas.search.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.SavedModel;

/** From a training to a SavedModel and back to its accuracy. */
class ExportVerbTest {

  private static final String CELL =
      "|nor_conv_3x3~0|+|skip_connect~0|nor_conv_1x1~1|"
          + "+|skip_connect~0|nor_conv_3x3~1|avg_pool_3x3~2|";

  @TempDir private Path folder;

  private static JsonObject json(Invocation invocation) {
    assertThat(invocation.code()).as(invocation.err()).isZero();
    return JsonParser.parseString(invocation.out()).getAsJsonObject();
  }

  @Test
  void aTrainedNetworkBecomesASavedModelThatScoresTheSame() throws IOException {
    String run = folder.resolve("run").toString();
    String models = folder.resolve("models").toString();
    JsonObject trained =
        json(
            Invocation.of(
                "train",
                CELL,
                "--channels",
                "4",
                "--epochs",
                "2",
                "--train-images",
                "200",
                "--batch-size",
                "20",
                "--run-dir",
                run,
                "--json"));
    JsonObject exported = json(Invocation.of("export", run, "--output", models, "--json"));
    assertThat(exported.get("version").getAsInt()).isEqualTo(1);
    assertThat(exported.get("largest_difference").getAsDouble()).isLessThan(1e-5);

    JsonObject seen = json(Invocation.of("inspect", models, "--data", "digits", "--json"));
    assertThat(seen.get("architecture").getAsString()).isEqualTo(CELL);
    assertThat(seen.getAsJsonArray("labels")).hasSize(10);
    assertThat(seen.getAsJsonObject("signatures").keySet()).containsExactly("serving_default");
    assertThat(seen.get("test_accuracy").getAsDouble())
        .isEqualTo(trained.get("validation_accuracy").getAsDouble());
    JsonObject message =
        json(Invocation.of("inspect", folder.resolve("run/model.binpb").toString(), "--json"));
    assertThat(message.get("weights").getAsLong() + message.get("statistics").getAsLong())
        .isEqualTo(seen.get("values").getAsLong());
    assertThat(Invocation.of("inspect", run, "--ascii").out()).contains("trained network");

    fails(2, "exists", "export", run, "--output", models, "--version-number", "1");
    fails(2, "at least 1", "export", run, "--output", models, "--version-number", "0");
    fails(2, "SavedModel", "inspect", run, "--data", "digits");
    fails(2, "needs --data", "inspect", models, "--data-dir", models);
    fails(2, "needs --data", "inspect", models, "--trust");
    JsonObject trusted =
        json(Invocation.of("inspect", models, "--data", "digits", "--trust", "--json"));
    assertThat(trusted.get("test_accuracy")).isEqualTo(seen.get("test_accuracy"));
    Path graph = folder.resolve("models/1/saved_model.pb");
    SavedModel.Builder foreign = SavedModel.parseFrom(Files.readAllBytes(graph)).toBuilder();
    foreign
        .getMetaGraphsBuilder(0)
        .getGraphDefBuilder()
        .addNodeBuilder()
        .setName("it")
        .setOp("ReadFile");
    Files.write(graph, foreign.build().toByteArray());
    fails(3, "'ReadFile' ('it')", "inspect", models, "--data", "digits");
    assertThat(Invocation.of("inspect", models).code()).isZero();
    Path file = folder.resolve("file");
    Files.writeString(file, "x");
    fails(3, "cannot write", "export", run, "--output", file.resolve("models").toString());
    Files.delete(folder.resolve("run/result.binpb"));
    fails(3, "not done", "export", run, "--output", models);
    fails(3, "neither", "export", models, "--output", models);
    fails(3, "no SavedModel", "inspect", folder.resolve("nothing").toString());
  }

  private static void fails(int code, String words, String... arguments) {
    Invocation invocation = Invocation.of(arguments);
    assertThat(invocation.code()).as(invocation.err()).isEqualTo(code);
    assertThat(invocation.err().lines().filter(line -> line.startsWith("lnas:")))
        .singleElement()
        .asString()
        .contains(words);
  }
}
