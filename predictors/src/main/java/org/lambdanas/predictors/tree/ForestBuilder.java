package org.lambdanas.predictors.tree;

import java.util.Arrays;

/** Puts a forest together, node by node, each before its left subtree and then its right one. */
final class ForestBuilder {

  private int[] starts = new int[16];
  private int[] asked = new int[256];
  private double[] numbers = new double[256];
  private int[] right = new int[256];
  private int trees;
  private int nodes;

  /** Begins a tree; its root is the next node. */
  void startTree() {
    if (trees + 1 >= starts.length) {
      starts = Arrays.copyOf(starts, 2 * starts.length);
    }
    starts[trees++] = nodes;
  }

  /** Adds a split; its left child is the next node. */
  int addSplit(int feature, float threshold) {
    return add(feature, threshold);
  }

  /** Adds a leaf. */
  void addLeaf(double value) {
    add(Forest.LEAF, value);
  }

  /** Says that the next node is the right child of one. */
  void rightChildIsNext(int parent) {
    right[parent] = nodes;
  }

  private int add(int feature, double number) {
    if (nodes == asked.length) {
      asked = Arrays.copyOf(asked, 2 * nodes);
      numbers = Arrays.copyOf(numbers, 2 * nodes);
      right = Arrays.copyOf(right, 2 * nodes);
    }
    asked[nodes] = feature;
    numbers[nodes] = number;
    return nodes++;
  }

  /** Takes trees over, with other values at their leaves. */
  void addScaled(Forest forest, double factor) {
    int shift = nodes;
    for (int tree = 0; tree < forest.trees(); tree++) {
      startTree();
      for (int node = forest.start(tree); node < forest.start(tree + 1); node++) {
        if (forest.isLeaf(node)) {
          addLeaf(factor * forest.value(node));
        } else {
          int split = addSplit(forest.feature(node), forest.threshold(node));
          right[split] = forest.right(node) + shift;
        }
      }
    }
  }

  Forest build() {
    int[] ends = Arrays.copyOf(starts, trees + 1);
    ends[trees] = nodes;
    return new Forest(
        ends,
        Arrays.copyOf(asked, nodes),
        Arrays.copyOf(numbers, nodes),
        Arrays.copyOf(right, nodes));
  }
}
