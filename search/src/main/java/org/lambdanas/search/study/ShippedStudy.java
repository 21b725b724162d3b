package org.lambdanas.search.study;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.error.Excerpt;
import org.lambdanas.graph.interchange.AtomicFile;
import org.lambdanas.graph.interchange.LocalPaths;
import org.lambdanas.graph.interchange.MessageFormat;
import org.lambdanas.graph.interchange.Messages;
import org.lambdanas.proto.v1.PredictorStudyResult;

/**
 * The study that comes with the program: a {@link PredictorStudyResult} in protobuf's binary form,
 * compressed by gzip, without what is worked out from its scores.
 */
public final class ShippedStudy {

  private static final String RESOURCE = "study.binpb";

  /** More than any study comes to. */
  private static final int MOST_BYTES = 64 << 20;

  private ShippedStudy() {}

  /**
   * The study.
   *
   * @return empty: this program has none
   * @throws DataException if it is damaged
   */
  public static Optional<PredictorStudyResult> find() {
    try (InputStream in = ShippedStudy.class.getResourceAsStream(RESOURCE)) {
      return in == null ? Optional.empty() : Optional.of(read(in));
    } catch (IOException e) {
      throw new DataException("cannot read the study that comes with the program: " + e, e);
    }
  }

  /**
   * The study.
   *
   * @throws ConfigException if this program has none
   * @throws DataException if it is damaged
   */
  public static PredictorStudyResult require() {
    return find()
        .orElseThrow(
            () ->
                new ConfigException("this program comes without a study: 'lnas study' makes one"));
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws DataException if it is damaged
   */
  static PredictorStudyResult read(InputStream in) {
    try (GZIPInputStream content = new GZIPInputStream(in)) {
      byte[] bytes = content.readNBytes(MOST_BYTES + 1);
      if (bytes.length > MOST_BYTES) {
        throw new DataException("a study of more than %d bytes is none".formatted(MOST_BYTES));
      }
      return Messages.parse(
          bytes, MessageFormat.BINARY, PredictorStudyResult.getDefaultInstance(), "study");
    } catch (IOException e) {
      throw new DataException("the study is damaged: " + e, e);
    }
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws DataException if it is something else
   */
  public static PredictorStudyResult open(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return read(in);
    } catch (NoSuchFileException e) {
      throw new DataException("no such file: " + file, e);
    } catch (IOException | DataException e) {
      throw new DataException(file + ": " + Excerpt.firstLine(e), e);
    }
  }

  /** Writes a study so that a program can come with it. */
  public static void write(Path file, PredictorStudyResult study) {
    AtomicFile.write(file, bytes(study));
  }

  static byte[] bytes(PredictorStudyResult study) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream content = new GZIPOutputStream(out)) {
      PredictorStudyResult.Builder kept =
          study.toBuilder().clearWinners().clearStatements().clearRunDir();
      if (study.hasProvenance()) {
        // What others get names no folders of where it was made.
        kept.setProvenance(LocalPaths.removed(study.getProvenance()));
      }
      kept.build().writeTo(content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}
