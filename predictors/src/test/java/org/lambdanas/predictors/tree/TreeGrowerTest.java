package org.lambdanas.predictors.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.predictors.features.Features;
import org.lambdanas.predictors.testing.NasBench201Sample;

class TreeGrowerTest {

  /** Rows of features of which some take two values, some a few, some as many as there are rows. */
  private static float[][] rows(int count, SplittableRandom random) {
    float[][] rows = new float[count][];
    for (int row = 0; row < count; row++) {
      rows[row] =
          new float[] {
            random.nextInt(2),
            random.nextInt(5) - 2.5f,
            (float) random.nextDouble(),
            random.nextInt(4) == 0 ? -0f : 0f,
            7
          };
    }
    return rows;
  }

  private static FeatureBlock block(float[][] rows) {
    List<Features> encodings = new ArrayList<>();
    for (float[] row : rows) {
      encodings.add(NasBench201Sample.vector(row));
    }
    return FeatureBlock.whole(encodings);
  }

  private static Forest grow(
      FeatureBlock block, double[] labels, TreeGrower.Shape shape, long seed) {
    int[] all = new int[labels.length];
    Arrays.setAll(all, row -> row);
    ForestBuilder forest = new ForestBuilder(block.features());
    new TreeGrower(TrainingColumns.of(block), shape)
        .grow(all, labels, new Seed(seed).random(), forest);
    return forest.build();
  }

  private static double[] evaluate(Forest forest, FeatureBlock block) {
    double[] values = new double[block.rows()];
    forest.evaluate(0, block, values);
    return values;
  }

  private static double squaredError(double[] labels) {
    double mean = Arrays.stream(labels).average().orElse(0);
    return Arrays.stream(labels).map(y -> (y - mean) * (y - mean)).sum();
  }

  /** The least squared error that one split can leave, by trying all of them. */
  private static double leastError(float[][] rows, double[] labels, int minLeaf) {
    double least = Double.POSITIVE_INFINITY;
    for (int feature = 0; feature < rows[0].length; feature++) {
      for (float[] candidate : rows) {
        float threshold = candidate[feature];
        List<Double> left = new ArrayList<>();
        List<Double> right = new ArrayList<>();
        for (int row = 0; row < rows.length; row++) {
          (rows[row][feature] <= threshold ? left : right).add(labels[row]);
        }
        if (left.size() >= minLeaf && right.size() >= minLeaf) {
          least =
              Math.min(
                  least,
                  squaredError(left.stream().mapToDouble(y -> y).toArray())
                      + squaredError(right.stream().mapToDouble(y -> y).toArray()));
        }
      }
    }
    return least;
  }

  @Test
  void aSplitLeavesTheLeastSquaredError() {
    for (int trial = 0; trial < 200; trial++) {
      SplittableRandom random = new Seed(trial).random();
      int count = 4 + random.nextInt(40);
      int minLeaf = 1 + random.nextInt(2);
      float[][] rows = rows(count, random);
      // Far from zero, where sums of squares lose their digits.
      double[] labels = random.doubles(count).map(y -> 1e6 + y).toArray();
      FeatureBlock block = block(rows);
      Forest forest =
          grow(block, labels, new TreeGrower.Shape(1, minLeaf, 2, rows[0].length), trial);
      double[] values = evaluate(forest, block);
      double error = 0;
      for (int row = 0; row < count; row++) {
        error += (labels[row] - values[row]) * (labels[row] - values[row]);
      }
      assertThat(error)
          .as("trial %d", trial)
          .isCloseTo(leastError(rows, labels, minLeaf), within(1e-6));
    }
  }

  @Test
  void aTreeWithoutBoundsRemembersEveryRowThatDiffers() {
    SplittableRandom random = new Seed(3).random();
    float[][] rows = rows(301, random);
    double[] labels = random.doubles(301).toArray();
    FeatureBlock block = block(rows);
    Forest forest = grow(block, labels, new TreeGrower.Shape(Integer.MAX_VALUE, 1, 2, 1), 1);
    assertThat(evaluate(forest, block)).containsExactly(labels, within(1e-15));
    assertThat(forest.nodes()).isEqualTo(2 * 301 - 1);
  }

  @Test
  void aChainOfSplitsIsFollowedToItsEnd() {
    int count = 1000;
    float[][] rows = new float[count][];
    double[] labels = new double[count];
    for (int row = 0; row < count; row++) {
      rows[row] = new float[] {row};
      // Each label outweighs all before it, so that one row is split off at a time.
      labels[row] = Math.scalb(1.0, row - 500);
    }
    FeatureBlock block = block(rows);
    Forest forest = grow(block, labels, new TreeGrower.Shape(Integer.MAX_VALUE, 1, 2, 1), 1);
    assertThat(evaluate(forest, block)).containsExactly(labels);
    int depth = 0;
    while (!forest.isLeaf(depth)) {
      depth++;
    }
    assertThat(depth).isGreaterThan(count / 2);
  }

  @Test
  void leavesDepthAndSplitsKeepTheirBounds() {
    SplittableRandom random = new Seed(4).random();
    float[][] rows = rows(200, random);
    double[] labels = random.doubles(200).toArray();
    FeatureBlock block = block(rows);
    Forest shallow = grow(block, labels, new TreeGrower.Shape(3, 1, 2, 5), 1);
    assertThat(shallow.nodes()).isBetween(9, 15);
    Forest wide = grow(block, labels, new TreeGrower.Shape(Integer.MAX_VALUE, 20, 2, 5), 1);
    double[] values = evaluate(wide, block);
    for (double value : values) {
      assertThat(Arrays.stream(values).filter(other -> other == value).count())
          .isGreaterThanOrEqualTo(20);
    }
    Forest single = grow(block, labels, new TreeGrower.Shape(Integer.MAX_VALUE, 1, 201, 5), 1);
    assertThat(single.nodes()).isEqualTo(1);
    assertThat(single.number(0))
        .isCloseTo(Arrays.stream(labels).average().orElseThrow(), within(1e-12));
  }

  @Test
  void equalLabelsGiveExactlyThatLabel() {
    double[] labels = new double[37];
    Arrays.fill(labels, 0.1);
    FeatureBlock block = block(rows(37, new Seed(5).random()));
    Forest forest = grow(block, labels, new TreeGrower.Shape(Integer.MAX_VALUE, 1, 2, 5), 1);
    assertThat(evaluate(forest, block)).containsExactly(labels);
  }

  @Test
  void thresholdsLieBetweenTheValuesOfANode() {
    float next = Math.nextUp(1f);
    FeatureBlock block = block(new float[][] {{1}, {next}, {1e38f}, {3e38f}});
    Forest forest =
        grow(
            block,
            new double[] {0, 1, 10, 20},
            new TreeGrower.Shape(Integer.MAX_VALUE, 1, 2, 1),
            1);
    assertThat(evaluate(forest, block)).containsExactly(0, 1, 10, 20);
    double[] between = evaluate(forest, block(new float[][] {{1.9e38f}, {2.1e38f}}));
    assertThat(between).containsExactly(10, 20);
  }
}
