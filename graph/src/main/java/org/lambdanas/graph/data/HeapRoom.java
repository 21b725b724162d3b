package org.lambdanas.graph.data;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.util.function.LongSupplier;

/** How much memory there is for one array of images, asked before it is filled for an hour. */
final class HeapRoom {

  private HeapRoom() {}

  /** Whether so many bytes are free. */
  static boolean has(long needed) {
    return has(needed, HeapRoom::free);
  }

  static boolean has(long needed, LongSupplier free) {
    if (needed <= free.getAsLong()) {
      return true;
    }
    // What nobody uses any more counts as used until it is looked for.
    System.gc();
    return needed <= free.getAsLong();
  }

  /** In the part of the heap that has most, for an array lies in one of them. */
  private static long free() {
    Runtime runtime = Runtime.getRuntime();
    long all = runtime.maxMemory() - runtime.totalMemory() + runtime.freeMemory();
    long part =
        ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getType() == MemoryType.HEAP)
            .map(MemoryPoolMXBean::getUsage)
            .mapToLong(usage -> usage.getMax() - usage.getUsed())
            .max()
            .orElse(all);
    return Math.min(all, part);
  }
}
