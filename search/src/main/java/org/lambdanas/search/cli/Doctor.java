package org.lambdanas.search.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.protobuf.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.lambdanas.graph.error.GraphBuildException;
import org.lambdanas.search.machine.Finding;
import org.lambdanas.search.machine.Finding.State;
import org.lambdanas.search.machine.GpuSoftware;
import org.lambdanas.search.machine.LibraryVersion;
import org.lambdanas.search.machine.Machine;
import org.lambdanas.search.machine.MatmulProbe;
import org.lambdanas.search.machine.NativeTensorFlow;
import org.lambdanas.search.machine.NativeTensorFlow.Device;
import picocli.CommandLine.Command;

/** Looks at the machine and says what works, what is missing and what to do about it. */
@Command(
    name = "doctor",
    description =
        "Show versions, devices, threads and memory, multiply two matrices, and say what a GPU"
            + " lacks.")
final class Doctor extends Verb {

  private static final int MATRIX = 1024;
  private static final int REPETITIONS = 10;

  private final List<Finding> findings = new ArrayList<>();
  private final JsonObject json = new JsonObject();

  @Override
  protected Result execute() {
    machine(Machine.current());
    boolean gpuBuild = builds(NativeTensorFlow.builds());
    boolean gpuSeen = tensorFlow();
    gpu(gpuBuild, gpuSeen);
    boolean well = findings.stream().noneMatch(finding -> finding.state() == State.FAILED);
    json.addProperty("ok", well);
    json.add("findings", findingsJson());
    return new Result(lines(), json, well ? ExitCode.OK : ExitCode.FAILURE);
  }

  private void machine(Machine machine) {
    findings.add(Finding.ok("Lambda-NAS", Version.text()));
    findings.add(Finding.ok("Java", machine.java()));
    findings.add(Finding.ok("system", machine.operatingSystem() + " " + machine.architecture()));
    findings.add(
        Finding.ok("processors", (machine.processors() + " " + machine.processor()).strip()));
    findings.add(Finding.ok("memory", gibibytes(machine.memoryBytes())));
    findings.add(
        Finding.ok(
            "Java heap", "up to " + gibibytes(machine.heapBytes()) + " (LNAS_JAVA_OPTS=-Xmx...)"));
    String protobuf = LibraryVersion.of(Message.class);
    findings.add(Finding.ok("protobuf", protobuf));
    json.addProperty("version", Version.text());
    json.addProperty("java", machine.java());
    json.addProperty("system", machine.operatingSystem());
    json.addProperty("architecture", machine.architecture());
    json.addProperty("processors", machine.processors());
    json.addProperty("memory_bytes", machine.memoryBytes());
    json.addProperty("heap_bytes", machine.heapBytes());
    json.addProperty("protobuf", protobuf);
  }

  private boolean builds(List<String> builds) {
    String platform = NativeTensorFlow.platform();
    json.addProperty("platform", platform);
    boolean gpu = builds.contains("gpu");
    json.addProperty("gpu_build", gpu);
    findings.add(
        Finding.check(
            builds.size() == 1,
            "native build",
            switch (builds.size()) {
              case 0 -> "none for " + platform + " on the class path: run ./lnas from its source";
              case 1 -> platform + ", " + builds.get(0);
              default -> "cpu and gpu are mixed on the class path: run mvn clean, then ./lnas";
            }));
    return gpu;
  }

  /** Loads it, and if that works uses it; returns whether it sees a GPU. */
  private boolean tensorFlow() {
    try {
      NativeTensorFlow tensorFlow = NativeTensorFlow.load();
      String seconds = decimals(tensorFlow.loadTime().toMillis() / 1e3, 2);
      findings.add(
          Finding.ok("TensorFlow", tensorFlow.version() + ", loaded in " + seconds + " s"));
      findings.add(
          Finding.ok("native cache", NativeTensorFlow.cacheFolder() + " (LNAS_NATIVE_CACHE)"));
      long ceiling = tensorFlow.memoryCeilingBytes();
      findings.add(
          Finding.ok(
              "memory ceiling",
              (ceiling == 0 ? "none" : gibibytes(ceiling)) + " for the process (LNAS_MEMORY)"));
      json.addProperty("tensorflow", tensorFlow.version());
      json.addProperty("load_seconds", tensorFlow.loadTime().toMillis() / 1e3);
      json.addProperty("native_cache", NativeTensorFlow.cacheFolder().toString());
      json.addProperty("memory_ceiling_bytes", ceiling);
      threads();
      oneDnn();
      boolean gpu = devices(tensorFlow.devices());
      matmul();
      return gpu;
    } catch (GraphBuildException e) {
      findings.add(Finding.check(false, "TensorFlow", String.valueOf(e.getMessage())));
      return false;
    }
  }

