package org.lambdanas.search.backend;

import java.io.File;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.error.GraphBuildException;
import org.lambdanas.proto.v1.BackendConfig;
import org.lambdanas.proto.v1.Objective;
import org.lambdanas.proto.v1.WorkerSetup;

/** Makes the Spark application of a search. */
public final class SparkSource implements EvaluatorSource {

  /** A task that was lost with its machine is begun again twice; no other task fails. */
  private static final int MOST_ATTEMPTS = 3;

  private static final String LOOPBACK = "127.0.0.1";

  private static final Pattern LOCAL = Pattern.compile("local(?:\\[([^],]+)])?");

  /** For the service loader. */
  public SparkSource() {}

  @Override
  public Evaluator of(BackendConfig config, Objective objective) {
    WorkerSetup setup =
        WorkerSetup.newBuilder()
            .setProtocol(WorkerLoop.PROTOCOL)
            .setVersion(WorkerLoop.version())
            .setObjective(objective)
            .setLimitSeconds(config.getLimitSeconds())
            .setTrialThreads(config.getTrialThreads())
            .build();
    SparkConf spark = conf(config);
    // What would fail in every task is said here.
    SparkTask.evaluator(setup);
    try {
      return new SparkEvaluator(new JavaSparkContext(spark), setup);
    } catch (RuntimeException e) {
      throw new GraphBuildException(
          "Spark does not start at %s: %s".formatted(spark.get("spark.master"), e.getMessage()), e);
    }
  }

  private static SparkConf conf(BackendConfig config) {
    SparkConf spark = new SparkConf();
    String master = config.getSparkMaster();
    if (!master.isEmpty()) {
      spark.setMaster(retrying(master));
    } else if (!spark.contains("spark.master")) {
      throw new ConfigException(
          "there is no Spark master: name it (--spark-master local[2]), or start under"
              + " spark-submit");
    }
    if (spark.get("spark.master").startsWith("local")) {
      // Nobody else has to reach it.
      spark.setIfMissing("spark.driver.host", LOOPBACK);
      spark.setIfMissing("spark.driver.bindAddress", LOOPBACK);
    } else {
      spark.setIfMissing("spark.jars", String.join(",", ownJars()));
    }
    return spark
        .setIfMissing("spark.app.name", "Lambda-NAS")
        .set("spark.task.cpus", String.valueOf(config.getTrialThreads()))
        .set("spark.task.maxFailures", String.valueOf(MOST_ATTEMPTS))
        // A trial is done once, wherever there is room, and not all by who comes first.
        .set("spark.speculation", "false")
        .setIfMissing("spark.locality.wait", "0")
        .setIfMissing("spark.scheduler.minRegisteredResourcesRatio", "1.0")
        .setIfMissing("spark.ui.enabled", "false")
        // JavaCPP's own limits follow the heap, which is far too low for a network.
        .setIfMissing(
            "spark.executor.extraJavaOptions",
            "-Dorg.bytedeco.javacpp.maxphysicalbytes=0 -Dorg.bytedeco.javacpp.maxbytes=0");
  }

  /** Local masters take the number of attempts from their name only. */
  private static String retrying(String master) {
    Matcher local = LOCAL.matcher(master);
    return local.matches()
        ? "local[%s,%d]".formatted(local.group(1) == null ? "1" : local.group(1), MOST_ATTEMPTS)
        : master;
  }

  /** What executors lack: everything on the class path that does not lie beside Spark itself. */
  private static List<String> ownJars() {
    Path sparks = folderOf(SparkContext.class);
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .map(entry -> Path.of(entry).toAbsolutePath().normalize())
        .filter(entry -> !sparks.equals(entry.getParent()) && Files.isRegularFile(entry))
        .map(entry -> entry.toUri().toString())
        .toList();
  }

  private static Path folderOf(Class<?> type) {
    URI jar = URI.create(type.getProtectionDomain().getCodeSource().getLocation().toString());
    Path folder = Path.of(jar).getParent();
    return folder == null ? Path.of("/") : folder;
  }
}
