package org.lambdanas.search.report;

import java.util.ArrayList;
import java.util.List;
import org.lambdanas.search.draw.CellDrawing;

/** The cells of an architecture. */
record CellFigure(String title, CellDrawing drawing) implements Figure {

  @Override
  public boolean isEmpty() {
    return drawing.edges().isEmpty();
  }

  /** Its size: labels of operations must stay readable. */
  @Override
  public int leastWidth() {
    return drawing.width();
  }

  @Override
  public String svg() {
    return drawing.inPage(title);
  }

  /** A row for each edge. */
  @Override
  public List<List<?>> data() {
    List<List<?>> rows = new ArrayList<>();
    rows.add(List.of("cell", "source", "target", "operation", "has_effect"));
    drawing
        .edges()
        .forEach(
            edge ->
                rows.add(
                    List.of(
                        edge.cell(),
                        edge.source(),
                        edge.target(),
                        edge.operation(),
                        edge.effective() ? 1 : 0)));
    return rows;
  }
}
