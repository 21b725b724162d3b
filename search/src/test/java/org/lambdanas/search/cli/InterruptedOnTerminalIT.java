package org.lambdanas.search.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lambdanas.graph.interchange.Messages;
import org.lambdanas.proto.v1.CheckpointFile;
import org.lambdanas.proto.v1.SearchCheckpoint;
import org.lambdanas.proto.v1.TrainingCheckpoint;
import org.lambdanas.search.cli.verb.ExitCode;
import org.lambdanas.search.run.RunFolder;
import org.lambdanas.search.run.RunKind;

/**
 * Runs that the launcher starts on a pseudo-terminal, each stopped there by Ctrl-C and gone on
 * with: every verb of runs, while its graph is built, in its first epoch and later. {@code
 * -Dgroups=study -Dtest.excluded=none} runs all of them, an ordinary build three.
 */
class InterruptedOnTerminalIT {

  private static final Path SCRIPT = Path.of("/usr/bin/script");
  private static final char CTRL_C = 3;
  private static final String SEARCH =
      "--channels 2 --cells-per-stage 1 --train-images 120 --batch-size 4 --epochs 3 --seed 5";
  private static final Map<RunKind<?, ?>, String> ARGUMENTS =
      Map.of(
          RunKind.SEARCH,
          SEARCH + " --method darts",
          RunKind.TRAINING,
          "|nor_conv_3x3~0|+|none~0|nor_conv_1x1~1|+|skip_connect~0|none~1|nor_conv_3x3~2|"
              + " --channels 2 --cells 1 --train-images 200 --batch-size 4 --epochs 4 --seed 5",
          RunKind.COMPARISON,
          SEARCH.replace("--seed 5", "--seeds 5,6 --methods darts"),
          RunKind.EVALUATION,
          "--predictors rf,bayes_lin_reg --train-sizes 24,60 --trials 40 --test-size 50 --seed 5");

  @TempDir private static Path folder;

  @BeforeAll
  static void aTerminalIsThere() {
    assumeTrue(Files.isExecutable(SCRIPT), "skipped: no " + SCRIPT);
  }

  /** When a run is stopped; a pattern of what stands in its folder then. */
  private enum Moment {
    /** The folder is taken before TensorFlow is loaded. */
    BUILDING(".lock"),
    FIRST_EPOCH("config.txtpb|evaluation.txtpb|*/config.txtpb"),
    LATER("checkpoints/00001-*|*6/config.txtpb|points.log");

    private final String files;

    Moment(String files) {
      this.files = files;
    }

    boolean isIn(Path run) throws IOException {
      if (!Files.exists(run)) {
        return false;
      }
      var matcher = run.getFileSystem().getPathMatcher("glob:{" + files.replace('|', ',') + "}");
      try (Stream<Path> all = Files.walk(run)) {
        return all.anyMatch(file -> matcher.matches(run.relativize(file)));
      } catch (UncheckedIOException e) {
        // A file that was being written has its name by now.
        return false;
      }
    }
  }

  @Tag("study")
  @ParameterizedTest
  @CsvSource({
    "search, BUILDING",
    "search, LATER",
    "train, FIRST_EPOCH",
    "train, LATER",
    "compare, BUILDING",
    "compare, FIRST_EPOCH",
    "compare, LATER",
    "predictors evaluate, BUILDING",
    "predictors evaluate, FIRST_EPOCH"
  })
  void atEveryMoment(String verb, Moment moment) throws Exception {
    stopsAndGoesOn(verb, moment);
  }

