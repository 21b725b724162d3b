package org.lambdanas.search.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.lambdanas.graph.interchange.MessageFormat;
import org.lambdanas.graph.interchange.Messages;

/** The program run inside the test. */
record Invocation(int code, String out, String err) {

  static Invocation of(String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code = Main.run(args, new PrintWriter(out), new PrintWriter(err));
    return new Invocation(code, out.toString(), err.toString());
  }

  /** The result that was printed under {@code --json}, as a reader of protobuf's form takes it. */
  <M extends Message> M message(M prototype) {
    assertThat(out.lines()).as(err).hasSize(1);
    return Messages.parse(out.getBytes(UTF_8), MessageFormat.JSON, prototype, "the result");
  }

  List<String> errors() {
    return err.lines().toList();
  }
}
