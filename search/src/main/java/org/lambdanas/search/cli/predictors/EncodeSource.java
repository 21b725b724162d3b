package org.lambdanas.search.cli.predictors;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.interchange.BoundedFile;
import org.lambdanas.graph.interchange.MessageFormat;
import org.lambdanas.graph.interchange.Messages;
import org.lambdanas.graph.space.SearchSpace;
import org.lambdanas.graph.space.SearchSpaces;
import org.lambdanas.predictors.encoding.Encoder;
import org.lambdanas.predictors.stream.MessageBatch;
import org.lambdanas.predictors.stream.MessageReader;
import org.lambdanas.predictors.stream.StreamFormat;
import org.lambdanas.proto.v1.Architecture;
import org.lambdanas.proto.v1.Encoding;
import org.lambdanas.proto.v1.Observation;
import org.lambdanas.search.cli.option.ArchitectureArgument;

/**
 * What {@link EncodeVerb} reads, architectures or encodings, one after the other.
 *
 * @param file its name, or {@link #STANDARD_INPUT}
 * @param encoders finds the encoders
 */
record EncodeSource(String file, EncoderChoice encoders) {

  static final String STANDARD_INPUT = "-";

  private static final int BATCH = 1024;

  /** No architecture is as long as this, in bytes. */
  private static final int LONGEST_ARCHITECTURE = 1 << 20;

  /** Takes results one by one. */
  @FunctionalInterface
  interface Sink<T> {
    void take(T result) throws IOException;
  }

  /** Encodes all architectures. */
  long encode(Sink<Encoding> sink) throws IOException {
    Optional<Architecture> single = singleArchitecture();
    if (single.isPresent()) {
      sink.take(encoders.of(single.get()).encode(single.get()));
      return 1;
    }
    long count = 0;
    try (MessageReader<Observation> reader = observations()) {
      for (var batch = reader.next(BATCH); batch.isPresent(); batch = reader.next(BATCH)) {
        List<Observation> observations = batch.get().messages();
        for (int i = 0; i < observations.size(); i++) {
          sink.take(encoded(observations.get(i).getArchitecture(), batch.get(), i));
        }
        count += observations.size();
      }
    }
    return count;
  }

  private Encoding encoded(Architecture architecture, MessageBatch<Observation> batch, int index) {
    try {
      return encoders.of(architecture).encode(architecture);
    } catch (DataException e) {
      throw batch.at(index, e);
    }
  }

  /** A message file may hold one architecture as well as observations. */
  private Optional<Architecture> singleArchitecture() {
    Optional<Path> message = ArchitectureArgument.messageFile(file);
    if (message.isEmpty()) {
      return Optional.empty();
    }
    MessageFormat format = MessageFormat.require(message.get());
    try {
      byte[] content = BoundedFile.read(message.get(), LONGEST_ARCHITECTURE);
      return Optional.of(Messages.parse(content, format, Architecture.getDefaultInstance(), file));
    } catch (DataException e) {
      // Then it has to be observations, whose reader says what is wrong if it is not.
      return Optional.empty();
    }
  }

  private MessageReader<Observation> observations() {
    if (file.equals(STANDARD_INPUT)) {
      // Standard input stays open.
      return MessageReader.observations(
          System.in, "standard input", lines(Optional.empty()), space());
    }
    Path path = Path.of(file);
    return MessageReader.observations(
        path, lines(StreamFormat.of(path, StreamFormat.OBSERVATIONS)), space());
  }

  private Optional<SearchSpace> space() {
    return encoders.space().map(SearchSpaces::byId);
  }

  /** Lines of architectures can be read only if their space is known. */
  private Optional<StreamFormat> lines(Optional<StreamFormat> format) {
    if (encoders.space().isEmpty()
        && format.filter(known -> known != StreamFormat.LINES).isEmpty()) {
      throw new ConfigException(
          "of which search space are the architectures? Give --space, or a message file (.binpb,"
              + " .txtpb, .json) or JSON lines (.jsonl) that name it");
    }
    return format;
  }

  /** Decodes all encodings. */
  long decode(Sink<String> sink) throws IOException {
    long count = 0;
    try (MessageReader<Encoding> reader =
        file.equals(STANDARD_INPUT)
            ? MessageReader.encodings(System.in, "standard input")
            : MessageReader.encodings(Path.of(file))) {
      // One by one: what stands before a damaged one is decoded.
      for (var next = reader.next(1); next.isPresent(); next = reader.next(1)) {
        sink.take(decoded(next.get()));
        count++;
      }
    }
    return count;
  }

  private String decoded(MessageBatch<Encoding> one) {
    Encoding encoding = one.messages().get(0);
    try {
      Encoder encoder = encoders.of(encoding);
      Architecture architecture =
          encoder
              .decode(encoding)
              .orElseThrow(
                  () ->
                      new ConfigException(
                          "encoding '"
                              + encoder.id()
                              + "' of "
                              + encoder.space()
                              + " cannot be decoded: several architectures may share one"));
      return SearchSpaces.byId(encoder.space()).format(architecture);
    } catch (DataException e) {
      throw one.at(0, e);
    }
  }
}
