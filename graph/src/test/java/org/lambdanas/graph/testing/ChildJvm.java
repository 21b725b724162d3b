package org.lambdanas.graph.testing;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A process with the Java and the class path of the tests. */
public final class ChildJvm {

  private ChildJvm() {}

  /**
   * Its command, to which arguments may be added.
   *
   * @param main the class whose main method runs
   * @param options of Java, such as {@code -Xmx512m}
   */
  public static List<String> command(String main, String... options) {
    List<String> command = new ArrayList<>();
    if (System.getProperty("os.name").equals("Linux")) {
      // What was started in the background of a shell has inherited a deaf ear for Ctrl-C.
      command.addAll(List.of("env", "--default-signal=INT"));
    }
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // It lives for seconds, in which the second compiler would cost more than it brings.
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    // What the launcher tells a Java that would otherwise warn of native code and of Unsafe.
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> argument.startsWith("--"))
        .forEach(command::add);
    command.addAll(List.of(options));
    command.add("-cp");
    command.add(
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
    command.add(main);
    return command;
  }
}
