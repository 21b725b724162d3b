package org.lambdanas.search.machine;

import static org.tensorflow.internal.c_api.global.tensorflow.TF_CloseSession;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_DeleteDeviceList;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_DeviceListCount;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_DeviceListMemoryBytes;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_DeviceListName;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_DeviceListType;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_GetCode;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_Message;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_OK;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_SessionListDevices;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_SetConfig;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.error.GraphBuildException;
import org.lambdanas.graph.tensor.ExecutionOptions;
import org.tensorflow.TensorFlow;
import org.tensorflow.internal.c_api.TF_DeviceList;
import org.tensorflow.internal.c_api.TF_Graph;
import org.tensorflow.internal.c_api.TF_Session;
import org.tensorflow.internal.c_api.TF_SessionOptions;
import org.tensorflow.internal.c_api.TF_Status;
import org.tensorflow.proto.ConfigProto;

/**
 * The native TensorFlow of this process, loaded.
 *
 * @param version of the native library, such as {@code "2.18.0"}
 * @param loadTime how long loading took; the first time on a machine it includes unpacking
 * @param memoryCeilingBytes most memory the process may hold before tensors are refused; 0: any
 */
public record NativeTensorFlow(String version, Duration loadTime, long memoryCeilingBytes) {

  private static final String FOLDER = "org/tensorflow/internal/c_api/";
  private static final String GPU = "-gpu";

  /**
   * A device that TensorFlow can compute on.
   *
   * @param name such as {@code "/job:localhost/replica:0/task:0/device:CPU:0"}
   * @param type such as {@code "CPU"} or {@code "GPU"}
   * @param memoryBytes memory that TensorFlow plans to use there
   */
  public record Device(String name, String type, long memoryBytes) {}

  /**
   * Loads the native libraries.
   *
   * @throws GraphBuildException if they cannot be loaded, saying why
   */
  public static NativeTensorFlow load() {
    long start = System.nanoTime();
    try {
      String version = TensorFlow.version();
      Duration time = Duration.ofNanos(System.nanoTime() - start);
      return new NativeTensorFlow(version, time, Pointer.maxPhysicalBytes());
    } catch (LinkageError e) {
      Throwable root = e;
      while (root.getCause() != null && root.getCause() != root) {
        root = root.getCause();
      }
      throw new GraphBuildException("the native TensorFlow cannot be loaded: " + root, e);
    }
  }

  /**
   * The platform of this process, as the native jars name it.
   *
   * @return such as {@code "linux-x86_64"}
   */
  public static String platform() {
    return Loader.getPlatform();
  }

  /**
   * The builds of the native TensorFlow on the class path that fit this platform.
   *
   * @return of {@code "cpu"} and {@code "gpu"}; more than one must not be mixed
   */
  public static List<String> builds() {
    List<String> builds = new ArrayList<>();
    if (has(platform())) {
      builds.add("cpu");
    }
    if (has(platform() + GPU)) {
      builds.add("gpu");
    }
    return builds;
  }

  private static boolean has(String platform) {
    String file = FOLDER + platform + "/" + System.mapLibraryName("jnitensorflow");
    return NativeTensorFlow.class.getClassLoader().getResource(file) != null;
  }

  /**
   * Where the native libraries are unpacked to.
   *
   * @throws GraphBuildException if it cannot be made
   */
  public static Path cacheFolder() {
    try {
      return Loader.getCacheDir().toPath();
    } catch (IOException e) {
      throw new GraphBuildException("no folder to unpack the native TensorFlow to: " + e, e);
    }
  }

  /**
   * Asks TensorFlow which devices it sees.
   *
   * @return at least the CPU
   * @throws GraphBuildException if TensorFlow fails to start its devices
   */
  public List<Device> devices() {
    return devices(0, 0);
  }

  /**
   * The same, with numbers of threads: those of a process's first session hold for all that follow.
   *
   * @param intraOpThreads threads inside an operation; 0: all cores
   * @param interOpThreads operations at a time; 0: all cores
   * @return at least the CPU
   * @throws GraphBuildException if TensorFlow fails to start its devices
   */
  public List<Device> devices(int intraOpThreads, int interOpThreads) {
    byte[] config =
        ConfigProto.newBuilder()
            .setIntraOpParallelismThreads(intraOpThreads)
            .setInterOpParallelismThreads(interOpThreads)
            .build()
            .toByteArray();
    // The scope frees the graph, the options, the session and the status, in reverse order.
    try (PointerScope scope = new PointerScope()) {
      TF_Status status = TF_Status.newStatus();
      TF_SessionOptions options = TF_SessionOptions.newSessionOptions();
      TF_SetConfig(options, new BytePointer(config), config.length, status);
      check(status);
      TF_Session session = TF_Session.newSession(TF_Graph.newGraph(), options, status);
      check(status);
      TF_DeviceList list = TF_SessionListDevices(session, status);
      check(status);
      try {
        List<Device> devices = new ArrayList<>();
        for (int i = 0; i < TF_DeviceListCount(list); i++) {
          String name = TF_DeviceListName(list, i, status).getString();
          check(status);
          String type = TF_DeviceListType(list, i, status).getString();
          check(status);
          long bytes = TF_DeviceListMemoryBytes(list, i, status);
          check(status);
          devices.add(new Device(name, type, bytes));
        }
        return devices;
      } finally {
        TF_DeleteDeviceList(list);
        TF_CloseSession(session, status);
      }
    }
  }

  /**
   * Checks that TensorFlow sees the devices that a graph is to run on.
   *
   * @throws ConfigException if it does not, saying what is missing
   */
  public void require(ExecutionOptions options) {
    if (!options.isGpu()) {
      return;
    }
    List<String> gpus =
        devices(options.intraOpThreads(), options.interOpThreads()).stream()
            .filter(seen -> seen.type().equals("GPU"))
            .map(seen -> seen.name().toLowerCase(Locale.ROOT).replaceAll(".*device:", ""))
            .toList();
    for (String device : options.device().split(",")) {
      require(gpus, device);
    }
  }

  private static void require(List<String> gpus, String device) {
    if (!gpus.contains(device)) {
      String reason =
          !builds().contains("gpu")
              ? "this is TensorFlow's CPU build (set LNAS_PROFILE=gpu to build with the other)"
              : gpus.isEmpty() ? "TensorFlow sees no GPU" : "TensorFlow sees " + gpus;
      throw new ConfigException(
          "there is no device " + device + ": " + reason + "; 'lnas doctor' says what is missing");
    }
  }

  private static void check(TF_Status status) {
    if (TF_GetCode(status) != TF_OK) {
      String message = TF_Message(status).getString();
      throw new GraphBuildException("TensorFlow cannot list its devices: " + message);
    }
  }
}
