package org.lambdanas.search.cli.machine;

import com.google.protobuf.Message;
import java.util.List;
import java.util.Locale;
import org.lambdanas.graph.error.GraphBuildException;
import org.lambdanas.graph.tensor.MatmulProbe;
import org.lambdanas.proto.v1.DeviceDescription;
import org.lambdanas.proto.v1.DoctorFinding;
import org.lambdanas.proto.v1.DoctorResult;
import org.lambdanas.proto.v1.MatrixProduct;
import org.lambdanas.search.cli.verb.ExitCode;
import org.lambdanas.search.cli.verb.Lines;
import org.lambdanas.search.cli.verb.Result;
import org.lambdanas.search.cli.verb.Verb;
import org.lambdanas.search.cli.verb.Version;
import org.lambdanas.search.machine.GpuSoftware;
import org.lambdanas.search.machine.LibraryVersion;
import org.lambdanas.search.machine.Machine;
import org.lambdanas.search.machine.NativeTensorFlow;
import org.lambdanas.search.machine.NativeTensorFlow.Device;
import picocli.CommandLine.Command;

/** Looks at the machine and says what works, what is missing and what to do about it. */
@Command(
    name = "doctor",
    header = "Check the machine: versions, devices, threads and memory.",
    description = "Multiplies two matrices, and says what a GPU lacks.",
    footer = "lnas doctor")
public final class Doctor extends Verb {

  private static final int MATRIX = 1024;
  private static final int REPETITIONS = 10;

  private static final String OK = "ok";
  private static final String MISSING = "missing";
  private static final String FAILED = "failed";

  private final DoctorResult.Builder result = DoctorResult.newBuilder();

  @Override
  protected Result execute() {
    machine(Machine.current());
    boolean gpuBuild = builds(NativeTensorFlow.builds());
    boolean gpuSeen = tensorFlow();
    gpu(gpuBuild, gpuSeen);
    boolean well =
        result.getFindingsList().stream().noneMatch(found -> found.getState().equals(FAILED));
    Lines lines = new Lines();
    result
        .getFindingsList()
        .forEach(f -> lines.add("%-8s%-18s%s", f.getState(), f.getName(), f.getDetail()));
    return new Result(
        lines.list(), result.setOk(well).build(), well ? ExitCode.OK : ExitCode.FAILURE);
  }

  private void found(String name, String detail) {
    found(name, OK, detail);
  }

  private void found(String name, String state, String detail) {
    result.addFindings(DoctorFinding.newBuilder().setName(name).setState(state).setDetail(detail));
  }

  private void machine(Machine machine) {
    String protobuf = LibraryVersion.of(Message.class);
    found("Lambda-NAS", Version.text());
    found("Java", machine.java());
    found("system", machine.operatingSystem() + " " + machine.architecture());
    found("processors", (machine.processors() + " " + machine.processor()).strip());
    found("memory", gibibytes(machine.memoryBytes()));
    found("Java heap", "up to " + gibibytes(machine.heapBytes()) + " (LNAS_JAVA_OPTS=-Xmx...)");
    found("protobuf", protobuf);
    result
        .setVersion(Version.text())
        .setJava(machine.java())
        .setSystem(machine.operatingSystem())
        .setArchitecture(machine.architecture())
        .setProcessors(machine.processors())
        .setMemoryBytes(machine.memoryBytes())
        .setHeapBytes(machine.heapBytes())
        .setProtobuf(protobuf);
  }

  private boolean builds(List<String> builds) {
    String platform = NativeTensorFlow.platform();
    boolean gpu = builds.contains("gpu");
    result.setPlatform(platform).setGpuBuild(gpu);
    found(
        "native build",
        builds.size() == 1 ? OK : FAILED,
        switch (builds.size()) {
          case 0 -> "none for " + platform + " on the class path: run ./lnas from its source";
          case 1 -> platform + ", " + builds.get(0);
          default -> "cpu and gpu are mixed on the class path: run mvn clean, then ./lnas";
        });
    return gpu;
  }