  private void threads() {
    for (String kind : List.of("intra", "inter")) {
      String variable = "TF_NUM_" + kind.toUpperCase(Locale.ROOT) + "OP_THREADS";
      String meaning = kind.equals("intra") ? " inside an operation" : " between operations";
      int threads = threads(System.getenv(variable));
      findings.add(Finding.ok("threads", threads + meaning + " (" + variable + ")"));
      json.addProperty(kind + "_op_threads", threads);
    }
  }

  private void oneDnn() {
    boolean off = "0".equals(System.getenv("TF_ENABLE_ONEDNN_OPTS"));
    findings.add(Finding.ok("oneDNN", (off ? "off" : "on") + " (TF_ENABLE_ONEDNN_OPTS)"));
    json.addProperty("onednn", !off);
  }

  /** As TensorFlow itself reads the variable: one for each processor unless it is a number. */
  private static int threads(@Nullable String value) {
    return value != null && value.matches("[1-9]\\d{0,5}")
        ? Integer.parseInt(value)
        : Runtime.getRuntime().availableProcessors();
  }

  private void matmul() {
    MatmulProbe probe = MatmulProbe.run(MATRIX, REPETITIONS);
    String rate = decimals(probe.gigaflopsPerSecond(), 1) + " GFLOP/s";
    String size = " multiplying " + MATRIX + " x " + MATRIX + " in float32";
    findings.add(
        Finding.check(
            probe.correct(),
            "product",
            probe.correct()
                ? "right, " + rate + size
                : "WRONG," + size + ": do not trust results"));
    JsonObject matmul = new JsonObject();
    matmul.addProperty("size", probe.size());
    matmul.addProperty("correct", probe.correct());
    matmul.addProperty("gflops", probe.gigaflopsPerSecond());
    json.add("matmul", matmul);
  }

  private boolean devices(List<Device> devices) {
    JsonArray array = new JsonArray();
    for (Device device : devices) {
      findings.add(Finding.ok("device", device.name() + memory(device)));
      JsonObject object = new JsonObject();
      object.addProperty("name", device.name());
      object.addProperty("type", device.type());
      object.addProperty("memory_bytes", device.memoryBytes());
      array.add(object);
    }
    json.add("devices", array);
    return devices.stream().anyMatch(device -> device.type().equals("GPU"));
  }

  /** TensorFlow does not know how much memory the CPU has. */
  private static String memory(Device device) {
    return device.type().equals("CPU") ? "" : ", " + gibibytes(device.memoryBytes());
  }

  private void gpu(boolean build, boolean seen) {
    findings.add(
        seen
            ? Finding.ok("GPU", "in use")
            : new Finding("GPU", State.MISSING, "none in use; it needs all of the following"));
    findings.add(
        build
            ? Finding.ok("GPU build", "on the class path")
            : new Finding(
                "GPU build", State.MISSING, "run LNAS_PROFILE=gpu ./lnas doctor once (500 MB)"));
    for (GpuSoftware.Part part : GpuSoftware.ofMachine()) {
      State state = part.present() ? State.OK : State.MISSING;
      findings.add(new Finding(part.name(), state, part.detail()));
    }
  }

  private List<String> lines() {
    return findings.stream()
        .map(f -> String.format(Locale.ROOT, "%-8s%-18s%s", word(f), f.name(), f.detail()))
        .toList();
  }

  private JsonArray findingsJson() {
    JsonArray array = new JsonArray();
    for (Finding finding : findings) {
      JsonObject object = new JsonObject();
      object.addProperty("name", finding.name());
      object.addProperty("state", word(finding));
      object.addProperty("detail", finding.detail());
      array.add(object);
    }
    return array;
  }

  private static String word(Finding finding) {
    return finding.state().name().toLowerCase(Locale.ROOT);
  }

  private static String gibibytes(long bytes) {
    return decimals(bytes / (double) (1L << 30), 1) + " GiB";
  }

  private static String decimals(double value, int digits) {
    return String.format(Locale.ROOT, "%." + digits + "f", value);
  }
}
