package org.lambdanas.predictors.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lambdanas.graph.testing.ChildJvm;
import org.lambdanas.predictors.table.BenchmarkTableFile;
import org.lambdanas.proto.v1.EvaluationConfig;

/** A process that is killed in the middle of an evaluation. */
class KilledEvaluationIT {

  @TempDir private Path folder;

  /** What runs in the process: goes on with the evaluation in a folder. */
  static final class Child {
    private Child() {}

    /** Takes the folder of the table and that of the evaluation. */
    public static void main(String[] arguments) {
      BenchmarkTableFile table = TestEvaluations.table(Path.of(arguments[0]));
      TestEvaluations.run(TestEvaluations.folder(Path.of(arguments[1]), config(), table), table, 2);
    }
  }

  private static EvaluationConfig config() {
    return TestEvaluations.config("kernel", "slow")
        .setTrials(40)
        .addAllTrainSizes(List.of(5, 14, 24))
        .build();
  }

  @Test
  void aKilledEvaluationGoesOn() throws IOException, InterruptedException {
    BenchmarkTableFile table = TestEvaluations.table(folder);
    TestEvaluations.run(TestEvaluations.folder(folder.resolve("whole"), config(), table), table, 2);
    Path killed = folder.resolve("killed");
    List<String> command = ChildJvm.command(Child.class.getName(), "-Xmx128m");
    command.addAll(List.of(folder.toString(), killed.toString()));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("output.txt").toFile())
            .start();
    try {
      Path log = killed.resolve("points.log");
      while (process.isAlive() && (!Files.exists(log) || Files.size(log) < 20_000)) {
        Thread.sleep(2);
      }
      assertThat(process.isAlive()).as(Files.readString(folder.resolve("output.txt"))).isTrue();
    } finally {
      process.destroyForcibly();
    }
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(killed.resolve("results.csv")).doesNotExist();
    TestEvaluations.run(TestEvaluations.folder(killed, config(), table), table, 1);
    assertThat(TestEvaluations.repeatable(killed))
        .isEqualTo(TestEvaluations.repeatable(folder.resolve("whole")));
  }
}
