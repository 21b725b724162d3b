package org.lambdanas.predictors.stream;

import java.io.IOException;
import java.io.InputStream;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.lambdanas.proto.v1.Observation;

/** Observations one a line. Lines end with LF or CRLF; blank ones are skipped. */
final class LinePieces implements ObservationReader.Pieces {

  private final Lines lines;
  private final String name;
  private final Function<byte[], Observation> parser;

  LinePieces(InputStream in, String name, int longest, Function<byte[], Observation> parser) {
    this.lines = new Lines(in, name, longest);
    this.name = name;
    this.parser = parser;
  }

  private record Line(String name, long number, byte[] bytes, Function<byte[], Observation> parser)
      implements ObservationBatch.Piece {

    @Override
    public String where() {
      return name + ":" + number + ": ";
    }

    @Override
    public Observation parse() {
      return parser.apply(bytes);
    }
  }

  @Override
  public ObservationBatch.@Nullable Piece next() throws IOException {
    byte[] bytes = lines.next();
    return bytes == null ? null : new Line(name, lines.number(), bytes, parser);
  }
}
