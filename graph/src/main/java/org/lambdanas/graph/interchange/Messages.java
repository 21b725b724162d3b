package org.lambdanas.graph.interchange;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.TextFormat;
import com.google.protobuf.util.JsonFormat;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.error.Excerpt;

/**
 * Reads and writes protobuf messages as text ({@code .txtpb}), binary ({@code .binpb}) or JSON
 * ({@code .json}), each also gzipped ({@code .gz} after the ending). What is read is checked field
 * by field ({@link Validation}); unknown fields in text and JSON are refused.
 */
public final class Messages {

  /** Longest message accepted, in bytes. */
  public static final long MOST_BYTES = 1L << 30;

  private static final int DEEPEST = 64;

  /** Longest run of digits in text: the parser's work grows with the square. */
  private static final int LONGEST_NUMBER = 400;

  private static final TextFormat.Parser TEXT =
      TextFormat.Parser.newBuilder()
          .setSingularOverwritePolicy(
              TextFormat.Parser.SingularOverwritePolicy.FORBID_SINGULAR_OVERWRITES)
          .setRecursionLimit(DEEPEST)
          .build();

  private Messages() {}

  /** Reads a message from a file; DataException if it is missing, damaged or not such a message. */
  public static <T extends Message> T read(Path file, T prototype) {
    MessageFormat format = MessageFormat.require(file);
    return parse(BoundedFile.read(file, MOST_BYTES), format, prototype, file.toString());
  }

  /**
   * Reads a message of the prototype's type from bytes; errors name the source. Text and JSON are
   * in UTF-8.
   */
  public static <T extends Message> T parse(
      byte[] content, MessageFormat format, T prototype, String source) {
    Message.Builder builder = prototype.newBuilderForType();
    try {
      switch (format) {
        case BINARY -> parseBinary(content, builder);
        case TEXT -> parseText(decode(content), builder);
        case JSON -> parseJson(decode(content), builder);
      }
      Message message = builder.build();
      Validation.check(message);
      @SuppressWarnings("unchecked")
      T typed = (T) message;
      return typed;
    } catch (DataException e) {
      throw new DataException(source + ": " + e.getMessage(), e);
    } catch (IOException | RuntimeException | StackOverflowError e) {
      throw new DataException(
          "%s: not a %s in %s form: %s"
              .formatted(
                  source, prototype.getDescriptorForType().getName(), format.ending(), reason(e)),
          e);
    }
  }

  /** Writes a message to a file, atomically; gzipped if its name ends in {@code .gz}. */
  public static void write(Path file, Message message) {
    MessageFormat format = MessageFormat.require(file);
    AtomicFile.writePacked(file, out -> write(message, format, out));
  }

  /** Writes a message as text or JSON; DataException if JSON cannot show a message within. */
  public static String print(Message message, MessageFormat format) {
    return switch (format) {
      case TEXT -> TextFormat.printer().printToString(message);
      case JSON -> json(message, JsonFormat.printer()) + "\n";
      case BINARY -> throw new IllegalArgumentException("binary messages are not text");
    };
  }

  /** Writes a message as JSON on one line. */
  public static String printJsonLine(Message message) {
    return json(message, JsonFormat.printer().omittingInsignificantWhitespace());
  }

  private static String json(Message message, JsonFormat.Printer printer) {
    try {
      return printer.usingTypeRegistry(MessageTypes.registry()).print(message);
    } catch (InvalidProtocolBufferException e) {
      throw new DataException("a message within cannot be written as JSON: " + reason(e), e);
    }
  }

  private static void write(Message message, MessageFormat format, OutputStream out)
      throws IOException {
    if (format == MessageFormat.BINARY) {
      message.writeTo(out);
    } else {
      out.write(print(message, format).getBytes(StandardCharsets.UTF_8));
    }
  }

  private static void parseBinary(byte[] content, Message.Builder builder) throws IOException {
    CodedInputStream in = CodedInputStream.newInstance(content);
    in.setRecursionLimit(DEEPEST);
    builder.mergeFrom(in);
    // Stops at an end-group tag too.
    in.checkLastTagWas(0);
  }

  private static void parseText(String text, Message.Builder builder) throws IOException {
    int digits = 0;
    char quote = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\n' || c == quote) {
        quote = 0;
      } else if (quote == 0 && (c == '"' || c == '\'')) {
        quote = c;
      } else if (c == '\\') {
        i++;
      }
      digits = quote == 0 && Character.digit(c, 16) >= 0 ? digits + 1 : 0;
      if (digits > LONGEST_NUMBER) {
        throw new DataException("number or name longer than " + LONGEST_NUMBER + " digits");
      }
    }
    TEXT.merge(text, builder);
  }

  private static void parseJson(String json, Message.Builder builder) throws IOException {
    JsonGuard.check(json);
    JsonFormat.parser().usingTypeRegistry(MessageTypes.registry()).merge(json, builder);
  }

  private static String decode(byte[] content) throws CharacterCodingException {
    return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString();
  }

  private static String reason(Throwable e) {
    if (e instanceof StackOverflowError) {
      return "nested too deeply";
    }
    if (e instanceof CharacterCodingException) {
      return "the text is not UTF-8";
    }
    String message = String.valueOf(e.getMessage());
    // The text parser puts each unknown field on a line of its own, after a heading.
    int detail = message.indexOf(":\n");
    return Excerpt.of(detail < 0 ? message : "unknown field at " + message.substring(detail + 2));
  }
}
