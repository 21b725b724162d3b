package org.lambdanas.search.backend;

import java.io.File;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.error.Excerpt;
import org.lambdanas.graph.error.GraphBuildException;
import org.lambdanas.proto.v1.BackendConfig;
import org.lambdanas.proto.v1.Objective;
import org.lambdanas.proto.v1.WorkerSetup;

/** Makes the Spark application of a search. */
public final class SparkSource implements EvaluatorSource {

  private static final String LOOPBACK = "127.0.0.1";

  private static final String MASTER = "spark.master";

  private static final Pattern LOGGING = Pattern.compile("(log4j|slf4j)-.*");

  /** For the service loader. */
  public SparkSource() {}

  @Override
  public Evaluator of(BackendConfig config, Objective objective) {
    WorkerSetup setup = WorkerLoop.setup(config, objective);
    SparkMaster master = master(config);
    master.requireAnswer();
    SparkConf spark = conf(config, master);
    // What would fail in every task is said here.
    SparkTask.evaluator(setup);
    try {
      return new SparkEvaluator(new JavaSparkContext(spark), setup);
    } catch (Exception e) {
      // Scala throws what it does not declare.
      throw new GraphBuildException(
          "Spark does not start at %s: %s"
              .formatted(Excerpt.of(master.url()), Excerpt.firstLine(e)),
          e);
    }
  }

  private static SparkMaster master(BackendConfig config) {
    String url = config.getSparkMaster();
    SparkConf submitted = new SparkConf();
    if (url.isEmpty() && !submitted.contains(MASTER)) {
      throw new ConfigException(
          "there is no Spark master: name it (--spark-master local[2]), or start under"
              + " spark-submit");
    }
    return SparkMaster.of(
        url.isEmpty() ? submitted.get(MASTER) : url, SparkEvaluator.MOST_ATTEMPTS);
  }

  private static SparkConf conf(BackendConfig config, SparkMaster master) {
    SparkConf spark = new SparkConf().setMaster(master.url());
    if (master.isOnThisMachine()) {
      // Nobody else has to reach it.
      spark.setIfMissing("spark.driver.host", LOOPBACK);
      spark.setIfMissing("spark.driver.bindAddress", LOOPBACK);
    }
    if (!master.isLocal()) {
      spark.setIfMissing("spark.jars", String.join(",", ownJars(master.isOnThisMachine())));
      // Spark brings another protobuf, with which generated messages do not work.
      spark.setIfMissing("spark.executor.userClassPathFirst", "true");
    }
    // As wide as here, or the last bits of trainings would depend on who started the cluster.
    for (String variable : List.of("TF_ENABLE_ONEDNN_OPTS", "TF_CPP_MIN_LOG_LEVEL")) {
      String value = System.getenv(variable);
      if (value != null) {
        spark.setExecutorEnv(variable, value);
      }
    }
    String threads = String.valueOf(config.getTrialThreads());
    return spark
        .setIfMissing("spark.app.name", "Lambda-NAS")
        .set("spark.task.cpus", threads)
        .set("spark.task.maxFailures", String.valueOf(SparkEvaluator.MOST_ATTEMPTS))
        // A process for each trial at a time, as many as are asked for.
        .setIfMissing("spark.executor.cores", threads)
        .setIfMissing(
            "spark.cores.max", String.valueOf(config.getWorkers() * config.getTrialThreads()))
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

  /**
   * What executors lack: everything on the class path that does not lie beside Spark itself, but
   * for the logging, which is Spark's there.
   */
  private static List<String> ownJars(boolean here) {
    Path sparks = folderOf(SparkContext.class);
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .map(entry -> Path.of(entry).toAbsolutePath().normalize())
        .filter(entry -> !sparks.equals(entry.getParent()) && Files.isRegularFile(entry))
        .filter(entry -> !LOGGING.matcher(entry.getFileName().toString()).matches())
        // Who is on this machine finds them where they are.
        .map(entry -> here ? "local:" + entry.toUri().getRawPath() : entry.toUri().toString())
        .toList();
  }

  private static Path folderOf(Class<?> type) {
    URI jar = URI.create(type.getProtectionDomain().getCodeSource().getLocation().toString());
    Path folder = Path.of(jar).getParent();
    return folder == null ? Path.of("/") : folder;
  }
}
