package org.lambdanas.search.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;

/** The program run inside the test. */
record Invocation(int code, String out, String err) {

  static Invocation of(String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code = Main.run(args, new PrintWriter(out), new PrintWriter(err));
    return new Invocation(code, out.toString(), err.toString());
  }

  List<String> errors() {
    return err.lines().toList();
  }
}
