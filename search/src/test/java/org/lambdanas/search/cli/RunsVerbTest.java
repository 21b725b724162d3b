package org.lambdanas.search.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lambdanas.graph.data.DataSets;
import org.lambdanas.graph.interchange.FolderLock;
import org.lambdanas.graph.space.SearchSpaces;
import org.lambdanas.proto.v1.Architecture;
import org.lambdanas.proto.v1.EpochRecord;
import org.lambdanas.proto.v1.ListedRun;
import org.lambdanas.proto.v1.ListedRuns;
import org.lambdanas.proto.v1.RegulariserKind;
import org.lambdanas.proto.v1.RunProvenance;
import org.lambdanas.proto.v1.RunState;
import org.lambdanas.proto.v1.RunsRemoved;
import org.lambdanas.proto.v1.SearchConfig;
import org.lambdanas.proto.v1.SearchHistory;
import org.lambdanas.proto.v1.SearchMethod;
import org.lambdanas.proto.v1.SearchResult;
import org.lambdanas.search.differentiable.SearchPresets;
import org.lambdanas.search.run.Run;
import org.lambdanas.search.run.RunKind;

class RunsVerbTest {

  private static final SearchConfig CONFIG =
      SearchPresets.config(
              SearchPresets.Preset.LAPTOP,
              "nasbench201",
              DataSets.byName("digits"),
              SearchMethod.SEARCH_METHOD_DARTS,
              RegulariserKind.REGULARISER_KIND_CORRELATION)
          .build();

  private static final Architecture CELL = SearchSpaces.byId("nasbench201").parse("(4,0,3,1,4,3)");

  @TempDir private Path folder;

  /** One of each state, the oldest first, and what is no run. */
  @BeforeEach
  void makeRuns() throws IOException {
    begin("done", "2026-01-01T00:00:00Z", true).close();
    begin("stopped", "2026-01-02T00:00:00Z", false).close();
    begin("damaged", "2026-01-03T00:00:00Z", true).close();
    Files.write(folder.resolve("damaged/result.binpb"), new byte[] {-1, -1});
    Files.createDirectory(folder.resolve("notes"));
    Files.writeString(folder.resolve("notes/ideas.txt"), "mine");
    Files.writeString(folder.resolve("file"), "mine");
  }

  private Run<SearchConfig, SearchResult> begin(String name, String started, boolean done) {
    Run<SearchConfig, SearchResult> run =
        Run.create(
            folder.resolve(name),
            RunKind.SEARCH,
            CONFIG,
            RunProvenance.newBuilder()
                .setKind("search")
                .setStarted(started)
                .setDataSha256(ByteString.copyFrom(new byte[32]))
                .build());
    SearchHistory history =
        SearchHistory.newBuilder()
            .addEpochs(EpochRecord.newBuilder().setValidationAccuracy(62.5).setArchitecture(CELL))
            .build();
    run.write("history.binpb", history);
    if (done) {
      run.finish(
          SearchResult.newBuilder()
              .setConfig(CONFIG)
              .setArchitecture(CELL)
              .setHistory(history)
              .setCollapsed(true)
              .build());
    }
    return run;
  }

  private Invocation runs(String... more) {
    List<String> words = new ArrayList<>(List.of(more));
    words.addAll(List.of("--folder", folder.toString()));
    words.add(0, "runs");
    return Invocation.of(words.toArray(String[]::new));
  }

  private <M extends Message> M json(M form, String... more) {
    return runs(Stream.concat(Stream.of(more), Stream.of("--json")).toArray(String[]::new))
        .message(form);
  }

