package org.lambdanas.search.run;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.config.Configurator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.lambdanas.graph.data.DataSets;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.interchange.FolderLock;
import org.lambdanas.graph.interchange.Messages;
import org.lambdanas.graph.interchange.TensorMessages;
import org.lambdanas.graph.testing.Mutations;
import org.lambdanas.proto.v1.Architecture;
import org.lambdanas.proto.v1.EpochRecord;
import org.lambdanas.proto.v1.Numerics;
import org.lambdanas.proto.v1.RegulariserKind;
import org.lambdanas.proto.v1.RunProvenance;
import org.lambdanas.proto.v1.SearchCheckpoint;
import org.lambdanas.proto.v1.SearchConfig;
import org.lambdanas.proto.v1.SearchHistory;
import org.lambdanas.proto.v1.SearchMethod;
import org.lambdanas.proto.v1.SearchResult;
import org.lambdanas.proto.v1.TrainingConfig;
import org.lambdanas.search.differentiable.SearchPresets;

class RunTest {

  private static final SearchConfig CONFIG =
      SearchPresets.config(
              SearchPresets.Preset.LAPTOP,
              "nasbench201",
              DataSets.byName("digits"),
              SearchMethod.SEARCH_METHOD_DARTS,
              RegulariserKind.REGULARISER_KIND_CORRELATION)
          .build();

  private static final RunProvenance PROVENANCE =
      RunProvenance.newBuilder()
          .setVersion("1")
          .setStarted("2026-11-22T10:15:30Z")
          .setKind("search")
          .setDataSha256(ByteString.copyFrom(new byte[32]))
          .build();

  @TempDir private Path parent;

  private Path path() {
    return parent.resolve("run");
  }

  private Run<SearchConfig, SearchResult> create() {
    return Run.create(path(), RunKind.SEARCH, CONFIG, PROVENANCE);
  }

  private Run<SearchConfig, SearchResult> resume() {
    return Run.resume(path(), RunKind.SEARCH);
  }

  private static SearchCheckpoint newest(Run<?, ?> run) {
    return run.folder().checkpoints().newest(SearchCheckpoint.getDefaultInstance());
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
    try (Run<SearchConfig, SearchResult> run = create()) {
      assertThat(run.restore(SearchCheckpoint.getDefaultInstance(), state -> {})).isFalse();
      run.keep(state(1, 0));
      run.keep(state(1, 7));
    }
    RunFolder<SearchConfig, SearchResult> opened = RunFolder.open(path(), RunKind.SEARCH);
    assertThat(opened.config()).isEqualTo(CONFIG);
    assertThat(opened.provenance()).isEqualTo(PROVENANCE);
    assertThat(opened.history(SearchHistory.getDefaultInstance()))
        .isEqualTo(state(1, 7).getHistory());
    try (Run<SearchConfig, SearchResult> run = resume()) {
      List<SearchCheckpoint> restored = new ArrayList<>();
      assertThat(run.restore(SearchCheckpoint.getDefaultInstance(), restored::add)).isTrue();
      assertThat(restored).containsExactly(state(1, 7));
    }
  }

  @Test
  void theTwoNewestStatesAreKept() throws IOException {
    try (Run<SearchConfig, SearchResult> run = create()) {
      for (int epoch = 1; epoch < 12; epoch++) {
        run.keep(state(epoch, 0));
      }
      run.keep(state(11, 5));
    }
    assertThat(kept()).containsExactly("00011-0000000.binpb", "00011-0000005.binpb");
  }

  @Test
  void aDamagedStateGivesWayToTheOneBefore() throws IOException {
    try (Run<SearchConfig, SearchResult> run = create()) {
      run.keep(state(3, 0));
      run.keep(state(4, 0));
      Path damaged = path().resolve("checkpoints/00004-0000000.binpb");
      byte[] whole = Files.readAllBytes(damaged);
      Files.write(damaged, java.util.Arrays.copyOf(whole, whole.length / 2));
      assertThat(newest(run)).isEqualTo(state(3, 0));
      // Going on writes a state older than the damaged one: it must not be thrown away.
      run.keep(state(3, 2));
      assertThat(newest(run)).isEqualTo(state(3, 2));
      run.keep(state(4, 0));
      assertThat(newest(run)).isEqualTo(state(4, 0));
      for (String name : kept()) {
        Files.writeString(path().resolve("checkpoints/" + name), "");
      }
      assertThatThrownBy(() -> newest(run))
          .isInstanceOf(DataException.class)
          .hasMessageContaining("no checkpoint that can be used");
    }
  }

