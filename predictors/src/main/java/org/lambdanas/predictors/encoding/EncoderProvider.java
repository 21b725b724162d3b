package org.lambdanas.predictors.encoding;

import java.util.List;

/**
 * Encodings of spaces that are not built in. {@link Encodings} finds implementations as services of
 * {@link java.util.ServiceLoader}; they need a public constructor without arguments.
 */
public interface EncoderProvider {

  /** Encodings of any spaces, in the order in which they are listed to people. */
  List<Encoder> encoders();
}
