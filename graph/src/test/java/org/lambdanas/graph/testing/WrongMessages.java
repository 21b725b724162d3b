package org.lambdanas.graph.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Message;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.interchange.MessageFormat;
import org.lambdanas.graph.interchange.MessageTypes;
import org.lambdanas.graph.interchange.Messages;

/** Golden messages in which one thing is made wrong. */
public final class WrongMessages {

  private static final String GOLDEN = "/org/lambdanas/graph/interchange/golden/";

  private WrongMessages() {}

  /**
   * Reads a good message, makes one thing wrong, and sees the error name it.
   *
   * @param golden name of the message
   * @param from text that stands in it, the first time
   * @param to what it becomes; null: it goes
   * @param where what the error has to name
   */
  public static void oneWrongFieldIsNamed(
      String golden, String from, @Nullable String to, String where) {
    String text = text(golden);
    String type = text.substring(text.indexOf('.') + 4, text.indexOf('\n'));
    // Rows of the tests' tables are on one line: lines of the text may be joined.
    String flat = text.substring(text.indexOf('\n')).replaceAll("\\s+", " ");
    parse(type, flat);
    String wrong = flat.replace(from, "\u0000");
    assertThat(wrong).as("'%s' is in %s", from, golden).isNotEqualTo(flat);
    String first = wrong.replaceFirst("\u0000", to == null ? "" : to.replace("\\", "\\\\"));
    String rest = first.replace("\u0000", from);
    assertThatThrownBy(() -> parse(type, rest))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith("file.txtpb: ")
        .hasMessageContaining(where)
        .hasMessageNotContaining("\n");
  }

  /**
   * Reads a message.
   *
   * @param type its short name
   * @param text in text form
   * @return the message
   */
  public static Message parse(String type, String text) {
    return Messages.parse(
        text.getBytes(StandardCharsets.UTF_8),
        MessageFormat.TEXT,
        MessageTypes.byName(type),
        "file.txtpb");
  }

  private static String text(String golden) {
    try (InputStream in = WrongMessages.class.getResourceAsStream(GOLDEN + golden + ".txtpb")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
