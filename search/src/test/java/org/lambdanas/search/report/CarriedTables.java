package org.lambdanas.search.report;

import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.lambdanas.graph.interchange.CsvReader;

/** The CSV files that a page carries, in their order, as records of fields. */
final class CarriedTables {

  private static final Pattern LINK =
      Pattern.compile("data:text/csv;charset=utf-8;base64,([^\"]*)\"");

  private CarriedTables() {}

  static List<List<List<String>>> of(String html) {
    List<List<List<String>>> tables = new ArrayList<>();
    Matcher links = LINK.matcher(html);
    while (links.find()) {
      tables.add(records(Base64.getDecoder().decode(links.group(1))));
    }
    return tables;
  }

  private static List<List<String>> records(byte[] csv) {
    List<List<String>> records = new ArrayList<>();
    try (CsvReader reader =
        CsvReader.of(new ByteArrayInputStream(csv), "page", CsvReader.LONGEST_RECORD)) {
      for (Optional<List<String>> next = reader.next(); next.isPresent(); next = reader.next()) {
        records.add(next.get());
      }
    }
    return records;
  }
}
