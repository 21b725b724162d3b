package org.lambdanas.graph.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.random.Seed;

/**
 * Seeded damage to input files. A reader passes if every damaged input is either read or refused
 * with a one-line {@link DataException}, within two seconds and 64 MiB of allocation. The number of
 * mutations is set with {@code -Dlambdanas.mutations=20000}.
 */
public final class Mutations {

  private static final long MOST_BYTES = 64L << 20;
  private static final long MOST_NANOS = 2_000_000_000L;
  private static final long[] EXTREMES = {
    0, 1, -1, 127, 128, 255, 32767, 65535, Integer.MAX_VALUE, Integer.MIN_VALUE, Long.MAX_VALUE
  };

  private Mutations() {}

  /** What is under test. */
  @FunctionalInterface
  public interface Reader {
    /** Reads the bytes; throws {@link DataException} if they are no good. */
    void read(byte[] input) throws Exception;
  }

  /**
   * Number of mutations of each kind of file in this build.
   *
   * @return 1000 unless set otherwise
   */
  public static int count() {
    return Integer.getInteger("lambdanas.mutations", 1000);
  }

  /**
   * Feeds a reader with damaged copies of a good input.
   *
   * @param name names the random stream and the failures
   * @param original a good input
   * @param reader the reader under test
   */
  public static void survive(String name, byte[] original, Reader reader) {
    survive(name, count(), random -> mutate(original, random), reader);
  }

  /**
   * Feeds a reader with inputs that are damaged in another way.
   *
   * @param name names the random stream and the failures
   * @param count how many
   * @param damage makes an input
   * @param reader the reader under test
   */
  public static void survive(
      String name, int count, Function<SplittableRandom, byte[]> damage, Reader reader) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    for (int i = 0; i < count; i++) {
      byte[] input = damage.apply(new Seed(i).child(name).random());
      long bytes = threads.getCurrentThreadAllocatedBytes();
      long start = System.nanoTime();
      String outcome = "read";
      try {
        reader.read(input);
      } catch (DataException e) {
        outcome = String.valueOf(e.getMessage());
        assertThat(outcome)
            .as("%s, mutation %d: one line", name, i)
            .isNotBlank()
            .doesNotContain("\n");
      } catch (Throwable e) {
        throw new AssertionError(name + ", mutation " + i + ": uncaught " + e, e);
      }
      long nanos = System.nanoTime() - start;
      long allocated = threads.getCurrentThreadAllocatedBytes() - bytes;
      assertThat(allocated)
          .as("%s, mutation %d (%s): bytes allocated", name, i, outcome)
          .isLessThanOrEqualTo(MOST_BYTES);
      // A guard against endless work, two orders above what any of these inputs needs.
      assertThat(nanos).as("%s, mutation %d: hang", name, i).isLessThan(10 * MOST_NANOS);
    }
  }

  /**
   * Damages a copy of an input in one of eight ways.
   *
   * @param original a good input; it is not altered
   * @param random decides how
   * @return the damaged copy
   */
  public static byte[] mutate(byte[] original, SplittableRandom random) {
    byte[] bytes = original.clone();
    if (bytes.length == 0) {
      return new byte[] {(byte) random.nextInt()};
    }
    // Half of the damage goes to the first bytes, where headers are.
    int reach = random.nextBoolean() ? Math.min(bytes.length, 64) : bytes.length;
    int at = random.nextInt(reach);
    switch (random.nextInt(8)) {
      case 0:
        return Arrays.copyOf(bytes, at);
      case 1:
        bytes[at] ^= (byte) (1 << random.nextInt(8));
        return bytes;
      case 2:
        for (int i = 0, n = 1 + random.nextInt(16); i < n; i++) {
          bytes[random.nextInt(reach)] = (byte) random.nextInt();
        }
        return bytes;
      case 3:
        long extreme = EXTREMES[random.nextInt(EXTREMES.length)];
        boolean bigEndian = random.nextBoolean();
        for (int i = 0, n = 1 << random.nextInt(4); i < n && at + i < bytes.length; i++) {
          bytes[at + i] = (byte) (extreme >>> (8 * (bigEndian ? n - 1 - i : i)));
        }
        return bytes;
      case 4:
        byte[] longer = Arrays.copyOf(bytes, bytes.length + 1 + random.nextInt(64));
        System.arraycopy(bytes, at, longer, longer.length - (bytes.length - at), bytes.length - at);
        return longer;
      case 5:
        int cut = Math.min(bytes.length - at, 1 + random.nextInt(64));
        byte[] shorter = Arrays.copyOf(bytes, bytes.length - cut);
        System.arraycopy(bytes, at + cut, shorter, at, bytes.length - at - cut);
        return shorter;
      case 6:
        Arrays.fill(bytes, at, Math.min(bytes.length, at + 1 + random.nextInt(64)), (byte) 0xff);
        return bytes;
      default:
        byte[] noise = new byte[1 + random.nextInt(Math.min(bytes.length, 4096))];
        random.nextBytes(noise);
        return noise;
    }
  }
}
