package org.lambdanas.predictors.encoding;

import java.util.List;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.proto.v1.Encoding;
import org.lambdanas.proto.v1.FeatureVector;

/** Feature vectors as rows of a matrix. */
public final class FeatureRows {

  private FeatureRows() {}

  /**
   * The rows of a matrix, all of one length.
   *
   * @param encodings feature vectors, dense or sparse
   * @return {@code [encodings][features]}
   * @throws DataException if one is no feature vector, or their lengths differ
   */
  public static double[][] dense(List<Encoding> encodings) {
    double[][] rows = new double[encodings.size()][];
    for (int i = 0; i < rows.length; i++) {
      Encoding encoding = encodings.get(i);
      if (!encoding.hasVector()) {
        throw new DataException(
            "encoding '" + encoding.getEncoding() + "' is no vector of features");
      }
      rows[i] = row(encoding.getVector());
      if (rows[i].length != rows[0].length) {
        throw new DataException(
            "encodings of " + rows[0].length + " and of " + rows[i].length + " features");
      }
    }
    return rows;
  }

  private static double[] row(FeatureVector vector) {
    double[] row = new double[vector.getLength()];
    for (int i = 0; i < vector.getValuesCount(); i++) {
      row[vector.getIndicesCount() == 0 ? i : vector.getIndices(i)] = vector.getValues(i);
    }
    return row;
  }
}
