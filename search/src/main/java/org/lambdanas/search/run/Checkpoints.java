package org.lambdanas.search.run;

import com.google.protobuf.Message;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.interchange.Checksums;
import org.lambdanas.graph.interchange.MessageFormat;
import org.lambdanas.graph.interchange.Messages;
import org.lambdanas.proto.v1.CheckpointFile;

/**
 * A folder of checkpoints, named by epoch and step. Each is wrapped with its checksum; the two
 * newest are kept.
 */
public record Checkpoints(Path path) {

  private static final Logger LOG = LogManager.getLogger();
  private static final int KEPT = 2;

  /** Keeps a state. */
  void keep(int epoch, int step, Message checkpoint) {
    CheckpointFile file =
        CheckpointFile.newBuilder()
            .setPayload(checkpoint.toByteString())
            .setSha256(Checksums.sha256(checkpoint.toByteString()))
            .build();
    String name = String.format(Locale.ROOT, "%05d-%07d.binpb", epoch, step);
    Messages.write(path.resolve(name), file);
  }

  /** Removes all but the newest ones. */
  void prune() {
    List<Path> all = all();
    for (Path old : all.subList(Math.min(KEPT, all.size()), all.size())) {
      try {
        Files.deleteIfExists(old);
      } catch (IOException e) {
        LOG.warn("cannot remove the old checkpoint {}: {}", old, e.toString());
      }
    }
  }

  /**
   * The newest state that can be used; damaged ones are passed over, and that is said.
   *
   * @throws DataException if there is none
   */
  public <M extends Message> M newest(M prototype) {
    List<Path> all = all();
    for (Path file : all) {
      try {
        return read(file, prototype);
      } catch (DataException e) {
        // Whatever was asked for: work is lost.
        LOG.error("checkpoint refused, going back to the one before: {}", e.getMessage());
      }
    }
    throw new DataException(
        path.toAbsolutePath().getParent()
            + (all.isEmpty()
                ? " has no checkpoint yet: start the run again"
                : " has no checkpoint that can be used"));
  }

  /**
   * Reads a checkpoint.
   *
   * @throws DataException if it is cut short, damaged or not a checkpoint
   */
  static <M extends Message> M read(Path file, M prototype) {
    CheckpointFile envelope = Messages.read(file, CheckpointFile.getDefaultInstance());
    if (!Checksums.sha256(envelope.getPayload()).equals(envelope.getSha256())) {
      throw new DataException(file + ": checksum does not match, the file is cut short or damaged");
    }
    return Messages.parse(
        envelope.getPayload().toByteArray(), MessageFormat.BINARY, prototype, file.toString());
  }

  /** Newest first. */
  List<Path> all() {
    try (Stream<Path> files = Files.list(path)) {
      return files
          .filter(file -> file.getFileName().toString().matches("\\d+-\\d+\\.binpb"))
          .sorted(Comparator.comparing((Path file) -> file.getFileName().toString()).reversed())
          .toList();
    } catch (IOException e) {
      return List.of();
    }
  }
}
