package org.lambdanas.predictors.tree;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.predictors.features.Features;
import org.lambdanas.predictors.predictor.Learned;
import org.lambdanas.predictors.predictor.Learner;
import org.lambdanas.predictors.predictor.LearningTask;
import org.lambdanas.predictors.predictor.Settings;
import org.lambdanas.predictors.testing.NasBench201Sample;

class NativeLibraryTest {

  @TempDir Path folder;

  @Test
  void namesThePredictorAndThePackageEachTime() {
    NativeLibrary library =
        new NativeLibrary(
            "xgb",
            "XGBoost",
            () -> {
              throw new ExceptionInInitializerError(
                  new UnsatisfiedLinkError("/tmp/lib.so: libgomp.so.1: cannot open\nit"));
            });
    for (int attempt = 0; attempt < 2; attempt++) {
      assertThatThrownBy(library::require)
          .isInstanceOf(ConfigException.class)
          .hasMessage(
              "predictor xgb needs the native library XGBoost, which cannot be loaded"
                  + " (libgomp.so.1: cannot open\\x0ait): install the Debian package libgomp1, or"
                  + " take a predictor without native code, such as rf");
    }
  }

  @Test
  void everyWayToFailIsReported() {
    for (Throwable failure :
        List.of(
            new NoClassDefFoundError("ml/dmlc/xgboost4j/java/XGBoostJNI"),
            new UnsatisfiedLinkError(),
            new IOException("disk full"))) {
      assertThatThrownBy(() -> new NativeLibrary("lgb", "LightGBM", () -> sneak(failure)).require())
          .isInstanceOf(ConfigException.class)
          .hasMessageContaining("predictor lgb needs")
          .hasMessageContaining("libgomp1")
          .hasCause(failure);
    }
  }

  private static void sneak(Throwable failure) throws Exception {
    if (failure instanceof Error error) {
      throw error;
    }
    throw (Exception) failure;
  }

  @Test
  void loadsOnceAndTriesAgainAfterAFailure() {
    AtomicInteger attempts = new AtomicInteger();
    NativeLibrary library =
        new NativeLibrary(
            "xgb",
            "XGBoost",
            () -> {
              if (attempts.incrementAndGet() == 1) {
                throw new IOException("disk full");
              }
            });
    assertThatThrownBy(library::require).isInstanceOf(ConfigException.class);
    assertThatCode(library::require).doesNotThrowAnyException();
    assertThatCode(library::require).doesNotThrowAnyException();
    assertThat(attempts).hasValue(2);
  }

  /** Fits every learner and writes to a file what came of it. */
  static final class Probe {

    private Probe() {}

    /**
     * Runs in a process of its own.
     *
     * @param arguments the file
     */
    public static void main(String[] arguments) throws IOException {
      SplittableRandom random = new Seed(1).random();
      List<Features> inputs = new ArrayList<>();
      for (int row = 0; row < 30; row++) {
        inputs.add(
            NasBench201Sample.vector(random.nextInt(2), random.nextInt(2), random.nextInt(2)));
      }
      double[] labels = random.doubles(30).toArray();
      try (PrintStream out = new PrintStream(arguments[0], UTF_8)) {
        for (Learner learner :
            List.of(new XgBoost(), new LightGbm(), new RandomForest(), new NgBoost())) {
          String id = learner.description().id();
          Settings settings = Settings.of(learner.description().settings(), List.of());
          LearningTask task =
              new LearningTask(inputs, labels, settings, new Seed(1), count -> List.of());
          try (Learned learned = learner.fit(task);
              Learned loaded = learner.load(learned.store(), settings)) {
            out.println(id + " " + loaded.predict(inputs).means().length);
          } catch (ConfigException e) {
            out.println(id + " ConfigException " + e.getMessage());
          }
        }
      }
    }
  }

  /** What the probe wrote, and what it printed although it must not. */
  private record Outcome(List<String> lines, String printed) {}

  private Outcome probe(String libraryPath) throws IOException, InterruptedException {
    Path answers = folder.resolve("answers");
    Path printed = folder.resolve("printed");
    ProcessBuilder builder =
        new ProcessBuilder(
            new ArrayList<>(
                List.of(
                    ProcessHandle.current().info().command().orElse("java"),
                    "-Xmx512m",
                    "-XX:+UseSerialGC",
                    "-Dorg.apache.logging.log4j.simplelog.level=OFF",
                    "-cp",
                    System.getProperty("java.class.path"),
                    Probe.class.getName(),
                    answers.toString())));
    // What Java 24 and newer are told, so that they do not warn.
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> argument.startsWith("--"))
        .forEach(argument -> builder.command().add(1, argument));
    builder.environment().remove("JAVA_TOOL_OPTIONS");
    if (!libraryPath.isEmpty()) {
      builder.environment().put("LD_LIBRARY_PATH", libraryPath);
    }
    Process process = builder.redirectErrorStream(true).redirectOutput(printed.toFile()).start();
    try {
      assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    String said = Files.readString(printed);
    assertThat(process.exitValue()).as(said).isZero();
    return new Outcome(Files.readAllLines(answers), said);
  }

  @Test
  void theLibrariesSayNothing() throws Exception {
    Outcome outcome = probe("");
    assertThat(outcome.lines).containsExactly("xgb 30", "lgb 30", "rf 30", "ngb 30");
    assertThat(outcome.printed).isEmpty();
  }

  @Test
  void withoutOpenMpTheOtherPredictorsStillWork() throws Exception {
    assumeTrue(
        System.getProperty("os.name").equals("Linux"), "hides a library as Linux looks it up");
    // The system takes the first file of the name that it finds, and this one is no library.
    Path path = Files.createDirectory(folder.resolve("library"));
    Files.createFile(path.resolve("libgomp.so.1"));
    Outcome outcome = probe(path.toString());
    assertThat(outcome.lines).hasSize(4).endsWith("rf 30", "ngb 30");
    assertThat(outcome.lines.get(0))
        .startsWith("xgb ConfigException predictor xgb needs the native library XGBoost")
        .contains("libgomp.so.1: file too short")
        .contains("Debian package libgomp1");
    assertThat(outcome.lines.get(1))
        .startsWith("lgb ConfigException predictor lgb needs the native library LightGBM")
        .contains("libgomp.so.1: file too short")
        .contains("Debian package libgomp1");
  }
}