  @ParameterizedTest
  @CsvSource({"search, FIRST_EPOCH", "train, BUILDING", "predictors evaluate, LATER"})
  void stopsAndGoesOn(String verb, Moment moment) throws Exception {
    RunKind<?, ?> kind =
        Stream.of(RunKind.SEARCH, RunKind.TRAINING, RunKind.COMPARISON, RunKind.EVALUATION)
            .filter(one -> one.verb().equals(verb))
            .findFirst()
            .orElseThrow();
    Path whole = folder.resolve(kind.id());
    if (!Files.exists(whole)) {
      Invocation run = here(kind, ARGUMENTS.get(kind) + " --run-dir " + whole);
      assertThat(run.code()).as(run.err()).isZero();
    }
    Path stopped = folder.resolve(kind.id() + moment);
    String text = stopOnTerminal(kind, stopped, moment);
    assertThat(text).contains("stopped; go on with: lnas " + verb + " --resume " + stopped);
    assertThat(text).doesNotContain("absl::", "MLIR");
    assertThat(new RunFolder<>(stopped, kind).isDone()).as(text).isFalse();
    if (kind.equals(RunKind.SEARCH) || kind.equals(RunKind.TRAINING)) {
      assertThat(states(stopped, kind)).as("checkpoint").isNotEmpty();
    }

    Invocation resumed = here(kind, "--resume " + stopped);
    assertThat(resumed.code()).as(resumed.err()).isZero();
    assertThat(result(stopped, kind).equals(result(whole, kind))).as("the same result").isTrue();
    assertThat(states(stopped, kind).equals(states(whole, kind))).as("the same bits").isTrue();
  }

  private static List<String> words(RunKind<?, ?> kind, String arguments) {
    List<String> words = new ArrayList<>(Arrays.asList(kind.verb().split(" ")));
    words.addAll(Arrays.asList(arguments.split(" ")));
    return words;
  }

  /** In this process: one start of Java less. */
  private static Invocation here(RunKind<?, ?> kind, String arguments) {
    return Invocation.of(words(kind, arguments).toArray(String[]::new));
  }

  private static String stopOnTerminal(RunKind<?, ?> kind, Path run, Moment moment)
      throws Exception {
    // Where the tests were started in the background, Ctrl-C is switched off for all they start.
    String command =
        "exec env --default-signal=INT "
            + LauncherIT.launcher()
            + " '"
            + String.join("' '", words(kind, ARGUMENTS.get(kind) + " --run-dir " + run))
            + "'";
    Path output = folder.resolve("output");
    Process process =
        new ProcessBuilder(SCRIPT.toString(), "-qec", command, "/dev/null")
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      while (process.isAlive() && !moment.isIn(run)) {
        Thread.sleep(5);
      }
      // Typed: the terminal makes a signal of it.
      process.getOutputStream().write(CTRL_C);
      process.getOutputStream().flush();
      assertThat(process.waitFor(2, TimeUnit.MINUTES)).as("ends").isTrue();
      String text = Files.readString(output, UTF_8);
      assertThat(process.exitValue()).as(text).isEqualTo(ExitCode.INTERRUPTED.code());
      return text;
    } finally {
      process.destroyForcibly();
    }
  }

  private static Message result(Path run, RunKind<?, ?> kind) {
    return untimed(new RunFolder<>(run, kind).result());
  }

  /** The newest state of every search and training in a folder, in the order of their names. */
  private static List<Message> states(Path run, RunKind<?, ?> kind) throws IOException {
    try (Stream<Path> files = Files.walk(run)) {
      List<Message> states = new ArrayList<>();
      for (Path checkpoints :
          files.filter(file -> file.endsWith("checkpoints")).sorted().toList()) {
        Path newest;
        try (Stream<Path> kept = Files.list(checkpoints)) {
          newest = kept.max(Comparator.naturalOrder()).orElseThrow();
        }
        CheckpointFile file = Messages.read(newest, CheckpointFile.getDefaultInstance());
        states.add(
            untimed(
                kind.equals(RunKind.TRAINING)
                    ? TrainingCheckpoint.parseFrom(file.getPayload())
                    : SearchCheckpoint.parseFrom(file.getPayload())));
      }
      return states;
    }
  }

  /** Without what differs between two runs of the same: times, and where and when they were. */
  private static Message untimed(Message message) {
    Message.Builder builder = message.toBuilder();
    for (Map.Entry<FieldDescriptor, Object> entry : message.getAllFields().entrySet()) {
      FieldDescriptor field = entry.getKey();
      if (field.getName().contains("seconds") || field.getName().equals("provenance")) {
        builder.clearField(field);
      } else if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
        builder.setField(
            field,
            field.isRepeated()
                ? ((List<?>) entry.getValue()).stream().map(one -> untimed((Message) one)).toList()
                : untimed((Message) entry.getValue()));
      }
    }
    return builder.build();
  }
}
