package org.lambdanas.graph.export;

import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.stream.Stream;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.error.GraphBuildException;
import org.lambdanas.graph.interchange.MessageFormat;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.proto.v1.TrainedNetwork;

/**
 * Writes trained networks as SavedModels with TensorFlow Serving's folders: {@code DIR/1/}, {@code
 * DIR/2/}, each with {@code saved_model.pb}, {@code variables/} and, in {@code assets.extra/},
 * labels and model card. A model appears under its number only after a process of its own has
 * loaded it and computed the same as the network it was made from.
 */
public final class SavedModels {

  /** Largest difference of a logit, relative to the largest logit and to one. */
  public static final double TOLERANCE = 1e-5;

  private static final int PROBED = 8;

  private SavedModels() {}

  /**
   * What an export came to.
   *
   * @param folder of the version
   * @param version its number
   * @param difference largest difference of a logit in the other process, relative to the largest
   *     logit and to one
   */
  public record Exported(Path folder, long version, double difference) {}

  /**
   * Exports a network.
   *
   * @param network the network
   * @param base folder of all versions; made if it is missing
   * @param version number of the new one; empty: one more than the newest
   * @throws ConfigException if the version exists
   * @throws DataException if the network cannot be used or the files cannot be written
   * @throws GraphBuildException if the model computes something else once it is loaded; nothing is
   *     kept then
   */
  public static Exported export(TrainedNetwork network, Path base, OptionalLong version) {
    long number =
        version.orElseGet(
            () -> SavedModelFiles.newest(base).map(SavedModelFiles::version).orElse(0L) + 1);
    Path target = base.resolve(Long.toString(number));
    requireNew(target);
    try (InferenceNetwork built = InferenceNetwork.of(network)) {
      Path temporary = temporary(base, number);
      try {
        SavedModelFiles.write(temporary, built, network);
        double difference = difference(built, temporary);
        if (!(difference <= TOLERANCE)) {
          throw new GraphBuildException(
              "the exported model differs from the network by "
                  + difference
                  + " (relative; at most "
                  + TOLERANCE
                  + "): it was not kept");
        }
        move(temporary, target);
        return new Exported(target, number, difference);
      } finally {
        delete(temporary);
      }
    } catch (IOException e) {
      throw new DataException("cannot write " + target + ": " + e, e);
    }
  }

  private static void requireNew(Path target) {
    if (Files.exists(target)) {
      throw new ConfigException(
          target + " exists: choose another --version, or leave it out for the next one");
    }
  }

  private static Path temporary(Path base, long number) throws IOException {
    Files.createDirectories(base);
    return Files.createDirectory(base.resolve("." + number + "." + UUID.randomUUID() + ".tmp"));
  }

  private static void move(Path temporary, Path target) throws IOException {
    requireNew(target);
    try {
      Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (FileAlreadyExistsException | AtomicMoveNotSupportedException e) {
      throw new IOException(e);
    }
  }

  private static void delete(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  /** Of seeded noise, in a process of its own. */
  private static double difference(InferenceNetwork built, Path folder) throws IOException {
    SplittableRandom random = new Seed(PROBED).child("probe").random();
    float[] pixels = new float[Math.toIntExact(PROBED * built.imageShape().size())];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = random.nextInt(256);
    }
    Path answers = Files.createTempFile("lnas-probe", MessageFormat.BINARY.ending());
    Path questions = Files.createTempFile("lnas-probe", MessageFormat.BINARY.ending());
    try {
      double[] probed = SavedModelProbe.fork(folder, pixels, PROBED, questions, answers);
      return difference(built.logits(pixels, PROBED), probed);
    } finally {
      Files.deleteIfExists(answers);
      Files.deleteIfExists(questions);
    }
  }

  /**
   * How far logits are apart.
   *
   * @param expected logits
   * @param actual as many, or the difference is infinite
   * @return largest difference, relative to the largest expected logit and to one; not a number
   *     where a logit is not
   */
  public static double difference(double[] expected, double[] actual) {
    if (expected.length != actual.length) {
      return Double.POSITIVE_INFINITY;
    }
    double largest = 1;
    for (double value : expected) {
      largest = Math.max(largest, Math.abs(value));
    }
    double difference = 0;
    for (int i = 0; i < expected.length; i++) {
      difference = Math.max(difference, Math.abs(expected[i] - actual[i]));
    }
    return difference / largest;
  }
}
