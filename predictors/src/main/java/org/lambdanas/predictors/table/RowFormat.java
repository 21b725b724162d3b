package org.lambdanas.predictors.table;

import java.nio.file.Path;
import java.util.List;
import org.lambdanas.graph.space.SearchSpace;

/** How the rows of a table are written in foreign files. */
public sealed interface RowFormat permits CsvRows, JsonRows {

  /**
   * Names of the learning curves that the rows have.
   *
   * @return in the table's order
   */
  List<String> curveNames();

  /** Opens files, to be read one after the other as if they were one. */
  RowReader open(List<Path> files, SearchSpace space, List<String> fields);
}
