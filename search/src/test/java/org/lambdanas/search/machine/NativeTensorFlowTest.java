package org.lambdanas.search.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.tensorflow.TensorFlow;

class NativeTensorFlowTest {

  @Test
  void loadsAndSeesTheCpu() {
    NativeTensorFlow tensorFlow = NativeTensorFlow.load();
    assertThat(tensorFlow.version()).isEqualTo("2.18.0");
    assertThat(tensorFlow.devices()).extracting(NativeTensorFlow.Device::type).contains("CPU");
  }

  @Test
  void listingDevicesAgainAndAgainWorks() {
    NativeTensorFlow tensorFlow = NativeTensorFlow.load();
    var first = tensorFlow.devices();
    for (int i = 0; i < 20; i++) {
      assertThat(tensorFlow.devices()).hasSameSizeAs(first);
    }
  }

  @Test
  void exactlyOneNativeBuildIsOnTheClassPath() {
    assertThat(NativeTensorFlow.builds()).hasSize(1);
  }

  @Test
  void theMachineIsDescribed() {
    Machine machine = Machine.current();
    assertThat(machine.processors()).isPositive();
    assertThat(machine.memoryBytes()).isGreaterThan(machine.heapBytes() / 4);
    assertThat(machine.java()).startsWith(System.getProperty("java.version"));
    assertThat(Machine.processorModel(Path.of("absent"))).isEmpty();
  }

  @Test
  void versionsComeFromTheJars() {
    assertThat(LibraryVersion.of(com.google.protobuf.Message.class)).matches("3\\.\\d+\\.\\d+");
    assertThat(LibraryVersion.of(NativeTensorFlowTest.class)).isEqualTo("unknown");
    assertThat(LibraryVersion.of(TensorFlow.class)).isNotBlank();
  }
}
