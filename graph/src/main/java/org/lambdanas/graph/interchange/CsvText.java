package org.lambdanas.graph.interchange;

import java.io.IOException;
import java.util.List;
import org.apache.commons.csv.CSVFormat;

/** Writes comma- or tab-separated values. */
public final class CsvText {

  private static final CSVFormat COMMAS =
      CSVFormat.RFC4180.builder().setRecordSeparator('\n').get();

  private static final CSVFormat TABS =
      COMMAS.builder().setDelimiter('\t').setQuote((Character) null).get();

  private CsvText() {}

  /**
   * Comma-separated values, quoted where needed: a line for each record that ends in a line feed.
   */
  public static String commas(List<? extends List<?>> records) {
    return print(COMMAS, records);
  }

  /** Tab-separated values without quotes: a line for each record that ends in a line feed. */
  public static String tabs(List<? extends List<?>> records) {
    return print(TABS, records);
  }

  private static String print(CSVFormat format, List<? extends List<?>> records) {
    StringBuilder text = new StringBuilder();
    try {
      for (List<?> record : records) {
        format.printRecord(text, record.toArray());
      }
    } catch (IOException e) {
      throw new IllegalStateException("memory does not fail to be written", e);
    }
    return text.toString();
  }
}
