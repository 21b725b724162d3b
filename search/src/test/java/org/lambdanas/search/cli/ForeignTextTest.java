package org.lambdanas.search.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lambdanas.graph.interchange.Messages;
import org.lambdanas.graph.space.SearchSpaces;
import org.lambdanas.proto.v1.InputNormalisation;
import org.lambdanas.proto.v1.ModelSize;
import org.lambdanas.proto.v1.RunProvenance;
import org.lambdanas.proto.v1.TrainedNetwork;
import org.lambdanas.search.draw.SvgText;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;

/** Text out of files neither drives the terminal it is shown on nor passes for another line. */
class ForeignTextTest {

  /** Clears a screen, in two ways; starts a line; turns the direction of writing. */
  private static final String EVIL = "cat\u001b[2J\u009b2J\r\nlnas: done\u202e\u0007";

  private static final String SHOWN = "cat\\x1b[2J\\x9b2J\\x0d\\x0alnas: done\\u202e\\x07";

  @TempDir private Path folder;

  private static void safe(String text) {
    assertThat(text.replace("\n", "").codePoints())
        .noneMatch(c -> Character.isISOControl(c) || c == 0x202e);
    assertThat(text.lines()).noneMatch(line -> line.startsWith("lnas: done"));
  }

  private void savedModel() throws IOException {
    TensorInfo tensor = TensorInfo.newBuilder().setName(EVIL).build();
    MetaGraphDef.Builder graph =
        MetaGraphDef.newBuilder()
            .putSignatureDef(
                EVIL,
                SignatureDef.newBuilder()
                    .setMethodName(EVIL)
                    .putInputs(EVIL, tensor)
                    .putOutputs(EVIL, tensor)
                    .build());
    graph.getMetaInfoDefBuilder().addTags(EVIL).setTensorflowVersion(EVIL);
    Files.write(
        folder.resolve("saved_model.pb"),
        SavedModel.newBuilder().addMetaGraphs(graph).build().toByteArray());
  }

  private Path network() {
    String cell = "|nor_conv_3x3~0|+|none~0|none~1|+|none~0|none~1|none~2|";
    Path file = folder.resolve("network.binpb");
    Messages.write(
        file,
        TrainedNetwork.newBuilder()
            .setArchitecture(SearchSpaces.byId("nasbench201").parse(cell))
            .setSize(
                ModelSize.newBuilder()
                    .setChannels(1)
                    .setCells(1)
                    .setImageChannels(1)
                    .setClasses(2)
                    .setImageSize(8))
            .setNormalisation(InputNormalisation.newBuilder().addMean(0).addDeviation(1))
            .addAllLabels(List.of(EVIL, "dog"))
            .setProvenance(RunProvenance.newBuilder().setVersion(EVIL).addArguments(EVIL))
            .build());
    return file;
  }

  @ParameterizedTest
  @CsvSource({"true", "false"})
  void inspectShowsIt(boolean saved) throws IOException {
    Path model = folder;
    if (saved) {
      savedModel();
    } else {
      model = network();
    }
    Invocation plain = Invocation.of("inspect", model.toString());
    assertThat(plain.code()).as(plain.err()).isZero();
    assertThat(plain.out()).contains(SHOWN);
    safe(plain.out());
    Invocation json = Invocation.of("inspect", model.toString(), "--json");
    safe(json.out());
    assertThat(json.out()).hasLineCount(1);
    String version =
        JsonParser.parseString(json.out())
            .getAsJsonObject()
            .get(saved ? "tensorflow" : "arguments")
            .getAsString();
    assertThat(version).isEqualTo(EVIL);
  }

  @Test
  void errorsShowIt() throws IOException {
    Path file = folder.resolve("a.txtpb");
    Files.writeString(file, "space: \"" + "x\\033[2J\\302\\233" + "\"");
    Invocation refused =
        Invocation.of("convert", file.toString(), "--output", folder.resolve("b.json").toString());
    assertThat(refused.code()).isPositive();
    assertThat(refused.err()).contains("x\\x1b[2J\\x9b");
    safe(refused.err());
    Invocation named = Invocation.of("inspect", folder.resolve(EVIL).toString());
    safe(named.err());
    assertThat(named.err().lines()).hasSize(1);
  }

  @Test
  void pagesShowIt() {
    assertThat(SvgText.escape("<b>\u001b[2J\u0000\u009b\nnext"))
        .isEqualTo("&lt;b&gt;\\x1b[2J\\x00\\x9b\nnext");
  }
}
