package org.lambdanas.graph.interchange;

import com.google.protobuf.Message;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The messages in {@code src/test/resources/.../golden}: each as text, whose first line names its
 * type, and as the binary that was written when the text was added. The binaries stand for files
 * that people have: they are never written anew.
 *
 * <p>To add one, put a {@code .txtpb} file there and run {@code mvn -pl graph -am test
 * -Dtest=GoldenMessagesTest -Dlambdanas.golden=add -Dsurefire.failIfNoSpecifiedTests=false}: it
 * writes the binaries that are missing, and only those.
 */
final class GoldenMessages {

  static final Path FOLDER = Path.of("src/test/resources/org/lambdanas/graph/interchange/golden");

  private static final String TYPE_LINE = "# proto-message: ";

  private GoldenMessages() {}

  /** One golden message. */
  record Golden(String name, Message prototype, String text, Path binaryFile) {

    Message fromText() {
      return Messages.parse(
          text.getBytes(StandardCharsets.UTF_8), MessageFormat.TEXT, prototype, name);
    }

    byte[] binary() {
      try {
        return Files.readAllBytes(binaryFile);
      } catch (IOException e) {
        throw new AssertionError("no binary for " + name, e);
      }
    }

    @Override
    public String toString() {
      return name;
    }
  }

  static List<Golden> all() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files
          .filter(file -> file.toString().endsWith(".txtpb"))
          .sorted()
          .map(GoldenMessages::read)
          .toList();
    }
  }

  private static Golden read(Path file) {
    try {
      String text = Files.readString(file);
      String first = text.lines().findFirst().orElse("");
      if (!first.startsWith(TYPE_LINE)) {
        throw new AssertionError(file + " does not start with '" + TYPE_LINE + "TYPE'");
      }
      Message prototype = MessageTypes.byName(first.substring(TYPE_LINE.length()));
      String name = String.valueOf(file.getFileName()).replace(".txtpb", "");
      return new Golden(name, prototype, text, FOLDER.resolve(name + ".binpb"));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
