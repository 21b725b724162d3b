package org.lambdanas.search.parity;

import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.error.Excerpt;
import org.lambdanas.graph.layer.Layers;
import org.lambdanas.graph.network.NetworkDefinition;
import org.lambdanas.graph.network.NetworkOutputs;

/**
 * A chain of layers as a golden file writes it: {@code "conv1: 3x3, 3 to 8, stride 1, padding 1, no
 * bias"}.
 *
 * @param lines one a layer
 * @param features layers whose outputs count as outputs of blocks
 */
record GoldenNetwork(List<String> lines, Set<String> features) implements NetworkDefinition {

  private static final Pattern CONVOLUTION =
      Pattern.compile(
          "(\\w+): (\\d)x\\2, \\d{1,4} to (\\d{1,4})(?:, stride ([12]))?(?:, padding (\\d).*)?,"
              + " (no|with) bias");
  private static final Pattern NORM = Pattern.compile("bn\\w*");
  private static final Pattern RELU = Pattern.compile("relu\\w*");
  private static final Pattern POOL =
      Pattern.compile("(\\w+): (maximum|average) (\\d)x\\3, stride (\\d)");
  private static final Pattern GLOBAL = Pattern.compile("(\\w+): global average");
  private static final Pattern LINEAR =
      Pattern.compile("(\\w+): linear \\d{1,6} to (\\d{1,6}), with bias");

  static GoldenNetwork of(String layers, Set<String> features) {
    return new GoldenNetwork(layers.lines().toList(), features);
  }

  /** {@code "weights/bn1/scale"} of {@code "bn1.weight"}. */
  static String parameter(String reference) {
    String layer = reference.substring(0, Math.max(0, reference.lastIndexOf('.')));
    boolean norm = NORM.matcher(layer).matches();
    boolean weight = reference.endsWith(".weight");
    return "weights/"
        + layer
        + (norm ? weight ? "/scale" : "/offset" : weight ? "/weights" : "/bias");
  }

  @Override
  public <T> NetworkOutputs<T> build(Layers<T> layers, T images) {
    T x = images;
    for (String line : lines) {
      x = layer(layers, line, x);
      String name = line.split(":")[0];
      if (features.contains(name)) {
        // Blocks and layers have names of their own.
        x = layers.block(name + "/block", x);
      }
    }
    return NetworkOutputs.of(x);
  }

  private static <T> T layer(Layers<T> layers, String line, T x) {
    Matcher of = CONVOLUTION.matcher(line);
    if (of.matches()) {
      int kernel = Integer.parseInt(of.group(2));
      int stride = of.group(4) == null ? 1 : Integer.parseInt(of.group(4));
      int padding = of.group(5) == null ? 0 : Integer.parseInt(of.group(5));
      if (padding == kernel / 2) {
        int channels = Integer.parseInt(of.group(3));
        return of.group(6).equals("with")
            ? layers.biasedConvolution(of.group(1), x, channels, kernel, stride)
            : layers.convolution(of.group(1), x, channels, kernel, stride);
      }
    }
    if (NORM.matcher(line).matches()) {
      return layers.batchNorm(line, x, true);
    }
    if (RELU.matcher(line).matches()) {
      return layers.relu(line, x);
    }
    of = POOL.matcher(line);
    if (of.matches()) {
      int kernel = Integer.parseInt(of.group(3));
      int stride = Integer.parseInt(of.group(4));
      return of.group(2).equals("maximum")
          ? layers.maxPool(of.group(1), x, kernel, stride, 0)
          : layers.averagePool(of.group(1), x, kernel, stride, 0);
    }
    of = GLOBAL.matcher(line);
    if (of.matches()) {
      return layers.globalAveragePool(of.group(1), x);
    }
    of = LINEAR.matcher(line);
    if (of.matches()) {
      return layers.linear(of.group(1), x, Integer.parseInt(of.group(2)));
    }
    throw new DataException("layer '" + Excerpt.of(line) + "' is of no known form");
  }
}