  /** Loads it, and if that works uses it; returns whether it sees a GPU. */
  private boolean tensorFlow() {
    try {
      NativeTensorFlow tensorFlow = NativeTensorFlow.load();
      double seconds = tensorFlow.loadTime().toMillis() / 1e3;
      long ceiling = tensorFlow.memoryCeilingBytes();
      String cache = NativeTensorFlow.cacheFolder().toString();
      found("TensorFlow", tensorFlow.version() + ", loaded in " + decimals(seconds, 2) + " s");
      found("native cache", cache + " (LNAS_NATIVE_CACHE)");
      found(
          "memory ceiling",
          (ceiling == 0 ? "none" : gibibytes(ceiling)) + " for the process (LNAS_MEMORY)");
      result
          .setTensorflow(tensorFlow.version())
          .setLoadSeconds(seconds)
          .setNativeCache(cache)
          .setMemoryCeilingBytes(ceiling)
          .setIntraOpThreads(threads("TF_NUM_INTRAOP_THREADS", " inside an operation"))
          .setInterOpThreads(threads("TF_NUM_INTEROP_THREADS", " between operations"));
      boolean oneDnn = !"0".equals(System.getenv("TF_ENABLE_ONEDNN_OPTS"));
      found("oneDNN", (oneDnn ? "on" : "off") + " (TF_ENABLE_ONEDNN_OPTS)");
      result.setOnednn(oneDnn);
      tensorFlow.devices().forEach(this::device);
      matmul();
      return tensorFlow.devices().stream().anyMatch(device -> device.type().equals("GPU"));
    } catch (GraphBuildException e) {
      found("TensorFlow", FAILED, String.valueOf(e.getMessage()));
      return false;
    }
  }

  /** As TensorFlow itself reads the variable: one for each processor unless it is a number. */
  private int threads(String variable, String meaning) {
    String value = System.getenv(variable);
    int threads =
        value != null && value.matches("[1-9]\\d{0,5}")
            ? Integer.parseInt(value)
            : Runtime.getRuntime().availableProcessors();
    found("threads", threads + meaning + " (" + variable + ")");
    return threads;
  }

  private void matmul() {
    MatmulProbe probe = MatmulProbe.run(MATRIX, REPETITIONS);
    String rate = decimals(probe.gigaflopsPerSecond(), 1) + " GFLOP/s";
    String size = " multiplying " + MATRIX + " x " + MATRIX + " in float32";
    found(
        "product",
        probe.correct() ? OK : FAILED,
        probe.correct() ? "right, " + rate + size : "WRONG," + size + ": do not trust results");
    result.setMatmul(
        MatrixProduct.newBuilder()
            .setSize(probe.size())
            .setCorrect(probe.correct())
            .setGflops(probe.gigaflopsPerSecond()));
  }

  private void device(Device device) {
    // TensorFlow does not know how much memory the CPU has.
    String memory = device.type().equals("CPU") ? "" : ", " + gibibytes(device.memoryBytes());
    found("device", device.name() + memory);
    result.addDevices(
        DeviceDescription.newBuilder()
            .setName(device.name())
            .setType(device.type())
            .setMemoryBytes(device.memoryBytes()));
  }

  private void gpu(boolean build, boolean seen) {
    found(
        "GPU", seen ? OK : MISSING, seen ? "in use" : "none in use; it needs all of the following");
    found(
        "GPU build",
        build ? OK : MISSING,
        build ? "on the class path" : "run LNAS_PROFILE=gpu ./lnas doctor once (500 MB)");
    for (GpuSoftware.Part part : GpuSoftware.ofMachine()) {
      found(part.name(), part.present() ? OK : MISSING, part.detail());
    }
  }

  private static String gibibytes(long bytes) {
    return decimals(bytes / (double) (1L << 30), 1) + " GiB";
  }

  private static String decimals(double value, int digits) {
    return String.format(Locale.ROOT, "%." + digits + "f", value);
  }
}
