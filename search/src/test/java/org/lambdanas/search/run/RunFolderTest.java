package org.lambdanas.search.run;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lambdanas.graph.data.DataSets;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.interchange.TensorMessages;
import org.lambdanas.graph.testing.Mutations;
import org.lambdanas.proto.v1.EpochRecord;
import org.lambdanas.proto.v1.RegulariserKind;
import org.lambdanas.proto.v1.RunProvenance;
import org.lambdanas.proto.v1.SearchCheckpoint;
import org.lambdanas.proto.v1.SearchConfig;
import org.lambdanas.proto.v1.SearchHistory;
import org.lambdanas.proto.v1.SearchMethod;
import org.lambdanas.search.differentiable.SearchPresets;

class RunFolderTest {

  private static final SearchConfig CONFIG =
      SearchPresets.config(
              SearchPresets.Preset.LAPTOP,
              "nasbench201",
              DataSets.byName("digits"),
              SearchMethod.SEARCH_METHOD_DARTS,
              RegulariserKind.REGULARISER_KIND_CORRELATION)
          .build();

  private static final RunProvenance PROVENANCE =
      RunProvenance.newBuilder().setVersion("1").setStarted("2026-11-22T10:15:30Z").build();

  @TempDir private Path parent;

  private RunFolder create() {
    return RunFolder.create(parent.resolve("run"), CONFIG, PROVENANCE);
  }

  private static SearchCheckpoint state(int epoch, int step) {
    SearchHistory.Builder history = SearchHistory.newBuilder();
    for (int e = 0; e < epoch; e++) {
      history.addEpochs(EpochRecord.newBuilder().setEpoch(e).setTrainLoss(1.0 / (e + 1)));
    }
    return SearchCheckpoint.newBuilder()
        .setEpoch(epoch)
        .setStep(step)
        .setHistory(history)
        .setConfigSha256(ByteString.copyFrom(new byte[32]))
        .addTensors(TensorMessages.of("weights/a", new long[] {3}, new float[] {1, -0f, 1e-40f}))
        .build();
  }

  private List<String> kept() throws IOException {
    try (Stream<Path> files = Files.list(parent.resolve("run/checkpoints"))) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void everythingReadsBack() {
    RunFolder folder = create();
    assertThat(folder.hasCheckpoint()).isFalse();
    folder.keep(state(1, 0));
    folder.keep(state(1, 7));
    RunFolder opened = RunFolder.open(folder.path());
    assertThat(opened.config()).isEqualTo(CONFIG);
    assertThat(opened.provenance()).isEqualTo(PROVENANCE);
    assertThat(opened.newestCheckpoint()).isEqualTo(state(1, 7));
    assertThat(opened.history()).isEqualTo(state(1, 7).getHistory());
  }

  @Test
  void theTwoNewestStatesAreKept() throws IOException {
    RunFolder folder = create();
    for (int epoch = 1; epoch < 12; epoch++) {
      folder.keep(state(epoch, 0));
    }
    folder.keep(state(11, 5));
    assertThat(kept()).containsExactly("00011-0000000.binpb", "00011-0000005.binpb");
  }

  @Test
  void aDamagedStateGivesWayToTheOneBefore() throws IOException {
    RunFolder folder = create();
    folder.keep(state(3, 0));
    folder.keep(state(4, 0));
    Path newest = folder.path().resolve("checkpoints/00004-0000000.binpb");
    byte[] whole = Files.readAllBytes(newest);
    Files.write(newest, java.util.Arrays.copyOf(whole, whole.length / 2));
    assertThat(folder.newestCheckpoint()).isEqualTo(state(3, 0));
    // Going on writes a state older than the damaged one: it must not be thrown away.
    folder.keep(state(3, 2));
    assertThat(folder.newestCheckpoint()).isEqualTo(state(3, 2));
    folder.keep(state(4, 0));
    assertThat(folder.newestCheckpoint()).isEqualTo(state(4, 0));
    for (String name : kept()) {
      Files.writeString(folder.path().resolve("checkpoints/" + name), "");
    }
    assertThatThrownBy(folder::newestCheckpoint)
        .isInstanceOf(DataException.class)
        .hasMessageContaining("no checkpoint that can be used");
  }

  @Test
  void damagedStatesAreNeverReadAsOthers() throws IOException {
    Path file = parent.resolve("00001-0000000.binpb");
    RunFolder folder = create();
    folder.keep(state(1, 0));
    byte[] good = Files.readAllBytes(folder.path().resolve("checkpoints/00001-0000000.binpb"));
    Mutations.survive(
        "checkpoint file",
        good,
        bytes -> {
          Files.write(file, bytes);
          assertThat(RunFolder.read(file)).isEqualTo(state(1, 0));
        });
  }

  @Test
  void damagedPartsAreRefusedByName() throws IOException {
    RunFolder folder = create();
    Path config = folder.path().resolve("config.txtpb");
    Path run = folder.path().resolve("run.binpb");
    byte[] goodConfig = Files.readAllBytes(config);
    byte[] goodRun = Files.readAllBytes(run);
    Mutations.survive(
        "config.txtpb",
        goodConfig,
        bytes -> {
          Files.write(config, bytes);
          folder.config();
        });
    Mutations.survive(
        "run.binpb",
        goodRun,
        bytes -> {
          Files.write(run, bytes);
          folder.provenance();
        });
    Files.writeString(config, "epochs: \"ten\"", UTF_8);
    assertThatThrownBy(folder::config)
        .isInstanceOf(DataException.class)
        .hasMessageContaining("config.txtpb");
    Files.delete(run);
    assertThatThrownBy(folder::provenance)
        .isInstanceOf(DataException.class)
        .hasMessageContaining("run.binpb");
    // A run that has just begun has no history.
    assertThat(folder.history().getEpochsList()).isEmpty();
    Files.write(folder.path().resolve("history.binpb"), new byte[] {1, 2, 3});
    assertThatThrownBy(folder::history)
        .isInstanceOf(DataException.class)
        .hasMessageContaining("history.binpb");
    assertThatThrownBy(folder::result).isInstanceOf(DataException.class);
    assertThatThrownBy(() -> RunFolder.open(parent))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("holds no run");
  }

  @Test
  void nothingOfARunIsOverwritten() throws IOException {
    RunFolder folder = create();
    folder.keep(state(1, 0));
    byte[] config = Files.readAllBytes(folder.path().resolve("config.txtpb"));
    SearchConfig other = CONFIG.toBuilder().setEpochs(3).build();
    assertThatThrownBy(() -> RunFolder.create(folder.path(), other, PROVENANCE))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("already holds a run");
    assertThat(folder.path().resolve("config.txtpb")).hasBinaryContent(config);
    // What is left of a run counts too.
    Files.delete(folder.path().resolve("config.txtpb"));
    assertThatThrownBy(() -> RunFolder.create(folder.path(), other, PROVENANCE))
        .isInstanceOf(ConfigException.class);
    assertThat(folder.newestCheckpoint()).isEqualTo(state(1, 0));
    Path file = Files.writeString(parent.resolve("file"), "");
    assertThatThrownBy(() -> RunFolder.create(file, CONFIG, PROVENANCE))
        .isInstanceOf(ConfigException.class);
  }
}
