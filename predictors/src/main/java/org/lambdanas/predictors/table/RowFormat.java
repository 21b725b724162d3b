package org.lambdanas.predictors.table;

import java.nio.file.Path;
import java.util.List;
import org.lambdanas.graph.space.SearchSpace;

/** How the rows of a table are written in foreign files. */
public sealed interface RowFormat permits CsvRows, JsonRows {

  /** The learning curves that the rows have, in the table's order. */
  List<CurveSource> curves();

  /** The same format with more curves. */
  RowFormat with(List<CurveSource> more);

  /** Opens files, to be read one after the other as if they were one. */
  RowReader<?> open(List<Path> files, SearchSpace space, List<String> fields);
}
