package org.lambdanas.predictors.tree;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.lambdanas.graph.error.Excerpt;

/**
 * Reads what LightGBM saves: lines of {@code name=value}, first those of the model, then those of
 * each tree, whose splits and leaves are numbered apart. Nothing in it is trusted.
 */
final class LightGbmModel {

  /** Of a tree; no setting allows more. */
  private static final int MOST_LEAVES = 1000;

  /** Of the head or a tree, with room for what later versions of the library may add. */
  private static final int MOST_LINES = 100;

  /** What a split says of missing values, of which there are none. */
  private static final int MISSING_GO_LEFT = 2;

  private final Map<String, String> lines = new HashMap<>();

  private LightGbmModel() {}

  /**
   * Reads a model of regression trees.
   *
   * @throws org.lambdanas.graph.error.DataException if it is none
   */
  static BoostedTrees read(String text) {
    LightGbmModel part = new LightGbmModel();
    Optional<ForestBuilder> forest = Optional.empty();
    try {
      for (String line : (Iterable<String>) text.lines()::iterator) {
        boolean last = line.equals("end of trees");
        if (last || line.startsWith("Tree=")) {
          // What came before describes the model, or a tree.
          if (forest.isPresent()) {
            forest.get().add(part.tree());
          } else {
            forest = Optional.of(part.forest());
          }
          part = new LightGbmModel();
        }
        if (last) {
          return new BoostedTrees(forest.get().build(), 0, false);
        }
        part.add(line);
      }
      throw Forest.damaged("there is no end of the trees");
    } catch (NumberFormatException | ArithmeticException e) {
      throw Forest.damaged(Excerpt.of(String.valueOf(e.getMessage())));
    }
  }

  private void add(String line) {
    int end = line.indexOf('=');
    if (end > 0) {
      lines.put(line.substring(0, end), line.substring(end + 1));
    }
    if (lines.size() > MOST_LINES) {
      throw Forest.damaged("a tree has more than " + MOST_LINES + " lines");
    }
  }

  /** No trees yet, if it is for regression. */
  private ForestBuilder forest() {
    if (number("num_tree_per_iteration") != 1 || !line("objective").equals("regression")) {
      throw Forest.damaged("it is no model for regression");
    }
    return new ForestBuilder(Math.addExact(number("max_feature_idx"), 1));
  }

  private String line(String name) {
    String line = lines.get(name);
    if (line == null) {
      throw Forest.damaged("there is no " + name);
    }
    return line;
  }

  private int number(String name) {
    return Integer.parseInt(line(name));
  }

  private String[] split(String name, int count) {
    String[] values = count == 0 ? new String[0] : line(name).split(" ", count + 1);
    if (values.length != count) {
      throw Forest.damaged(name + " has not " + count + " values");
    }
    return values;
  }

  private int[] wholes(String name, int count) {
    return Arrays.stream(split(name, count)).mapToInt(Integer::parseInt).toArray();
  }

  private double[] numbers(String name, int count) {
    return Arrays.stream(split(name, count)).mapToDouble(Double::parseDouble).toArray();
  }

  /** Its splits and then its leaves as the nodes of one tree. */
  private ForestBuilder.Tree tree() {
    int leaves = number("num_leaves");
    if (leaves < 1 || leaves > MOST_LEAVES) {
      throw Forest.damaged("a tree has " + leaves + " leaves: must be 1 to " + MOST_LEAVES);
    }
    int splits = leaves - 1;
    if (Arrays.stream(wholes("decision_type", splits)).anyMatch(t -> (t & ~MISSING_GO_LEFT) != 0)) {
      throw Forest.damaged("a tree splits by categories or missing values");
    }
    double[] thresholds = numbers("threshold", splits);
    double[] numbers = Arrays.copyOf(thresholds, splits + leaves);
    for (int split = 0; split < splits; split++) {
      // The largest float that is at most the threshold: the features are floats.
      float nearest = (float) thresholds[split];
      numbers[split] = nearest > thresholds[split] ? Math.nextDown(nearest) : nearest;
    }
    System.arraycopy(numbers("leaf_value", leaves), 0, numbers, splits, leaves);
    return new ForestBuilder.Tree(
        children("left_child", splits, leaves),
        children("right_child", splits, leaves),
        Arrays.copyOf(wholes("split_feature", splits), splits + leaves),
        numbers);
  }

  /** Leaves are numbered -1, -2 and so on. */
  private int[] children(String name, int splits, int leaves) {
    int[] children = Arrays.copyOf(wholes(name, splits), splits + leaves);
    for (int split = 0; split < splits; split++) {
      if (children[split] >= splits) {
        throw Forest.damaged(name + " is " + children[split] + " where there are " + splits);
      }
      children[split] = children[split] < 0 ? splits + ~children[split] : children[split];
    }
    Arrays.fill(children, splits, splits + leaves, Forest.LEAF);
    return children;
  }
}
