package org.lambdanas.search.judge;

import java.util.List;
import java.util.Optional;
import org.lambdanas.graph.data.PictureSquares;
import org.lambdanas.graph.data.PictureStream;
import org.lambdanas.graph.data.ReadPicture;
import org.lambdanas.graph.error.DataException;

/** The pictures among files, in order. For one thread. */
public final class PictureFeed implements AutoCloseable {

  private final List<PictureSource> sources;
  private final BrokenPictures broken;
  private final PictureStream stream;
  private int next;

  /**
   * Begins to read.
   *
   * @param broken told of what is no picture that can be read
   */
  public PictureFeed(PictureSquares squares, List<PictureSource> sources, BrokenPictures broken) {
    this.sources = List.copyOf(sources);
    this.broken = broken;
    this.stream =
        new PictureStream(squares, this.sources.stream().map(PictureSource::file).toList());
  }

  /** Index of the file after that of the last picture. */
  public int position() {
    return next;
  }

  /**
   * The next picture.
   *
   * @return empty: there is none
   * @throws DataException for a picture that cannot be read, unless such are passed over
   */
  public Optional<ReadPicture.Square> next() {
    while (stream.hasNext()) {
      ReadPicture read = stream.next();
      PictureSource source = sources.get(next++);
      if (read instanceof ReadPicture.Square square) {
        if (square.isDamaged()) {
          broken.damaged(square);
        }
        return Optional.of(square);
      }
      if (read instanceof ReadPicture.Broken trouble) {
        broken.broken(trouble);
      } else if (read instanceof ReadPicture.Other other) {
        if (source.isNamed()) {
          broken.broken(new ReadPicture.Broken(other.file(), other.refusal()));
        } else {
          broken.other(other);
        }
      }
    }
    return Optional.empty();
  }

  /** Stops reading. */
  @Override
  public void close() {
    stream.close();
  }
}
