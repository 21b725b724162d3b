package org.lambdanas.search.run;

import com.google.protobuf.ByteString;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.lambdanas.proto.v1.RunProvenance;
import org.lambdanas.search.machine.Machine;
import org.lambdanas.search.machine.NativeTensorFlow;

/** Notes where a run comes from. */
public final class Provenances {

  private Provenances() {}

  /**
   * The provenance of a run that starts now.
   *
   * @param version version of Lambda-NAS
   * @param arguments command line as typed
   * @param seed master seed
   * @param dataSha256 of the images and labels
   * @param images number of images
   * @return the provenance
   */
  public static RunProvenance now(
      String version, List<String> arguments, long seed, byte[] dataSha256, int images) {
    Machine machine = Machine.current();
    NativeTensorFlow tensorFlow = NativeTensorFlow.load();
    return RunProvenance.newBuilder()
        .setVersion(version)
        .addAllArguments(arguments)
        .setSeed(seed)
        .setStarted(Instant.now().truncatedTo(ChronoUnit.SECONDS).toString())
        .setDataSha256(ByteString.copyFrom(dataSha256))
        .setImages(images)
        .setMachine(
            org.lambdanas.proto.v1.Machine.newBuilder()
                .setOperatingSystem(machine.operatingSystem())
                .setArchitecture(machine.architecture())
                .setProcessors(machine.processors())
                .setMemoryBytes(machine.memoryBytes())
                .setJavaVersion(machine.java())
                .setTensorflowVersion(tensorFlow.version())
                .addAllDevices(
                    tensorFlow.devices().stream().map(NativeTensorFlow.Device::name).toList()))
        .build();
  }
}
