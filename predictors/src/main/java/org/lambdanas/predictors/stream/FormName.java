package org.lambdanas.predictors.stream;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.lambdanas.graph.interchange.MessageFormat;

/**
 * What a form of written messages is known by. Those that any kind of message can be written in go
 * by the same name for each.
 *
 * @param id name in options
 * @param endings of files' names, each with its dot
 */
record FormName(String id, List<String> endings) {

  /** A message a line, as proto3 JSON. */
  static final FormName JSON_LINES = new FormName("jsonl", List.of(".jsonl", ".ndjson"));

  /** Messages in binary, each after its length as a varint. */
  static final FormName DELIMITED = new FormName("delimited", List.of(".delimited"));

  /** One message of them all, in binary. */
  static final FormName BINARY = new FormName("binpb", List.of(MessageFormat.BINARY.ending()));

  /** One message of them all, as text. */
  static final FormName TEXT = new FormName("txtpb", List.of(MessageFormat.TEXT.ending()));

  /** One message of them all, as proto3 JSON. */
  static final FormName JSON = new FormName("json", List.of(MessageFormat.JSON.ending()));

  /** Copies. */
  FormName {
    endings = List.copyOf(endings);
  }

  /**
   * The first of some forms that a file's ending names; a further {@code .gz} is looked through.
   */
  static <F> Optional<F> ofFile(Path file, F[] forms, Function<F, FormName> nameOf) {
    String plain = MessageFormat.withoutGzip(file);
    return Arrays.stream(forms)
        .filter(form -> nameOf.apply(form).endings.stream().anyMatch(plain::endsWith))
        .findFirst();
  }
}
