package org.lambdanas.search.parity;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.error.Excerpt;
import org.lambdanas.graph.space.CellTopology.Edge;
import org.lambdanas.graph.space.CellType;

/** Translates the reference implementation's weight names to this project's. */
final class WeightNames {

  private static final Map<String, String> FIXED =
      Map.ofEntries(
          Map.entry("stem.0.weight", "stem/convolution/weights"),
          Map.entry("stem.1.weight", "stem/norm/scale"),
          Map.entry("stem.1.bias", "stem/norm/offset"),
          Map.entry("lastact.0.weight", "head/norm/scale"),
          Map.entry("lastact.0.bias", "head/norm/offset"),
          Map.entry("classifier.weight", "head/linear/weights"),
          Map.entry("classifier.bias", "head/linear/bias"));

  private static final Map<String, String> IN_RESIDUAL =
      Map.of(
          "conv_a.op.1.weight", "first/convolution/weights",
          "conv_a.op.2.weight", "first/norm/scale",
          "conv_a.op.2.bias", "first/norm/offset",
          "conv_b.op.1.weight", "second/convolution/weights",
          "conv_b.op.2.weight", "second/norm/scale",
          "conv_b.op.2.bias", "second/norm/offset",
          "downsample.1.weight", "shortcut/convolution/weights");

  private static final Pattern CELL = Pattern.compile("cells\\.(\\d{1,4})\\.(.+)");

  private static final Pattern EDGE =
      Pattern.compile("edges\\.(\\d)<-(\\d)\\.(\\d{1,2})\\.op\\.1\\.weight");

  private WeightNames() {}

  /**
   * Translates a name.
   *
   * @param reference such as {@code "cells.2.edges.3<-1.3.op.1.weight"}
   * @param type the cell type whose operations the numbers count
   * @return such as {@code "weights/cells/2/3<-1/nor_conv_3x3/convolution/weights"}
   * @throws DataException if the name is of no known form
   */
  static String translate(String reference, CellType type) {
    String fixed = FIXED.get(reference);
    if (fixed != null) {
      return "weights/" + fixed;
    }
    Matcher cell = CELL.matcher(reference);
    if (cell.matches()) {
      String prefix = "weights/cells/" + Integer.parseInt(cell.group(1)) + "/";
      String residual = IN_RESIDUAL.get(cell.group(2));
      if (residual != null) {
        return prefix + residual;
      }
      Matcher edge = EDGE.matcher(cell.group(2));
      if (edge.matches()) {
        int row =
            type.topology()
                .edges()
                .indexOf(
                    new Edge(Integer.parseInt(edge.group(2)), Integer.parseInt(edge.group(1))));
        int column = Integer.parseInt(edge.group(3));
        if (row >= 0 && column < type.operations()) {
          String operation = type.candidates().get(row).get(column).id();
          return prefix
              + type.topology().edges().get(row)
              + "/"
              + operation
              + "/convolution/weights";
        }
      }
    }
    throw new DataException("weight of unknown name '" + Excerpt.of(reference) + "'");
  }
}
