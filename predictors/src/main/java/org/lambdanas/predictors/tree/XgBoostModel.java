package org.lambdanas.predictors.tree;

import com.google.protobuf.ByteString;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.lambdanas.graph.error.Excerpt;

/**
 * Reads what XGBoost saves, as Universal Binary JSON: typed arrays with their lengths, in
 * big-endian order. Values are found by their path, such as {@code
 * learner/gradient_booster/model/trees/0/left_children}. Nothing in it is trusted.
 */
final class XgBoostModel {

  private static final int DEEPEST = 16;
  private static final int LONGEST_NAME = 64;

  /** Of ten thousand trees, the most that are fitted. */
  private static final int MOST_VALUES = 400_000;

  private static final String BOOSTER = "/learner/gradient_booster/";

  private final ByteBuffer in;
  private final Map<String, Value> values = new HashMap<>();

  /** Numbers of a type, or the characters of a text, not read yet. */
  private record Value(char type, int count, ByteBuffer bytes) {}

  private XgBoostModel(ByteBuffer in) {
    this.in = in;
  }

  /**
   * Reads a model of regression trees with one output.
   *
   * @throws org.lambdanas.graph.error.DataException if it is none
   */
  static BoostedTrees read(ByteString saved) {
    XgBoostModel model = new XgBoostModel(saved.asReadOnlyByteBuffer());
    try {
      model.value("", 0);
      return model.trees();
    } catch (BufferUnderflowException | NumberFormatException e) {
      throw Forest.damaged(Excerpt.of(String.valueOf(e)));
    }
  }

  private void value(String path, int depth) {
    if (depth > DEEPEST) {
      throw Forest.damaged("values are nested too deeply");
    }
    char type = type();
    switch (type) {
      case '{' -> {
        for (char next = type(); next != '}'; next = type()) {
          Value name = slice('S', length(next));
          if (name.count > LONGEST_NAME) {
            throw Forest.damaged("a name is too long");
          }
          value(path + "/" + text(name), depth + 1);
        }
      }
      case '[' -> {
        char next = type();
        boolean typed = next == '$';
        char element = typed ? type() : '?';
        if ((typed ? type() : next) != '#') {
          throw Forest.damaged("an array has no length");
        }
        int count = length(type());
        if (typed) {
          put(path, slice(element, count));
        } else {
          for (int i = 0; i < count; i++) {
            value(path + "/" + i, depth + 1);
          }
        }
      }
      case 'S' -> put(path, slice(type, length(type())));
      default -> put(path, slice(type, 1));
    }
  }

  private char type() {
    return (char) in.get();
  }

  /** A length, of which at least so many bytes follow. */
  private int length(char type) {
    long length = type == 'L' ? in.getLong() : -1;
    if (length < 0 || length > in.remaining()) {
      throw Forest.damaged("a length is " + length + " where " + in.remaining() + " bytes follow");
    }
    return (int) length;
  }

  private Value slice(char type, int count) {
    long bytes = (long) count * size(type);
    if (bytes > in.remaining()) {
      throw new BufferUnderflowException();
    }
    ByteBuffer slice = in.slice(in.position(), (int) bytes);
    in.position(in.position() + (int) bytes);
    return new Value(type, count, slice);
  }

  private static int size(char type) {
    return switch (type) {
      case 'i', 'U', 'S' -> 1;
      case 'I' -> 2;
      case 'l', 'd' -> 4;
      case 'L', 'D' -> 8;
      default -> throw Forest.damaged("a value is of the unknown type " + (int) type);
    };
  }

  private void put(String path, Value value) {
    values.put(path, value);
    if (values.size() > MOST_VALUES) {
      throw Forest.damaged("there are more than " + MOST_VALUES + " values");
    }
  }

  private Value at(String path) {
    Value value = values.get(path);
    if (value == null) {
      throw Forest.damaged("there is no " + path);
    }
    return value;
  }

  private static String text(Value value) {
    return StandardCharsets.ISO_8859_1.decode(value.bytes.duplicate()).toString();
  }

  private BoostedTrees trees() {
    require(BOOSTER + "name", "gbtree");
    require("/learner/objective/name", "reg:squarederror");
    String parameters = "/learner/learner_model_param/";
    ForestBuilder forest =
        new ForestBuilder(Integer.parseInt(text(at(parameters + "num_feature"))));
    int trees = Integer.parseInt(text(at(BOOSTER + "model/gbtree_model_param/num_trees")));
    for (int tree = 0; tree < trees; tree++) {
      forest.add(tree(BOOSTER + "model/trees/" + tree + "/"));
    }
    // One for each output; earlier versions of the library wrote it bare.
    String base = text(at(parameters + "base_score")).replaceFirst("^\\[(.*)]$", "$1");
    return new BoostedTrees(forest.build(), Float.parseFloat(base), true);
  }

  private ForestBuilder.Tree tree(String path) {
    int nodes = at(path + "left_children").count;
    int[] left = wholes(path + "left_children", nodes);
    int[] right = wholes(path + "right_children", nodes);
    int[] features = wholes(path + "split_indices", nodes);
    FloatBuffer conditions = array(path + "split_conditions", 'd', nodes).asFloatBuffer();
    ByteBuffer categorical = array(path + "split_type", 'U', nodes);
    double[] numbers = new double[nodes];
    for (int node = 0; node < nodes; node++) {
      if (categorical.get(node) != 0) {
        throw Forest.damaged(path + " splits by categories");
      }
      float number = conditions.get(node);
      // Here what is below the threshold goes left, in a forest also what is equal to it.
      numbers[node] = left[node] == Forest.LEAF ? number : Math.nextDown(number);
    }
    return new ForestBuilder.Tree(left, right, features, numbers);
  }

  private int[] wholes(String path, int count) {
    int[] wholes = new int[count];
    array(path, 'l', count).asIntBuffer().get(wholes);
    return wholes;
  }

  private ByteBuffer array(String path, char type, int count) {
    Value value = at(path);
    if (value.type != type || value.count != count) {
      throw Forest.damaged(path + " is of another type or length than it should be");
    }
    return value.bytes.duplicate();
  }

  private void require(String path, String expected) {
    if (!text(at(path)).equals(expected)) {
      throw Forest.damaged(path + " is not " + expected);
    }
  }
}
