package org.lambdanas.graph.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

class HeapRoomTest {

  @Test
  void moreThanTheHeapIsNotThere() {
    assertThat(HeapRoom.has(3L << 30, () -> 100L << 20)).isFalse();
    assertThat(HeapRoom.has(Long.MAX_VALUE / 4)).isFalse();
  }

  @Test
  void whatNobodyUsesAnyMoreIsNoReason() {
    Deque<Long> free = new ArrayDeque<>(List.of(10L, 1000L));
    assertThat(HeapRoom.has(500, free::remove)).isTrue();
    assertThat(free).isEmpty();
    assertThat(HeapRoom.has(1 << 20)).isTrue();
  }
}
