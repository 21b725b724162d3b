package org.lambdanas.predictors.table;

import com.google.protobuf.ByteString;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.error.Excerpt;
import org.lambdanas.graph.interchange.CsvReader;
import org.lambdanas.graph.space.SearchSpace;
import org.lambdanas.proto.v1.Architecture;

/**
 * A CSV file of learning curves: in each line an architecture, then one value for each epoch. A
 * first line that starts with the name of the architecture column is a heading.
 *
 * @param name of the curve, such as {@code "validation_accuracy"}
 * @param file plain or gzipped
 */
public record CurveSource(String name, Path file) {

  /**
   * Reads {@code NAME=FILE}.
   *
   * @param text such as {@code "train_loss=losses.csv"}
   * @return the curve and its file
   * @throws ConfigException if the text is not of this form
   */
  public static CurveSource parse(String text) {
    int equals = text.indexOf('=');
    if (equals < 1 || equals == text.length() - 1) {
      throw new ConfigException("curve '" + Excerpt.of(text) + "' is not of the form NAME=FILE");
    }
    return new CurveSource(text.substring(0, equals), Path.of(text.substring(equals + 1)));
  }

  /** Reads all curves, by serialised architecture. */
  Map<ByteString, float[]> read(SearchSpace space, String architectureColumn) {
    Map<ByteString, float[]> curves = new HashMap<>();
    try (CsvReader csv = CsvReader.open(file, TableImport.MOST_BYTES)) {
      boolean first = true;
      for (Optional<List<String>> record = csv.next(); record.isPresent(); record = csv.next()) {
        List<String> fields = record.get();
        if (!(first && fields.get(0).equals(architectureColumn))) {
          try {
            Architecture architecture = space.parse(fields.get(0));
            if (curves.put(architecture.toByteString(), values(fields)) != null) {
              throw new DataException("the architecture has a curve already");
            }
          } catch (DataException e) {
            throw new DataException(csv.where() + e.getMessage(), e);
          }
        }
        first = false;
      }
    }
    return curves;
  }

  private static float[] values(List<String> fields) {
    float[] values = new float[fields.size() - 1];
    for (int i = 0; i < values.length; i++) {
      values[i] = Numbers.narrow(Numbers.read(fields.get(i + 1)));
    }
    return values;
  }
}