  @Test
  void aDamagedStateIsSpokenOfEvenWhereWarningsAreNot() throws IOException {
    PrintStream err = System.err;
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    Level level = LogManager.getRootLogger().getLevel();
    try (Run<SearchConfig, SearchResult> run = create()) {
      run.keep(state(3, 0));
      run.keep(state(4, 0));
      Files.writeString(path().resolve("checkpoints/00004-0000000.binpb"), "");
      System.setErr(new PrintStream(said, true, UTF_8));
      Configurator.setRootLevel(Level.ERROR);
      assertThat(newest(run)).isEqualTo(state(3, 0));
    } finally {
      Configurator.setRootLevel(level);
      System.setErr(err);
    }
    assertThat(said.toString(UTF_8))
        .contains("checkpoint refused, going back to the one before", "00004-0000000.binpb");
  }

  @Test
  void damagedStatesAreNeverReadAsOthers() throws IOException {
    Path file = parent.resolve("00001-0000000.binpb");
    try (Run<SearchConfig, SearchResult> run = create()) {
      run.keep(state(1, 0));
    }
    byte[] good = Files.readAllBytes(path().resolve("checkpoints/00001-0000000.binpb"));
    Mutations.survive(
        "checkpoint file",
        good,
        bytes -> {
          Files.write(file, bytes);
          assertThat(Checkpoints.read(file, SearchCheckpoint.getDefaultInstance()))
              .isEqualTo(state(1, 0));
        });
  }

  @Test
  void damagedPartsAreRefusedByName() throws IOException {
    create().close();
    RunFolder<SearchConfig, SearchResult> folder = RunFolder.open(path(), RunKind.SEARCH);
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
    assertThat(folder.history(SearchHistory.getDefaultInstance()).getEpochsList()).isEmpty();
    Files.write(folder.path().resolve("history.binpb"), new byte[] {1, 2, 3});
    assertThatThrownBy(() -> folder.history(SearchHistory.getDefaultInstance()))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("history.binpb");
    assertThatThrownBy(folder::result).isInstanceOf(DataException.class);
    assertThatThrownBy(() -> RunFolder.open(parent, RunKind.SEARCH))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("holds no search");
  }

  @Test
  void nothingOfARunIsOverwritten() throws IOException {
    try (Run<SearchConfig, SearchResult> run = create()) {
      run.keep(state(1, 0));
    }
    Files.delete(path().resolve(".lock"));
    Map<String, ByteString> before = content();
    SearchConfig other = CONFIG.toBuilder().setEpochs(3).build();
    assertThatThrownBy(() -> Run.create(path(), RunKind.SEARCH, other, PROVENANCE))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("already holds a run");
    assertThatThrownBy(
            () ->
                Run.create(
                    path(), RunKind.TRAINING, TrainingConfig.getDefaultInstance(), PROVENANCE))
        .isInstanceOf(ConfigException.class);
    assertThatThrownBy(() -> Run.resume(path(), RunKind.TRAINING))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("holds a search, not a training: use 'lnas search'");
    assertThat(content()).isEqualTo(before);
    // What is left of a run counts too.
    Files.delete(path().resolve("config.txtpb"));
    assertThatThrownBy(this::create).isInstanceOf(ConfigException.class);
    Path file = Files.writeString(parent.resolve("file"), "");
    assertThatThrownBy(() -> Run.create(file, RunKind.SEARCH, CONFIG, PROVENANCE))
        .isInstanceOf(ConfigException.class);
    Path absent = parent.resolve("absent");
    assertThatThrownBy(() -> Run.resume(absent, RunKind.SEARCH)).isInstanceOf(DataException.class);
    assertThat(absent).doesNotExist();
  }

