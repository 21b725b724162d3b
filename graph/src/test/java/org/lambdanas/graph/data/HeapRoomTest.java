package org.lambdanas.graph.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.lambdanas.graph.error.ConfigException;

class HeapRoomTest {

  @Test
  void whatDoesNotFitIsRefusedWithWhatToDo() {
    assertThatThrownBy(() -> HeapRoom.require("the 9 images of x", 3L << 30, () -> 100L << 20))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("the 9 images of x need 3073 MiB of memory, of which 100 MiB are")
        .hasMessageContaining("--train-images")
        .hasMessageContaining("-Xmx")
        .hasMessageNotContaining("\n");
    assertThatThrownBy(() -> HeapRoom.require("much", Long.MAX_VALUE / 4))
        .isInstanceOf(ConfigException.class);
  }

  @Test
  void whatNobodyUsesAnyMoreIsNoReason() {
    Deque<Long> free = new ArrayDeque<>(List.of(10L, 1000L));
    assertThatCode(() -> HeapRoom.require("few", 500, free::remove)).doesNotThrowAnyException();
    assertThat(free).isEmpty();
    assertThatCode(() -> HeapRoom.require("few", 1 << 20)).doesNotThrowAnyException();
  }
}
