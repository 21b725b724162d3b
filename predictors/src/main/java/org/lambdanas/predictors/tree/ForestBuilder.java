package org.lambdanas.predictors.tree;

import java.util.Arrays;

/** Puts a forest together, node by node, each before its left subtree and then its right one. */
final class ForestBuilder {

  private final int width;
  private int[] starts = new int[16];
  private int[] asked = new int[256];
  private double[] numbers = new double[256];
  private int[] right = new int[256];
  private int trees;
  private int nodes;

  /** Begins a forest over rows of some features. */
  ForestBuilder(int width) {
    this.width = width;
  }

  /** Begins a tree; its root is the next node. */
  void startTree() {
    if (trees + 1 >= starts.length) {
      starts = Arrays.copyOf(starts, 2 * starts.length);
    }
    starts[trees++] = nodes;
  }

  /** Says that the next node is the right child of one. */
  void rightChildIsNext(int parent) {
    right[parent] = nodes;
  }

  /** Adds a split, whose left child is the next node, or a leaf. */
  int add(int feature, double number, int rightChild) {
    if (nodes == asked.length) {
      asked = Arrays.copyOf(asked, 2 * nodes);
      numbers = Arrays.copyOf(numbers, 2 * nodes);
      right = Arrays.copyOf(right, 2 * nodes);
    }
    asked[nodes] = feature;
    numbers[nodes] = number;
    right[nodes] = rightChild;
    return nodes++;
  }

  int nodes() {
    return nodes;
  }

  /**
   * A tree whose nodes stand in some order, the root first, as a file says.
   *
   * @param left left child of each node, {@link Forest#LEAF} at a leaf
   * @param right right child of each split
   * @param features that each split asks about
   * @param numbers largest float that goes left at each split; value of each leaf
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Tree(int[] left, int[] right, int[] features, double[] numbers) {}

  /**
   * Adds a tree of a file.
   *
   * @throws org.lambdanas.graph.error.DataException if it is none
   */
  void add(Tree tree) {
    startTree();
    boolean[] seen = new boolean[tree.left.length];
    // Nodes yet to be added, and the parent whose right child each one is, or -1.
    int[] waiting = new int[2 * tree.left.length + 2];
    waiting[1] = -1;
    int top = 2;
    while (top > 0) {
      int parent = waiting[--top];
      int node = waiting[--top];
      if (node < 0 || node >= seen.length || seen[node]) {
        throw Forest.damaged("tree " + (trees - 1) + " has no node " + node + ", or has it twice");
      }
      seen[node] = true;
      if (parent >= 0) {
        rightChildIsNext(parent);
      }
      if (tree.left[node] == Forest.LEAF) {
        add(Forest.LEAF, tree.numbers[node], 0);
        continue;
      }
      int split = add(tree.features[node], tree.numbers[node], 0);
      waiting[top++] = tree.right[node];
      waiting[top++] = split;
      waiting[top++] = tree.left[node];
      waiting[top++] = -1;
    }
  }

  Forest build() {
    int[] ends = Arrays.copyOf(starts, trees + 1);
    ends[trees] = nodes;
    return new Forest(
        width,
        ends,
        Arrays.copyOf(asked, nodes),
        Arrays.copyOf(numbers, nodes),
        Arrays.copyOf(right, nodes));
  }
}