  /** The files of the folder by name, with their checksums. */
  private Map<String, ByteString> content() throws IOException {
    Map<String, ByteString> content = new TreeMap<>();
    try (Stream<Path> files = Files.walk(path())) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        content.put(
            path().relativize(file).toString(), ByteString.copyFrom(Files.readAllBytes(file)));
      }
    }
    return content;
  }

  @Test
  void oneRunAtATimeAndTheOtherTouchesNothing() throws IOException {
    try (Run<SearchConfig, SearchResult> run = create()) {
      run.keep(state(1, 0));
      Map<String, ByteString> before = content();
      assertThatThrownBy(this::resume)
          .isInstanceOf(ConfigException.class)
          .hasMessageContaining("is in use");
      assertThat(content()).isEqualTo(before);
    }
    resume().close();
    // Before the winner of two starts has written anything, too.
    Path early = parent.resolve("early");
    try (FolderLock lock = FolderLock.take(early)) {
      assertThatThrownBy(() -> Run.create(early, RunKind.SEARCH, CONFIG, PROVENANCE))
          .isInstanceOf(ConfigException.class)
          .hasMessageContaining("is in use");
    }
    try (Stream<Path> files = Files.list(early)) {
      assertThat(files).extracting(Path::getFileName).containsExactly(Path.of(".lock"));
    }
  }

  @ParameterizedTest
  @MethodSource("kinds")
  <C extends Message, R extends Message> void killedWhileItsFolderIsMadeARunCanBeStartedAgain(
      RunKind<C, R> kind) throws IOException {
    C config = kind.config().form();
    RunProvenance provenance = PROVENANCE.toBuilder().setKind(kind.id()).build();
    Run.create(path(), kind, config, provenance).close();
    List<Path> written = new ArrayList<>();
    try (Stream<Path> files = Files.list(path())) {
      files.forEach(written::add);
    }
    assertThat(written)
        .extracting(file -> file.getFileName().toString())
        .containsExactlyInAnyOrder(".lock", "run.binpb", "environment", kind.config().file());
    // In the order they were written, with what a process that is killed leaves of the next.
    Files.delete(path().resolve(kind.config().file()));
    Path leftover = path().resolve("." + kind.config().file() + "." + UUID.randomUUID() + ".tmp");
    Files.writeString(leftover, "half");
    assertThat(RunFolder.kindOf(path())).isEmpty();
    for (String name : List.of("environment", "run.binpb", ".lock")) {
      Run.create(path(), kind, config, provenance).close();
      assertThat(RunFolder.open(path(), kind).provenance()).isEqualTo(provenance);
      assertThat(leftover).doesNotExist();
      Files.delete(path().resolve(kind.config().file()));
      Files.delete(path().resolve(name));
    }
  }

  static Stream<RunKind<?, ?>> kinds() {
    return RunKind.ALL.stream();
  }

  @Test
  void leftoversOfKilledProcessesGoWithTheNextRun() throws IOException {
    try (Run<SearchConfig, SearchResult> run = create()) {
      run.keep(state(1, 0));
    }
    List<Path> leftovers = new ArrayList<>();
    for (String name : List.of(".run.binpb.", "checkpoints/.00002-0000000.binpb.")) {
      leftovers.add(Files.writeString(path().resolve(name + UUID.randomUUID() + ".tmp"), "half"));
    }
    Path other = Files.writeString(path().resolve(".notes.tmp"), "a person's own");
    resume().close();
    assertThat(leftovers).allSatisfy(file -> assertThat(file).doesNotExist());
    assertThat(other).exists();
    assertThat(kept()).containsExactly("00001-0000000.binpb");
  }

  @Test
  void foldersOfEarlierVersionsTellTheirKindByTheirConfiguration() throws IOException {
    for (RunKind<?, ?> kind : List.of(RunKind.COMPARISON, RunKind.EVALUATION)) {
      Path old = Files.createDirectories(parent.resolve(kind.id()));
      Files.writeString(old.resolve(kind.config().file()), "");
      assertThat(RunFolder.kindOf(old)).contains(kind);
    }
    Path search = Files.createDirectories(parent.resolve("search"));
    Messages.write(search.resolve("config.txtpb"), CONFIG);
    assertThat(RunFolder.kindOf(search)).contains(RunKind.SEARCH);
    Path training = Files.createDirectories(parent.resolve("training"));
    Messages.write(
        training.resolve("config.txtpb"),
        TrainingConfig.newBuilder()
            .setArchitecture(Architecture.newBuilder().setSpace("nasbench201"))
            .build());
    Messages.write(training.resolve("run.binpb"), PROVENANCE.toBuilder().clearKind().build());
    assertThat(RunFolder.kindOf(training)).contains(RunKind.TRAINING);
    // What run.binpb says comes first.
    Messages.write(training.resolve("run.binpb"), PROVENANCE);
    assertThat(RunFolder.kindOf(training)).contains(RunKind.SEARCH);
    assertThat(RunFolder.kindOf(parent)).isEmpty();
  }

  @Test
  void aLostProvenanceIsRenewedAndOtherDataAreRefused() throws IOException {
    create().close();
    RunProvenance other =
        PROVENANCE.toBuilder()
            .setDataSha256(
                ByteString.copyFrom(new byte[31]).concat(ByteString.copyFrom(new byte[] {1})))
            .setImages(7)
            .build();
    try (Run<SearchConfig, SearchResult> run = resume()) {
      run.requireSameData(PROVENANCE);
      assertThatThrownBy(() -> run.requireSameData(other))
          .isInstanceOf(DataException.class)
          .hasMessageContaining("images are not those");
    }
    for (byte[] damaged : new byte[][] {{1, 2, 3}, {120, 10}, {}}) {
      Files.write(path().resolve("run.binpb"), damaged);
      if (damaged.length == 0) {
        Files.delete(path().resolve("run.binpb"));
      }
      try (Run<SearchConfig, SearchResult> run = resume()) {
        run.requireSameData(other);
        assertThat(run.provenance()).isEqualTo(other);
      }
      assertThat(RunFolder.open(path(), RunKind.SEARCH).provenance()).isEqualTo(other);
    }
  }

  @Test
  void whatALauncherReadsIsBesideTheProvenance() throws IOException {
    RunProvenance provenance =
        PROVENANCE.toBuilder().setNumerics(Numerics.newBuilder().setOnednn(true)).build();
    Run.create(path(), RunKind.SEARCH, CONFIG, provenance).close();
    assertThat(path().resolve("environment"))
        .hasContent("kind=search\nstarted=2026-11-22T10:15:30Z\nTF_ENABLE_ONEDNN_OPTS=1\n");
  }

  @Test
  void pathsAreWordsOfAShell() {
    assertThat(ShellWord.of(Path.of("runs/a-1.b"))).isEqualTo("runs/a-1.b");
    assertThat(ShellWord.of(Path.of("my runs/it's"))).isEqualTo("'my runs/it'\\''s'");
    assertThat(new RunFolder<>(Path.of("my runs"), RunKind.EVALUATION).resumption())
        .isEqualTo("lnas predictors evaluate --resume 'my runs'");
  }

  @Test
  void aClaimedFolderIsNobodyElsesAndLeavesNothing() throws IOException {
    try (Run<SearchConfig, SearchResult> run = Run.claim(path(), RunKind.SEARCH)) {
      assertThat(run.path()).isDirectory();
      assertThatThrownBy(this::create)
          .isInstanceOf(ConfigException.class)
          .hasMessageContaining("is in use");
    }
    assertThat(path()).doesNotExist();
    // What was there before stays.
    Files.createDirectories(path());
    Path notes = Files.writeString(path().resolve("notes"), "a person's own");
    Run.claim(path(), RunKind.SEARCH).close();
    assertThat(notes).hasContent("a person's own");
    try (Run<SearchConfig, SearchResult> run = Run.claim(path(), RunKind.SEARCH)) {
      run.begin(CONFIG, PROVENANCE);
    }
    assertThat(RunFolder.open(path(), RunKind.SEARCH).config()).isEqualTo(CONFIG);
  }
}
