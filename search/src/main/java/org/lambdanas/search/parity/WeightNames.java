package org.lambdanas.search.parity;

import java.util.List;
import java.util.Map;
import java.util.Optional;
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

  private static final Map<String, String> FIXED_LAYERS =
      Map.of("stem", "stem", "lastact.1", "head/relu", "lastact", "head/relu");

  /** The last batch norms of operations, the longest first. */
  private static final List<String> LAST_OF_SEQUENCE =
      List.of(".op.7", ".op.3", ".op.2", ".bn", ".7", ".3", ".2", ".1");

  private static final Pattern CELL = Pattern.compile("cells\\.(\\d{1,4})\\.(.*)");

  private static final Pattern EDGE = Pattern.compile("edges\\.(\\d)<-(\\d)\\.(\\d{1,2})\\.(.+)");

  private static final Pattern NUMBERED_EDGE =
      Pattern.compile("_ops\\.(\\d{1,3})\\._ops\\.(\\d{1,2})\\.(.+)");

  /** Of networks of chosen operations: an edge's, or a pair's of a genotype in its order. */
  private static final Pattern CHOSEN = Pattern.compile("(?:layers|_ops)\\.(\\d{1,3})\\.(.*)");

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
    return find(reference, plan, chosen)
        .map("weights/"::concat)
        .orElseThrow(
            () -> new DataException("weight of unknown name '" + Excerpt.of(reference) + "'"));
  }

  private static Optional<String> find(
      String reference, NetworkPlan plan, Function<CellType, List<ChosenEdge>> chosen) {
    Matcher cell = CELL.matcher(reference);
    if (!cell.matches()) {
      return Optional.ofNullable(FIXED.get(reference));
    }
    int position = Integer.parseInt(cell.group(1));
    return Optional.ofNullable(inBlock(cell.group(2), block(plan, position), chosen))
        .map(translated -> "cells/" + position + "/" + translated);
  }

  /**
   * Translates the name of a module of a network of chosen operations to that of the layer or block
   * whose output is its own; modules that contain others end with the last of them.
   *
   * @return empty if nothing here has that output
   */
  static Optional<String> layer(
      String module, NetworkPlan plan, Function<CellType, List<ChosenEdge>> chosen) {
    String fixed = FIXED_LAYERS.get(module);
    if (fixed != null) {
      return Optional.of(fixed);
    }
    Matcher cell = CELL.matcher(module + ".");
    if (!cell.matches()) {
      return find(module + ".weight", plan, chosen).map(WeightNames::layerOf);
    }
    String name = "cells/" + cell.group(1);
    String rest = cell.group(2).replaceFirst("\\.$", "");
    if (rest.isEmpty()) {
      return Optional.of(name);
    }
    if (rest.equals("downsample.0")) {
      return Optional.of(name + "/shortcut/pool");
    }
    NetworkPlan.Block block = block(plan, Integer.parseInt(cell.group(1)));
    Matcher of = CHOSEN.matcher(rest + ".");
    if (of.matches() && block instanceof NetworkPlan.Cell cells) {
      List<ChosenEdge> edges = chosen.apply(cells.type());
      int place = Integer.parseInt(of.group(1));
      if (place < edges.size()) {
        Operation operation = edges.get(place).operation();
        String at =
            name
                + "/"
                + cells.type().topology().edges().get(edges.get(place).edge())
                + "/"
                + operation.id();
        switch (operation) {
          case AVG_POOL_3X3, MAX_POOL_3X3 -> {
            return Optional.of(at + "/pool");
          }
          case SKIP_CONNECT -> {
            if (cells.type().stride(edges.get(place).edge()) == 1) {
              return Optional.of(at);
            }
          }
          default -> {}
        }
      }
    }
    return inside(module, plan, chosen);
  }

  /** A layer with weights, the rectifier before one, or the last one of a sequence. */
  private static Optional<String> inside(
      String module, NetworkPlan plan, Function<CellType, List<ChosenEdge>> chosen) {
    Optional<String> weighted = find(module + ".weight", plan, chosen);
    if (weighted.isPresent()) {
      return weighted.map(WeightNames::layerOf);
    }
    for (String last : LAST_OF_SEQUENCE) {
      Optional<String> found = find(module + last + ".weight", plan, chosen);
      if (found.isPresent()) {
        return found.map(WeightNames::layerOf);
      }
    }
    int dot = module.lastIndexOf('.');
    String number = module.substring(dot + 1);
    String next =
        number.equals("relu")
            ? "conv_1"
            : number.matches("\\d") ? String.valueOf(Integer.parseInt(number) + 1) : "";
    return find(module.substring(0, dot + 1) + next + ".weight", plan, chosen)
        .map(name -> layerOf(layerOf(name)).replaceFirst("/even$", "") + "/relu");
  }

  /** {@code "stem/norm"} of {@code "stem/norm/scale"}. */
  private static String layerOf(String parameter) {
    return parameter.substring(0, parameter.lastIndexOf('/'));
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
