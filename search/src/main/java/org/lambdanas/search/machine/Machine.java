package org.lambdanas.search.machine;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The machine and the Java that this process runs on.
 *
 * @param operatingSystem name and version
 * @param architecture such as {@code "amd64"}
 * @param processor model name, or empty if the system does not tell
 * @param processors how many threads can run at once
 * @param memoryBytes memory of the machine or of the container
 * @param heapBytes most that Java's own heap may take of it
 * @param java version and vendor of the virtual machine
 */
public record Machine(
    String operatingSystem,
    String architecture,
    String processor,
    int processors,
    long memoryBytes,
    long heapBytes,
    String java) {

  /** Looks at the machine this process runs on. */
  public static Machine current() {
    OperatingSystemMXBean system =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    return new Machine(
        System.getProperty("os.name") + " " + System.getProperty("os.version"),
        System.getProperty("os.arch"),
        processorModel(Path.of("/proc/cpuinfo")),
        Runtime.getRuntime().availableProcessors(),
        system.getTotalMemorySize(),
        Runtime.getRuntime().maxMemory(),
        System.getProperty("java.version") + " (" + System.getProperty("java.vendor") + ")");
  }

  static String processorModel(Path file) {
    try (Stream<String> lines = Files.lines(file)) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse("");
    } catch (IOException | RuntimeException e) {
      return "";
    }
  }

  /** The same as a message, for work that TensorFlow may have no part in. */
  public org.lambdanas.proto.v1.Machine message() {
    return org.lambdanas.proto.v1.Machine.newBuilder()
        .setOperatingSystem(operatingSystem)
        .setArchitecture(architecture)
        .setProcessors(processors)
        .setMemoryBytes(memoryBytes)
        .setJavaVersion(java)
        .build();
  }

  /** The same with the devices that TensorFlow sees, which is loaded for it. */
  public org.lambdanas.proto.v1.Machine message(List<String> devices) {
    return message().toBuilder()
        .setTensorflowVersion(NativeTensorFlow.load().version())
        .addAllDevices(devices)
        .build();
  }
}
