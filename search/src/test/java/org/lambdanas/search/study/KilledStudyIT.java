package org.lambdanas.search.study;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lambdanas.graph.interchange.RecordLog;
import org.lambdanas.graph.testing.ChildJvm;
import org.lambdanas.predictors.evaluation.EvaluationCsv;
import org.lambdanas.proto.v1.EvaluationPoint;

/** A study that is killed goes on to the same files. */
class KilledStudyIT {

  @TempDir private Path folder;

  @Test
  void aKilledStudyEndsAsTheUndisturbedOne() throws Exception {
    Path whole = folder.resolve("whole");
    assertThat(ended(start(begin(whole)))).isZero();
    Path killed = folder.resolve("killed");
    // In the first evaluation, in the second, and by then for the rest with another backend.
    kill(begin(killed), killed, 5);
    kill(List.of("study", "--resume", killed.toString()), killed, 20);
    assertThat(
            ended(
                start(
                    List.of(
                        "study",
                        "--resume",
                        killed.toString(),
                        "--backend",
                        "workers",
                        "--workers",
                        "2"))))
        .as(Files.readString(log(), UTF_8))
        .isZero();
    assertThat(timeless(killed)).hasSizeGreaterThan(20).isEqualTo(timeless(whole));
  }

  private static List<String> begin(Path run) {
    return List.of(
        "study",
        "--table",
        "nasbench201#cifar100_test_200ep_seed888",
        "--predictors",
        "rf,bayes_lin_reg,params",
        "--train-sizes",
        "10,20,40",
        "--trials",
        "4",
        "--run-dir",
        run.toString());
  }

  private Path log() {
    return folder.resolve("err.txt");
  }

  private Process start(List<String> arguments) throws IOException {
    List<String> command =
        new ArrayList<>(ChildJvm.command("org.lambdanas.search.cli.Main", "-Xmx512m"));
    command.addAll(arguments);
    return new ProcessBuilder(command)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(ProcessBuilder.Redirect.appendTo(log().toFile()))
        .start();
  }

  private static int ended(Process process) throws InterruptedException {
    assertThat(process.waitFor(10, TimeUnit.MINUTES)).as("ends").isTrue();
    return process.exitValue();
  }

  /** Kills it once so many points are kept, of those before as well. */
  private void kill(List<String> arguments, Path run, int points) throws Exception {
    Process process = start(arguments);
    try {
      while (process.isAlive() && kept(run) < points) {
        Thread.sleep(5);
      }
    } finally {
      process.destroyForcibly();
    }
    process.waitFor();
    assertThat(run.resolve("result.binpb")).as("killed before its end").doesNotExist();
  }

  private static int kept(Path run) throws IOException {
    if (!Files.exists(run)) {
      return 0;
    }
    try (Stream<Path> evaluations = Files.list(run)) {
      return evaluations
          .map(evaluation -> evaluation.resolve("points.log"))
          .filter(Files::exists)
          .mapToInt(log -> RecordLog.read(log, EvaluationPoint.getDefaultInstance()).size())
          .sum();
    }
  }

  private static List<String> timeless(Path run) throws IOException {
    List<String> lines = new ArrayList<>();
    for (String line : Files.readAllLines(run.resolve("scores.csv"))) {
      lines.add(line.replaceFirst("(,[^,]*){" + EvaluationCsv.MEASURED_TIMES.size() + "}$", ""));
    }
    for (String file : List.of("pareto.csv", "winners.csv", "statements.csv")) {
      lines.addAll(Files.readAllLines(run.resolve(file)));
    }
    return lines;
  }
}
