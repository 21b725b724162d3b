package org.lambdanas.search.fit;

import org.bytedeco.javacpp.Pointer;
import org.lambdanas.graph.data.PixelPlace;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.search.machine.Machine;

/**
 * How much memory a fit may take.
 *
 * @param all MiB of the process
 * @param heap MiB of Java's part of them, in which pictures lie
 */
record FitMemory(double all, double heap) {

  /** Share of the machine's memory, and of Java's heap, that is not left to others. */
  private static final double SHARE = 0.85;

  /**
   * Bytes that a step of a search takes for each number that a layer puts out for an image, the way
   * back and the second pass of the alignment with it. Measured: 5 to 6 in nasbench201, 12 in
   * darts.
   */
  private static final double BYTES_OF_VALUE = 12;

  /** TensorFlow and Java themselves, and graphs. */
  private static final double FIXED = 700;

  /** Pictures lie there as they were read, and as they were divided. */
  private static final int COPIES = 2;

  /** MiB that whole searches and trainings, and the check of the model, add to what was tried. */
  static final double LATER = 120;

  private static final double MIB = 1 << 20;

  /**
   * What a fit needs, roughly.
   *
   * @param all MiB of the process
   * @param heap MiB of Java's part of them
   */
  record Need(double all, double heap) {

    /**
     * At a size.
     *
     * @param values that the layers of the network of a search put out for one image
     * @param batch images of a step
     * @param bytes of all pictures
     */
    static Need of(long values, int batch, double bytes) {
      // Where they are too many for the heap they lie in a file.
      double pictures = Math.min(COPIES * bytes, (double) PixelPlace.ofProcess().most()) / MIB;
      return new Need(FIXED + values * batch * BYTES_OF_VALUE / MIB + pictures, pictures);
    }
  }

  /** What this process may take. */
  static FitMemory ofProcess() {
    double machine = SHARE * Machine.current().memoryBytes();
    long ceiling = Pointer.maxPhysicalBytes();
    return new FitMemory(
        (ceiling > 0 ? Math.min((double) ceiling, machine) : machine) / MIB,
        SHARE * Runtime.getRuntime().maxMemory() / MIB);
  }

  /** Whether so much is there. */
  boolean has(Need need) {
    return need.all() <= all && need.heap() <= heap;
  }

  /**
   * Not even the smallest fit can be.
   *
   * @param least that it needs
   */
  ConfigException tooLittle(Need least) {
    return new ConfigException(
        ("a fit of these pictures needs about %.0f MiB of memory at the smallest size, %.0f MiB of"
                + " them in Java's heap, and may take %.0f and %.0f MiB: give the program more"
                + " (LNAS_MEMORY=%.0fm, LNAS_JAVA_OPTS=-Xmx%.0fm), or fewer pictures")
            .formatted(
                least.all(),
                least.heap(),
                all,
                heap,
                Math.ceil(Math.max(all, 1.3 * least.all())),
                Math.ceil(Math.max(heap, 1.3 * least.heap()))));
  }
}
