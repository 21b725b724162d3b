package org.lambdanas.search.cli.architecture;

import com.google.protobuf.Any;
import com.google.protobuf.Message;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.error.Excerpt;
import org.lambdanas.graph.interchange.MessageFormat;
import org.lambdanas.graph.interchange.MessageTypes;
import org.lambdanas.graph.interchange.Messages;
import org.lambdanas.graph.space.SearchSpace;
import org.lambdanas.graph.space.SearchSpaces;
import org.lambdanas.proto.v1.Architecture;
import org.lambdanas.proto.v1.Conversion;
import org.lambdanas.search.cli.option.ArchitectureArgument;
import org.lambdanas.search.cli.verb.Lines;
import org.lambdanas.search.cli.verb.Result;
import org.lambdanas.search.cli.verb.Verb;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Turns architectures and other messages from one written form into another. */
@Command(
    name = "convert",
    header = "Convert an architecture between its forms, or a message between file formats.",
    description =
        "Forms of architectures are texts and messages; files of any message are .txtpb, "
            + ".binpb and .json. Without --to and --output, shows the text forms of an "
            + "architecture, and other messages as text.",
    footer = {
      "lnas convert "
          + "'|nor_conv_3x3~0|+|none~0|nor_conv_1x1~1|+|skip_connect~0|none~1|nor_conv_3x3~2|'",
      "lnas convert best.json --output best.txtpb"
    })
public final class Convert extends Verb {

  private static final String TEXT = "text";

  @Parameters(
      paramLabel = "INPUT",
      description = "An architecture in a text form, or a .txtpb, .binpb or .json file.")
  private String input = "";

  @Option(
      names = "--space",
      paramLabel = "SPACE",
      description = "Search space of an architecture in a text form. Default: whichever reads it.")
  private @Nullable String space;

  @Option(
      names = "--type",
      paramLabel = "MESSAGE",
      defaultValue = "Architecture",
      description = "Message type of a file, such as SearchResult. Default: ${DEFAULT-VALUE}.")
  private String type = "";

  @Option(
      names = "--to",
      paramLabel = "FORM",
      description =
          "What to print: text (an architecture's usual text form), the name of one of its text"
              + " forms (such as naslib), txtpb, json, or binpb (as Base64).")
  private @Nullable String to;

  @Option(
      names = "--output",
      paramLabel = "FILE",
      description = "Write the message to this file, in the form that its ending says.")
  private @Nullable Path output;

  @Override
  protected Result execute() {
    if (to != null && output != null) {
      throw usage("--to prints and --output writes a file: give one of them");
    }
    Message message = read();
    SortedMap<String, String> texts = texts(message);
    Conversion.Builder result =
        Conversion.newBuilder()
            .setType(message.getDescriptorForType().getName())
            .setMessage(Any.pack(message))
            .putAllTexts(texts);
    Lines lines = new Lines();
    if (output != null) {
      Messages.write(output, message);
      result.setOutput(output.toString());
      lines.add("written to " + output);
    } else if (to != null) {
      String printed = print(message, to, texts);
      result.setForm(to).setPrinted(printed);
      lines.addAll(printed.lines().toList());
    } else if (texts.isEmpty()) {
      lines.addAll(Messages.print(message, MessageFormat.TEXT).lines().toList());
    } else {
      texts.forEach((form, text) -> lines.add(form + "  " + text));
    }
    return Result.ok(lines, result.build());
  }

  private Message read() {
    Message prototype = MessageTypes.byName(type);
    if (prototype instanceof Architecture) {
      return ArchitectureArgument.read(input, Optional.ofNullable(space).map(SearchSpaces::byId));
    }
    return Messages.read(
        ArchitectureArgument.messageFile(input)
            .orElseThrow(
                () ->
                    new ConfigException(
                        "a %s is read from a .txtpb, .binpb or .json file, not from '%s'"
                            .formatted(
                                prototype.getDescriptorForType().getName(), Excerpt.of(input)))),
        prototype);
  }

  /** The text forms of an architecture of a known space; nothing for other messages. */
  private static SortedMap<String, String> texts(Message message) {
    if (message instanceof Architecture architecture) {
      for (SearchSpace known : SearchSpaces.all()) {
        if (known.id().equals(architecture.getSpace())) {
          return known.texts(architecture);
        }
      }
    }
    return new TreeMap<>();
  }

  private static String print(Message message, String form, SortedMap<String, String> texts) {
    for (MessageFormat format : MessageFormat.values()) {
      if (format.ending().equals("." + form)) {
        return format == MessageFormat.BINARY
            ? Base64.getEncoder().encodeToString(message.toByteArray())
            : Messages.print(message, format);
      }
    }
    String text = texts.get(form);
    if (text != null) {
      return text;
    }
    if (form.equals(TEXT) && !texts.isEmpty() && message instanceof Architecture architecture) {
      return SearchSpaces.of(architecture).format(architecture);
    }
    throw new ConfigException(
        "this "
            + message.getDescriptorForType().getName()
            + " has no form '"
            + Excerpt.of(form)
            + "': use txtpb, json, binpb"
            + (texts.isEmpty() ? "" : ", text, " + String.join(", ", texts.keySet())));
  }
}