  private List<String> left() throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }

  private static List<String> names(List<ListedRun> runs) {
    return runs.stream().map(run -> Path.of(run.getFolder()).getFileName().toString()).toList();
  }

  @Test
  void runsAreListedNewestFirstWithWhatTheyCameTo() {
    ListedRuns listed;
    try (Run<?, ?> open = begin("running", "2026-01-04T00:00:00Z", false)) {
      listed = json(ListedRuns.getDefaultInstance());
      assertThat(open.path()).exists();
    }
    assertThat(names(listed.getRunsList()))
        .containsExactly("running", "damaged", "stopped", "done");
    assertThat(listed.getRunsList().stream().map(ListedRun::getState))
        .containsExactly(
            RunState.RUN_STATE_RUNNING,
            RunState.RUN_STATE_DAMAGED,
            RunState.RUN_STATE_STOPPED,
            RunState.RUN_STATE_DONE);
    assertThat(listed.getRuns(0).getHeadline())
        .isEqualTo("1 of %d epochs".formatted(CONFIG.getEpochs()));
    assertThat(listed.getRuns(1).getHeadline()).contains("result.binpb");
    assertThat(listed.getRuns(2).getResumption())
        .isEqualTo("lnas search --resume " + folder.resolve("stopped"));
    assertThat(listed.getRuns(3).getHeadline()).isEqualTo("held-out accuracy 62.50 %, collapsed");
    assertThat(listed.getRuns(3).hasResumption()).isFalse();
    assertThat(listed.getRunsList())
        .allSatisfy(
            run -> {
              assertThat(run.getKind()).isEqualTo("search");
              assertThat(run.getBytes()).isPositive();
              assertThat(run.getStarted()).endsWith("T00:00:00Z");
            });
    assertThat(listed.getRuns(3).getSpace()).isEqualTo("nasbench201");
    assertThat(listed.getRuns(3).getData()).isEqualTo("digits");
    assertThat(listed.getBytes())
        .isEqualTo(listed.getRunsList().stream().mapToLong(ListedRun::getBytes).sum());
  }

  @Test
  void aPersonReadsALineForEachAndTheNextCommand() {
    assertThat(runs().out().lines())
        .hasSize(5)
        .satisfies(
            lines -> {
              assertThat(lines.get(2))
                  .matches(".*/done +search +nasbench201 digits +done +\\d+\\.\\d kB  held-out .*");
              assertThat(lines.get(3)).matches("3 runs, \\d+\\.\\d kB");
              assertThat(lines.get(4))
                  .isEqualTo("next: lnas search --resume " + folder.resolve("stopped"));
            });
  }

  @Test
  void kindsAreChosenAndUnknownOnesRefused() {
    assertThat(runs("--kind", "training").out())
        .isEqualTo("There are no runs in " + folder + ".\n");
    assertThat(runs("--kind", "guided-search").code()).isZero();
    Invocation wrong = runs("--kind", "walk");
    assertThat(wrong.code()).isEqualTo(2);
    assertThat(wrong.errors()).singleElement().asString().contains("'walk'", "guided-search");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "--unfinished; stopped",
        "--damaged; damaged",
        "--unfinished --damaged; damaged, stopped",
        "--keep 1; stopped, done",
        "--keep 0; damaged, stopped, done",
        "--keep 2 --unfinished; ''",
        "--older-than 30d; ''",
        "--unfinished --kind training; ''"
      })
  void whatAllOptionsTogetherNameIsRemoved(String options, String expected) throws IOException {
    List<String> gone = Stream.of(expected.split(", ")).filter(name -> !name.isEmpty()).toList();
    String[] words = ("clean " + options).split(" ");
    List<String> before = left();
    RunsRemoved would =
        json(
            RunsRemoved.getDefaultInstance(),
            Stream.concat(Stream.of(words), Stream.of("--dry-run")).toArray(String[]::new));
    assertThat(names(would.getRunsList())).isEqualTo(gone);
    assertThat(would.getDryRun()).isTrue();
    assertThat(left()).isEqualTo(before);
    RunsRemoved removed = json(RunsRemoved.getDefaultInstance(), words);
    assertThat(removed).isEqualTo(would.toBuilder().setDryRun(false).build());
    assertThat(left()).isEqualTo(before.stream().filter(name -> !gone.contains(name)).toList());
  }

  @Test
  void theAgeOfARunIsThatOfItsNewestFile() throws IOException {
    FileTime old = FileTime.from(Instant.now().minus(Duration.ofDays(8)));
    for (String name : List.of("done", "stopped")) {
      try (Stream<Path> files = Files.walk(folder.resolve(name))) {
        for (Path file : files.toList()) {
          Files.setLastModifiedTime(file, old);
        }
      }
    }
    Files.setLastModifiedTime(
        folder.resolve("done/result.binpb"),
        FileTime.from(Instant.now().minus(Duration.ofDays(6))));
    assertThat(
            names(
                json(RunsRemoved.getDefaultInstance(), "clean", "--older-than", "7d")
                    .getRunsList()))
        .containsExactly("stopped");
  }

  @Test
  void whatAProcessWorksInStays() throws IOException {
    Path within = Files.createDirectories(folder.resolve("stopped/part"));
    try (FolderLock lock = FolderLock.take(within)) {
      RunsRemoved none = json(RunsRemoved.getDefaultInstance(), "clean", "--unfinished");
      assertThat(none.getRunsList()).isEmpty();
      assertThat(none.getRunningList()).containsExactly(folder.resolve("stopped").toString());
      assertThat(folder.resolve("stopped/config.txtpb")).exists();
      assertThat(lock).isNotNull();
    }
    assertThat(runs("clean", "--unfinished").out()).contains("removed: 1 run, ");
    assertThat(folder.resolve("stopped")).doesNotExist();
  }

  @Test
  void linksAreNotFollowed(@TempDir Path elsewhere) throws IOException {
    Files.writeString(elsewhere.resolve("precious"), "data");
    Files.createSymbolicLink(folder.resolve("stopped/images"), elsewhere);
    Files.move(folder.resolve("done"), elsewhere.resolve("done"));
    Files.createSymbolicLink(folder.resolve("done"), elsewhere.resolve("done"));
    runs("clean", "--keep", "0");
    assertThat(folder.resolve("stopped")).doesNotExist();
    assertThat(elsewhere.resolve("precious")).hasContent("data");
    assertThat(elsewhere.resolve("done/config.txtpb")).exists();
    assertThat(left()).containsExactly("done", "file", "notes");
  }

  @Test
  void whatDoesNotSayThatItIsARunStays() throws IOException {
    Files.writeString(folder.resolve("notes/config.txtpb"), "space: \"nasbench201\"", UTF_8);
    runs("clean", "--keep", "0");
    assertThat(left()).containsExactly("file", "notes");
  }

  @Test
  void partsOfARunStayTogether() throws IOException {
    Files.createDirectories(folder.resolve("done/searches"));
    Invocation within =
        Invocation.of(
            "runs", "clean", "--keep", "0", "--folder", folder.resolve("done/searches").toString());
    assertThat(within.code()).isEqualTo(2);
    assertThat(within.errors()).singleElement().asString().contains("parts stay together");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "clean; say which runs",
        "clean --keep -1; --keep is -1: must be at least 0",
        "clean --older-than soon; --older-than 'soon' is no length of time"
      })
  void whatCannotBeMeantIsRefused(String line, String problem) {
    Invocation refused = runs(line.split(" "));
    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.errors()).singleElement().asString().contains(problem);
  }

  @Test
  void aFolderThatIsMissingIsSaid() {
    Invocation missing = Invocation.of("runs", "--folder", folder.resolve("none").toString());
    assertThat(missing.code()).isEqualTo(3);
    assertThat(missing.errors())
        .containsExactly("lnas: --folder " + folder.resolve("none") + " is no folder");
  }
}
