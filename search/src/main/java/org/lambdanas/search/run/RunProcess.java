package org.lambdanas.search.run;

import com.google.protobuf.ByteString;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.IntSupplier;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.tensor.ExecutionOptions;
import org.lambdanas.proto.v1.ExecutionConfig;
import org.lambdanas.proto.v1.Numerics;
import org.lambdanas.proto.v1.RunProvenance;
import org.lambdanas.search.machine.Machine;
import org.lambdanas.search.machine.NativeTensorFlow;

/**
 * The process that runs are in, TensorFlow loaded. What it does with TensorFlow's threads holds for
 * the whole process, so it starts before any graph is built.
 *
 * @param version of Lambda-NAS
 * @param arguments command line as typed
 * @param numerics what decides the last bits of what is computed
 * @param devices that TensorFlow sees
 */
public record RunProcess(
    String version, List<String> arguments, Numerics numerics, List<String> devices) {

  private static final String ONEDNN = "TF_ENABLE_ONEDNN_OPTS";

  /** Copies the lists. */
  public RunProcess {
    arguments = List.copyOf(arguments);
    devices = List.copyOf(devices);
  }

  /**
   * What a run goes by.
   *
   * @param seed master seed
   * @param dataSha256 of the images and labels, or of the table
   * @param images number of images
   */
  public record Input(long seed, ByteString dataSha256, long images) {}

  /**
   * Starts TensorFlow for a new run.
   *
   * @throws ConfigException if TensorFlow does not see the devices
   */
  public static RunProcess start(
      String version, List<String> arguments, ExecutionConfig execution) {
    return start(version, arguments, execution, false, Numerics.getDefaultInstance());
  }

  /**
   * The same for a new run of a kind.
   *
   * @throws ConfigException if TensorFlow does not see the devices
   */
  public static <C extends com.google.protobuf.Message> RunProcess start(
      String version, List<String> arguments, RunKind<C, ?> kind, C config) {
    return start(
        version,
        arguments,
        kind.execution().apply(config),
        kind.isWide(),
        Numerics.getDefaultInstance());
  }

  /**
   * Starts TensorFlow for a run that goes on, with as many threads as it began with.
   *
   * @throws ConfigException if the run began under what this process cannot change, saying what to
   *     set
   */
  public static RunProcess resume(String version, List<String> arguments, Run<?, ?> run) {
    Optional<RunProvenance> began = run.knownProvenance();
    RunProcess process =
        start(
            version,
            arguments,
            execution(run.folder()),
            run.folder().kind().isWide(),
            began.map(RunProvenance::getNumerics).orElse(Numerics.getDefaultInstance()));
    process.requireSameAs(run);
    return process;
  }

  private static <C extends com.google.protobuf.Message> ExecutionConfig execution(
      RunFolder<C, ?> folder) {
    return folder.kind().execution().apply(folder.config());
  }

  private static RunProcess start(
      String version,
      List<String> arguments,
      ExecutionConfig execution,
      boolean wide,
      Numerics began) {
    int processors = Runtime.getRuntime().availableProcessors();
    int inter =
        threads(
            execution.getInterOpThreads(),
            began.getInterOpThreads(),
            "TF_NUM_INTEROP_THREADS",
            processors);
    // The first session of a process decides for all, so that it has to know what is to come.
    int intra =
        threads(
            execution.getIntraOpThreads(),
            began.getIntraOpThreads(),
            "TF_NUM_INTRAOP_THREADS",
            wide ? inWideGraph(execution, inter) : processors);
    NativeTensorFlow tensorFlow = NativeTensorFlow.load();
    List<String> devices =
        tensorFlow.devices(intra, inter).stream().map(NativeTensorFlow.Device::name).toList();
    if (!execution.getDevice().isEmpty()) {
      tensorFlow.require(ExecutionOptions.of(execution));
    }
    Numerics numerics =
        Numerics.newBuilder()
            .setOnednn(usesOneDnn())
            .setIntraOpThreads(intra)
            .setInterOpThreads(inter)
            .setPrecision(execution.getPrecision())
            .setNativeBuild(String.join("+", NativeTensorFlow.builds()))
            .build();
    return new RunProcess(version, arguments, numerics, devices);
  }

  /** Threads inside an operation of a wide graph, where they are left open; on a GPU all. */
  static int inWideGraph(ExecutionConfig execution, int interOpThreads) {
    int threads =
        execution.getDevice().isEmpty()
            ? 0
            : new ExecutionOptions(execution.getDevice(), 0, interOpThreads)
                .forWideGraph()
                .intraOpThreads();
    return threads > 0 ? threads : Runtime.getRuntime().availableProcessors();
  }

  /** As many as a run that goes on began with, or as TensorFlow's own variable says. */
  private static int threads(int asked, int began, String variable, int otherwise) {
    String set = System.getenv(variable);
    IntSupplier own =
        () -> set != null && set.matches("[1-9][0-9]{0,4}") ? Integer.parseInt(set) : otherwise;
    return asked > 0 ? asked : began > 0 ? began : own.getAsInt();
  }

  private static boolean usesOneDnn() {
    String set = System.getenv(ONEDNN);
    return (set == null || set.isEmpty())
        ? System.getProperty("os.arch").matches("amd64|x86_64")
        : !set.matches("(?i)0|false");
  }

  /**
   * Refuses to go on with a run whose last bits would change. Folders of earlier versions do not
   * say what they began under.
   *
   * @throws ConfigException saying what to set
   */
  public void requireSameAs(Run<?, ?> run) {
    RunProvenance began = run.knownProvenance().orElse(RunProvenance.getDefaultInstance());
    if (!began.hasNumerics()) {
      return;
    }
    Numerics then = began.getNumerics();
    String own = NativeTensorFlow.load().version();
    String trouble = "";
    if (then.getOnednn() != numerics.getOnednn()) {
      trouble = "set " + ONEDNN + "=" + (then.getOnednn() ? 1 : 0) + " in the environment";
    } else if (!then.getNativeBuild().equals(numerics.getNativeBuild())) {
      trouble = "set LNAS_PROFILE=" + then.getNativeBuild() + " in the environment";
    } else if (!began.getMachine().getTensorflowVersion().equals(own)) {
      trouble =
          "it needs TensorFlow %s (this is %s): use Lambda-NAS %s"
              .formatted(began.getMachine().getTensorflowVersion(), own, began.getVersion());
    } else if (then.getIntraOpThreads() != numerics.getIntraOpThreads()
        || then.getInterOpThreads() != numerics.getInterOpThreads()) {
      trouble =
          "it needs "
              + then.getIntraOpThreads()
              + " threads inside an operation and "
              + then.getInterOpThreads()
              + " operations at a time";
    }
    if (!trouble.isEmpty()) {
      throw new ConfigException(
          run.path() + " cannot go on to the same bits as it began: " + trouble);
    }
  }

  /** The provenance of a run that begins now. */
  public RunProvenance provenance(RunKind<?, ?> kind, Input input) {
    return RunProvenance.newBuilder()
        .setVersion(version)
        .addAllArguments(arguments)
        .setSeed(input.seed())
        .setStarted(Instant.now().truncatedTo(ChronoUnit.SECONDS).toString())
        .setDataSha256(input.dataSha256())
        .setImages(input.images())
        .setKind(kind.id())
        .setNumerics(numerics)
        .setMachine(Machine.current().message(devices))
        .build();
  }

  /** What the launcher reads before it starts Java: lines {@code NAME=VALUE}. */
  static String environment(RunProvenance provenance) {
    return "kind=%s\nstarted=%s\n%s=%s\n"
        .formatted(
            provenance.getKind(),
            provenance.getStarted(),
            ONEDNN,
            provenance.getNumerics().getOnednn() ? "1" : "0");
  }
}
