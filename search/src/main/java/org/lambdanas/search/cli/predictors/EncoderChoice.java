package org.lambdanas.search.cli.predictors;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.error.Excerpt;
import org.lambdanas.predictors.encoding.Encoder;
import org.lambdanas.predictors.encoding.Encodings;
import org.lambdanas.proto.v1.Architecture;
import org.lambdanas.proto.v1.Encoding;

/** Finds the encoder of each architecture or encoding that comes along, as the options allow. */
final class EncoderChoice {

  private record Name(String space, String encoding) {}

  private final Optional<String> space;
  private final Optional<String> encoding;
  private final Map<Name, Encoder> found = new HashMap<>();

  /** A choice. */
  EncoderChoice(Optional<String> space, Optional<String> encoding) {
    this.space = space;
    this.encoding = encoding;
    if (space.isPresent() && encoding.isPresent()) {
      found(new Name(space.get(), encoding.get()));
    } else {
      space.ifPresent(Encodings::of);
    }
  }

  Optional<String> space() {
    return space;
  }

  /** The encoder for an architecture; the encoding is known. */
  Encoder of(Architecture architecture) {
    return found(new Name(space.orElse(architecture.getSpace()), encoding.orElseThrow()));
  }

  /** The encoder of an encoding. If it is not what the options say, the encoder will refuse it. */
  Encoder of(Encoding given) {
    Name name = new Name(space.orElse(given.getSpace()), encoding.orElse(given.getEncoding()));
    try {
      return found(name);
    } catch (ConfigException e) {
      throw new DataException(
          "an encoding '"
              + Excerpt.of(given.getEncoding())
              + "' of space '"
              + Excerpt.of(given.getSpace())
              + "' is not known here: "
              + e.getMessage(),
          e);
    }
  }

  private Encoder found(Name name) {
    return found.computeIfAbsent(name, key -> Encodings.of(key.space(), key.encoding()));
  }
}
