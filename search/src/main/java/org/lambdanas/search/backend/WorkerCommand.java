package org.lambdanas.search.backend;

import java.io.File;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** How a worker process is started: with the Java, the options and the classes of this one. */
final class WorkerCommand {

  private static final String MAIN = "org.lambdanas.search.cli.Main";

  /**
   * What belongs to this process alone: tools that watch it, and numbers of its open files. The
   * memory of a worker is its own where there is a limit.
   */
  private static final Pattern OWN =
      Pattern.compile("-javaagent:.*|-agent(lib|path):.*|-Xrun.*|-Xdebug|-Dlnas\\..*");

  private static final Pattern MEMORY =
      Pattern.compile("-Xm[xs].*|-Dorg\\.bytedeco\\.javacpp\\.max(physical)?bytes=.*");

  private WorkerCommand() {}

  /**
   * The command.
   *
   * @param memoryMib most memory, half of which Java's heap may take; 0: as much as this process
   */
  static List<String> of(int memoryMib) {
    List<String> command = new ArrayList<>();
    if (File.separatorChar == '/') {
      // Ctrl-C on a terminal is heard by all processes, but only the first has to do something.
      command.addAll(List.of("sh", "-c", "trap '' INT HUP; exec \"$@\"", "sh"));
    }
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    List<String> options = ManagementFactory.getRuntimeMXBean().getInputArguments();
    options.stream()
        .filter(option -> !OWN.matcher(option).matches())
        .filter(option -> memoryMib == 0 || !MEMORY.matcher(option).matches())
        .forEach(command::add);
    if (options.stream().noneMatch(option -> option.matches("-XX:\\+Use\\w*GC"))) {
      command.add("-XX:+UseSerialGC");
    }
    if (memoryMib > 0) {
      command.add("-Xmx" + memoryMib / 2 + "m");
      command.add("-Dorg.bytedeco.javacpp.maxphysicalbytes=" + memoryMib + "m");
      command.add("-Dorg.bytedeco.javacpp.maxbytes=0");
    }
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), MAIN, "worker"));
    return command;
  }
}
