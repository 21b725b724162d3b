package org.lambdanas.graph.data;

import java.nio.file.Files;
import java.nio.file.Path;
import org.lambdanas.graph.error.DataException;

/** What came of reading a file that may be a picture. */
public sealed interface ReadPicture {

  /** The file. */
  Path file();

  /**
   * The picture.
   *
   * @throws DataException if it is none, or cannot be read
   */
  Square require();

  /**
   * A picture.
   *
   * @param pixels unsigned bytes, [side, side, channels]
   * @param isDamaged whether the decoder had to guess at some pixels
   */
  // Never compared.
  @SuppressWarnings("ArrayRecordComponent")
  record Square(Path file, byte[] pixels, boolean isDamaged) implements ReadPicture {

    @Override
    public Square require() {
      return this;
    }
  }

  /**
   * A picture that cannot be read.
   *
   * @param trouble names the file and says why
   */
  record Broken(Path file, DataException trouble) implements ReadPicture {

    @Override
    public Square require() {
      throw trouble;
    }
  }

  /**
   * No picture, or one of a form that is not read.
   *
   * @param form such as {@code "HEIC"}; empty: no form of pictures that is known
   */
  record Other(Path file, String form) implements ReadPicture {

    @Override
    public Square require() {
      throw refusal();
    }

    /** What to tell a person who named this file. */
    public DataException refusal() {
      if (!Files.exists(file)) {
        return new DataException("the picture " + file + " is not there");
      }
      return new DataException(
          "%s is %s: %s"
              .formatted(
                  file,
                  form.isEmpty() ? "no picture" : "a picture of the form " + form,
                  ClassFolder.READ));
    }
  }
}
