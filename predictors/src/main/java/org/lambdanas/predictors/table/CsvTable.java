package org.lambdanas.predictors.table;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.error.Excerpt;
import org.lambdanas.graph.interchange.CsvReader;
import org.lambdanas.graph.space.SearchSpace;
import org.lambdanas.graph.space.SearchSpaces;
import org.lambdanas.proto.v1.Feature;
import org.lambdanas.proto.v1.Observation;

/**
 * A CSV file with a heading line as a table, found out by looking at it: the architectures are the
 * first column that a search space reads, and every column of numbers is a metric of which more is
 * better. What else is to be said of it, {@link TableImport} can be told.
 */
public final class CsvTable {

  /** What such tables take in memory at most. */
  private static final long MOST_BYTES = 1L << 30;

  private CsvTable() {}

  /** Whether a file's ending is that of CSV or of tables with tabs, packed or not. */
  public static boolean isOne(Path file) {
    return file.toString().toLowerCase(Locale.ROOT).matches("(?s).*\\.[ct]sv(\\.gz)?");
  }

  /**
   * Opens a file.
   *
   * @throws DataException if it has no architectures, or one of them twice
   */
  public static BenchmarkTableFile open(Path file) {
    TableImport found = look(file);
    try {
      Path table = Files.createTempFile("lnas", ".binpb");
      try {
        found.write(List.of(file), table);
        return BenchmarkTableFile.read(Files.newInputStream(table), file.toString(), MOST_BYTES);
      } finally {
        Files.delete(table);
      }
    } catch (IOException e) {
      throw new DataException("cannot read " + file + ": " + e, e);
    }
  }

  /**
   * The architectures of a file with their features, in the order of its rows, however often one is
   * there.
   *
   * @throws DataException if it has none
   */
  public static List<Observation> observations(Path file) {
    TableImport found = look(file);
    List<Observation> observations = new ArrayList<>();
    try (RowReader<?> rows =
        found
            .format()
            .open(
                List.of(file),
                found.space(),
                found.metrics().stream().map(MetricSource::column).toList())) {
      while (rows.next()) {
        try {
          Observation.Builder row = Observation.newBuilder().setArchitecture(rows.architecture());
          for (int m = 0; m < found.metrics().size(); m++) {
            double value = rows.number(m);
            Optional<String> feature = TableFeatures.feature(found.metrics().get(m).metric());
            if (feature.isPresent() && Double.isFinite(value)) {
              row.addFeatures(Feature.newBuilder().setName(feature.get()).setValue(value));
            }
          }
          observations.add(row.build());
        } catch (DataException e) {
          throw new DataException(rows.where() + e.getMessage(), e);
        }
      }
    }
    return observations;
  }

  private static TableImport look(Path file) {
    try (CsvReader csv = CsvReader.open(file, TableImport.MOST_BYTES)) {
      List<String> heading = csv.next().orElseThrow(() -> new DataException(file + " is empty"));
      List<String> first =
          csv.next().orElseThrow(() -> new DataException(file + " has a heading and no rows"));
      int column = 0;
      Optional<SearchSpace> space = Optional.empty();
      while (column < Math.min(first.size(), heading.size())) {
        space = space(first.get(column));
        if (space.isPresent()) {
          break;
        }
        column++;
      }
      BitSet numbers = new BitSet();
      numbers.set(0, heading.size());
      for (Optional<List<String>> row = Optional.of(first); row.isPresent(); row = csv.next()) {
        for (int c = 0; c < Math.min(heading.size(), row.get().size()); c++) {
          if (numbers.get(c) && !isNumber(row.get().get(c))) {
            numbers.clear(c);
          }
        }
      }
      return described(
          file,
          heading,
          column,
          space.orElseThrow(
              () ->
                  new DataException(
                      "%s: no column of %s has an architecture in its first row that a search space"
                              .formatted(file, Excerpt.of(String.join(", ", heading)))
                          + " reads; the first line has to be a heading")),
          numbers);
    }
  }

  private static Optional<SearchSpace> space(String text) {
    return SearchSpaces.all().stream()
        .filter(
            space -> {
              try {
                space.parse(text);
                return true;
              } catch (DataException e) {
                return false;
              }
            })
        .findFirst();
  }

  private static boolean isNumber(String text) {
    try {
      Numbers.read(text);
      return true;
    } catch (DataException e) {
      return false;
    }
  }

  private static TableImport described(
      Path file, List<String> heading, int column, SearchSpace space, BitSet numbers) {
    List<MetricSource> metrics = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (int c = 0; c < heading.size(); c++) {
      String name = heading.get(c).replaceAll("[^A-Za-z0-9_.-]", "_");
      if (c != column && numbers.get(c) && !name.isEmpty() && names.add(name)) {
        MetricSource score = MetricSource.parse(name + "=" + name + ":score");
        metrics.add(new MetricSource(score.metric(), heading.get(c), 1));
      }
    }
    String name = String.valueOf(file.getFileName());
    return new TableImport(
        space,
        new CsvRows(heading.get(column), List.of()),
        metrics,
        List.of(),
        List.of(),
        Duplicates.ERROR,
        new TableImport.Origin(
            name.replaceFirst("(?i)\\.[ct]sv(\\.gz)?$", ""), name, "not stated"));
  }
}
