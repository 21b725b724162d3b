package org.lambdanas.graph.interchange;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import org.apache.commons.io.input.BOMInputStream;
import org.lambdanas.graph.error.DataException;

/** UTF-8 text of foreign files. */
final class Utf8 {

  private Utf8() {}

  /**
   * Characters without the byte order mark of spreadsheets; reading fails where it is not UTF-8.
   */
  static Reader reader(InputStream in, String name) {
    try {
      return new BufferedReader(
          new InputStreamReader(
              BOMInputStream.builder().setInputStream(in).get(),
              StandardCharsets.UTF_8
                  .newDecoder()
                  .onMalformedInput(CodingErrorAction.REPORT)
                  .onUnmappableCharacter(CodingErrorAction.REPORT)),
          1 << 16);
    } catch (IOException e) {
      throw new DataException("cannot read " + name + ": " + e, e);
    }
  }
}
