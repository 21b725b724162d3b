package org.lambdanas.graph.data;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.util.function.LongSupplier;
import org.lambdanas.graph.error.ConfigException;

/** How much memory there is for one array of images, asked before it is filled for an hour. */
final class HeapRoom {

  private static final int MIB_BITS = 20;

  private HeapRoom() {}

  /**
   * Refuses images that do not fit.
   *
   * @param what they are, for the message
   * @param needed bytes
   * @throws ConfigException if there is less
   */
  static void require(String what, long needed) {
    require(what, needed, HeapRoom::free);
  }

  static void require(String what, long needed, LongSupplier free) {
    if (needed <= free.getAsLong()) {
      return;
    }
    // What nobody uses any more counts as used until it is looked for.
    System.gc();
    long there = free.getAsLong();
    if (needed > there) {
      throw new ConfigException(
          "%s need %d MiB of memory, of which %d MiB are free: take fewer images (--train-images),"
                  .formatted(what, mib(needed), there >> MIB_BITS)
              + " smaller ones (--image-size), or give the program more (LNAS_JAVA_OPTS=-Xmx%dm)"
                  .formatted(2 * mib(needed) + mib(Runtime.getRuntime().maxMemory() - there)));
    }
  }

  private static long mib(long bytes) {
    return (bytes >> MIB_BITS) + 1;
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
