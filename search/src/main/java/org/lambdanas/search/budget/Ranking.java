package org.lambdanas.search.budget;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Orders many answers at once. */
public final class Ranking {

  private Ranking() {}

  /**
   * The layers of a set (Deb et al., NSGA-II, section III A).
   *
   * @return for each answer 0 if none precedes it, 1 if only such do, and so on
   */
  public static int[] layers(List<Standing> standings) {
    int size = standings.size();
    int[] layers = new int[size];
    Arrays.fill(layers, -1);
    int[] above = new int[size];
    List<List<Integer>> below = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      below.add(new ArrayList<>());
      for (int j = 0; j < size; j++) {
        if (standings.get(i).precedes(standings.get(j))) {
          below.get(i).add(j);
        } else if (standings.get(j).precedes(standings.get(i))) {
          above[i]++;
        }
      }
    }
    List<Integer> layer = IntStream.range(0, size).filter(i -> above[i] == 0).boxed().toList();
    for (int number = 0; !layer.isEmpty(); number++) {
      List<Integer> next = new ArrayList<>();
      for (int i : layer) {
        layers[i] = number;
        for (int j : below.get(i)) {
          if (--above[j] == 0) {
            next.add(j);
          }
        }
      }
      layer = next;
    }
    return layers;
  }

  /**
   * How far apart the neighbours of each answer of a layer are, summed over the objectives, each on
   * a scale from its least to its largest value; infinite at the ends (section III B).
   */
  public static double[] crowding(List<double[]> layer) {
    double[] distance = new double[layer.size()];
    int objectives = layer.isEmpty() ? 0 : layer.get(0).length;
    for (int o = 0; o < objectives; o++) {
      int objective = o;
      List<Integer> order =
          IntStream.range(0, layer.size())
              .boxed()
              .sorted(Comparator.comparingDouble(i -> layer.get(i)[objective]))
              .toList();
      double least = layer.get(order.get(0))[o];
      double largest = layer.get(order.get(order.size() - 1))[o];
      distance[order.get(0)] = Double.POSITIVE_INFINITY;
      distance[order.get(order.size() - 1)] = Double.POSITIVE_INFINITY;
      if (largest > least && Double.isFinite(largest - least)) {
        for (int i = 1; i < order.size() - 1; i++) {
          distance[order.get(i)] +=
              (layer.get(order.get(i + 1))[o] - layer.get(order.get(i - 1))[o]) / (largest - least);
        }
      }
    }
    return distance;
  }

  /**
   * All answers, the better ones first: by layer, then the less crowded ones, then as they are.
   *
   * @return their positions
   */
  public static List<Integer> order(List<Standing> standings) {
    int[] layers = layers(standings);
    double[] apart = new double[layers.length];
    for (int number = 0; number <= Arrays.stream(layers).max().orElse(-1); number++) {
      int current = number;
      int[] members = IntStream.range(0, layers.length).filter(i -> layers[i] == current).toArray();
      double[] distance =
          crowding(Arrays.stream(members).mapToObj(i -> standings.get(i).objectives()).toList());
      for (int m = 0; m < members.length; m++) {
        apart[members[m]] = distance[m];
      }
    }
    return IntStream.range(0, layers.length)
        .boxed()
        .sorted(
            Comparator.<Integer>comparingInt(i -> layers[i])
                .thenComparing(Comparator.comparingDouble((Integer i) -> -apart[i])))
        .toList();
  }
}
