package org.lambdanas.graph.interchange;

import java.io.BufferedInputStream;
import java.io.FilterReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVException;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.apache.commons.csv.QuoteMode;
import org.lambdanas.graph.error.DataException;

/**
 * Reads comma-separated values record by record (RFC 4180), or such with semicolons or tabs in
 * place of commas: fields in double quotes may hold commas, line breaks and doubled quotes; lines
 * end with LF, CRLF or CR; blank lines are skipped; the text is UTF-8. A record may not be longer
 * than a stated number of characters.
 */
public final class CsvReader implements RecordReader<List<String>> {

  /** Longest record accepted unless stated otherwise, in characters. */
  public static final int LONGEST_RECORD = 1 << 20;

  /** The separator is looked for in so many bytes. */
  private static final int HEADING = 1 << 13;

  /** Tells a blank line, which is null, from an empty field in quotes. */
  private static final CSVFormat FORMAT =
      CSVFormat.RFC4180.builder().setNullString("").setQuoteMode(QuoteMode.ALL_NON_NULL).get();

  private final String name;
  private final int longestRecord;
  private final Bounded text;
  private final CSVParser parser;
  private final Iterator<CSVRecord> records;
  private long line = 1;

  private CsvReader(InputStream in, String name, int longestRecord) {
    this.name = name;
    this.longestRecord = longestRecord;
    BufferedInputStream all = new BufferedInputStream(in);
    CSVFormat format = FORMAT.builder().setDelimiter(separator(all)).get();
    this.text = new Bounded(Utf8.reader(all, name));
    try {
      this.parser = CSVParser.builder().setReader(text).setFormat(format).get();
    } catch (IOException e) {
      throw new DataException("cannot read " + name + ": " + e, e);
    }
    this.records = parser.iterator();
  }

  /**
   * What separates the fields: in files whose first line has tabs or semicolons outside of quotes,
   * and no comma, those do. Bytes tell: in UTF-8 none of these is a part of another character, and
   * a decoder cannot go back behind what it refused.
   */
  private static char separator(BufferedInputStream all) {
    BitSet found = new BitSet();
    try {
      all.mark(HEADING);
      boolean quoted = false;
      boolean blank = true;
      for (int i = 0; i < HEADING; i++) {
        int c = all.read();
        if (c < 0 || ((c == '\n' || c == '\r') && !quoted && !blank)) {
          break;
        }
        blank &= Character.isWhitespace(c);
        quoted ^= c == '"';
        if (!quoted) {
          found.set(c);
        }
      }
      all.reset();
    } catch (IOException e) {
      // It comes again when the records are read, which says where.
      return ',';
    }
    return found.get(',') ? ',' : found.get(';') ? ';' : found.get('\t') ? '\t' : ',';
  }

  /** Stops the parser, which keeps a whole record, at a quote that never closes. */
  private final class Bounded extends FilterReader {

    /** The parser reads so many characters ahead. */
    private static final int AHEAD = 1 << 14;

    private long left;

    Bounded(Reader in) {
      super(in);
      startRecord();
    }

    /** Quotes and doubled quotes do not count towards a record's length. */
    void startRecord() {
      left = 4L * longestRecord + AHEAD;
    }

    @Override
    public int read(char[] buffer, int offset, int length) throws IOException {
      int count = super.read(buffer, offset, length);
      left -= Math.max(0, count);
      if (left < 0) {
        throw tooLong();
      }
      return count;
    }

    @Override
    public int read() throws IOException {
      char[] one = new char[1];
      return read(one, 0, 1) < 0 ? -1 : one[0];
    }
  }

  /** Opens a file, plain or gzipped, of at most so many unpacked bytes. */
  public static CsvReader open(Path file, long mostBytes) {
    return of(BoundedFile.open(file, mostBytes), file.toString(), LONGEST_RECORD);
  }

  /** Reads UTF-8 text from a stream, which is closed with the reader. */
  public static CsvReader of(InputStream in, String name, int longestRecord) {
    return new CsvReader(in, name, longestRecord);
  }

  @Override
  public Optional<List<String>> next() {
    try {
      while (true) {
        line = parser.getCurrentLineNumber() + 1;
        text.startRecord();
        if (!records.hasNext()) {
          return Optional.empty();
        }
        String[] fields = records.next().values();
        if (fields.length > 1 || fields[0] != null) {
          return Optional.of(checked(fields));
        }
      }
    } catch (UncheckedIOException e) {
      throw new DataException(where() + reason(e), e);
    }
  }

  private List<String> checked(String[] fields) {
    List<String> record =
        Stream.of(fields).map(field -> Objects.requireNonNullElse(field, "")).toList();
    if (record.stream().mapToInt(String::length).sum() + record.size() - 1 > longestRecord) {
      throw tooLong();
    }
    return record;
  }

  private DataException tooLong() {
    return new DataException(where() + "the record is longer than " + longestRecord);
  }

  private static String reason(UncheckedIOException e) {
    Throwable cause = Objects.requireNonNullElse(e.getCause(), e);
    if (cause instanceof CSVException) {
      return String.valueOf(cause.getMessage()).contains("EOF")
          ? "a quoted field does not end"
          : "text after a closing quote: double quotes inside";
    }
    return "the text is not UTF-8 or cannot be read: " + cause.getMessage();
  }

  @Override
  public String where() {
    return name + ":" + line + ": ";
  }

  @Override
  public void close() {
    try {
      parser.close();
    } catch (IOException e) {
      throw new DataException("cannot close " + name + ": " + e, e);
    }
  }
}
