package org.lambdanas.search.backend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.jar.JarOutputStream;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.apache.spark.SparkContext;

/**
 * A standalone Spark cluster of processes on this machine, made of the jars of the class path: a
 * master, and workers of one core each.
 */
final class SparkCluster implements AutoCloseable {

  private static final String HOST = "127.0.0.1";

  /**
   * A folder with so many jars is Spark's own, as in a distribution. Otherwise they lie wherever
   * Maven keeps them, one version of each: then only classes are shipped, and Spark has all the
   * rest.
   */
  private static final int JARS_OF_SPARK = 100;

  /** Of tests; and logging is Spark's own. */
  private static final Pattern NOT_SHIPPED =
      Pattern.compile("(junit|assertj|archunit|log4j|slf4j).*");

  private final Path folder;
  private final Path home;
  private final int port;
  private final List<Path> links = new ArrayList<>();
  private final List<Path> shipped = new ArrayList<>();
  private final List<Process> processes = new ArrayList<>();

  /**
   * Starts the master.
   *
   * @param folder an empty one
   */
  SparkCluster(Path folder) throws IOException, InterruptedException {
    this.folder = folder;
    this.home = folder.resolve("home");
    this.port = freePort();
    install();
    daemon("master.Master", "--host", HOST, "--port", String.valueOf(port));
    awaitMaster();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** A Spark home is a folder of jars, and a file that says that it is no source tree. */
  private void install() throws IOException {
    Path jars = home.resolve("jars");
    Files.createDirectories(jars);
    Files.createFile(home.resolve("RELEASE"));
    List<Path> classPath =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .map(entry -> Path.of(entry).toAbsolutePath())
            .filter(Files::exists)
            .toList();
    Path spark =
        Path.of(SparkContext.class.getProtectionDomain().getCodeSource().getLocation().getPath());
    Predicate<Path> beside = jar -> Objects.equals(jar.getParent(), spark.getParent());
    boolean apart = classPath.stream().filter(beside).count() > JARS_OF_SPARK;
    Set<String> names = new HashSet<>();
    for (Path entry : classPath) {
      String name = String.valueOf(entry.getFileName());
      if (Files.isDirectory(entry)) {
        shipped.add(pack(entry, folder.resolve("classes" + shipped.size() + ".jar")));
      } else if (!apart || beside.test(entry)) {
        if (names.add(name)) {
          links.add(Files.createSymbolicLink(jars.resolve(name), entry));
        }
      } else if (!NOT_SHIPPED.matcher(name).matches()) {
        shipped.add(entry);
      }
    }
  }

  private static Path pack(Path classes, Path jar) throws IOException {
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
        Stream<Path> files = Files.walk(classes)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        out.putNextEntry(new ZipEntry(classes.relativize(file).toString()));
        Files.copy(file, out);
        out.closeEntry();
      }
    }
    return jar;
  }

  private void awaitMaster() throws IOException, InterruptedException {
    while (true) {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        return;
      } catch (IOException e) {
        assertThat(processes.get(0).isAlive()).as(log("master.Master")).isTrue();
        Thread.sleep(20);
      }
    }
  }

  private String log(String main) throws IOException {
    return Files.readString(folder.resolve(main + ".log"));
  }

  /** Adds a worker of one core. */
  void addWorker() throws IOException {
    int number = processes.size();
    daemon(
        "worker.Worker",
        "--host",
        HOST,
        "--cores",
        "1",
        "--memory",
        "1g",
        "--work-dir",
        folder.resolve("work" + number).toString(),
        master());
  }

  /** The master's URL. */
  String master() {
    return "spark://" + HOST + ":" + port;
  }

  /**
   * What a driver says to Java.
   *
   * @return options that set the properties of Spark
   */
  List<String> driver() {
    return List.of(
        "-Dspark.jars="
            + String.join(",", shipped.stream().map(jar -> "local:" + jar.toString()).toList()),
        "-Dspark.executor.memory=512m");
  }

  private void daemon(String main, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx256m", "-XX:+UseSerialGC"));
    command.addAll(List.of("-cp", home.resolve("jars") + "/*"));
    command.add("org.apache.spark.deploy." + main);
    command.addAll(List.of("--webui-port", "0"));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(
                ProcessBuilder.Redirect.appendTo(folder.resolve(main + ".log").toFile()));
    builder.environment().put("SPARK_HOME", home.toString());
    builder.environment().put("SPARK_LOCAL_IP", HOST);
    // What the scripts of a distribution say.
    builder.environment().put("SPARK_SCALA_VERSION", "2.13");
    processes.add(builder.start());
  }

  /** The processes that do trials. */
  List<ProcessHandle> executors() {
    return processes.stream()
        .flatMap(process -> process.descendants())
        .filter(ProcessHandle::isAlive)
        .toList();
  }

  @Override
  public void close() throws IOException, InterruptedException {
    List<ProcessHandle> executors = executors();
    processes.forEach(Process::destroyForcibly);
    executors.forEach(ProcessHandle::destroyForcibly);
    for (Process process : processes) {
      assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    }
    // JUnit warns of every link that it deletes.
    for (Path link : links) {
      Files.deleteIfExists(link);
    }
  }
}
