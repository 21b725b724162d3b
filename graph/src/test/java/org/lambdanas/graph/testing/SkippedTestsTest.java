package org.lambdanas.graph.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SkippedTestsTest {

  @TempDir Path root;

  private void report(String module, String kind, String name, String... cases) throws IOException {
    Path folder = Files.createDirectories(root.resolve(module + "/target/" + kind + "-reports"));
    Files.writeString(
        folder.resolve("TEST-" + name + ".xml"),
        "<testsuite name=\"%s\">%s</testsuite>".formatted(name, String.join("", cases)));
  }

  private static String skipped(String message) {
    return "<testcase><skipped%s type=\"x\"/></testcase>".formatted(message);
  }

  @Test
  void aLineForEachReasonOverAllModules() throws Exception {
    report(
        "graph",
        "surefire",
        "A",
        "<testcase/>",
        "<testcase><skipped type=\"x\"><![CDATA[org.opentest4j.TestAbortedException:"
            + " Assumption failed: needs ../shared/b\n\tat A.b(A.java:1)]]></skipped></testcase>",
        skipped(" message=\"needs ../shared/a\""));
    report("search", "failsafe", "B", skipped(" message=\"needs ../shared/a\""), skipped(""));
    report("search", "elsewhere", "C", skipped(" message=\"not ours\""));
    assertThat(SkippedTests.summary(root))
        .containsExactly(
            "skipped: 2 tests: needs ../shared/a",
            "skipped: 1 test: needs ../shared/b",
            "skipped: 1 test: no reason given");
  }

  @Test
  void nothingIsSaidOfABuildThatRanThemAll() throws Exception {
    report("graph", "surefire", "A", "<testcase/>");
    assertThat(SkippedTests.summary(root)).isEmpty();
  }
}
