package org.lambdanas.search.parity;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.error.Excerpt;
import org.lambdanas.graph.space.CellSpace.ChosenEdge;
import org.lambdanas.graph.space.CellTopology.Edge;
import org.lambdanas.graph.space.CellType;
import org.lambdanas.graph.space.NetworkPlan;
import org.lambdanas.graph.space.Operation;

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

  private static final Pattern EDGE = Pattern.compile("edges\\.(\\d)<-(\\d)\\.(\\d{1,2})\\.(.+)");

  private static final Pattern NUMBERED_EDGE =
      Pattern.compile("_ops\\.(\\d{1,3})\\._ops\\.(\\d{1,2})\\.(.+)");

  /** Of networks of chosen operations: an edge's, or a pair's of a genotype in its order. */
  private static final Pattern CHOSEN = Pattern.compile("(?:layers|_ops)\\.(\\d{1,3})\\.(.+)");

  private static final Pattern PREPROCESS = Pattern.compile("(preprocess[01])\\.(.+)");

  /** ReLU, convolution; or the two convolutions of a factorised reduction. */
  private static final Map<String, String> OF_ONE_CONVOLUTION =
      Map.of(
          "op.1.weight", "convolution/weights",
          "op.2.weight", "norm/scale",
          "op.2.bias", "norm/offset",
          "conv_1.weight", "even/convolution/weights",
          "conv_2.weight", "odd/convolution/weights",
          "bn.weight", "norm/scale",
          "bn.bias", "norm/offset");

  private static final Map<String, String> OF_DILATED =
      Map.of(
          "op.1.weight", "depthwise/weights",
          "op.2.weight", "pointwise/weights",
          "op.3.weight", "norm/scale",
          "op.3.bias", "norm/offset");

  private static final Map<String, String> OF_SEPARABLE =
      Map.of(
          "op.1.weight", "first/depthwise/weights",
          "op.2.weight", "first/pointwise/weights",
          "op.3.weight", "first/norm/scale",
          "op.3.bias", "first/norm/offset",
          "op.5.weight", "second/depthwise/weights",
          "op.6.weight", "second/pointwise/weights",
          "op.7.weight", "second/norm/scale",
          "op.7.bias", "second/norm/offset");

  private WeightNames() {}

  /**
   * Translates a name.
   *
   * @param reference such as {@code "cells.2.edges.3<-1.3.op.1.weight"}
   * @param plan the network, whose cells the names count
   * @return such as {@code "weights/cells/2/3<-1/nor_conv_3x3/convolution/weights"}
   * @throws DataException if the name is of no known form
   */
  static String translate(String reference, NetworkPlan plan) {
    return translate(reference, plan, type -> List.of());
  }

  /**
   * Translates a name.
   *
   * @param chosen the edges of a network of chosen operations, by cell type; empty for a
   *     super-network
   */
  static String translate(
      String reference, NetworkPlan plan, Function<CellType, List<ChosenEdge>> chosen) {
    String fixed = FIXED.get(reference);
    if (fixed != null) {
      return "weights/" + fixed;
    }
    Matcher cell = CELL.matcher(reference);
    if (cell.matches()) {
      int position = Integer.parseInt(cell.group(1));
      String translated = inBlock(cell.group(2), block(plan, position), chosen);
      if (translated != null) {
        return "weights/cells/" + position + "/" + translated;
      }
    }
    throw new DataException("weight of unknown name '" + Excerpt.of(reference) + "'");
  }

  /** Residual blocks are counted among the cells. */
  private static NetworkPlan.@Nullable Block block(NetworkPlan plan, int position) {
    return plan.blocks().stream()
        .filter(b -> b instanceof NetworkPlan.Cell || b instanceof NetworkPlan.Residual)
        .skip(position)
        .findFirst()
        .orElse(null);
  }

  private static @Nullable String inBlock(
      String rest,
      NetworkPlan.@Nullable Block block,
      Function<CellType, List<ChosenEdge>> choices) {
    if (!(block instanceof NetworkPlan.Cell cell)) {
      return IN_RESIDUAL.get(rest);
    }
    Matcher preprocess = PREPROCESS.matcher(rest);
    if (preprocess.matches()) {
      String weights = OF_ONE_CONVOLUTION.get(preprocess.group(2));
      return weights == null ? null : preprocess.group(1) + "/" + weights;
    }
    List<ChosenEdge> chosen = choices.apply(cell.type());
    if (!chosen.isEmpty()) {
      Matcher of = CHOSEN.matcher(rest);
      int place = of.matches() ? Integer.parseInt(of.group(1)) : chosen.size();
      return place >= chosen.size()
          ? null
          : onEdge(
              cell.type(), chosen.get(place).edge(), chosen.get(place).operation(), of.group(2));
    }
    Matcher edge = EDGE.matcher(rest);
    if (edge.matches()) {
      Edge named = new Edge(Integer.parseInt(edge.group(2)), Integer.parseInt(edge.group(1)));
      return onEdge(cell.type(), cell.type().topology().edges().indexOf(named), edge);
    }
    Matcher numbered = NUMBERED_EDGE.matcher(rest);
    return numbered.matches()
        ? onEdge(cell.type(), Integer.parseInt(numbered.group(1)), numbered)
        : null;
  }

  /** The last two groups of a match are the operation's number and the weight within it. */
  private static @Nullable String onEdge(CellType type, int row, Matcher match) {
    int column = Integer.parseInt(match.group(match.groupCount() - 1));
    if (row < 0 || row >= type.edges() || column >= type.operations()) {
      return null;
    }
    return onEdge(
        type, row, type.candidates().get(row).get(column), match.group(match.groupCount()));
  }

  private static @Nullable String onEdge(CellType type, int row, Operation operation, String rest) {
    Map<String, String> names =
        switch (operation) {
          case SEP_CONV_3X3, SEP_CONV_5X5 -> OF_SEPARABLE;
          case DIL_CONV_3X3, DIL_CONV_5X5 -> OF_DILATED;
          default -> OF_ONE_CONVOLUTION;
        };
    String weights = names.get(rest);
    return weights == null
        ? null
        : type.topology().edges().get(row) + "/" + operation.id() + "/" + weights;
  }
}
