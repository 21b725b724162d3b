package org.lambdanas.graph.testing;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/** Says at the end of a build which tests were skipped, and what they need. */
public final class SkippedTests {

  private static final PathMatcher REPORTS =
      FileSystems.getDefault()
          .getPathMatcher("glob:**/target/{surefire,failsafe}-reports/TEST-*.xml");

  private SkippedTests() {}

  /**
   * Prints a line for each reason.
   *
   * @param arguments the project's root
   */
  public static void main(String[] arguments) throws Exception {
    summary(Path.of(arguments[0])).forEach(System.out::println);
  }

  /**
   * What the reports of all modules say.
   *
   * @param root of the project
   * @return a line for each reason; empty if every test ran
   */
  static List<String> summary(Path root)
      throws IOException, ParserConfigurationException, SAXException {
    Map<String, Integer> reasons = new TreeMap<>();
    List<Path> reports;
    try (Stream<Path> files = Files.walk(root, 4)) {
      reports = files.filter(REPORTS::matches).toList();
    }
    for (Path report : reports) {
      Document document =
          DocumentBuilderFactory.newDefaultInstance().newDocumentBuilder().parse(report.toFile());
      NodeList skipped = document.getElementsByTagName("skipped");
      for (int i = 0; i < skipped.getLength(); i++) {
        reasons.merge(reason((Element) skipped.item(i)), 1, Integer::sum);
      }
    }
    return reasons.entrySet().stream()
        .map(
            entry ->
                "skipped: %d %s: %s"
                    .formatted(
                        entry.getValue(), entry.getValue() == 1 ? "test" : "tests", entry.getKey()))
        .toList();
  }

  /** A disabled test has a message, an assumption that fails the trace of its exception. */
  private static String reason(Element skipped) {
    String told = skipped.getAttribute("message") + skipped.getTextContent();
    String reason =
        told.lines()
            .findFirst()
            .orElse("")
            .replaceFirst("^(\\S+Exception: )?(Assumption failed: )?(skipped: )?", "");
    return reason.isBlank() ? "no reason given" : reason;
  }
}
